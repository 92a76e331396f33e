#!/usr/bin/env python3
"""Checks a ledger of Neraca without Neraca: one file, Python 3.9 or later, nothing to install.

    python verify_ledger.py EXPORT --key PUB          the whole ledger, from `neraca ledger export`
    python verify_ledger.py --proof PROOF --key PUB   one entry, from `neraca ledger prove`
PUB is a public line of the log, got by another way than the file: docs/ledger-export.md says more.
"""

import argparse
import gc
import json
import re
import signal
import sys
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from functools import reduce
from hashlib import sha256, sha512
from pathlib import Path

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # Then the slower arithmetic below does the same.
    Ed25519PublicKey = None

# What can be wrong, and the exit code it leads to; the first finding decides.
FINDINGS = {
    "leaf": (1, "isi bukan lagi yang disegel / not what was sealed"),
    "gone": (1, "hilang dari buku besar / gone from the ledger"),
    "shape": (1, "rusak, berulang, atau salah tempat / broken, repeated or out of place"),
    "kept": (1, "basis data menyebut lain / the database says otherwise"),
    "sum": (1, "perubahan poin tidak berjumlah nol / postings do not sum to zero"),
    "reversal": (1, "koreksi tidak membalik entri asal / reversal does not mirror its entry"),
    "opening": (1, "data pribadi bukan yang disegel / private part is not what was sealed"),
    "root": (1, "akar bukan yang ditandatangani / root is not the one that was signed"),
    "signature": (1, "tanda tangan palsu / signature is false"),
    "balance": (1, "saldo bukan jumlah perubahannya / balance is not the sum of postings"),
    "number": (1, "nomor berlubang atau kembar / numbers have a gap or a twin"),
    "paper": (1, "dokumen dan entrinya berbeda / document and entry differ"),
    "torn": (3, "terpotong, ekspor sekali lagi / torn, export it once more"),
    "key": (4, "bukan dari kunci yang Anda berikan / not by a key you gave"),
    "foreign": (5, "milik buku besar lain / of another ledger"),
    "version": (6, "versi yang belum dikenal / unknown version"),
    "missing": (7, "ada segel yang hilang / a checkpoint is missing"),
    "clock": (8, "jam berjalan mundur / clock runs backwards"),
    "file": (9, "tidak dapat dibaca / cannot be read"),
    "fork": (10, "ada dua sejarah / there are two histories"),
}
FORMAT, PROOF = ["neraca-ledger-export", 1], "c2sp.org/tlog-proof@v1"
KINDS = ("entry", "checkpoint", "pending", "balance", "register", "document")
SHOWN, SLACK = 20, timedelta(minutes=1)  # Machines that seal in turn may differ by seconds.
BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
found_codes = []


def wrong(finding, name, *values):
    """Tell a finding about a named place: what was expected there, and what was found."""
    found_codes.append(FINDINGS[finding][0])
    details = " (seharusnya/expected {!s:.99}, ditemukan/found {!s:.99})" if values else ""
    text = f"SALAH/WRONG {name}: {FINDINGS[finding][1]}{details.format(*values)}"
    if len(found_codes) <= SHOWN:
        # What stands in the file is somebody else's text: no sign of it may move the cursor.
        print("".join(sign if sign.isprintable() else "?" for sign in text))


def same(finding, name, expected, found):
    return expected == found or wrong(finding, name, expected, found)


# Ed25519 (RFC 8032), by `cryptography` where it is installed, else by Python's own integers.
FIELD, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, FIELD) % FIELD


def is_signed(public, message, signature):
    """Section 5.1.7: [S]B = R + [k]A, compared without a division."""
    number, base = int.from_bytes(signature[32:], "little"), 4 * pow(5, -1, FIELD) % FIELD
    digest = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little")
    try:
        if Ed25519PublicKey is not None:
            return Ed25519PublicKey.from_public_bytes(public).verify(signature, message) is None
        right = plus(point(signature[:32]), times(digest % ORDER, point(public)))
    except Exception:  # Of a library that may be missing, or no point of the curve.
        return False
    left = times(number, point(base.to_bytes(32, "little")))
    is_equal = all((left[i] * right[2] - right[i] * left[2]) % FIELD == 0 for i in (0, 1))
    return is_equal and number < ORDER and len(signature) == 64


def point(blob):
    sign, y = divmod(int.from_bytes(blob, "little"), 2**255)
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    x = x * (pow(2, (FIELD - 1) // 4, FIELD) if (x * x - square) % FIELD else 1) % FIELD
    if (x * x - square) % FIELD or y >= FIELD or (x == 0 and sign) or len(blob) != 32:
        raise ValueError("these bytes are no point of the curve")
    x = x if x & 1 == sign else FIELD - x
    return x, y, 1, x * y % FIELD


def plus(one, two):
    a, b = (one[1] - one[0]) * (two[1] - two[0]), (one[1] + one[0]) * (two[1] + two[0])
    c, d = 2 * one[3] * two[3] * CURVE, 2 * one[2] * two[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD


def times(number, one):
    rest = times(number >> 1, plus(one, one)) if number > 1 else (0, 1, 1, 0)
    return plus(rest, one) if number & 1 else rest


class Key:
    """The public line `name+id+base64` of a log, whose name is its origin (1), or a witness (4)."""

    def __init__(self, given, kind):
        path, self.kind, self.sizes = Path(given), kind, []
        self.text = (path.read_text("utf-8") if path.is_file() else given).strip()
        self.name, key_id, encoded = self.text.split("+", 2)
        blob = b64decode(encoded, validate=True)
        self.id, self.public = sha256(f"{self.name}\n".encode() + blob).digest()[:4], blob[1:]
        if self.id.hex() != key_id or blob[0] != kind or len(blob) != 33:
            raise ValueError("its parts do not belong together")


class Note:
    """A C2SP checkpoint: the log's origin, number of entries and root, and who signed that."""

    def __init__(self, text):
        head, _, tail = text.rpartition("\n\n")
        self.body = f"{head}\n".encode()
        self.origin, size, root = head.split("\n")[:3]
        self.size, self.root = int(size), b64decode(root, validate=True)
        lines = [re.fullmatch("\N{EM DASH} (\\S+) (\\S+)", line) for line in tail[:-1].split("\n")]
        self.lines = [(line[1], b64decode(line[2], validate=True)) for line in lines]

    def signed_by(self, key):
        for name, blob in self.lines:
            if (name, blob[:4]) == (key.name, key.id):
                moment = f"cosignature/v1\ntime {int.from_bytes(blob[4:12], 'big')}\n".encode()
                message, at = (self.body, 4) if key.kind == 1 else (moment + self.body, 12)
                yield is_signed(key.public, message, blob[at:])

    def check(self, name, keys, witnesses, origin):
        for one in witnesses:
            made = [*self.signed_by(one)]
            one.sizes += [self.size] * len(made)
            same("signature", f"{name}, saksi {one.name}", [True] * len(made), made)
        if self.origin != origin or origin not in keys:
            return wrong("foreign", name, [*keys] if origin == self.origin else origin, self.origin)
        made = [*self.signed_by(keys[origin])]
        return (made and all(made)) or wrong("signature" if made else "key", name)


class Tree(list):
    """The right edge of the tree of RFC 6962, grown leaf by leaf; None is a hash that is lost."""

    size = 0

    def add(self, leaf, kept=None):
        """The level of the first node that the leaf completes otherwise than kept; 0 for none."""
        node, place, level, differs = leaf, self.size, 0, 0
        while place & 1:
            made, place, level = parent(self.pop(), node), place >> 1, level + 1
            # Further up the kept node counts, so that one change is told once, at its place.
            node = made if kept is None else kept[level - 1] if level <= len(kept) else None
            differs = differs or (level if made and made != node else 0)
        self.append(node)
        self.size += 1
        return differs

    def root(self):
        return reduce(lambda b, a: parent(a, b), self[::-1]) if self else sha256().digest()


def parent(left, right):
    return sha256(b"\1" + left + right).digest() if left and right else None


def is_opened(body, private):
    for part, one in private.items():
        blob = b"neraca/c/v1" + b64decode(one["salt"]) + one["content"].encode()
        private[part] = sha256(blob).hexdigest() == body.get(f"{part}_c")
    return all(private.values())


class Ledger:
    """Reads an export and keeps only what later lines must agree with."""

    def __init__(self, keys, held, witnesses):
        self.keys, self.held, self.witnesses, self.tree = keys, held, witnesses, Tree()
        self.past, self.reversed, self.balances, self.papers, self.registers = {}, set(), {}, {}, {}
        self.uid, self.counts, self.previous = "-", dict.fromkeys(KINDS, 0), "0" * 64
        self.size, self.root, self.newest = 0, b"", "0001-01-02T00:00:00Z"

    def read(self, file):
        header = json.loads(file.readline().decode())
        known = [FORMAT], [*self.keys], [key.text for key in self.keys.values()]
        told = [header["format"], header["version"]], header["origin"], header["key"]
        for finding, expected, found in zip(("version", "foreign", "key"), known, told):
            if found not in expected:
                return wrong(finding, "baris 1", expected, found)
        self.origins = [header.get("origins", [header])[0]["origin"]]
        for number, raw in enumerate(file, 2):
            try:
                line = json.loads(raw.decode())
                kind = line["line"]
                if kind == "end":
                    return self.close(line)
                self.counts[kind] = self.counts.get(kind, 0) + 1
                if kind in KINDS:
                    getattr(self, kind)(line)
            except BROKEN:
                if raw.endswith(b"\n") and raw.strip():
                    uid = re.search(r'"uid":\s*"([^"]*)', raw.decode("utf-8", "replace"))
                    wrong("shape", f"baris {number} (entri {uid[1] if uid else self.uid})")
        wrong("torn", f"berkas sesudah entri {self.uid}")

    def entry(self, line):
        index, before = line["index"], self.uid
        if not self.tree.size <= index < self.tree.size + 10**6:
            return wrong("shape", f"entri {line['body']['uid']} #{index}", self.tree.size, index)
        while self.tree.size < index:
            wrong("gone", f"entri #{self.tree.size}")
            self.tree.add(None, ())
        leaf, nodes = self.pending(line), [bytes.fromhex(one) for one in line.get("nodes", ())]
        same("leaf", f"entri {before} / {self.uid} #{index}", 0, self.tree.add(leaf, nodes))

    def pending(self, line):
        body = line.get("body")
        self.uid = body.get("uid") if isinstance(body, dict) else "-"
        name = f"entri {self.uid} #{line.get('index', '-')}"
        if body is None:
            return wrong("gone", name)
        same("leaf", name, line["leaf"], sha256(b"\0" + canonical(body).encode()).hexdigest())
        try:
            same("kept", name, {}, line.get("kept", {}))
            same("opening", name, True, is_opened(body, line.get("private", {})))
            self.rules(body, body["uid"], body["kind"], body.get("facts", {}), name)
        except BROKEN:
            wrong("shape", name)
        return bytes.fromhex(line["leaf"])

    def rules(self, body, uid, kind, facts, name):
        same("version", name, 1, body["v"])
        if kind in ("origin_opened", "balances_sealed"):
            getattr(self, kind)(body["origin"], facts, name)
        same("foreign", name, self.origins[-1], body["origin"])
        lines = tuple([(sys.intern(a["account"]), a["points"]) for a in body.get("postings", ())])
        for account, points in lines:
            before, version = self.balances.get(account, (0, 0))
            self.balances[account] = before + points, version + 1
        same("sum", name, (0, len(lines)), (sum([one[1] for one in lines]), len(dict(lines))))
        if "reverses" in body or kind == "reversal":
            original = self.past.get(body["reverses"]), body["reverses"] in self.reversed
            mirrored = tuple((account, -points) for account, points in lines), False
            same("reversal", name, original, mirrored)
            self.reversed.add(body["reverses"])
        same("shape", name, None, self.past.get(uid))
        self.past[uid], self.newest = lines, max(self.newest, body["at"])
        if "document_class" in facts:
            papers = self.papers.setdefault(canonical([body["unit"], facts]), {})
            papers[kind] = uid, body.get("doc_sha256")

    def origin_opened(self, origin, facts, name):
        """After a restore: the next origin names the last checkpoint that is known of this one."""
        before, size, root = self.origins[-1], facts["previous_size"], facts["previous_root"]
        same("foreign", name, before, facts["previous_origin"])
        if size < self.size or (size == self.size and root != self.root.hex()):
            wrong("root", name, f"{self.size} {self.root.hex()}", f"{size} {root}")
        same("fork", name, self.held.pop((before, size), bytes.fromhex(root)).hex(), root)
        self.origins.append(origin)

    def balances_sealed(self, _, facts, name):
        """The root over all balances, as they were after the first entries of the tree."""
        size, then, tree = min(facts["tree_size"], len(self.past)), dict(self.balances), Tree()
        for account, points in sum([*self.past.values()][size:], ()):
            then[account] = then[account][0] - points, then[account][1] - 1
        for account, (points, version) in sorted(one for one in then.items() if one[1][1]):
            one = {"account": account, "points": points, "version": version}
            tree.add(sha256(b"\0" + canonical(one).encode()).digest())
        made = {"tree_size": size, "accounts": tree.size, "balances_root": tree.root().hex()}
        same("balance", name, made, facts)

    def checkpoint(self, line):
        note, size = Note(line["note"] + "".join(line.get("cosignatures", ()))), line["size"]
        digest, name = sha256(line["note"].encode()).hexdigest(), f"segel {size} (entri {self.uid})"
        if not self.size < size == note.size == self.tree.size or line["sha256"] != digest:
            return wrong("shape", name, self.tree.size, note.size)
        same("missing", name, self.previous, line["previous"])
        self.size, self.root, self.previous, origin = size, note.root, digest, self.origins[-1]
        if note.check(name, self.keys, self.witnesses, origin):
            same("root", name, note.root.hex(), (self.tree.root() or b"").hex())
        same("fork", name, self.held.pop((origin, size), note.root), note.root)
        sealed_at, newest = datetime.fromisoformat(line["sealed_at"][:-1]), self.newest
        if sealed_at + SLACK < datetime.fromisoformat(newest[:-1]):
            wrong("clock", name, newest, line["sealed_at"])
        self.newest = max(self.newest, line["sealed_at"])

    def balance(self, line):
        account, kept = line["account"], (line["points"], line["version"])
        made = self.balances.pop(account, (0, 0))
        if made != kept or (kept[0] < 0 and account != "issuance"):
            wrong("balance", f"akun {account}", made, kept)

    def register(self, line):
        self.registers[line["unit"], line["class"], line["year"]] = [0, line["last"]]

    def document(self, line):
        facts, number = line["facts"], line["number"]
        series = self.registers[line["unit"], facts["document_class"], facts["document_year"]]
        series[0] += 1
        same("number", f"dokumen {number}", series[0], facts["document_sequence"])
        papers = self.papers.pop(canonical([line["unit"], facts]), {})
        state = "revoked" if "document_revoked" in papers else "issued" if papers else "numbered"
        doc = {line.get("doc_sha256")}
        sealed = {two[1] for two in papers.values()} or doc
        made = state, sha256(number.encode()).hexdigest(), sealed
        kept = line["state"].replace("superseded", "issued"), facts["number_sha256"], doc
        same("paper", f"dokumen {number} {[uid for uid, _ in papers.values()]}", made, kept)

    def close(self, end):
        lost = [size for _, size in self.held]
        name = f"segel {max(self.tree.size, *lost, 0)} (entri {self.uid})"
        same("missing", name, (self.tree.size, []), (self.size, lost))
        same("gone", f"ekor berkas (entri {self.uid})", end["counts"], self.counts)
        same("missing", "asal", {*self.keys}, {*self.origins})
        for place, (count, last) in self.registers.items():
            same("number", f"register {place}", last, count)
        for name in (*self.balances, *self.papers.values()):
            wrong("gone", name)


def check_export(path, keys, witnesses, held):
    ledger = Ledger(keys, held, witnesses)
    with open(path, "rb") as file:
        ledger.read(file)
    pending, root = ledger.counts["pending"], ledger.tree.root() or b""
    print(f"{len(found_codes)} temuan/findings" if found_codes else "OK")
    print(f"Entri: {ledger.counts['entry'] + pending} (menunggu segel: {pending})")
    print(f"Akar: {b64encode(root).decode()} ({root.hex()[:16]})")
    for key in witnesses:
        print(f"Saksi {key.name}: {len(key.sizes)} segel, sampai {max(key.sizes, default=0)} entri")


def check_proof(path, keys, witnesses, _):
    head, _, checkpoint = Path(path).read_text("utf-8").partition("\n\n")
    version, extra, index, *path = head.split("\n")
    if version != PROOF:
        return wrong("version", "bukti", PROOF, version)
    note, extra, index = Note(checkpoint), json.loads(b64decode(extra[6:])), int(index[6:])
    body, leaf = json.loads(extra["body"]), sha256(b"\0" + extra["body"].encode()).digest()
    name, path = f"entri {body['uid']} #{index}/{note.size}", [b64decode(one) for one in path]
    note.check(name, keys, witnesses, note.origin)
    same("root", name, note.root, climbed(leaf, index, note.size, path))
    same("opening", name, True, is_opened(body, extra["private"]))
    print("" if found_codes else f"OK\n{name}\n{extra['body']}")


def climbed(leaf, index, size, path):
    """The root that a leaf leads to (RFC 6962, 2.1.1); None when the path does not fit."""
    if size <= 1 or not path:
        return leaf if (index, size, path) == (0, 1, []) else None
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return parent(climbed(leaf, index, half, path[:-1]), path[-1])
    return parent(path[-1], climbed(leaf, index - half, size - half, path[:-1]))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", help="ekspor buku besar / export of the ledger")
    parser.add_argument("--proof", action="store_true", help="bukti satu entri / of one entry")
    more = {"action": "append", "default": []}
    parser.add_argument("--key", required=True, **more, help="kunci publik / key, or its file")
    parser.add_argument("--witness", **more, help="kunci saksi / key of a witness")
    parser.add_argument("--checkpoint", **more, help="segel yang Anda pegang")
    given = parser.parse_args(arguments)
    gc.disable()  # Nothing here forms a circle, so looking for some would only take time.
    finding, name, held = "key", " ".join(given.key + given.witness), {}
    try:
        keys = {key.name: key for key in [Key(one, 1) for one in given.key]}
        witnesses, finding = [Key(one, 4) for one in given.witness], "file"
        for name in given.checkpoint:
            note = Note(Path(name).read_text("utf-8"))
            if note.check(f"segel {name}", keys, witnesses, note.origin):
                held[note.origin, note.size] = note.root
        name, check = given.file, check_proof if given.proof else check_export
        check(name, keys, witnesses, held)
    except (OSError, *BROKEN):
        wrong(finding, name)
    return next(iter(found_codes), 0)


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):  # Whoever reads only the first lines may go, as elsewhere.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())

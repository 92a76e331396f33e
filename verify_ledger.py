#!/usr/bin/env python3
"""Checks a ledger of Neraca without Neraca: one file, Python 3.9 or later, nothing to install.

    python verify_ledger.py EXPORT --key PUB          the whole ledger, from `neraca ledger export`
    python verify_ledger.py --proof PROOF --key PUB   one entry, from `neraca ledger prove`

PUB is the public line of the log, got from the agency by another way than the file itself; a
--checkpoint that you hold shows a lost end or a second history. See docs/ledger-export.md.
"""

import argparse
import gc
import json
import re
import sys
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # Then the slower arithmetic below does the same.
    Ed25519PublicKey, InvalidSignature = None, ValueError

# What can be wrong, and the exit code it leads to; the first finding decides.
FINDINGS = {
    "leaf": (1, "isi bukan lagi yang disegel / not what was sealed"),
    "node": (1, "simpul pohon di atasnya diubah / a tree node above was changed"),
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
    "key": (4, "bukan dari kunci yang Anda berikan / not by the key you gave"),
    "foreign": (5, "milik buku besar lain / of another ledger"),
    "version": (6, "versi yang belum dikenal / unknown version"),
    "missing": (7, "ada segel yang hilang / a checkpoint is missing"),
    "clock": (8, "jam berjalan mundur / clock runs backwards"),
    "file": (9, "tidak dapat dibaca / cannot be read"),
    "fork": (10, "ada dua sejarah / there are two histories"),
}
FORMAT, PROOF = ("neraca-ledger-export", 1), "c2sp.org/tlog-proof@v1"
KINDS = ("entry", "checkpoint", "pending", "balance", "register", "document")
SHOWN, SLACK = 20, timedelta(minutes=1)  # Machines that seal in turn may differ by seconds.
BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)
parsed = json.JSONDecoder().decode
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
found_codes = []


def wrong(finding, name, *values):
    """Tell a finding about a named place: what was expected there, and what was found."""
    code, sentence = FINDINGS[finding]
    found_codes.append(code)
    if len(found_codes) <= SHOWN:
        details = " (seharusnya/expected {!s:.99}, ditemukan/found {!s:.99})" if values else ""
        text = f"SALAH/WRONG {name}: {sentence}{details.format(*values)}"
        # What stands in the file is somebody else's text: no sign of it may move the cursor.
        print("".join(sign if sign.isprintable() else "?" for sign in text))


# Ed25519 (RFC 8032), by `cryptography` where it is installed, else by Python's own integers.
FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, FIELD) % FIELD


def is_signed(public, message, signature):
    """Section 5.1.7: [S]B = R + [k]A, compared without a division."""
    number = int.from_bytes(signature[32:], "little")
    try:
        if Ed25519PublicKey is not None:
            return Ed25519PublicKey.from_public_bytes(public).verify(signature, message) is None
        key, commitment = point(public), point(signature[:32])
    except (InvalidSignature, ValueError):
        return False
    digest = sha512(signature[:32] + public + message).digest()
    left = times(number, point((4 * pow(5, -1, FIELD) % FIELD).to_bytes(32, "little")))
    right = plus(commitment, times(int.from_bytes(digest, "little") % ORDER, key))
    is_equal = all((left[i] * right[2] - right[i] * left[2]) % FIELD == 0 for i in (0, 1))
    return is_equal and number < ORDER and len(signature) == 64


def point(blob):
    """Section 5.1.3: 32 bytes as (X, Y, Z, T) where x = X/Z, y = Y/Z and xy = T/Z."""
    sign, y = divmod(int.from_bytes(blob, "little"), 2**255)
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
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
    total = (0, 1, 1, 0)
    while number:
        total = plus(total, one) if number & 1 else total
        one, number = plus(one, one), number >> 1
    return total


class Key:
    """The public line `name+id+base64` of a log, whose name is the origin of its ledger."""

    def __init__(self, text):
        self.text = text.strip()
        self.name, key_id, encoded = self.text.split("+", 2)
        blob = b64decode(encoded, validate=True)
        self.id, self.public = sha256(f"{self.name}\n".encode() + blob).digest()[:4], blob[1:]
        if self.id.hex() != key_id or blob[0] != 1 or len(blob) != 33:
            raise ValueError("its parts do not belong together")


class Note:
    """A C2SP checkpoint: the log's origin, number of entries and root, and who signed that."""

    def __init__(self, text):
        head, _, tail = text.rpartition("\n\n")
        self.body = f"{head}\n".encode()
        self.origin, size, root = head.split("\n")[:3]
        self.size, self.root = int(size), b64decode(root, validate=True)
        lines = [re.fullmatch("\N{EM DASH} (\\S+) (\\S+)", line) for line in tail[:-1].split("\n")]
        self.signatures = [(line[1], b64decode(line[2], validate=True)) for line in lines]

    def fault(self, key):
        """What is wrong with the log's own signature; None when it holds. Others may stand by."""
        made = [b[4:] for name, b in self.signatures if (name, b[:4]) == (key.name, key.id)]
        if self.origin != key.name or not made:
            return "key" if self.origin == key.name else "foreign"
        return None if all(is_signed(key.public, self.body, one) for one in made) else "signature"


class Tree:
    """The tree of RFC 6962, leaf by leaf, keeping its right edge; None is a hash that is lost."""

    def __init__(self):
        self.size, self.edge = 0, []

    def append(self, leaf, kept):
        """The level of the first node that the leaf completes otherwise than kept; 0 for none."""
        node, place, level, differs = leaf, self.size, 0, 0
        while place & 1:
            stated = bytes.fromhex(kept[level]) if level < len(kept) else None
            made = parent(self.edge.pop(), node)
            # Further up the kept node counts, so that one change is told once, at its place.
            node, place, level = stated, place >> 1, level + 1
            differs = differs or (level if made and made != stated else 0)
        self.edge.append(node)
        self.size += 1
        return differs

    def root(self):
        result = self.edge[-1] if self.edge else sha256().digest()
        for left in reversed(self.edge[:-1]):
            result = parent(left, result)
        return result


def parent(left, right):
    return sha256(b"\1" + left + right).digest() if left and right else None


class Ledger:
    """Reads an export and keeps only what later lines must agree with."""

    def __init__(self, key, held):
        self.key, self.held, self.tree, self.uid = key, {n.size: n.root for n in held}, Tree(), "-"
        self.sealed, self.previous, self.newest = 0, "0" * 64, "0001-01-02T00:00:00Z"
        self.lines_of, self.reversed, self.balances, self.is_altered = {}, set(), {}, False
        self.papers, self.registers, self.counts = {}, {}, dict.fromkeys(KINDS, 0)

    def read(self, file):
        """The header, then every line by its kind until the one that closes the file."""
        raw = file.readline()
        line, content = parsed(raw.decode()), sha256(raw)
        stated = (line["format"], line["version"]), line["origin"], line["key"]
        ours = FORMAT, self.key.name, self.key.text
        for finding, expected, found in zip(("version", "foreign", "key"), ours, stated):
            if expected != found:
                return wrong(finding, "baris 1", expected, found)
        for number, raw in enumerate(file, 2):
            try:
                line = parsed(raw.decode())
                if line["line"] == "end":
                    return self.close(line, content.hexdigest())
                self.counts[line["line"]] += 1
                getattr(self, line["line"])(line)
            except BROKEN:
                if raw.endswith(b"\n") and raw.strip():
                    uid = re.search(r'"uid":\s*"([^"]*)', raw.decode("utf-8", "replace"))
                    wrong("shape", f"baris {number} (entri {uid[1] if uid else self.uid})")
            content.update(raw)
        return wrong("torn", f"berkas sesudah entri {self.uid}")

    def entry(self, line):
        """A sealed entry stands at the next place of the tree."""
        index, before = line["index"], self.uid
        if not self.tree.size <= index < self.tree.size + 10**6:
            return wrong("shape", f"entri {line['body']['uid']} #{index}", self.tree.size, index)
        while self.tree.size < index:
            wrong("gone", f"entri #{self.tree.size}")
            self.tree.append(None, ())
        if level := self.tree.append(self.pending(line), line.get("nodes", ())):
            wrong("leaf" if level == 1 else "node", f"entri {before} / {self.uid} #{index}")

    def pending(self, line):
        """Check one entry, sealed or waiting; answer its kept leaf hash, None when it is gone."""
        body = line.get("body")
        self.uid = body.get("uid") if isinstance(body, dict) else "-"
        name = f"entri {self.uid} #{line.get('index', '-')}"
        if body is None:
            return wrong("gone", name)
        made = sha256(b"\0" + canonical(body).encode()).hexdigest()
        if made != line["leaf"]:
            wrong("leaf", name, line["leaf"], made)
        try:
            for field, value in line.get("kept", {}).items():
                wrong("kept", name, f"{field}={body.get(field)}", value)
            if "private" in line and not is_opened(body, line["private"]):
                wrong("opening", name)
            self.rules(body, name)
            if "document_class" in body.get("facts", ()):
                papers = self.papers.setdefault(canonical([body["unit"], body["facts"]]), {})
                papers[body["kind"]] = self.uid, body.get("doc_sha256")
        except BROKEN:
            wrong("shape", name)
        return bytes.fromhex(line["leaf"])

    def rules(self, body, name):
        """What an entry may say, alone and after those before it."""
        uid, reverses = body["uid"], body.get("reverses")
        if body["v"] != 1:
            wrong("version", name, 1, body["v"])
        if body["origin"] != self.key.name:
            wrong("foreign", name, self.key.name, body["origin"])
        if uid in self.lines_of:
            wrong("shape", name)
        lines = [(sys.intern(one["account"]), one["points"]) for one in body.get("postings", ())]
        total = 0
        for account, points in lines:
            before, version = self.balances.get(account, (0, 0))
            self.balances[account] = before + points, version + 1
            total += points
        if total or len(dict(lines)) < len(lines):
            wrong("sum", name, 0, lines)
        self.lines_of[uid] = tuple(lines)
        if reverses or body["kind"] == "reversal":
            original = self.lines_of.get(reverses)
            if original != tuple((a, -p) for a, p in lines) or reverses in self.reversed:
                wrong("reversal", name, original, lines)
            self.reversed.add(reverses)
        self.newest = max(self.newest, body["at"])

    def checkpoint(self, line):
        """A checkpoint covers all entries above it and names the checkpoint before it."""
        note, size, root = Note(line["note"]), line["size"], self.tree.root()
        digest, name = sha256(line["note"].encode()).hexdigest(), f"segel {size} (entri {self.uid})"
        if not self.sealed < size == note.size == self.tree.size or line["sha256"] != digest:
            return wrong("shape", name, self.tree.size, note.size)
        if line["previous"] != self.previous:
            wrong("missing", name, self.previous, line["previous"])
        self.sealed, self.previous, fault = size, digest, note.fault(self.key)
        if fault:
            wrong(fault, name, self.key.name, note.origin)
        elif note.root != root:
            wrong("root", name, note.root.hex(), root and root.hex())
        if self.held.pop(size, note.root) != note.root:
            wrong("fork", name)
        latest = datetime.fromisoformat(self.newest[:-1]) - SLACK
        if datetime.fromisoformat(line["sealed_at"][:-1]) < latest:
            wrong("clock", name, self.newest, line["sealed_at"])
        self.newest = max(self.newest, line["sealed_at"])

    def balance(self, line):
        account, kept = line["account"], (line["points"], line["version"])
        made = self.balances.pop(account, (0, 0))
        if made != kept or (kept[0] < 0 and account != "issuance"):
            wrong("balance", f"akun {account}", made, kept)

    def register(self, line):
        self.registers[line["unit"], line["class"], line["year"]] = [0, line["last"]]

    def document(self, line):
        """Numbers run from one to the last, and a paper is what its entries say of it."""
        facts, number = line["facts"], line["number"]
        series = self.registers[line["unit"], facts["document_class"], facts["document_year"]]
        series[0] += 1
        if facts["document_sequence"] != series[0]:
            wrong("number", f"dokumen {number}", series[0], facts["document_sequence"])
        papers = self.papers.pop(canonical([line["unit"], facts]), {})
        state = "revoked" if "document_revoked" in papers else "issued" if papers else "numbered"
        made = [state, sha256(number.encode()).hexdigest()]
        kept = [line["state"].replace("superseded", "issued"), facts["number_sha256"]]
        if made != kept or any(one[1] != line.get("doc_sha256") for one in papers.values()):
            wrong("paper", f"dokumen {number} {[uid for uid, _ in papers.values()]}", made, kept)

    def close(self, end, digest):
        """What only the end of the file can tell."""
        if self.sealed != self.tree.size or self.held:
            wrong("missing", f"segel {max([self.tree.size, *self.held])} (entri {self.uid})")
        if end["counts"] != self.counts:
            wrong("gone", f"ekor berkas (entri {self.uid})", end["counts"], self.counts)
        for account, made in self.balances.items():
            wrong("balance", f"akun {account}", made, "-")
        for place, (count, last) in self.registers.items():
            if count != last:
                wrong("number", f"register {place}", last, count)
        for papers in self.papers.values():
            wrong("paper", f"entri {[uid for uid, _ in papers.values()]}")
        self.is_altered = digest != end["sha256"]


def is_opened(body, private):
    """Whether salt and content of each private part hash to what the body commits to."""
    opened = {
        f"{part}_c": b"neraca/c/v1" + b64decode(one["salt"]) + one["content"].encode()
        for part, one in private.items()
    }
    return all(sha256(blob).hexdigest() == body.get(name) for name, blob in opened.items())


def check_export(path, key, held):
    ledger = Ledger(key, held)
    with open(path, "rb") as file:
        ledger.read(file)
    pending, root = ledger.counts["pending"], ledger.tree.root() or b""
    print(f"{len(found_codes)} temuan/findings" if found_codes else "OK")
    print(f"Entri: {ledger.counts['entry'] + pending} (menunggu segel: {pending})")
    print(f"Akar: {b64encode(root).decode()} ({root.hex()[:16]})")
    if ledger.is_altered and not found_codes:
        print("Berkas diubah, tetapi bukan isinya / The file was changed, its content was not.")


def check_proof(path, key):
    """One entry by a C2SP tlog-proof: its body, the path to the root, the signed root."""
    head, _, checkpoint = Path(path).read_text("utf-8").partition("\n\n")
    version, extra, index, *path = head.split("\n")
    if version != PROOF:
        return wrong("version", "bukti", PROOF, version)
    note, extra, index = Note(checkpoint), json.loads(b64decode(extra[6:])), int(index[6:])
    body, leaf = json.loads(extra["body"]), sha256(b"\0" + extra["body"].encode()).digest()
    name = f"entri {body['uid']} #{index}/{note.size}"
    root = climbed(leaf, index, note.size, [b64decode(step) for step in path])
    fault = note.fault(key) or ("root" if root != note.root else None)
    fault = fault or (None if is_opened(body, extra["private"]) else "opening")
    return wrong(fault, name) if fault else print(f"OK\n{name}\n{extra['body']}")


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
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("export", nargs="?", help="ekspor buku besar / export of the ledger")
    what.add_argument("--proof", help="bukti satu entri / proof of one entry")
    parser.add_argument("--key", required=True, help="kunci publik / public key, or its file")
    parser.add_argument("--checkpoint", action="append", default=[], help="segel yang Anda pegang")
    given = parser.parse_args(arguments)
    name = given.key
    gc.disable()  # Nothing here forms a circle, so looking for some would only take time.
    try:
        key = Key(Path(name).read_text("utf-8") if Path(name).is_file() else name)
        held = [Note(Path(name := path).read_text("utf-8")) for path in given.checkpoint]
        name = given.proof or given.export
        check_proof(name, key) if given.proof else check_export(name, key, held)
    except (OSError, *BROKEN):
        wrong("key" if name is given.key else "file", name)
    return next(iter(found_codes), 0)


if __name__ == "__main__":
    sys.exit(main())

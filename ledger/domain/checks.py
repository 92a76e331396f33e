"""A check of the ledger: what to check, what came of it, and each finding in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ledger.domain.verification import Finding
from ledger.errors import sentence

#: More are counted, but help nobody who reads them.
MOST_KEPT = 200
#: A forged value may be of any length.
_LONGEST = 400
ABSENT = "-"


@dataclass(frozen=True, kw_only=True)
class RequestCheck:
    """What to check: everything, the entries from one index to another, or those of some days.

    Indexes count from 0 and days are of posting, in the agency's zone; both ends are included.
    """

    first: int | None = None
    last: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_whole(self) -> bool:
        return (self.first, self.last, self.since, self.until) == (None, None, None, None)

    def as_args(self) -> dict[str, Any]:
        """Plain JSON for a job; read back by from_args()."""
        days = {"since": self.since, "until": self.until}
        places = {"first": self.first, "last": self.last}
        kept = {name: day.isoformat() for name, day in days.items() if day is not None}
        return {**{name: at for name, at in places.items() if at is not None}, **kept}

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> "RequestCheck":
        days = {
            name: date.fromisoformat(args[name]) for name in ("since", "until") if args.get(name)
        }
        return cls(first=args.get("first"), last=args.get("last"), **days)


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What a check found; ``findings`` are the first of ``found``.

    A check of a part covers the indexes from ``first`` up to the checkpoint at ``size``, and
    more of ``first`` than was asked when the checkpoint came later.
    """

    findings: tuple[Finding, ...]
    found: int
    entries: int
    pending: int
    first: int
    size: int
    root: str
    note: str

    @property
    def is_ok(self) -> bool:
        return self.found == 0

    def as_result(self) -> dict[str, Any]:
        """Plain JSON for the row of a job."""
        kept = [
            [one.entry_uid, one.what, _plain(one.expected), _plain(one.found)]
            for one in self.findings[:MOST_KEPT]
        ]
        return {
            "findings": kept,
            "found": self.found,
            "entries": self.entries,
            "pending": self.pending,
            "first": self.first,
            "size": self.size,
            "root": self.root,
            "note": self.note,
        }

    @classmethod
    def from_result(cls, result: Mapping[str, Any]) -> "CheckReport":
        findings = tuple(Finding(*one) for one in result["findings"])
        return cls(**{**result, "findings": findings})


class Words(NamedTuple):
    """A part of the ledger as people call it, and what it means when it does not agree."""

    part: str
    meaning: str


_OTHERWISE = sentence("Basis data menyebut lain daripada isi yang disegel.")
_PRIVATE = sentence("Data pribadi yang disimpan bukan lagi yang disegel.")
_SUBJECT = sentence("Pegawai yang ditunjuk basis data bukan yang disegel.")
_CHECKPOINT = sentence("Segel yang disimpan diubah, hilang, atau tidak ditandatangani kunci ini.")
_TREE = sentence("Pohon sidik di atas entri bukan yang ditandatangani dalam segel.")
_SUM = sentence("Perubahan poin dalam entri ini tidak seimbang.")
_GONE = sentence("Ada entri yang dihapus, ditambah, atau dipindah tempatnya.")
_SEALED_BALANCES = sentence(
    "Saldo yang disegel malam itu bukan jumlah perubahan poin sampai saat itu."
)

_WORDS: Mapping[str, Words] = {
    "leaf_hash": Words(
        sentence("Sidik isi entri"), sentence("Isi entri ini bukan lagi yang disegel.")
    ),
    "body": Words(sentence("Isi entri"), sentence("Isi entri ini rusak dan tidak terbaca.")),
    "uid": Words(sentence("Nomor entri"), _OTHERWISE),
    "origin": Words(
        sentence("Asal buku besar"), sentence("Entri ini disegel untuk buku besar lain.")
    ),
    "kind": Words(sentence("Jenis entri"), _OTHERWISE),
    "at": Words(sentence("Saat diputuskan"), _OTHERWISE),
    "happened_on": Words(sentence("Tanggal kejadian"), _OTHERWISE),
    "effective_on": Words(sentence("Tanggal berlaku"), _OTHERWISE),
    "unit": Words(sentence("Unit kerja"), _OTHERWISE),
    "actor": Words(sentence("Pejabat yang memutuskan"), _OTHERWISE),
    "rule": Words(sentence("Aturan yang dipakai"), _OTHERWISE),
    "reverses": Words(sentence("Entri yang dikoreksi"), _OTHERWISE),
    "postings": Words(sentence("Perubahan poin"), _OTHERWISE),
    "posting_count": Words(sentence("Banyaknya perubahan poin"), _OTHERWISE),
    "ck_posting_points_not_zero": Words(sentence("Perubahan poin"), _SUM),
    "uq_posting_entry_account": Words(sentence("Perubahan poin"), _SUM),
    "ck_entry_postings_balanced": Words(sentence("Jumlah perubahan poin"), _SUM),
    "reversal_postings": Words(
        sentence("Perubahan poin koreksi"),
        sentence("Koreksi ini tidak membalik entri asalnya dengan tepat."),
    ),
    "subject_c": Words(sentence("Data tentang orang"), _PRIVATE),
    "reason_c": Words(sentence("Alasan"), _PRIVATE),
    "private": Words(
        sentence("Data pribadi"),
        sentence("Data pribadi hilang tanpa entri penghapusan, atau masih ada sesudahnya."),
    ),
    "detail": Words(
        sentence("Keterangan di layar"), sentence("Kata-kata di layar bukan lagi yang disegel.")
    ),
    "person": Words(sentence("Pegawai"), _SUBJECT),
    "subjects": Words(sentence("Pegawai dan poinnya"), _SUBJECT),
    "subject_points": Words(sentence("Poin pegawai"), _SUBJECT),
    "leaf": Words(sentence("Entri pada tempat ini"), _GONE),
    "place": Words(sentence("Tempat dalam segel"), _GONE),
    "leaf_in_tree": Words(sentence("Entri di ujung pohon"), _TREE),
    "tree_node": Words(sentence("Simpul pohon sidik"), _TREE),
    "tree_nodes": Words(sentence("Banyaknya simpul pohon"), _TREE),
    "growth": Words(
        sentence("Lanjutan ke segel terakhir"),
        sentence("Segel terakhir bukan lanjutan dari bagian yang diperiksa."),
    ),
    "checkpoint": Words(sentence("Segel"), _CHECKPOINT),
    "checkpoint_size": Words(sentence("Ukuran segel terakhir"), _CHECKPOINT),
    "balance": Words(
        sentence("Saldo akun"), sentence("Saldo ini bukan jumlah perubahan poin akunnya.")
    ),
    "overdrawn": Words(sentence("Saldo akun"), sentence("Saldo akun ini di bawah nol.")),
    "balances_root": Words(sentence("Saldo yang disegel"), _SEALED_BALANCES),
    "balances_tree_size": Words(sentence("Saldo yang disegel"), _SEALED_BALANCES),
    "numbers": Words(
        sentence("Nomor dokumen"), sentence("Nomor pada register ini berlubang atau kembar.")
    ),
    "document": Words(
        sentence("Dokumen resmi"),
        sentence("Nomor, keadaan, atau berkas dokumen ini bukan yang disegel saat terbit."),
    ),
    "number_register": Words(
        sentence("Register nomor"), sentence("Nomor dokumen ini tidak punya register.")
    ),
    "cosignature": Words(
        sentence("Tanda tangan saksi"),
        sentence("Tanda tangan saksi yang disimpan tidak cocok dengan segelnya."),
    ),
    "verifier_key": Words(
        sentence("Kunci publik segel"),
        sentence("Kunci publik untuk sebagian segel tidak ada di sini."),
    ),
    "timestamp": Words(
        sentence("Cap waktu"),
        sentence("Cap waktu yang disimpan tidak cocok dengan segelnya."),
    ),
    "guards": Words(
        sentence("Pengaman basis data"),
        sentence("Pengaman yang melarang perubahan dilepas dari basis data."),
    ),
    "unreadable": Words(
        sentence("Basis data"),
        sentence("Pemeriksaan terhenti, karena sebagian buku besar tidak terbaca sama sekali."),
    ),
}
_FIELDS: Mapping[str, str] = {
    "v": sentence("Versi isi"),
    "reason": sentence("Kode alasan"),
    "subject_c": sentence("Sidik data tentang orang"),
    "reason_c": sentence("Sidik alasan"),
    "doc_sha256": sentence("Sidik berkas dokumen"),
}
_UNNAMED = Words(sentence("Bagian lain"), sentence("Bagian ini tidak cocok dengan yang disegel."))


def words_of(finding: Finding) -> Words:
    """The plain words of a finding; its machine name stands beside them on the page."""
    return _WORDS.get(finding.what.partition(":")[0], _UNNAMED)


def field_name(name: str) -> str:
    """What people call a field of a sealed body."""
    return _FIELDS.get(name) or (_WORDS[name].part if name in _WORDS else name)


def unreadable(why: str) -> CheckReport:
    """What is said when reading stopped altogether: surely no ledger that is whole."""
    finding = Finding(None, "unreadable", ABSENT, why)
    return CheckReport(
        findings=(finding,), found=1, entries=0, pending=0, first=0, size=0, root="", note=""
    )


def _plain(text: str) -> str:
    """Somebody else's text: of bounded length, and without a sign that cannot be seen."""
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
    return "".join(sign if sign.isprintable() else "�" for sign in shown)

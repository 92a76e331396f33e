"""A made-up ledger as the lines of an export, without a database: as long as one likes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from ledger.domain.canonical import utc_text
from ledger.domain.checkpoints import (
    GENESIS_HASH,
    Checkpoint,
    SignerKey,
    checkpoint_hash,
    sign_checkpoint,
)
from ledger.domain.documents import DocumentKind, document_facts
from ledger.domain.entries import EntryDraft, EntryKind, SealedEntry, seal_body
from ledger.domain.exports import FORMAT, VERSION, LineKind, Tally, entry_line, openings, plain_line
from ledger.domain.merkle import AppendResult, append_leaves
from ledger.domain.postings import (
    Balance,
    award_lines,
    quota_key,
    quota_lines,
    reversal_of,
)
from ledger.domain.uids import new_ref, new_uid
from ledger.domain.verification import StoredEntry

ORIGIN = "contoh.go.id/neraca/uji/log/1"
SIGNER = SignerKey(ORIGIN, bytes(range(32)))
UNITS = ("U001", "U002", "U003")
CLASS, PERIOD, DAY = "800.1.12.8", "2026-T2", date(2026, 4, 1)
START, STEP = datetime(2026, 4, 1, 1, 0, tzinfo=UTC), timedelta(seconds=7)
QUOTA = 10**12


@dataclass
class _Paper:
    """A document as its row keeps it."""

    unit: str
    sequence: int
    number: str
    facts: dict[str, str | int | bool]
    sha256: str
    state: str = "issued"


@dataclass
class MadeLedger:
    """The same seed makes the same ledger, byte for byte."""

    seed: int
    people: int = 1000
    with_private: bool = False
    balances: dict[str, Balance] = field(default_factory=dict)
    papers: list[_Paper] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._refs = [f"person:{new_ref(self._chance.randbytes(16))}" for _ in range(self.people)]
        self._numbers = {unit: count(1) for unit in UNITS}
        self._awards: list[tuple[str, SealedEntry]] = []
        self._now = START

    def lines(self, entries: int, *, batch: int = 5000, pending: int = 0) -> Iterator[bytes]:
        """An export of so many sealed entries, a checkpoint behind each batch of them."""
        tally = Tally()
        for kind, line in self._lines(entries, batch, pending):
            yield tally.written(kind, line)
        yield tally.closing_line()

    def _lines(self, entries: int, batch: int, pending: int) -> Iterator[tuple[LineKind, bytes]]:
        key = SIGNER.verifier_key.text
        yield _line(
            LineKind.HEADER, format=FORMAT, version=VERSION, origin=ORIGIN, key=key,
            exported_at=utc_text(START),
        )  # fmt: skip
        tree, previous = append_leaves(0, (), ()), GENESIS_HASH
        while tree.size < entries:
            sealed = [self._next() for _ in range(min(batch, entries - tree.size))]
            grown = append_leaves(tree.size, tree.frontier, (one.leaf_hash for one in sealed))
            yield from self._entry_lines(sealed, tree.size, grown)
            tree = grown
            note = sign_checkpoint(Checkpoint(ORIGIN, tree.size, tree.root), SIGNER)
            digest = checkpoint_hash(note.encode())
            yield _line(
                LineKind.CHECKPOINT, size=tree.size, note=note, sha256=digest.hex(),
                previous=previous.hex(), sealed_at=utc_text(self._now),
            )  # fmt: skip
            previous = digest
        for _ in range(pending):
            yield LineKind.PENDING, self._entry_line(self._next(), kind=LineKind.PENDING)
        yield from self._row_lines()

    def _entry_lines(
        self, sealed: list[SealedEntry], size: int, grown: AppendResult
    ) -> Iterator[tuple[LineKind, bytes]]:
        nodes = iter(grown.nodes)
        node = next(nodes)
        for index, one in enumerate(sealed, start=size):
            above = []
            # The leaf comes first, then what it completes, then the next leaf.
            while (node := next(nodes, None)) is not None and node.level:
                above.append(node.hash)
            yield (
                LineKind.ENTRY,
                self._entry_line(one, kind=LineKind.ENTRY, index=index, nodes=above),
            )

    def _entry_line(self, one: SealedEntry, **place: Any) -> bytes:
        stored = StoredEntry(one.uid, one.body, one.leaf_hash, one.lines)
        return entry_line(
            stored, private=openings(one.private_bodies) if self.with_private else None, **place
        )

    def _row_lines(self) -> Iterator[tuple[LineKind, bytes]]:
        for account, balance in sorted(self.balances.items()):
            yield _line(
                LineKind.BALANCE, account=account, points=balance.points, version=balance.version
            )
        papers = sorted(self.papers, key=lambda paper: (paper.unit, paper.sequence))
        for unit in UNITS:
            if last := max((p.sequence for p in papers if p.unit == unit), default=0):
                fields = {"unit": unit, "class": CLASS, "year": 2026, "last": last}
                yield _line(LineKind.REGISTER, **fields)
        for paper in papers:
            yield _line(
                LineKind.DOCUMENT, unit=paper.unit, facts=paper.facts, number=paper.number,
                state=paper.state, doc_sha256=paper.sha256,
            )  # fmt: skip

    def _next(self) -> SealedEntry:
        """The next entry: first the quotas, then mostly awards and what can follow on them."""
        self._now += STEP
        if unopened := [unit for unit in UNITS if quota_key(unit, PERIOD) not in self.balances]:
            lines = quota_lines(quota_key(unopened[0], PERIOD), QUOTA)
            return self._sealed(EntryKind.QUOTA_OPENING, unopened[0], lines=lines)
        dice = self._chance.randrange(100)
        for share, make in ((8, self._guidance), (26, self._issue), (28, self._revoke)):
            if dice < share and (made := make()):
                return made
        return (self._reversal() if dice < 35 else None) or self._award()

    def _award(self) -> SealedEntry:
        unit, person = self._chance.choice(UNITS), self._chance.choice(self._refs)
        lines = award_lines(quota_key(unit, PERIOD), {person: self._chance.randrange(5, 50)})
        award = self._sealed(
            EntryKind.AWARD_POINTS,
            unit,
            lines=lines,
            rule="layanan-dasar.inovasi@3",
            facts={"badge": "pelayan-sigap"},
            subject_private={"name": f"Pegawai {self._chance.randrange(10**6)}"},
            reason_private={"reason": "Antrean dipangkas dari dua jam menjadi dua puluh menit."},
        )
        self._awards.append((unit, award))
        return award

    def _guidance(self) -> SealedEntry:
        private = {"reason": "Antrean dibiarkan tanpa petugas."}
        unit = self._chance.choice(UNITS)
        return self._sealed(EntryKind.GUIDANCE, unit, reason_private=private)

    def _issue(self) -> SealedEntry | None:
        if not self._awards:
            return None
        unit, award = self._chance.choice(self._awards)
        sequence = next(self._numbers[unit])
        number = f"{CLASS}/{sequence}/{unit}/2026"
        facts = document_facts(
            DocumentKind.CERTIFICATE,
            class_code=CLASS,
            year=2026,
            sequence=sequence,
            number=number,
            entry_uid=award.uid,
        )
        paper = _Paper(unit, sequence, number, facts, sha256(number.encode()).hexdigest())
        self.papers.append(paper)
        return self._told(EntryKind.DOCUMENT_ISSUED, paper)

    def _revoke(self) -> SealedEntry | None:
        paper = self._chance.choice(self.papers) if self.papers else None
        if paper is None or paper.state == "revoked":
            return None
        paper.state = "revoked"
        return self._told(EntryKind.DOCUMENT_REVOKED, paper)

    def _told(self, kind: EntryKind, paper: "_Paper") -> SealedEntry:
        return self._sealed(kind, paper.unit, facts=paper.facts, doc_sha256=paper.sha256)

    def _reversal(self) -> SealedEntry | None:
        if not self._awards:
            return None
        unit, award = self._awards.pop(self._chance.randrange(len(self._awards)))
        lines = reversal_of(award.lines)
        return self._sealed(EntryKind.REVERSAL, unit, lines=lines, reverses=award.uid)

    def _sealed(self, kind: EntryKind, unit: str, **fields: Any) -> SealedEntry:
        draft = EntryDraft(
            origin=ORIGIN,
            uid=new_uid(self._now, self._chance.randbytes(10)),
            kind=kind,
            at=self._now,
            happened_on=DAY,
            effective_on=DAY,
            unit=unit,
            actor=self._refs[0],
            **fields,
        )
        one = seal_body(
            draft, subject_salt=self._chance.randbytes(32), reason_salt=self._chance.randbytes(32)
        )
        for line in one.lines:
            before = self.balances.get(line.account_key, Balance())
            self.balances[line.account_key] = before.after(line)
        return one


def _line(kind: LineKind, **fields: Any) -> tuple[LineKind, bytes]:
    return kind, plain_line(kind, **fields)

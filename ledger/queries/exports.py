"""The whole ledger as the lines of an export, over one snapshot and in flat memory."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from ledger.domain.canonical import utc_text
from ledger.domain.checkpoints import VerifierKey
from ledger.domain.exports import (
    FORMAT,
    VERSION,
    LineKind,
    Tally,
    differences,
    entry_line,
    openings,
    plain_line,
)
from ledger.domain.merkle import NodeKey, completed_by
from ledger.models.documents import NumberRegister
from ledger.models.entries import (
    Balance,
    Checkpoint,
    Cosignature,
    Entry,
    MeritAccount,
    PendingLeaf,
    SealedLeaf,
)
from ledger.models.people import Unit
from ledger.queries.damaged_rows import rows_of
from ledger.queries.origins import Origins, origins_of
from ledger.queries.sealed_papers import numbered_papers
from ledger.queries.sealed_places import end_of_places
from ledger.queries.seals import list_cosignatures, load_nodes
from ledger.queries.snapshots import snapshot
from ledger.queries.stored_entries import LoadedEntry, load_entries
from ledger.queries.timestamps import list_timestamps

BATCH = 2048

_Lines = Iterator[tuple[LineKind, bytes]]


def export_lines(
    agency_id: int,
    *,
    verifier_key: VerifierKey,
    earlier_keys: Sequence[VerifierKey] = (),
    with_private: bool,
    now: datetime,
) -> Iterator[bytes]:
    """Every line of an export, the closing one last. Not to be called inside a transaction.

    ``earlier_keys`` are those of the origins before a restore. ``with_private`` adds what opens
    the commitments, for whoever may read it.
    """
    with snapshot() as work:
        origins = origins_of(work, agency_id, verifier_key, earlier_keys)
        reading = _Reading(work, agency_id, origins, with_private)
        tally = Tally()
        header = plain_line(
            LineKind.HEADER,
            format=FORMAT,
            version=VERSION,
            origin=verifier_key.name,
            key=verifier_key.text,
            origins=_origins(origins),
            exported_at=utc_text(now),
        )
        yield tally.written(LineKind.HEADER, header)
        for part in (reading.sealed, reading.pending, reading.balances, reading.numbers):
            for kind, line in part():
                yield tally.written(kind, line)
        yield tally.closing_line()


@dataclass(frozen=True)
class _Reading:
    """One reading of an agency's ledger, part by part."""

    work: Session
    agency_id: int
    origins: Origins
    with_private: bool

    def sealed(self) -> _Lines:
        """Entries by their place in the tree, each checkpoint right behind the last it covers."""
        last = end_of_places(self.work, self.agency_id)
        checkpoints, witnessed = self._checkpoints(), list_cosignatures(self.work, self.agency_id)
        stamped = list_timestamps(self.work, self.agency_id)
        waiting = next(checkpoints, None)
        for start in range(0, last, BATCH):
            for index, line in self._sealed_batch(start, min(start + BATCH, last)):
                yield LineKind.ENTRY, line
                while waiting is not None and waiting.tree_size <= index + 1:
                    yield _checkpoint_line(waiting, witnessed, stamped)
                    waiting = next(checkpoints, None)
        while waiting is not None:
            yield _checkpoint_line(waiting, witnessed, stamped)
            waiting = next(checkpoints, None)

    def pending(self) -> _Lines:
        """What waits for its seal already moved balances, so it is shown as well."""
        last_id = 0
        while ids := self._pending_after(last_id):
            loaded = load_entries(self.work, select(Entry.id).where(Entry.id.in_(ids)))
            for _, one in sorted(loaded.items()):
                yield (
                    LineKind.PENDING,
                    self._entry_line(one, LineKind.PENDING, self.origins.current),
                )
            last_id = ids[-1]

    def balances(self) -> _Lines:
        rows = self._streamed(
            select(MeritAccount.ref, Balance.points, Balance.version)
            .join(MeritAccount, MeritAccount.id == Balance.account_id)
            .where(Balance.agency_id == self.agency_id)
            .order_by(MeritAccount.ref)
        )
        for ref, points, version in rows:
            yield _line(LineKind.BALANCE, account=ref, points=points, version=version)

    def numbers(self) -> _Lines:
        yield from self._registers()
        yield from self._documents()

    def _registers(self) -> _Lines:
        rows = self._streamed(
            select(Unit.code, NumberRegister.class_code, NumberRegister.year, NumberRegister.last)
            .outerjoin(Unit, Unit.id == NumberRegister.unit_id)
            .where(NumberRegister.agency_id == self.agency_id)
            .order_by(Unit.code, NumberRegister.class_code, NumberRegister.year)
        )
        for unit, class_code, year, last in rows:
            fields = {"unit": unit, "class": class_code, "year": year, "last": last}
            yield _line(LineKind.REGISTER, **fields)

    def _documents(self) -> _Lines:
        for paper in numbered_papers(self.work, self.agency_id):
            yield _line(
                LineKind.DOCUMENT,
                unit=paper.unit,
                facts=paper.facts,
                number=paper.number,
                state=paper.state,
                doc_sha256=paper.sha256,
            )

    def _sealed_batch(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        batch = (
            SealedLeaf.agency_id == self.agency_id,
            SealedLeaf.position >= start,
            SealedLeaf.position < end,
        )
        rows = self.work.execute(select(SealedLeaf.position, SealedLeaf.entry_id).where(*batch))
        places = dict(rows.all())
        loaded = load_entries(self.work, select(SealedLeaf.entry_id).where(*batch))
        above = [place for index in range(start, end) for place in completed_by(index)]
        nodes = load_nodes(self.work, self.agency_id, above)
        for index in range(start, end):
            yield index, self._sealed_line(index, loaded.get(places.get(index, 0)), nodes)

    def _sealed_line(
        self, index: int, loaded: LoadedEntry | None, nodes: Mapping[NodeKey, bytes]
    ) -> bytes:
        """A place without an entry keeps its line, so that whoever reads on can tell its number."""
        above = [nodes.get(place, b"") for place in completed_by(index)]
        if loaded is None:
            hashes = [node.hex() for node in above] or None
            return plain_line(LineKind.ENTRY, index=index, nodes=hashes)
        origin = self.origins.name_at(index)
        return self._entry_line(loaded, LineKind.ENTRY, origin, index=index, nodes=above)

    def _entry_line(self, loaded: LoadedEntry, kind: LineKind, origin: str, **place: Any) -> bytes:
        stored = loaded.stored
        return entry_line(
            stored,
            kind=kind,
            kept=differences(stored, origin=origin, posting_count=loaded.posting_count),
            private=openings(loaded.stored.private_bodies) if self.with_private else None,
            **place,
        )

    def _checkpoints(self) -> Iterator[Any]:
        size = -1
        while batch := self._checkpoints_after(size):
            yield from batch
            size = batch[-1].tree_size

    def _checkpoints_after(self, size: int) -> list[Any]:
        rows = rows_of(
            self.work,
            select(
                Checkpoint.tree_size,
                Checkpoint.note,
                Checkpoint.sha256,
                Checkpoint.previous_sha256,
                Checkpoint.sealed_at,
            )
            .where(Checkpoint.agency_id == self.agency_id, Checkpoint.tree_size > size)
            .order_by(Checkpoint.tree_size)
            .limit(BATCH),
        )
        # In SQLite any text is greater than every number.
        return [row for row in rows if type(row.tree_size) is int]

    def _pending_after(self, last_id: int) -> list[int]:
        waiting = (
            select(PendingLeaf.entry_id)
            .where(PendingLeaf.agency_id == self.agency_id, PendingLeaf.entry_id > last_id)
            .order_by(PendingLeaf.entry_id)
            .limit(BATCH)
        )
        return list(self.work.scalars(waiting))

    def _streamed(self, query: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
        return iter(self.work.execute(query.execution_options(yield_per=BATCH)))


def _origins(origins: Origins) -> list[dict[str, Any]] | None:
    """Which origins the ledger had and from which place; left out while there is but one."""
    stated = [
        {
            "origin": span.name,
            "first": span.starts_at,
            **({} if (key := origins.key_of(span.name)) is None else {"key": key.text}),
        }
        for span in origins.spans
    ]
    return stated if len(stated) > 1 else None


def _checkpoint_line(
    row: Any,
    witnessed: Mapping[int, list[Cosignature]],
    stamped: Mapping[int, list[bytes]],
) -> tuple[LineKind, bytes]:
    return _line(
        LineKind.CHECKPOINT,
        size=row.tree_size,
        note=row.note,
        sha256=row.sha256,
        previous=row.previous_sha256,
        sealed_at=_moment_text(row.sealed_at),
        cosignatures=[one.line for one in witnessed.get(row.tree_size, ())] or None,
        timestamps=[b64encode(one).decode() for one in stamped.get(row.tree_size, ())] or None,
    )


def _moment_text(value: Any) -> str:
    """A moment as everywhere in the export, or what stands in its place."""
    return utc_text(value) if isinstance(value, datetime) else str(value)


def _line(kind: LineKind, **fields: Any) -> tuple[LineKind, bytes]:
    return kind, plain_line(kind, **fields)

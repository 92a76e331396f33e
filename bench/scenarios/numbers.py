"""Neraca: papers prepared and numbered by sixteen who share one register, each durable at once.

The clients are the threads of two processes, as `neraca serve` runs; half of them number for the
old year and half for the new one. Afterwards every register is 1, 2, 3 … without gap or twin.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import select

from bench.awards import application, fill
from bench.clients import Work
from bench.measures import Measure, report, workspace
from bench.processes import drive_processes
from bench.scenarios.certificate import context_of
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.models.documents import Document
from ledger.models.people import Agency, Unit
from ledger.services.documents import prepare_document

SECONDS = 6.0
CLERKS, THREADS = 16, 8
DAYS = (date(2026, 12, 31), date(2027, 1, 4))


def clerk(number: int) -> Work:
    """One writer: each piece of work is one numbered paper, durable when it returns."""
    application().app_context().push()
    actor = system_actor(session().scalars(select(Agency.id)).one())
    asked = papers(number)

    def prepare_one() -> None:
        prepare_document(next(asked), actor=actor, now=datetime.now(UTC))

    return prepare_one


def papers(number: int) -> Iterator[PrepareDocument]:
    """Sixteen writers, one unit: nobody has a register of their own."""
    unit_id = session().scalars(select(Unit.id).order_by(Unit.id).limit(1)).one()
    bare = {"number": "", "verification_url": "", "is_draft": True}
    context = {**context_of(number).to_mapping(), **bare}
    for turn in count():
        yield PrepareDocument(
            kind=DocumentKind.CERTIFICATE,
            source_key=f"clerk:{number}:{turn}",
            unit_id=unit_id,
            dated_on=DAYS[(turn + number) % 2],
            context=context,
        )


def require_dense(done: int) -> None:
    """Every number that was acknowledged stands once, and none is missing."""
    found: dict[int, list[int]] = defaultdict(list)
    with application().app_context():
        for year, sequence in session().execute(select(Document.year, Document.sequence)):
            found[year].append(sequence or 0)
        db.session.remove()
        db.engine.dispose()
    assert sum(map(len, found.values())) == done
    for numbers in found.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def measured(folder: Path) -> list[Measure]:
    fill(folder)
    load = drive_processes(clients=CLERKS, threads=THREADS, seconds=SECONDS, prepare=clerk)
    require_dense(load.done)
    return load.measures("16 writers")


if __name__ == "__main__":
    with workspace() as place:
        report("Neraca, papers numbered in one register, two years, WAL, FULL", measured(place))

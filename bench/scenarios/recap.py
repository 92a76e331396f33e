"""The recap of 1,200 people: frozen, tabulated, set and issued; beside one long document."""

import time
from pathlib import Path

from sqlalchemy import select

from bench.crowds import NOW, crowded
from bench.measures import Measure, report, workspace
from bench.memory import watched
from ledger.database import session
from ledger.documents import recap as paper
from ledger.documents.recap_context import RecapContext
from ledger.documents.typesetting import Layout, typeset
from ledger.documents.workers import process_count
from ledger.domain.actors import system_actor
from ledger.domain.periods import parse_period
from ledger.domain.recaps import RequestRecap
from ledger.gateways.files import FsspecFiles
from ledger.models.documents import Document
from ledger.services.recaps import make_recap

PEOPLE = 1_200
PERIOD = "2026-T2"


def one_long_document(context: RecapContext) -> bytes:
    """The same rows in a single run of WeasyPrint, as one would do it first."""
    pieces = list(paper.split_rows(context, rows=10**9))
    values = {
        "context": context,
        "awards": context.awards,
        "units": [unit for piece in pieces for unit in piece.units],
        "quiet": [unit for piece in pieces for unit in piece.quiet],
        "is_continued": False,
    }
    layout = Layout(template="recap_chunk.html", style="recap.css", is_tagged=False)
    return typeset(layout, values, lang=context.lang)


def measured(folder: Path) -> list[Measure]:
    with crowded(folder / "crowd", PEOPLE) as (app, crowd), app.app_context():
        files = FsspecFiles(f"file://{folder / 'files'}")
        command = RequestRecap(unit_id=None, period=parse_period(PERIOD))
        started = time.perf_counter()
        with watched() as peak:
            make_recap(
                command,
                files=files,
                public_url="https://neraca.example",
                actor=system_actor(crowd.agency_id),
                now=NOW,
            )
        whole = time.perf_counter() - started
        kept, size = session().execute(select(Document.context, Document.file_bytes)).one()
        context = RecapContext.from_mapping(kept)
        assert sum(len(unit.people) for unit in context.units) == PEOPLE
    started = time.perf_counter()
    paper.render(context, processes=process_count())
    ours = time.perf_counter() - started
    started = time.perf_counter()
    with watched() as long_peak:
        assert one_long_document(context).startswith(b"%PDF-")
    theirs = time.perf_counter() - started
    return [
        Measure("asked to issued", whole, "s"),
        Measure("type-setting in pieces", ours, "s"),
        Measure("type-setting as one document", theirs, "s"),
        Measure("in pieces, as often", theirs / ours, "×"),
        Measure("peak memory, all processes together", peak.mebibytes, "MiB"),
        Measure("peak memory as one document", long_peak.mebibytes, "MiB"),
        Measure("size of the PDF", size / 1024, "KiB"),
    ]


if __name__ == "__main__":
    with workspace() as place:
        report(f"Neraca, recap of {PEOPLE:,} people with PDF and XLSX", measured(place))

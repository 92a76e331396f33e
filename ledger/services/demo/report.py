"""What the demo did, counted from the database itself."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from ledger.database import session
from ledger.domain.imports import Counts, Phrase
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.models.people import Person, Unit
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.models.rules import FactRecord, Firing
from ledger.services.demo.cast import DemoAccount
from ledger.services.imports import ImportReport


@dataclass(frozen=True, kw_only=True)
class DemoReport:
    """The table of what stands at the end: rows of (what, kind, how many)."""

    imported: tuple[ImportReport, ...]
    left: tuple[tuple[str, Phrase], ...]
    rows: tuple[tuple[str, str, int], ...]
    refusals: Mapping[str, int]
    accounts: tuple[DemoAccount, ...] = ()
    counts: Counts = field(default_factory=Counts)


def count_rows(agency_id: int) -> tuple[tuple[str, str, int], ...]:
    """Facts, firings, proposals, decisions, entries, documents and cases by their kind."""
    asked: tuple[tuple[str, InstrumentedAttribute[object], InstrumentedAttribute[int]], ...] = (
        ("pegawai", Person.kind, Person.agency_id),
        ("unit kerja", Unit.days_per_week, Unit.agency_id),
        ("fakta", FactRecord.kind, FactRecord.agency_id),
        ("penerapan aturan", Firing.rule_code, Firing.agency_id),
        ("rancangan keputusan", Proposal.state, Proposal.agency_id),
        ("keputusan", ApprovalStep.verdict, ApprovalStep.agency_id),
        ("entri buku besar", Entry.kind, Entry.agency_id),
        ("dokumen", Document.kind, Document.agency_id),
        ("kasus disiplin", Case.state, Case.agency_id),
        ("hukuman disiplin", Sanction.kind, Sanction.agency_id),
    )
    return tuple(
        (what, str(kind), count)
        for what, column, agency in asked
        for kind, count in session().execute(
            select(column, func.count())
            .where(agency == agency_id, column.is_not(None))
            .group_by(column)
            .order_by(column)
        )
    )


def added(*counters: Counter[str]) -> dict[str, int]:
    """All refusals together, the most frequent first."""
    whole: Counter[str] = Counter()
    for counter in counters:
        whole.update(counter)
    return dict(whole.most_common())

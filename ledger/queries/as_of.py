"""The points of a person as they were on a past day, summed from the postings themselves."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from ledger.database import session
from ledger.domain.as_of import CountedDate, end_of_day
from ledger.domain.proposals import MeritAccountKind
from ledger.errors import NotFound, sentence
from ledger.models.entries import Entry, MeritAccount, Posting
from ledger.models.people import Agency, Person

NO_PERSON = sentence("Pegawai ini tidak ada di instansi Anda.")

NO_ACCOUNT = sentence("Akun poin ini tidak ada.")


@dataclass(frozen=True)
class BalanceOnDay:
    """Points after ``changes`` postings, at the end of ``day`` in the agency's zone."""

    name: str
    day: date
    counted: CountedDate
    points: int
    changes: int


def balance_of_person(
    person_id: int, *, agency_id: int, day: date, counted: CountedDate
) -> BalanceOnDay:
    """Raises NotFound, also for somebody of another agency; zero when nothing was posted yet."""
    found = (
        session()
        .execute(
            select(Person.name, Agency.zone)
            .join(Agency, Agency.id == Person.agency_id)
            .where(Person.id == person_id, Person.agency_id == agency_id)
        )
        .one_or_none()
    )
    if found is None:
        raise NotFound(NO_PERSON)
    points, changes = (
        session()
        .execute(
            select(func.coalesce(func.sum(Posting.points_delta), 0), func.count(Posting.line))
            .join(Entry, Entry.id == Posting.entry_id)
            .join(MeritAccount, MeritAccount.id == Posting.account_id)
            .where(
                MeritAccount.agency_id == agency_id,
                MeritAccount.kind == MeritAccountKind.PERSON,
                MeritAccount.person_id == person_id,
                _counts(day, counted, found.zone),
            )
        )
        .one()
    )
    return BalanceOnDay(found.name, day, counted, int(points), changes)


def balance_of_account(
    account_id: int, *, agency_id: int, day: date, counted: CountedDate
) -> BalanceOnDay:
    """The same for any account of the agency, under its own reference and nobody's name."""
    found = (
        session()
        .execute(
            select(MeritAccount.ref, Agency.zone)
            .join(Agency, Agency.id == MeritAccount.agency_id)
            .where(MeritAccount.id == account_id, MeritAccount.agency_id == agency_id)
        )
        .one_or_none()
    )
    if found is None:
        raise NotFound(NO_ACCOUNT)
    points, changes = (
        session()
        .execute(
            select(func.coalesce(func.sum(Posting.points_delta), 0), func.count(Posting.line))
            .join(Entry, Entry.id == Posting.entry_id)
            .where(Posting.account_id == account_id, _counts(day, counted, found.zone))
        )
        .one()
    )
    return BalanceOnDay(found.ref, day, counted, int(points), changes)


def _counts(day: date, counted: CountedDate, zone: str) -> ColumnElement[bool]:
    """The same as domain.as_of.counts_by, asked of the database."""
    if counted is CountedDate.DECIDED:
        return Entry.decided_at < end_of_day(day, zone)
    return (Entry.happened_on if counted is CountedDate.HAPPENED else Entry.effective_on) <= day

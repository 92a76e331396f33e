"""Seasons that ended: what each person was awarded in one becomes a fact, once."""

from datetime import date, datetime

from sqlalchemy import func, select

from ledger.database import session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.entries import EntryKind
from ledger.domain.facts import Fact, FactKind
from ledger.domain.packs import WAITING
from ledger.domain.rules.definitions import Season
from ledger.domain.rules.pack import parsed_pack
from ledger.models.entries import Entry, EntrySubject
from ledger.models.people import Person
from ledger.models.rules import FactRecord, RulePack
from ledger.queries.entries import is_in_force
from ledger.services.days import agency_today
from ledger.services.rules.apply import apply_facts

_AWARDS = (EntryKind.AWARD_POINTS, EntryKind.AWARD_BADGE, EntryKind.AWARD_DOCUMENT)
#: Days of a season that still tell it from another with the same last day.
_LONGEST = 500


def close_seasons(agency_id: int, *, now: datetime) -> int:
    """Tell the rules of every season that ended, for each person who was awarded something in it.

    Only seasons whose last day a version judges, be it ended since. Returns how many facts were
    made; a season is told once, so doing it again makes none.
    """
    today, made = agency_today(agency_id, now=now), 0
    for season in _ended(agency_id, today):
        with transaction():
            if not _is_told(agency_id, season):
                facts = _facts(agency_id, season, now)
                apply_facts(facts, actor=system_actor(agency_id), now=now)
                made += len(facts)
    return made


def _ended(agency_id: int, today: date) -> list[Season]:
    rows = session().execute(
        select(RulePack.source, RulePack.valid_from, RulePack.valid_until)
        .where(RulePack.agency_id == agency_id, RulePack.state.not_in(WAITING))
        .order_by(RulePack.id)
    )
    return [
        season
        for source, start, end in rows
        for season in parsed_pack(source).seasons
        if season.last_day < today
        and (start is None or start <= season.last_day)
        and (end is None or season.last_day < end)
    ]


def _source_id(season: Season) -> int:
    """The season by its days, so that a new version of the pack does not tell it again."""
    days = min((season.last_day - season.start).days, _LONGEST - 1)
    return season.last_day.toordinal() * _LONGEST + days


def _is_told(agency_id: int, season: Season) -> bool:
    told = select(FactRecord.id).where(
        FactRecord.agency_id == agency_id,
        FactRecord.kind == FactKind.SEASON_CLOSED,
        FactRecord.source_id == _source_id(season),
    )
    return session().scalar(told.limit(1)) is not None


def _facts(agency_id: int, season: Season, now: datetime) -> list[Fact]:
    rows = session().execute(
        select(
            Person.id,
            Person.unit_id,
            func.sum(EntrySubject.points_delta).label("points"),
            func.count().label("awards"),
        )
        .join(EntrySubject, EntrySubject.person_id == Person.id)
        .join(Entry, Entry.id == EntrySubject.entry_id)
        .where(
            Entry.agency_id == agency_id,
            Entry.kind.in_(_AWARDS),
            Entry.happened_on.between(season.start, season.last_day),
            is_in_force(),
        )
        .group_by(Person.id, Person.unit_id)
        .order_by(Person.id)
    )
    return [
        Fact(
            kind=FactKind.SEASON_CLOSED,
            id=_source_id(season),
            agency_id=agency_id,
            subject_person_id=row.id,
            unit_id=row.unit_id,
            happened_on=season.last_day,
            recorded_at=now,
            fields={
                "season": season.code,
                "points": int(row.points or 0),
                "awards": row.awards,
            },
        )
        for row in rows
    ]

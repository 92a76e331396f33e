"""What a simulation reads: facts of a period in the order they became known, and people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import Subquery, Text, cast, func, select

from ledger.database import session
from ledger.domain.facts import Fact, FactKind, Value, checked_fields
from ledger.models.nominations import NominationMember
from ledger.models.people import Person
from ledger.models.rules import FactRecord

_AT_ONCE = 5000


def count_facts(agency_id: int, kinds: Sequence[FactKind], first: date, last: date) -> int:
    found = session().scalar(
        select(func.count()).select_from(_asked(agency_id, kinds, first, last))
    )
    return found or 0


def read_facts(
    agency_id: int,
    kinds: Sequence[FactKind],
    first: date,
    last: date,
    *,
    person_id: int | None = None,
    unit_ids: Sequence[int] = (),
    nominations: Sequence[int] = (),
) -> Iterator[Fact]:
    """The facts of these kinds between two days, both included, some thousand at a time.

    With a person, only those about them, about one of the units or of these nominations.
    """
    asked = _asked(agency_id, kinds, first, last)
    columns = asked.c
    query = select(asked).order_by(columns.id)
    if person_id is not None:
        of_team = (columns.kind == FactKind.NOMINATION_ACCEPTED.value) & columns.source_id.in_(
            nominations
        )
        query = query.where(
            (columns.person_id == person_id) | columns.unit_id.in_(unit_ids) | of_team
        )
    # Plain rows, which the connection hands over in a third of the time that the session takes.
    for row in session().connection().execute(query.execution_options(yield_per=_AT_ONCE)):
        yield Fact(
            kind=FactKind(row.kind),
            id=row.source_id,
            agency_id=agency_id,
            subject_person_id=row.person_id,
            unit_id=row.unit_id,
            happened_on=row.happened_on,
            recorded_at=row.recorded_at,
            fields=_fields(row.kind, row.told),
            team=tuple((one, share) for one, share in row.team or ()),
            proposer_id=row.proposer_id,
        )


@lru_cache(maxsize=65536)
def _fields(kind: str, text: str) -> Mapping[str, Value]:
    """Facts say the same few things over and over, so each text is read and kept once."""
    return checked_fields(FactKind(kind), json.loads(text))


def list_person_ids(agency_id: int) -> list[int]:
    """Everybody of the agency, those who left too."""
    return list(session().scalars(select(Person.id).where(Person.agency_id == agency_id)))


def nominations_of(person_id: int) -> list[int]:
    """The nominations in whose team the person is."""
    member = select(NominationMember.nomination_id).where(NominationMember.person_id == person_id)
    return list(session().scalars(member))


def units_of_person(agency_id: int, person_id: int, nominations: Sequence[int]) -> list[int]:
    """The units that facts about the person, or about a team of theirs, name."""
    of_team = (FactRecord.kind == FactKind.NOMINATION_ACCEPTED.value) & FactRecord.source_id.in_(
        nominations
    )
    return [
        unit_id
        for unit_id in session().scalars(
            select(FactRecord.unit_id)
            .where(FactRecord.agency_id == agency_id, (FactRecord.person_id == person_id) | of_team)
            .distinct()
        )
        if unit_id is not None
    ]


def _asked(agency_id: int, kinds: Sequence[FactKind], first: date, last: date) -> Subquery:
    return (
        select(
            FactRecord.id,
            FactRecord.kind,
            FactRecord.source_id,
            FactRecord.person_id,
            FactRecord.unit_id,
            FactRecord.happened_on,
            FactRecord.recorded_at,
            cast(FactRecord.fields, Text).label("told"),
            FactRecord.team,
            FactRecord.proposer_id,
        )
        .where(
            FactRecord.agency_id == agency_id,
            FactRecord.kind.in_([kind.value for kind in kinds]),
            FactRecord.happened_on.between(first, last),
        )
        .subquery()
    )

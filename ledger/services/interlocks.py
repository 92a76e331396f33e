"""Whether a case or a sanction holds somebody, by the dated table of the agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalState
from ledger.domain.interlocks import (
    INTERLOCKS,
    Cause,
    Held,
    Interlock,
    Purpose,
    hindrances,
    interlock_from_text,
    interlock_key,
    purpose_of,
)
from ledger.domain.people import Role
from ledger.models.people import Person
from ledger.models.proposals import Proposal
from ledger.queries.proposal_access import access_to
from ledger.queries.standings import standings_of
from ledger.services.days import agency_today
from ledger.services.settings import setting_value


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """What holds one person, with the row of the table that says so; for HR alone."""

    name: str
    held: Held
    article: str
    key: str


def held_people(
    person_ids: Sequence[int], purpose: Purpose, *, agency_id: int, on: date
) -> tuple[Held, ...]:
    """What holds these people on the day; nearly always nothing, and then no row is read."""
    standings = standings_of(person_ids, on=on) if person_ids else []
    if not standings:
        return ()
    return hindrances(standings, _table(purpose, agency_id, on), on=on)


def held_lines(proposal_id: int, *, actor: Actor, now: datetime) -> list[HeldLine]:
    """Why an award waits, for HR over the unit of each person; nothing for anybody else.

    Nor for HR who put the award forward, decides it or receives it. Raises NotFound.
    """
    access = access_to(proposal_id, actor)
    if not access.oversees or access.proposes or access.decides or access.is_subject:
        return []
    proposal = session().get_one(Proposal, proposal_id)
    if proposal.state is not ProposalState.AWAITING_VERIFICATION:
        return []
    purpose, today = purpose_of(proposal.outcome), agency_today(proposal.agency_id, now=now)
    people = [subject.person_id for subject in proposal.subjects]
    found = held_people(people, purpose, agency_id=proposal.agency_id, on=today)
    read = _people(people, actor)
    return [
        HeldLine(
            name=read[one.person_id],
            held=one,
            article=next(
                row.article
                for row in INTERLOCKS
                if (row.purpose, row.cause) == (purpose, one.cause)
            ),
            key=interlock_key(purpose, one.cause),
        )
        for one in found
        if one.person_id in read
    ]


def _people(person_ids: Sequence[int], actor: Actor) -> dict[int, str]:
    rows = session().execute(
        select(Person.id, Person.name, Person.unit_id).where(Person.id.in_(person_ids))
    )
    return {row.id: row.name for row in rows if actor.has_role(Role.HR, row.unit_id)}


def _table(purpose: Purpose, agency_id: int, on: date) -> dict[Cause, Interlock]:
    return {
        row.cause: interlock_from_text(
            setting_value(
                agency_id,
                interlock_key(row.purpose, row.cause),
                on=on,
                default=row.default.text,
            )
        )
        for row in INTERLOCKS
        if row.purpose is purpose
    }

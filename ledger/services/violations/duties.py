"""What falls to a superior today, and which duties of Pasal 26 nobody has done (Pasal 28)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.queries.absences import AbsentPerson, absent_people, indicated_person_ids
from ledger.queries.case_duties import Overdue, overdue_duties
from ledger.queries.units import subtree_ids
from ledger.queries.violations import Concern, concerns_waiting
from ledger.services.days import agency_today
from ledger.services.settings import setting_value
from ledger.services.superiors import superiors_for

#: Days after which an undone duty is shown. The law names no number (Pasal 28), so this is a
#: reminder that an agency sets, and no statutory clock in working days.
REMINDER_DAYS_KEY = "case.reminder_days"
REMINDER_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """``concerns`` and ``absences`` wait for this very actor, ``overdue`` for somebody below."""

    concerns: list[Concern]
    absences: list[AbsentPerson]
    overdue: list[Overdue]


def duties_of(
    *, actor: Actor, now: datetime, with_absences: bool = True, with_overdue: bool = True
) -> Duties:
    """All that waits, in a number of statements that does not grow with what waits."""
    if actor.person_id is None:
        return Duties(concerns=[], absences=[], overdue=[])
    today = agency_today(actor.agency_id, now=now)
    below = subtree_ids(*(post.unit_id for post in actor.posts))
    concerns: list[Concern] = []
    absent: list[int] = []
    if actor.is_superior or actor.posts:
        concerns = concerns_waiting(actor.agency_id, below, actor.person_id)
        absent = indicated_person_ids(below, actor.person_id) if with_absences else []
    mine = _mine(concerns, absent, actor, today)
    return Duties(
        concerns=sorted(
            (one for one in concerns if one in mine), key=lambda one: (one.known_on, one.number)
        ),
        absences=absent_people([one for one in absent if one in mine]) if absent else [],
        overdue=_overdue(actor, below, today) if with_overdue else [],
    )


def waiting_assessments(*, actor: Actor, now: datetime) -> list[Concern]:
    """The reports and complaints that wait for this very actor's word, oldest first."""
    duties = duties_of(actor=actor, now=now, with_absences=False, with_overdue=False)
    return duties.concerns


def overdue_for(*, actor: Actor, now: datetime) -> list[Overdue]:
    """Undone duties below the actor's posts or within their role, oldest first (Pasal 28)."""
    if actor.person_id is None:
        return []
    below = subtree_ids(*(post.unit_id for post in actor.posts))
    return _overdue(actor, below, agency_today(actor.agency_id, now=now))


def _mine(
    concerns: Collection[Concern], absent: Collection[int], actor: Actor, today: date
) -> set[Concern | int]:
    wanted: dict[Concern | int, tuple[int, Collection[int]]] = {
        one: (one.subject_id, () if one.excluded_id is None else (one.excluded_id,))
        for one in concerns
    }
    wanted |= {person_id: (person_id, ()) for person_id in absent}
    return {
        key
        for key, official in superiors_for(wanted, on=today).items()
        if official is not None and official.person_id == actor.person_id
    }


def _overdue(actor: Actor, below: frozenset[int], today: date) -> list[Overdue]:
    reach = actor.units_reached(Role.HR, Role.INSPECTORATE)
    reach = reach if reach is None else reach | below
    if reach is not None and not reach:
        return []
    days = setting_value(actor.agency_id, REMINDER_DAYS_KEY, on=today, default=REMINDER_DAYS)
    return overdue_duties(actor.agency_id, reach, before=today - timedelta(days=int(days)))

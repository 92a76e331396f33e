"""Flags that somebody answered and that are found no more: cancelled, with the reason why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.fairness.flags import FlagKind, Gone
from ledger.domain.periods import Period
from ledger.models.fairness import FairnessAnswer, FairnessConcern
from ledger.models.people import Person
from ledger.queries.fairness.counts import thresholds_now
from ledger.queries.fairness.names import names_of, told_names

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class GoneFlag:
    """As it was when it was answered; ``why`` it is gone, told with ``params``."""

    kind: FlagKind
    params: Mapping[str, Any]
    why: Gone
    reason: str
    name: str
    answered_at: datetime


def gone_flags(actor: Actor, period: Period, *, found: frozenset[str]) -> Sequence[GoneFlag]:
    """Those of the period that no count finds any more, the newest first; none about the reader."""
    latest: dict[str, tuple[FairnessAnswer, str]] = {}
    for answer, name in _answers(actor.agency_id, period):
        if answer.flag_key not in found:
            latest.setdefault(answer.flag_key, (answer, name))
    if not latest:
        return []
    about = _concerned([answer.id for answer, _ in latest.values()])
    names = names_of({one for people in about.values() for one in people})
    now = thresholds_now(actor.agency_id, period)
    return [
        _gone(answer, name, about.get(answer.id, []), names, now)
        for answer, name in latest.values()
        if actor.person_id not in about.get(answer.id, ())
    ][:MOST_SHOWN]


def _gone(
    answer: FairnessAnswer,
    name: str,
    people: Sequence[int],
    names: Mapping[int, str],
    thresholds: Mapping[str, Sequence[int]],
) -> GoneFlag:
    params = {**answer.numbers, **told_names(answer.kind, people, names)}
    why = Gone.FACTS
    if answer.kind is FlagKind.THRESHOLD:
        asked = thresholds.get(answer.flag_key.split(".", 2)[2], ())
        if not asked:
            why = Gone.RULE
        elif answer.numbers.get("threshold") not in asked:
            why = Gone.THRESHOLD
            params["now"] = ", ".join(str(one) for one in asked)
    return GoneFlag(
        kind=answer.kind,
        params=params,
        why=why,
        reason=answer.reason,
        name=name,
        answered_at=answer.answered_at,
    )


def _answers(agency_id: int, period: Period) -> list[tuple[FairnessAnswer, str]]:
    """The newest first."""
    of_period = (f"{kind}.{period.code()}." for kind in FlagKind)
    rows = session().execute(
        select(FairnessAnswer, Person.name)
        .join(Person, Person.id == FairnessAnswer.answered_by)
        .where(
            FairnessAnswer.agency_id == agency_id,
            or_(*(FairnessAnswer.flag_key.startswith(one, autoescape=True) for one in of_period)),
        )
        .order_by(FairnessAnswer.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def _concerned(answer_ids: Sequence[int]) -> dict[int, list[int]]:
    """The people of each answer in the order the flag named them."""
    rows = session().execute(
        select(FairnessConcern.answer_id, FairnessConcern.person_id)
        .where(FairnessConcern.answer_id.in_(answer_ids))
        .order_by(FairnessConcern.id)
    )
    found: dict[int, list[int]] = {}
    for answer_id, person_id in rows:
        found.setdefault(answer_id, []).append(person_id)
    return found

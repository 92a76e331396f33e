"""Keeping on the record where a step of a case left its first official (I14, I28)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.discipline.parties import Hindrance, MovedStep, Passed, moved_reason
from ledger.domain.officials import Official
from ledger.models.case_parties import CaseMove
from ledger.models.cases import Case
from ledger.models.people import Unit
from ledger.services.superiors import Ladder


def passed_below(ladder: Ladder, official: Official, excluded: Collection[int]) -> list[Passed]:
    """The posts between the person and the official who acts as direct superior."""
    barred = {ladder.person_id, *excluded, *ladder.barred}
    passed: list[Passed] = []
    for rung in ladder.rungs:
        if rung.official is None:
            passed.append(Passed(rung.unit_id, Hindrance.EMPTY))
        elif rung.official.person_id == official.person_id:
            break
        elif rung.official.person_id in barred:
            passed.append(Passed(rung.unit_id, Hindrance.BARRED))
    return passed


def record_move(
    work: Session,
    case: Case,
    step: MovedStep,
    official: Official,
    passed: Sequence[Passed],
    *,
    now: datetime,
) -> None:
    """Append who took the step and why, unless the last row says so already; nothing passed, none.

    Joins the caller's transaction.
    """
    if not passed:
        return
    units = select(Unit.id, Unit.name).where(Unit.id.in_({one.unit_id for one in passed}))
    reason = moved_reason(passed, {row.id: row.name for row in work.execute(units)})
    last = work.execute(
        select(CaseMove.person_id, CaseMove.reason)
        .where(CaseMove.case_id == case.id, CaseMove.step == step)
        .order_by(CaseMove.id.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and (last.person_id, last.reason) == (official.person_id, reason):
        return
    work.add(
        CaseMove(
            agency_id=case.agency_id,
            case_id=case.id,
            step=step,
            person_id=official.person_id,
            unit_id=official.unit_id,
            capacity=official.capacity,
            reason=reason,
            at=now,
        )
    )

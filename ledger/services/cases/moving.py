"""Every step of a case: the state table, the row of the step with its defects, the trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState, next_state
from ledger.domain.discipline.defects import Defect
from ledger.errors import Conflict, sentence
from ledger.models.cases import Case, CaseStep
from ledger.services.days import agency_today
from ledger.services.events import record_event
from ledger.services.first_come import naming_who_was_first

_ENDS_RELEASE = (CaseState.CLEARED, CaseState.DISCONTINUED)
MOVED_MEANWHILE = sentence("Kasus ini baru saja berubah. Muat ulang, lalu periksa lagi.")


def move(
    work: Session,
    case: Case,
    event: CaseEvent,
    *,
    actor: Actor,
    now: datetime,
    defects: Sequence[Defect] = (),
) -> CaseState:
    """Take the step of the state table and append its row; raises InvalidTransition or Conflict."""
    before = case.state
    state = require_step(case, event, actor=actor)
    work.flush()
    moved = work.execute(
        update(Case)
        .where(Case.id == case.id, Case.state == before)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )
    if getattr(moved, "rowcount", 0) != 1:
        raise Conflict(MOVED_MEANWHILE, code="seen_changed")
    case.state = state
    if state in _ENDS_RELEASE and case.release is not None and case.release.ended_on is None:
        # The database ends it with the decision; a case that ends without one ends it here.
        case.release.ended_on = max(agency_today(case.agency_id, now=now), case.release.from_on)
    record_step(work, case, event, before, state, actor=actor, now=now, defects=defects)
    return state


def require_step(case: Case, event: CaseEvent, *, actor: Actor) -> CaseState:
    """The state after the event; raises InvalidTransition naming who took the last step."""
    with naming_who_was_first("case", case.id, actor=actor):
        return next_state(case.state, event)


def record_step(
    work: Session,
    case: Case,
    event: str,
    before: CaseState | None,
    state: CaseState,
    *,
    actor: Actor,
    now: datetime,
    defects: Sequence[Defect] = (),
) -> None:
    """Append what really happened; late facts carry the broken limit and the remedy left."""
    work.add(
        CaseStep(
            agency_id=case.agency_id,
            case_id=case.id,
            event=str(event),
            from_state=before.value if before else "",
            to_state=state.value,
            at=now,
            person_id=actor.person_id,
            defects=[_plain(defect) for defect in defects],
        )
    )
    record_event(
        f"case:step:{event}", subject_kind="case", subject_id=case.id, actor=actor, now=now
    )


def _plain(defect: Defect) -> dict[str, Any]:
    return {
        "text": defect.text,
        "params": defect.params,
        "article": defect.limit.article,
        "last_day": defect.limit.last_day.isoformat(),
        "day": defect.limit.day.isoformat(),
        "remedy": defect.remedy,
    }

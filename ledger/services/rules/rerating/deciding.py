"""A batch is decided by the head of the agency, on exactly the lines that were seen."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import StepCapacity
from ledger.domain.officials import ResolvedStep
from ledger.domain.reratings import ReratingState
from ledger.domain.wording import require_reason
from ledger.errors import Conflict, Forbidden, InvalidTransition, NotFound, RuleRefused, sentence
from ledger.models.people import Person
from ledger.models.reratings import Rerating, ReratingLine
from ledger.queries.reratings import NO_RERATING, RERATING_JOB
from ledger.services.days import agency_today
from ledger.services.events import notify, record_event
from ledger.services.jobs import submit_job
from ledger.services.officials import resolve_step
from ledger.services.retries import retried

NOT_WAITING = sentence("Penilaian ulang ini tidak menunggu keputusan.")
NEEDS_ANOTHER = sentence("Penilaian ulang diputuskan oleh orang lain, bukan oleh yang memintanya.")
ONLY_BY = sentence("Keputusan ini hanya dapat diambil oleh %(who)s.")
NOBODY_YET = sentence("pejabat yang belum ditetapkan")
SEEN_CHANGED = sentence("Rincian yang Anda lihat bukan yang sekarang. Buka lagi halamannya.")
TOLD = {
    True: sentence("Penilaian ulang yang Anda minta disetujui dan sedang dilaksanakan."),
    False: sentence("Penilaian ulang yang Anda minta tidak disetujui."),
}


@retried
def decide_rerating(
    rerating_id: int, *, approve: bool, reason: str, seen_sha256: str, actor: Actor, now: datetime
) -> ReratingState:
    """Let the batch be carried out, or reject it with a reason.

    Raises NotFound for third persons, RuleRefused for whoever asked, InvalidTransition when it
    does not wait, Conflict when other lines were seen, InvalidInput for a rejection without reason.
    """
    if not approve:
        require_reason(reason)
    with transaction() as work:
        row = work.get(Rerating, rerating_id, with_for_update=True)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_RERATING)
        _require_decider(row, actor, now)
        if row.state is not ReratingState.WAITING:
            raise InvalidTransition(NOT_WAITING)
        if seen_sha256 != row.lines_sha256:
            raise Conflict(SEEN_CHANGED, code="seen_changed")
        row.decided_by, row.decided_at = actor.person_id, now
        row.decision_reason, row.seen_sha256 = reason.strip(), seen_sha256
        row.state = ReratingState.APPROVED if approve else ReratingState.REJECTED
        row.finished_at = None if approve else now
        work.flush()
        record_event(
            f"rule_pack:rerating:{row.state}",
            subject_kind="rerating",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"seen": seen_sha256},
        )
        if approve:
            args = {"rerating_id": row.id}
            submit_job(
                RERATING_JOB,
                f"{row.id}:carry",
                args,
                agency_id=row.agency_id,
                actor=actor,
                now=now,
            )
        _tell_asker(row, now)
        return row.state


def _tell_asker(row: Rerating, now: datetime) -> None:
    notify(
        agency_id=row.agency_id,
        person_id=row.asked_by,
        key=f"rerating:{row.id}:verdict",
        text=TOLD[row.state is ReratingState.APPROVED],
        path=f"/aturan/penilaian-ulang/{row.id}",
        now=now,
    )


def may_decide(rerating_id: int, *, actor: Actor, now: datetime) -> bool:
    """Whether the batch falls to the actor today, be it decided or not."""
    row = session().get(Rerating, rerating_id)
    if row is None or row.agency_id != actor.agency_id or actor.person_id is None:
        return False
    return actor.person_id in (row.decided_by, decider_of(row, now=now).assignee_id)


def decider_of(row: Rerating, *, now: datetime) -> ResolvedStep:
    """The head of the agency, unless they asked for it or would gain or lose by it."""
    work = session()
    people = work.scalars(
        select(ReratingLine.person_id)
        .where(ReratingLine.rerating_id == row.id, ReratingLine.person_id.is_not(None))
        .distinct()
    ).all()
    return resolve_step(
        StepCapacity.HEAD_OF_AGENCY,
        subject_ids=[one for one in people if one is not None],
        unit_id=work.scalars(select(Person.unit_id).where(Person.id == row.asked_by)).one(),
        exclude={row.asked_by},
        on=agency_today(row.agency_id, now=now),
    )


def _require_decider(row: Rerating, actor: Actor, now: datetime) -> None:
    if actor.person_id is not None and actor.person_id == row.asked_by:
        raise RuleRefused(NEEDS_ANOTHER, constraint="ck_rerating_decided_by_another")
    assignee = decider_of(row, now=now).assignee_id
    if actor.person_id is None or assignee != actor.person_id:
        name = session().scalar(select(Person.name).where(Person.id == assignee))
        raise Forbidden(ONLY_BY, who=name or NOBODY_YET)

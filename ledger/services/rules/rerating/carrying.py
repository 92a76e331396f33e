"""An approved batch takes effect line by line: whatever kills the worker, the next one goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.interlocks import purpose_of
from ledger.domain.posting_commands import AwardShare, PostAward
from ledger.domain.reratings import LineState, ReratingState
from ledger.errors import Conflict, LedgerError, sentence
from ledger.models.people import Person
from ledger.models.reratings import Rerating, ReratingLine
from ledger.models.rules import Firing, RuleVersion
from ledger.services.awards import post_award
from ledger.services.days import agency_today
from ledger.services.events import notify, record_event
from ledger.services.interlocks import held_people
from ledger.services.officials import person_snapshot
from ledger.services.proposals.granting import close_original
from ledger.services.retries import retried
from ledger.services.reversals import reverse_entry
from ledger.services.rules.rerating.papers import give_papers
from ledger.services.rules.simulation.comparing import Progress

REASON = sentence("Penilaian ulang menurut paket %(name)s versi %(version)s: %(reason)s")
FIRED_SINCE = sentence("Sesudah rincian disusun, aturan ini sudah diterapkan pada kejadian ini.")
NOT_NOW = sentence("Belum dapat diberikan sekarang. Minta penilaian ulang lagi kemudian.")
CHANGED_FOR_YOU = sentence("Penilaian ulang mengubah catatan penghargaan Anda.")
FINISHED = sentence("Penilaian ulang paket %(name)s selesai dilaksanakan.")


def carry_out(rerating_id: int, *, report: Progress, now: datetime) -> Mapping[str, Any]:
    """Post what the lines say, each in a transaction of its own that also marks it.

    A line that the ledger refuses, for example for want of quota, changes nothing and says why;
    the others go on. Done again, only what is left is done.
    """
    line_ids = _left(rerating_id)
    for done, line_id in enumerate(line_ids):
        report(done, len(line_ids))
        try:
            _carry_line(line_id, now)
        except LedgerError as refusal:
            _refuse_line(line_id, str(refusal), now)
    report(len(line_ids), len(line_ids))
    return _finish(rerating_id, now)


def _left(rerating_id: int) -> list[int]:
    rows = session().scalars(
        select(ReratingLine.id)
        .where(ReratingLine.rerating_id == rerating_id, ReratingLine.state == LineState.PLANNED)
        .order_by(ReratingLine.position)
    )
    found = list(rows)
    session().rollback()
    return found


@retried
def _carry_line(line_id: int, now: datetime) -> None:
    with transaction() as work:
        line = work.get_one(ReratingLine, line_id, with_for_update=True, populate_existing=True)
        if line.state is not LineState.PLANNED:
            return
        batch = work.get_one(Rerating, line.rerating_id, populate_existing=True)
        actor, reason = _decider(work, batch), _reason(batch)
        taken = given = None
        if line.reverses_uid:
            taken = reverse_entry(
                line.reverses_uid, reason=reason, proposal_id=None, actor=actor, now=now
            )
            if not line.is_given:
                close_original(work, line.agency_id, line.reverses_uid)
        if line.is_given:
            _require_free(line, now)
            if line.is_first:
                _keep_firing(work, line, now)
            given = _give(line, batch, reason, actor, now)
            give_papers(line, batch, given, actor=actor, now=now)
        # All at once: the guard lets a line change only when it is settled.
        line.state, line.settled_at = LineState.DONE, now
        line.reversal_uid, line.entry_uid = taken, given
        work.flush()
        _tell(line, now)


def _decider(work: Session, batch: Rerating) -> Actor:
    """Whoever approved the batch decided each of its lines."""
    name = work.scalars(select(Person.name).where(Person.id == batch.decided_by)).one()
    return Actor(agency_id=batch.agency_id, name=name, person_id=batch.decided_by)


def _reason(batch: Rerating) -> str:
    told = {"name": batch.pack.name, "version": batch.pack.version, "reason": batch.reason}
    return REASON % told


def _give(line: ReratingLine, batch: Rerating, reason: str, actor: Actor, now: datetime) -> str:
    rule = session().get_one(RuleVersion, line.rule_version_id)
    number = f"PU-{batch.asked_at.year}-{batch.id:06}"
    detail = {
        "title": rule.title,
        "number": number,
        "rule_title": rule.title,
        "sentence": rule.sentence,
    }
    if "badge" in line.outcome:
        detail["badge"] = line.outcome["badge"]
    shares: tuple[AwardShare, ...] = ()
    if line.person_id is not None:
        private = person_snapshot(line.person_id)
        shares = (AwardShare(person_id=line.person_id, private=private),)
    uids = post_award(
        PostAward(
            key=f"rerating:{line.id}",
            unit_id=line.unit_id,
            points=line.points_after,
            shares=shares,
            happened_on=line.happened_on,
            decided_at=batch.decided_at or now,
            decided_by=batch.decided_by,
            rule_version_id=rule.id,
            reason_code=number,
            facts=dict(line.inputs.get("measure") or {}),
            detail=detail,
            reason_private={"title": rule.title, "reason": reason},
        ),
        actor=actor,
        now=now,
    )
    return next(iter(uids.values()))


def _require_free(line: ReratingLine, now: datetime) -> None:
    """What holds an award back holds this one too; nothing that is written says why."""
    people = [line.person_id] if line.person_id else []
    today = agency_today(line.agency_id, now=now)
    purpose = purpose_of(line.outcome)
    if held_people(people, purpose, agency_id=line.agency_id, on=today):
        raise Conflict(NOT_NOW, code="held")


def _keep_firing(work: Session, line: ReratingLine, now: datetime) -> None:
    """So that the rule stays silent about it from now on; the lines of a team share one."""
    known = work.scalar(
        select(Firing).where(
            Firing.agency_id == line.agency_id,
            Firing.rule_code == line.rule_code,
            Firing.subject_key == line.subject_key,
            Firing.once_key == line.once_key,
        )
    )
    if known is not None:
        if known.rule_version_id != line.rule_version_id:
            raise Conflict(FIRED_SINCE, code="fired_since")
        return
    kind, _, number = line.subject_key.partition(":")
    work.add(
        Firing(
            agency_id=line.agency_id,
            rule_version_id=line.rule_version_id,
            rule_code=line.rule_code,
            fact_kind=line.fact_kind,
            fact_id=line.fact_id,
            subject_key=line.subject_key,
            once_key=line.once_key,
            person_id=int(number) if kind == "person" else None,
            unit_id=line.unit_id,
            happened_on=line.happened_on,
            fired_at=now,
            inputs=line.inputs,
            outcome=line.outcome,
        )
    )
    work.flush()


def _tell(line: ReratingLine, now: datetime) -> None:
    if line.person_id is None:
        return
    notify(
        agency_id=line.agency_id,
        person_id=line.person_id,
        key=f"rerating:{line.rerating_id}",
        text=CHANGED_FOR_YOU,
        path=f"/capaian/entri/{line.entry_uid or line.reversal_uid}",
        now=now,
    )


@retried
def _refuse_line(line_id: int, refusal: str, now: datetime) -> None:
    with transaction() as work:
        line = work.get_one(ReratingLine, line_id, with_for_update=True, populate_existing=True)
        if line.state is LineState.PLANNED:
            line.state, line.refusal, line.settled_at = LineState.REFUSED, refusal, now


def _finish(rerating_id: int, now: datetime) -> Mapping[str, Any]:
    with transaction() as work:
        row = work.get_one(Rerating, rerating_id, with_for_update=True, populate_existing=True)
        counted = work.execute(
            select(ReratingLine.state, func.count())
            .where(ReratingLine.rerating_id == rerating_id)
            .group_by(ReratingLine.state)
        )
        result = {state.value: count for state, count in counted}
        if row.state is ReratingState.APPROVED:
            row.state, row.finished_at = ReratingState.DONE, now
            record_event(
                "rule_pack:rerating:done",
                subject_kind="rerating",
                subject_id=row.id,
                actor=system_actor(row.agency_id),
                now=now,
                data=result,
            )
            notify(
                agency_id=row.agency_id,
                person_id=row.asked_by,
                key=f"rerating:{row.id}:done",
                text=FINISHED,
                path=f"/aturan/penilaian-ulang/{row.id}",
                now=now,
                params={"name": row.pack.name},
            )
    return result

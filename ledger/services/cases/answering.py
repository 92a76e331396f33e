"""Answering an objection: one of six outcomes, and everything that follows from it (PP 79/2021)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import (
    LATE_IS_INADMISSIBLE,
    REPLACES,
    DecideRemedy,
    RemedyOutcome,
    RemedyRoute,
    event_of,
    kind_after,
    kinds_of_outcome,
    outcomes_of,
)
from ledger.domain.documents import DocumentState
from ledger.domain.formats import date_text
from ledger.domain.officials import Official
from ledger.domain.people import Role
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.remedies import Remedy
from ledger.services.access import can_act
from ledger.services.cases.answering_officials import answering_on, may_impose
from ledger.services.cases.answering_papers import prepare_answer
from ledger.services.cases.choosing import imposed_row, own_words
from ledger.services.cases.executing import come_into_force, resume_measures, stop_measures
from ledger.services.cases.holding import NO_CASE, held_case
from ledger.services.cases.moving import move, require_step
from ledger.services.cases.objecting import open_remedy
from ledger.services.cases.sanction_entries import post_sanction
from ledger.services.days import agency_today
from ledger.services.documents import supersede_document
from ledger.services.events import notify, record_event
from ledger.services.officials import official_snapshot
from ledger.services.reversals import reverse_entry

PAPER_FOR_YOU = sentence("Ada dokumen kepegawaian untuk Anda")
NOT_WITHIN_REACH = sentence(
    "Jenis hukuman %(kind)s bukan wewenang Anda (Pasal 16 PP 94/2021). Pilih jenis yang lain."
)
LETTER_MISSING = sentence("Tulis nomor keputusan Badan Pertimbangan ASN")
DAY_MISSING = sentence("Isi tanggal keputusan Badan Pertimbangan ASN")
DAY_OUT_OF_ORDER = sentence("Tanggal ini harus antara tanggal pengajuan dan hari ini")
REPLIED_BEFORE = sentence("Tanggapan kepada Badan Pertimbangan ASN sudah dicatat.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """The decision on an objection, ready to be carried into case, ledger and papers."""

    command: DecideRemedy
    kind: Kind | None
    day: date
    official: Official | None
    snapshot: dict[str, Any]


def answer_remedy(case_id: int, command: DecideRemedy, *, actor: Actor, now: datetime) -> CaseState:
    """Answer the objection that waits, and let it ripple through ledger, papers and standing.

    The official above the one who decided answers, the PPK its own; what BPASN decided is written
    down by HR with its letter. Raises RuleRefused ``remedy_late`` for anything but inadmissible
    after the last day, ``remedy_kind`` or ``remedy_outcome``, Forbidden for a kind beyond the
    reach of whoever answers, InvalidInput, and NotFound for everybody else.
    """
    require_reason(command.reason)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case, remedy, sanction = held_remedy(work, case_id, actor)
        official = _answering(case, remedy, sanction, actor, today)
        _require_possible(remedy, sanction, command)
        kind = kind_after(command, Kind(sanction.kind))
        event = event_of(command.outcome, kind)
        require_step(case, event, actor=actor)
        if (
            kind is not None
            and official is not None
            and not may_impose(case, official, kind, on=today)
        ):
            raise Forbidden(NOT_WITHIN_REACH, kind=kind.value)
        answer = _Answer(
            command=command,
            kind=kind,
            day=_day(remedy, command, today),
            official=official,
            snapshot=official_snapshot(official) if official else _bpasn(command),
        )
        _write(remedy, answer)
        work.flush()
        _carry(work, case, sanction, remedy, answer, actor=actor, now=now)
        state = move(work, case, event, actor=actor, now=now)
        _settle(work, case, answer, actor=actor, now=now)
        _tell(case, remedy, now)
        return state


def record_reply_to_bpasn(case_id: int, replied_on: date, *, actor: Actor, now: datetime) -> None:
    """The PPK's reply and material went to BPASN (Pasal 13 PP 79/2021); for HR over the unit."""
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case, remedy, _ = held_remedy(work, case_id, actor)
        if remedy.route is not RemedyRoute.BPASN or not _is_hr(case, actor):
            raise NotFound(NO_CASE)
        if remedy.replied_on is not None:
            raise RuleRefused(REPLIED_BEFORE, constraint="remedy_replied")
        if not remedy.filed_on <= replied_on <= today:
            raise InvalidInput(DAY_OUT_OF_ORDER, fields={"replied_on": [DAY_OUT_OF_ORDER]})
        remedy.replied_on = replied_on
        record_event(
            "case:remedy:replied", subject_kind="case", subject_id=case.id, actor=actor, now=now
        )


def held_remedy(work: Session, case_id: int, actor: Actor) -> tuple[Case, Remedy, Sanction]:
    """The case with the objection that waits; NotFound when none does."""
    case = held_case(work, case_id, actor)
    sanction = case.sanction
    remedy = open_remedy(work, sanction.id) if sanction is not None else None
    if sanction is None or remedy is None or actor.person_id in (None, case.subject_id):
        raise NotFound(NO_CASE)
    return case, remedy, sanction


def kinds_offered(
    case: Case, sanction: Sanction, official: Official | None, *, on: date
) -> dict[RemedyOutcome, tuple[Kind, ...]]:
    """For each outcome the kinds that whoever answers may put in the place of the first."""
    return {
        outcome: tuple(
            kind
            for kind in kinds_of_outcome(outcome, Kind(sanction.kind))
            if official is None or may_impose(case, official, kind, on=on)
        )
        for outcome in REPLACES
    }


def _answering(
    case: Case, remedy: Remedy, sanction: Sanction, actor: Actor, today: date
) -> Official | None:
    """Whoever answers today, by the post; HR for what BPASN decided elsewhere."""
    if remedy.route is RemedyRoute.BPASN:
        if not _is_hr(case, actor):
            raise NotFound(NO_CASE)
        return None
    official = answering_on(case, sanction, on=today).official
    if official is None or official.person_id != actor.person_id:
        raise NotFound(NO_CASE)
    remedy.handler_id = official.person_id
    return official


def _is_hr(case: Case, actor: Actor) -> bool:
    return not actor.is_system and can_act(actor, Role.HR, unit_id=case.unit_id)


def _require_possible(remedy: Remedy, sanction: Sanction, command: DecideRemedy) -> None:
    if command.outcome not in outcomes_of(Kind(sanction.kind), is_late=remedy.is_late):
        raise RuleRefused(
            LATE_IS_INADMISSIBLE,
            constraint="remedy_late",
            filed=date_text(remedy.filed_on),
            last_day=date_text(remedy.last_day),
            article="PP 79/2021",
        )


def _day(remedy: Remedy, command: DecideRemedy, today: date) -> date:
    """Today, or the day of BPASN's own decision."""
    if remedy.route is not RemedyRoute.BPASN:
        return today
    problems = {}
    if not command.letter_number.strip():
        problems["letter_number"] = [LETTER_MISSING]
    if command.decided_on is None:
        problems["decided_on"] = [DAY_MISSING]
    elif not remedy.filed_on <= command.decided_on <= today:
        problems["decided_on"] = [DAY_OUT_OF_ORDER]
    if problems:
        raise InvalidInput(next(iter(problems.values()))[0], fields=problems)
    return command.decided_on or today


def _bpasn(command: DecideRemedy) -> dict[str, Any]:
    return {"body": "Badan Pertimbangan ASN", "letter_number": command.letter_number.strip()}


def _write(remedy: Remedy, answer: _Answer) -> None:
    remedy.outcome, remedy.decided_on = answer.command.outcome, answer.day
    remedy.reason = answer.command.reason.strip()
    remedy.letter_number = answer.command.letter_number.strip()
    remedy.kind_after = answer.kind.value if answer.kind else None
    remedy.decided_by = answer.official.person_id if answer.official else None
    remedy.official = answer.snapshot


def _carry(
    work: Session,
    case: Case,
    sanction: Sanction,
    remedy: Remedy,
    answer: _Answer,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The paper of the answer, then the ledger: what is replaced or annulled is taken back."""
    remedy.document_id = prepare_answer(case, sanction, remedy, actor=actor, now=now)
    if answer.kind is None and answer.command.outcome is not RemedyOutcome.ANNULLED:
        if case.state is CaseState.SUSPENDED and sanction.effective_on is not None:
            _resume_effect(work, sanction, answer.day)
        return
    _supersede(work, sanction, remedy, actor=actor, now=now)
    if sanction.entry_uid is not None:
        reverse_entry(
            sanction.entry_uid, reason=remedy.reason, proposal_id=None, actor=actor, now=now
        )
    stop_measures(work, sanction, on=answer.day)
    if answer.kind is None:
        case.closed_at = now
        return
    _replace(work, case, sanction, remedy, answer, actor=actor, now=now)


def _resume_effect(work: Session, sanction: Sanction, day: date) -> None:
    """A decision that was held before its day takes effect with the answer (Pasal 38)."""
    planned = sanction.effective_on
    if planned is not None and sanction.objected_on is not None and sanction.objected_on < planned:
        sanction.effective_on = day
    work.flush()


def _replace(
    work: Session,
    case: Case,
    sanction: Sanction,
    remedy: Remedy,
    answer: _Answer,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    kind = answer.kind or Kind(sanction.kind)
    sanction.replaced_on = answer.day
    work.flush()
    # A dismissal is handed over like a first decision; everything else holds with the answer.
    is_delivered_anew = kind is Kind.B3 and answer.command.outcome is RemedyOutcome.AGGRAVATED
    holds_on = None if is_delivered_anew else answer.day
    capacity = answer.official.capacity if answer.official else sanction.capacity
    new = Sanction(
        agency_id=case.agency_id,
        case_id=case.id,
        subject_id=case.subject_id,
        kind=kind.value,
        level=kind.level.value,
        kind_text=_words(case, sanction, kind, answer.day),
        dismissal_type=answer.command.dismissal_type if kind is Kind.B3 else None,
        violation=sanction.violation,
        aggravating=sanction.aggravating,
        mitigating=sanction.mitigating,
        reason=remedy.reason,
        decided_by=answer.official.person_id if answer.official else sanction.decided_by,
        capacity=capacity,
        decided_on=answer.day,
        official=answer.snapshot if answer.official else sanction.official,
        document_id=remedy.document_id,
        received_on=holds_on,
        effective_on=holds_on,
    )
    work.add(new)
    case.decider_id = new.decided_by
    work.flush()
    work.refresh(case, ["sanction"])
    new.entry_uid = post_sanction(
        case, new, key=f"case:{case.id}:sanction:{new.id}", actor=actor, now=now
    )
    work.flush()


def _words(case: Case, sanction: Sanction, kind: Kind, on: date) -> str | None:
    """The agency's own words for another kind; raises RuleRefused where it has none (I31)."""
    if kind.value == sanction.kind:
        return sanction.kind_text
    return own_words(imposed_row(case.subject_id, kind, on=on))


def _supersede(
    work: Session, sanction: Sanction, remedy: Remedy, *, actor: Actor, now: datetime
) -> None:
    """An issued Keputusan gives way to the new one; what was annulled is revoked instead."""
    if remedy.document_id is None or remedy.outcome is RemedyOutcome.ANNULLED:
        return
    state = work.scalar(select(Document.state).where(Document.id == sanction.document_id))
    if state is DocumentState.ISSUED and sanction.document_id is not None:
        supersede_document(
            sanction.document_id, successor_id=remedy.document_id, actor=actor, now=now
        )


def _settle(work: Session, case: Case, answer: _Answer, *, actor: Actor, now: datetime) -> None:
    """What is in force now is carried out; what stood still goes on."""
    work.refresh(case, ["sanction"])
    if case.state is not CaseState.EFFECTIVE or case.sanction is None:
        return
    come_into_force(work, case, case.sanction, now=now)
    resume_measures(work, case, on=answer.day)


def _tell(case: Case, remedy: Remedy, now: datetime) -> None:
    notify(
        agency_id=case.agency_id,
        person_id=case.subject_id,
        key=f"case:{case.id}:remedy:{remedy.id}",
        text=PAPER_FOR_YOU,
        path=f"/kasus-saya/{case.id}",
        now=now,
    )

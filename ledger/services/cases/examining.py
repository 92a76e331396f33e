"""The examination, its record, and the person's right to reply before anything is decided."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.commands import GivenAnswer, RecordExamination
from ledger.domain.discipline.gates import ExaminationRecord, require_open
from ledger.domain.wording import length_sentences
from ledger.errors import InvalidInput, NotFound, Told, sentence
from ledger.models.cases import Case, Examination
from ledger.models.examinations import ExaminerSignature
from ledger.models.proposals import Reply
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.holding import (
    NO_CASE,
    examining_officials,
    held_as_examiner,
    held_as_official,
    held_case,
)
from ledger.services.cases.moving import move, record_step, require_step
from ledger.services.cases.papers import prepare_record
from ledger.services.cases.weighing import facts_of, unsigned_by, weigh
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.officials import official_snapshot
from ledger.services.settings import setting_value

#: Working days of the right to reply; what the agency sets, five without.
REPLY_DAYS_KEY = "case.reply_days"
REPLY_DAYS = 5
REPLY_CHARACTERS_MAX = 5_000

ANSWERS_MISSING = sentence("Tulis paling sedikit satu jawaban")
QUESTION_MISSING = sentence(
    "Tulis pertanyaan %(number)s, karena jawaban atau pembetulannya sudah diisi"
)
ANSWER_MISSING = sentence('Tulis jawaban atas pertanyaan "%(question)s"')
HELD_TOO_EARLY = sentence("Pemeriksaan tidak boleh sebelum hari yang tertulis dalam panggilan")
HELD_IN_FUTURE = sentence("Hari pemeriksaan tidak boleh setelah hari ini")
REPLY_EMPTY = sentence("Tulis tanggapan Anda")
REPLY_TURN = sentence("Ada dokumen kepegawaian untuk Anda. Anda dapat memberi tanggapan.")
REPLY_CAME = sentence("Ada tanggapan dalam kasus yang Anda periksa.")


def record_examination(
    case_id: int, command: RecordExamination, *, actor: Actor, now: datetime
) -> CaseState:
    """Keep what was asked and answered, make the record, and open the right to reply.

    A refusal to sign is noted and never blocks the case (Pasal 32, I05). Raises InvalidInput,
    RuleRefused ``case_gate``, InvalidTransition, NotFound.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        require_step(case, CaseEvent.RECORD_EXAMINATION, actor=actor)
        letter = case.summonses[-1]
        held_on = command.held_on or max(today, letter.exam_on)
        facts = facts_of(case, weigh(case), today=today)
        record = ExaminationRecord(
            examined_on=held_on,
            examiners_signed=True,
            examinee_signed=command.examinee_signed,
            refusal_noted=bool(command.refusal_note.strip()),
        )
        require_open(CaseEvent.RECORD_EXAMINATION, replace(facts, record=record))
        _require_command(command, held_on, letter.exam_on, today)
        letter.attended, letter.recorded_at = True, now
        work.flush()
        exam = _examination(case, command, held_on, now)
        exam.examiner_id = actor.person_id or case.superior_id
        work.add(exam)
        work.flush()
        _sign(work, exam, exam.examiner_id, now)
        snapshots = [official_snapshot(one) for one in examining_officials(case, on=today)]
        exam.document_id = prepare_record(case, exam, snapshots, actor=actor, now=now)
        state = move(work, case, CaseEvent.RECORD_EXAMINATION, actor=actor, now=now)
        _invite_reply(work, case, today, now)
        return state


def sign_record(case_id: int, *, actor: Actor, now: datetime) -> None:
    """A member of the team signs the record with their own account; twice is once (I05)."""
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        if case.examination is None or actor.person_id is None:
            raise NotFound(NO_CASE)
        if actor.person_id in unsigned_by(case):
            _sign(work, case.examination, actor.person_id, now)
            record_step(work, case, "sign_record", case.state, case.state, actor=actor, now=now)


def _sign(work: Session, exam: Examination, person_id: int, now: datetime) -> None:
    work.add(
        ExaminerSignature(
            agency_id=exam.agency_id, examination_id=exam.id, person_id=person_id, signed_at=now
        )
    )
    work.flush()


def record_reply(case_id: int, text: str, *, actor: Actor, now: datetime) -> CaseState:
    """The person's own words before the decision; only theirs to give (NotFound for others)."""
    with transaction() as work:
        case = held_case(work, case_id, actor)
        if actor.person_id != case.subject_id:
            raise NotFound(NO_CASE)
        _require_text(text)
        require_step(case, CaseEvent.RECORD_REPLY, actor=actor)
        reply = _reply(work, case)
        reply.text, reply.replied_at = text.strip(), now
        state = move(work, case, CaseEvent.RECORD_REPLY, actor=actor, now=now)
        notify(
            agency_id=case.agency_id,
            person_id=case.superior_id,
            key=f"case:{case.id}:replied",
            text=REPLY_CAME,
            path=f"/kasus/{case.id}",
            now=now,
        )
        return state


def record_unused_reply(case_id: int, *, actor: Actor, now: datetime) -> CaseState:
    """Record "tidak menggunakan hak jawab" after its last day; RuleRefused ``case_gate`` before."""
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_official(work, case_id, actor, on=today)
        return close_reply(work, case, today, actor=actor, now=now)


def close_reply(
    work: Session, case: Case, today: date, *, actor: Actor, now: datetime
) -> CaseState:
    """The right lapsed unused: say so on the record and go on."""
    require_step(case, CaseEvent.RECORD_UNUSED_REPLY, actor=actor)
    require_open(CaseEvent.RECORD_UNUSED_REPLY, facts_of(case, weigh(case), today=today))
    _reply(work, case).unused_at = now
    return move(work, case, CaseEvent.RECORD_UNUSED_REPLY, actor=actor, now=now)


def _invite_reply(work: Session, case: Case, today: date, now: datetime) -> None:
    days = setting_value(case.agency_id, REPLY_DAYS_KEY, on=today, default=REPLY_DAYS)
    due_on = calendar_of_unit(case.unit_id).add_working_days(today, int(days))
    work.add(
        Reply(
            agency_id=case.agency_id,
            case_id=case.id,
            person_id=case.subject_id,
            invited_at=now,
            due_on=due_on,
        )
    )
    notify(
        agency_id=case.agency_id,
        person_id=case.subject_id,
        key=f"case:{case.id}:reply",
        text=REPLY_TURN,
        path=f"/kasus-saya/{case.id}",
        now=now,
    )


def _reply(work: Session, case: Case) -> Reply:
    return work.scalars(
        select(Reply)
        .where(Reply.case_id == case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _examination(
    case: Case, command: RecordExamination, held_on: date, now: datetime
) -> Examination:
    return Examination(
        agency_id=case.agency_id,
        case_id=case.id,
        held_on=held_on,
        place=command.place.strip() or case.summonses[-1].place,
        questions=[one._asdict() for one in _said(command).values()],
        corrections=command.corrections.strip(),
        examinee_signed=command.examinee_signed,
        refusal_note="" if command.examinee_signed else command.refusal_note.strip(),
        copy_given_on=held_on if command.copy_given else None,
        recorded_at=now,
    )


def _said(command: RecordExamination) -> dict[int, GivenAnswer]:
    """What was said by the number of its line; lines that were left empty were not asked."""
    lines = [GivenAnswer(*(text.strip() for text in one)) for one in command.answers]
    return {number: one for number, one in enumerate(lines, start=1) if any(one)}


def _require_command(command: RecordExamination, held_on: date, exam_on: date, today: date) -> None:
    problems: dict[str, list[str]] = {}
    if answers := _answer_problems(_said(command)):
        problems["answers"] = answers
    if held_on < exam_on:
        problems["held_on"] = [HELD_TOO_EARLY]
    if held_on > today:
        problems["held_on"] = [HELD_IN_FUTURE]
    if problems:
        raise InvalidInput(sentence("Berita acara belum lengkap."), fields=problems)


def _answer_problems(said: dict[int, GivenAnswer]) -> list[str]:
    """What was said stands with its question, and what is put right with its answer."""
    if not said:
        return [ANSWERS_MISSING]
    for number, one in said.items():
        if not one.question:
            return [Told(QUESTION_MISSING, number=number)]
        if not one.answer:
            return [Told(ANSWER_MISSING, question=one.question)]
    return []


def _require_text(text: str) -> None:
    problems = length_sentences(sentence("Tanggapan"), text, characters_max=REPLY_CHARACTERS_MAX)
    if not text.strip():
        problems = [REPLY_EMPTY]
    if problems:
        raise InvalidInput(problems[0], fields={"text": problems})

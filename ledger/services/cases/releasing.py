"""Temporary release from the duties of the post while a heavy violation is examined (Pasal 31)."""

from datetime import datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent
from ledger.domain.discipline.commands import ReleaseTemporarily
from ledger.domain.discipline.gates import EXAM_DAY_NOT_REACHED, STEP_NOT_OPEN, require_open
from ledger.domain.officials import Official
from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.cases import Case
from ledger.models.examinations import TemporaryRelease
from ledger.models.people import Person
from ledger.services.cases.holding import NO_CASE, held_case, superior_now
from ledger.services.cases.moving import move, require_step
from ledger.services.cases.papers import prepare_release
from ledger.services.cases.weighing import facts_of, weigh
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.officials import official_snapshot, person_snapshot

LETTER_MISSING = sentence("Tulis nomor keputusan pembebasan sementara")
ACTING_MISSING = sentence("Pilih pelaksana harian, yaitu pegawai lain")
FROM_IN_FUTURE = sentence("Pembebasan sementara tidak boleh mulai setelah hari ini")
INCOMPLETE = sentence("Pembebasan sementara belum lengkap.")
PAPER_FOR_YOU = sentence("Ada dokumen kepegawaian untuk Anda")


def release_temporarily(
    case_id: int, command: ReleaseTemporarily, *, actor: Actor, now: datetime
) -> int:
    """Release the person from their duties until the decision, which ends it by itself (I21).

    By the acting direct superior, who is the higher one when there is none. Pay and the duty to
    come to work stay as they are. Raises RuleRefused ``case_gate``, InvalidInput, NotFound.
    """
    require_reason(command.reason)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_case(work, case_id, actor)
        official = superior_now(case, on=today)
        if official is None or official.person_id != actor.person_id:
            raise NotFound(NO_CASE)
        require_step(case, CaseEvent.RELEASE, actor=actor)
        require_open(CaseEvent.RELEASE, facts_of(case, weigh(case), today=today))
        from_on = command.from_on or today
        _require_begun(case)
        _require_command(case, command, from_on > today, work.get(Person, command.acting_id))
        row = TemporaryRelease(
            agency_id=case.agency_id,
            case_id=case.id,
            letter_number=command.letter_number.strip(),
            from_on=from_on,
            ordered_by=official.person_id,
            official=official_snapshot(official),
            acting_id=command.acting_id,
            reason=command.reason.strip(),
            recorded_at=now,
        )
        work.add(row)
        work.flush()
        work.refresh(case, ["release"])
        row.document_id = _paper(case, row, official, actor=actor, now=now)
        move(work, case, CaseEvent.RELEASE, actor=actor, now=now)
        notify(
            agency_id=case.agency_id,
            person_id=case.subject_id,
            key=f"case:{case.id}:release",
            text=PAPER_FOR_YOU,
            path=f"/kasus-saya/{case.id}",
            now=now,
        )
        return row.id


def _paper(
    case: Case, row: TemporaryRelease, official: Official, *, actor: Actor, now: datetime
) -> int:
    """F6, which says who does the duties meanwhile."""
    acting = person_snapshot(row.acting_id)
    return prepare_release(
        case, official, starts_on=row.from_on, substitute=acting, actor=actor, now=now
    )


def has_begun(case: Case) -> bool:
    """Who never came was never examined, so there is nothing it could last from."""
    came = bool(case.summonses) and case.summonses[-1].attended is True
    return case.examination is not None or came


def _require_begun(case: Case) -> None:
    if not has_begun(case):
        raise RuleRefused(
            STEP_NOT_OPEN,
            constraint="case_gate",
            reason=EXAM_DAY_NOT_REACHED.reason,
            article=EXAM_DAY_NOT_REACHED.article,
        )


def _require_command(
    case: Case, command: ReleaseTemporarily, is_ahead: bool, acting: Person | None
) -> None:
    problems: dict[str, list[str]] = {}
    if not command.letter_number.strip():
        problems["letter_number"] = [LETTER_MISSING]
    if is_ahead:
        problems["from_on"] = [FROM_IN_FUTURE]
    if acting is None or acting.agency_id != case.agency_id or acting.id == case.subject_id:
        problems["acting"] = [ACTING_MISSING]
    if problems:
        raise InvalidInput(INCOMPLETE, fields=problems)

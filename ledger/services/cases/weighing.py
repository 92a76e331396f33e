"""What a case weighs: its level, the kinds left to choose, and what the gates look at."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.authority import Verdict
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import ABSENCE_CODE, Impact, Level
from ledger.domain.discipline.gates import CaseFacts, ExaminationRecord
from ledger.domain.discipline.kinds import (
    LIGHT_KINDS,
    Kind,
    allowed_kinds,
    kind_for_absence,
    kinds_for,
)
from ledger.domain.discipline.levels import level_of
from ledger.domain.people import PersonKind
from ledger.domain.positions import PositionLevel
from ledger.domain.violations import longest_run
from ledger.models.cases import Case
from ledger.models.proposals import Reply
from ledger.queries.case_surroundings import PastOne, Surroundings, past_of
from ledger.queries.opened_cases import number_unread
from ledger.services.cases.absent_days import counted_days
from ledger.services.cases.calendars import CaseCalendars
from ledger.services.cases.holding import sitting

LEVEL_ORDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class Weight:
    """``kinds`` may be imposed by level and repetition; those not light go up to a team.

    ``absence`` is (days in the year, longest run) when days alone set the kind.
    """

    level: Level
    kinds: tuple[Kind, ...]
    last_kind: Kind | None
    person_kind: PersonKind
    absence: tuple[int, int] | None = None
    past: tuple[PastOne, ...] = ()

    @property
    def by_absence_days(self) -> bool:
        return self.absence is not None

    @property
    def light(self) -> tuple[Kind, ...]:
        """What the fast lane may impose on this kind of person."""
        known = {row.kind for row in kinds_for(self.person_kind)}
        return tuple(kind for kind in self.kinds if kind in LIGHT_KINDS and kind in known)

    @property
    def goes_up(self) -> bool:
        """Whether only a heavier kind is left, which a team examines and a higher official sets."""
        return not self.light


def weigh(
    case: Case,
    *,
    around: Surroundings | None = None,
    calendars: CaseCalendars | None = None,
) -> Weight:
    """Weigh the heaviest of the allegations (Pasal 35 ayat (1)) with what went before.

    ``around`` and ``calendars`` spare the statements when they are known already.
    """
    subject_kind, position_level = _subject(case)
    codes = {one.code for one in case.allegations}
    absence = None
    if ABSENCE_CODE in codes:
        absence = _absence(case, around, calendars or CaseCalendars(case))
    absence_kind = kind_for_absence(*absence) if absence else None
    levels = [
        level_of(
            one.code,
            Impact(one.impact),
            position_level=position_level,
            absence_kind=absence_kind,
        )
        for one in case.allegations
    ]
    level = _heaviest_level(levels)
    past = past_of(case) if around is None else around.past
    if codes == {ABSENCE_CODE}:
        by_days = (absence_kind,) if absence_kind else ()
        return Weight(level, by_days, None, subject_kind, absence, past)
    last = _last_kind(past, codes - {ABSENCE_CODE})
    kinds = allowed_kinds(level, last)
    if absence_kind:
        # Days and another violation in one examination: never lighter than the days ask for.
        kinds = tuple(kind for kind in kinds if not absence_kind.is_heavier_than(kind))
        kinds = kinds or (absence_kind,)
    return Weight(level, kinds, last, subject_kind, None, past)


def facts_of(case: Case, weight: Weight, *, today: date, reader_id: int | None = None) -> CaseFacts:
    """What the gates look at, as the rows say today; ``reader_id`` must have read the evidence."""
    unread = 0 if reader_id is None else unread_exhibits(case.id, reader_id)
    return facts_with(case, weight, _reply(case.id), today=today, unread=unread)


def facts_with(
    case: Case,
    weight: Weight,
    reply: Reply | None,
    *,
    today: date,
    unread: int,
) -> CaseFacts:
    """The same, when the reply and the number of unread exhibits are known already."""
    sanction, exam = case.sanction, case.examination
    summonses = case.summonses
    return CaseFacts(
        today=today,
        suspected_level=weight.level,
        violation_codes=tuple(one.code for one in case.allegations),
        exam_planned_on=summonses[-1].exam_on if summonses else None,
        absences_recorded=sum(1 for one in summonses if one.attended is False),
        record=None
        if exam is None
        else ExaminationRecord(
            examined_on=exam.held_on,
            examiners_signed=not unsigned_by(case),
            examinee_signed=exam.examinee_signed,
            refusal_noted=bool(exam.refusal_note),
        ),
        reply_given=reply is not None and reply.replied_at is not None,
        reply_unused=reply is not None and reply.unused_at is not None,
        reply_last_day=reply.due_on if reply else None,
        team_formed=case.team is not None,
        report_written=case.report is not None,
        exhibits_unread=unread,
        released=case.release is not None,
        letter_came_too_late=_came_too_late(case),
        last_kind=weight.last_kind,
        decided_elsewhere=_decided_elsewhere(case, weight),
        by_absence_days=weight.by_absence_days,
        decided_on=sanction.decided_on if sanction else None,
        missed_delivery_on=sanction.delivery_planned_on if sanction else None,
        received_on=sanction.received_on if sanction else None,
        effective_on=sanction.effective_on if sanction else None,
        objection_pending=case.state is CaseState.SUSPENDED,
    )


def unsigned_by(case: Case) -> set[int]:
    """The examiners whose signature the record still lacks."""
    if case.examination is None or case.team is None:
        return set()
    return set(sitting(case)) - {one.person_id for one in case.examination.signatures}


def unread_exhibits(case_id: int, person_id: int) -> int:
    """How many exhibits of the case the person has not marked as read."""
    return session().scalar(select(number_unread(case_id, person_id))) or 0


def _came_too_late(case: Case) -> bool:
    letter = case.summonses[-1] if case.summonses else None
    return (
        letter is not None
        and letter.received_on is not None
        and (letter.received_on > letter.exam_on)
    )


def with_decision(
    facts: CaseFacts, *, kind: Kind, reasons: str, authority: Verdict | None
) -> CaseFacts:
    return replace(facts, kind=kind, reasons=reasons, authority=authority)


def with_reasons(facts: CaseFacts, reasons: str) -> CaseFacts:
    return replace(facts, reasons=reasons)


def _subject(case: Case) -> tuple[PersonKind, PositionLevel | None]:
    person = case.subject
    level = person.position.level if person.position else ""
    return person.kind, PositionLevel(level) if level else None


def _absence(case: Case, around: Surroundings | None, calendars: CaseCalendars) -> tuple[int, int]:
    last_day = max(one.happened_on for one in case.allegations if one.code == ABSENCE_CODE)
    days = counted_days(case, last_day, known=None if around is None else around.absences)
    return len(days), longest_run(days, calendars.of_person())


def _heaviest_level(levels: Iterable[Level | None]) -> Level:
    known = [level for level in levels if level is not None]
    return max(known, key=LEVEL_ORDER.index) if known else Level.RINGAN


def _reply(case_id: int) -> Reply | None:
    return session().scalar(
        select(Reply).where(Reply.case_id == case_id).execution_options(populate_existing=True)
    )


def _decided_elsewhere(case: Case, weight: Weight) -> frozenset[str]:
    """Codes of this case whose very act another case of the person already decided on."""
    decided = {(one.code, one.happened_on) for one in weight.past if one.happened_on}
    acts = {(one.code, one.happened_on) for one in case.allegations if one.code != ABSENCE_CODE}
    return frozenset(code for code, _ in acts & decided)


def _last_kind(past: Iterable[PastOne], codes: Collection[str]) -> Kind | None:
    """The last kind imposed on the person for a violation of the same nature, ever."""
    known = {kind.value for kind in Kind}
    found = [
        (one.decided_on, Kind(one.kind)) for one in past if one.code in codes and one.kind in known
    ]
    return max(found)[1] if found else None

"""What a case weighs: its level, the kinds left to choose, and what the gates look at."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select

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
from ledger.models.cases import Allegation, Case, PastSanction, Sanction
from ledger.models.people import Person, Position
from ledger.models.proposals import Reply
from ledger.queries.absences import confirmed_days
from ledger.services.calendars import calendar_of_person

LEVEL_ORDER = tuple(Level)
_WITHOUT_EFFECT = (CaseState.ANNULLED, CaseState.REPLACED, CaseState.CLEARED)


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


def weigh(case: Case) -> Weight:
    """Weigh the heaviest of the allegations (Pasal 35 ayat (1)) with what went before."""
    subject_kind, position_level = _subject(case.subject_id)
    codes = {one.code for one in case.allegations}
    absence = _absence(case) if ABSENCE_CODE in codes else None
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
    if codes == {ABSENCE_CODE}:
        by_days = (absence_kind,) if absence_kind else ()
        return Weight(level, by_days, None, subject_kind, absence)
    last = last_kind_for(case.subject_id, codes - {ABSENCE_CODE}, except_case=case.id)
    kinds = allowed_kinds(level, last)
    if absence_kind:
        # Days and another violation in one examination: never lighter than the days ask for.
        kinds = tuple(kind for kind in kinds if not absence_kind.is_heavier_than(kind))
        kinds = kinds or (absence_kind,)
    return Weight(level, kinds, last, subject_kind)


def last_kind_for(subject_id: int, codes: Iterable[str], *, except_case: int) -> Kind | None:
    """The last kind imposed on the person for a violation of the same nature, ever."""
    wanted = list(codes)
    found: list[tuple[date, Kind]] = []
    past = session().execute(
        select(PastSanction.letter_on, PastSanction.kind).where(
            PastSanction.person_id == subject_id, PastSanction.code.in_(wanted)
        )
    )
    found += [(row.letter_on, Kind(row.kind)) for row in past if row.kind in list(Kind)]
    here = session().execute(
        select(Sanction.decided_on, Sanction.kind)
        .join(Case, Case.id == Sanction.case_id)
        .join(Allegation, Allegation.case_id == Case.id)
        .where(
            Sanction.subject_id == subject_id,
            Allegation.code.in_(wanted),
            Case.id != except_case,
            Case.state.not_in(_WITHOUT_EFFECT),
        )
    )
    found += [(row.decided_on, Kind(row.kind)) for row in here]
    return max(found)[1] if found else None


def past_sanctions(subject_id: int) -> list[tuple[date, str, str]]:
    """Everything imposed before, newest first: day, kind, number of the letter."""
    rows = session().execute(
        select(PastSanction.letter_on, PastSanction.kind, PastSanction.letter_number)
        .where(PastSanction.person_id == subject_id)
        .order_by(PastSanction.letter_on.desc())
    )
    return [(row.letter_on, row.kind, row.letter_number) for row in rows]


def facts_of(case: Case, weight: Weight, *, today: date) -> CaseFacts:
    """What the gates look at, as the rows say today."""
    reply = _reply(case.id)
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
            examiners_signed=True,
            examinee_signed=exam.examinee_signed,
            refusal_noted=bool(exam.refusal_note),
        ),
        reply_given=reply is not None and reply.replied_at is not None,
        reply_unused=reply is not None and reply.unused_at is not None,
        reply_last_day=reply.due_on if reply else None,
        evidence_report_written=bool(case.evidence_report),
        last_kind=weight.last_kind,
        decided_elsewhere=_decided_elsewhere(case),
        by_absence_days=weight.by_absence_days,
        decided_on=sanction.decided_on if sanction else None,
        missed_delivery_on=sanction.delivery_planned_on if sanction else None,
        received_on=sanction.received_on if sanction else None,
        effective_on=sanction.effective_on if sanction else None,
        objection_pending=case.state is CaseState.SUSPENDED,
    )


def with_decision(
    facts: CaseFacts, *, kind: Kind, reasons: str, authority: Verdict | None
) -> CaseFacts:
    return replace(facts, kind=kind, reasons=reasons, authority=authority)


def _subject(person_id: int) -> tuple[PersonKind, PositionLevel | None]:
    row = (
        session()
        .execute(
            select(Person.kind, Position.level)
            .outerjoin(Position, Position.id == Person.position_id)
            .where(Person.id == person_id)
        )
        .one()
    )
    return row.kind, PositionLevel(row.level) if row.level else None


def _absence(case: Case) -> tuple[int, int]:
    year = max(one.happened_on.year for one in case.allegations if one.code == ABSENCE_CODE)
    days = confirmed_days(case.subject_id, year)
    return len(days), longest_run(days, calendar_of_person(case.subject_id))


def _heaviest_level(levels: Iterable[Level | None]) -> Level:
    known = [level for level in levels if level is not None]
    return max(known, key=LEVEL_ORDER.index) if known else Level.RINGAN


def _reply(case_id: int) -> Reply | None:
    return session().scalar(
        select(Reply).where(Reply.case_id == case_id).execution_options(populate_existing=True)
    )


def _decided_elsewhere(case: Case) -> frozenset[str]:
    """Codes of this case whose very act another case of the person already decided on."""
    acts = {(one.code, one.happened_on) for one in case.allegations if one.code != ABSENCE_CODE}
    if not acts:
        return frozenset()
    rows = session().execute(
        select(Allegation.code, Allegation.happened_on)
        .join(Case, Case.id == Allegation.case_id)
        .join(Sanction, Sanction.case_id == Case.id)
        .where(
            Case.subject_id == case.subject_id,
            Case.id != case.id,
            Case.state.not_in(_WITHOUT_EFFECT),
            or_(*(Allegation.happened_on == day for _, day in acts)),
        )
    )
    return frozenset(row.code for row in rows if (row.code, row.happened_on) in acts)

"""Made histories of cases: random days, absences, letters and reports; always lawful at the end."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.authority import Verdict
from ledger.domain.calendars import Calendar
from ledger.domain.discipline.cases import CaseEvent, CaseState, next_state, open_events
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.clocks import exam_limit, require_plan, second_summons_limit
from ledger.domain.discipline.defects import RecordedDates, defects_of
from ledger.domain.discipline.gates import CaseFacts, ExaminationRecord, missing_for
from ledger.domain.discipline.kinds import allowed_kinds
from ledger.errors import RuleRefused

E, S = CaseEvent, CaseState
START = date(2026, 3, 2)
WALK = (
    E.FORM_TEAM,
    E.SUMMON,
    E.REPLACE_SUMMONS,
    E.RECORD_ABSENCE,
    E.SUMMON_AGAIN,
    E.RECORD_EXAMINATION,
    E.RELEASE,
    E.RECORD_REPLY,
    E.RECORD_UNUSED_REPLY,
    E.WRITE_REPORT,
    E.REFER,
    E.DECIDE,
    E.CLEAR,
)
BEFORE_DECISION = set(S) - {S.DECIDED, S.CLEARED}
ALLOWED = Verdict(True, "Sesuai wewenang.", "Pasal 16 PP 94/2021")
holidays = st.sets(st.integers(0, 120), max_size=12)
levels = st.sampled_from(Level)
moves = st.lists(st.tuples(st.sampled_from(WALK), st.integers(0, 9)), max_size=25)


@dataclass
class History:
    """One case with its calendar; each step is taken only as the table and the gates let it."""

    calendar: Calendar
    facts: CaseFacts
    state: S = S.OPENED
    letters: list[tuple[date, date]] = field(default_factory=list)
    taken: list[E] = field(default_factory=list)

    def take(self, event: E, days: int) -> bool:
        """Wait some days, then try the step; False when the table or a gate holds it back."""
        self.facts = replace(self.facts, today=self.facts.today + timedelta(days=days))
        facts = self._with_what_is_typed(event)
        if event not in open_events(self.state) or missing_for(event, facts):
            return False
        if event in (E.SUMMON, E.SUMMON_AGAIN, E.REPLACE_SUMMONS):
            facts = self._write_letter(event, facts, days)
        if event is E.RECORD_ABSENCE:
            facts = replace(facts, absences_recorded=facts.absences_recorded + 1)
        if event is E.RECORD_EXAMINATION:
            facts = replace(facts, reply_last_day=self.calendar.add_working_days(facts.today, 5))
        self.facts, self.state = self._after(event, facts), next_state(self.state, event)
        self.taken.append(event)
        return True

    def _with_what_is_typed(self, event: E) -> CaseFacts:
        facts = self.facts
        if event is E.RECORD_EXAMINATION:
            signed = ExaminationRecord(
                examined_on=facts.today, examiners_signed=True, examinee_signed=True
            )
            return replace(facts, record=signed)
        if event is E.RECORD_REPLY:
            return replace(facts, reply_given=True)
        if event in (E.DECIDE, E.CLEAR):
            kind = allowed_kinds(facts.suspected_level, None)[0]
            return replace(
                facts, reasons="Terbukti dari pemeriksaan.", kind=kind, authority=ALLOWED
            )
        return facts

    def _write_letter(self, event: E, facts: CaseFacts, days: int) -> CaseFacts:
        """A plan beyond the limit is refused, and the last allowed day is taken instead."""
        exam_on = facts.today + timedelta(days=days * 2)
        limit = exam_limit(self.calendar, facts.today, exam_on)
        if not limit.ok:
            with pytest.raises(RuleRefused):
                require_plan(limit)
            exam_on = limit.last_day
        if event is E.REPLACE_SUMMONS:
            self.letters.pop()
        self.letters.append((facts.today, exam_on))
        return replace(facts, exam_planned_on=exam_on)

    def _after(self, event: E, facts: CaseFacts) -> CaseFacts:
        changes = {
            E.FORM_TEAM: {"team_formed": True},
            E.RELEASE: {"released": True},
            E.RECORD_UNUSED_REPLY: {"reply_unused": True},
            E.WRITE_REPORT: {"report_written": True},
        }
        return replace(facts, **changes.get(event, {}))

    def require_lawful(self) -> None:
        """What holds at every moment of every case."""
        facts, taken = self.facts, self.taken
        assert taken.count(E.SUMMON) <= 1
        assert taken.count(E.SUMMON_AGAIN) <= taken.count(E.RECORD_ABSENCE) <= 2
        for letter_on, exam_on in self.letters:
            assert self.calendar.working_days_between(letter_on, exam_on) <= 7
        if facts.record is not None:
            assert facts.record.examined_on >= self.letters[-1][1]
        if facts.suspected_level is Level.BERAT and self.letters:
            assert facts.team_formed
        if facts.suspected_level is Level.RINGAN:
            assert not facts.team_formed
        if facts.released:
            assert facts.suspected_level is Level.BERAT
        if self.state is S.DECIDED:
            heard = facts.record is not None and (facts.reply_given or facts.reply_unused)
            assert facts.report_written
            assert heard or facts.absences_recorded == 2


def history(level: Level, off: set[int]) -> History:
    days = {START + timedelta(days=one): "libur" for one in off}
    calendar = Calendar(days, frozenset({2026, 2027, 2028}))
    facts = CaseFacts(today=START, suspected_level=level, violation_codes=("K3d",))
    return History(calendar, facts)


@settings(max_examples=60)
@given(level=levels, off=holidays, tried=moves)
def test_no_history_breaks_an_invariant(level: Level, off: set[int], tried: list) -> None:
    case = history(level, off)
    for event, days in tried:
        before = case.state
        if not case.take(event, days):
            assert case.state is before
        case.require_lawful()


@settings(max_examples=60)
@given(level=levels, off=holidays, tried=moves)
def test_every_history_can_still_be_brought_to_a_lawful_end(
    level: Level, off: set[int], tried: list
) -> None:
    case = history(level, off)
    for event, days in tried:
        case.take(event, days)
    for _ in range(12):
        if case.state not in BEFORE_DECISION:
            break
        steps = [one for one in WALK if one not in (E.RELEASE, E.REPLACE_SUMMONS, E.CLEAR, E.REFER)]
        assert any(case.take(event, days) for days in (0, 9, 9) for event in steps), case.state
        case.require_lawful()
    assert case.state in (S.DECIDED, S.CLEARED)


@settings(max_examples=60)
@given(off=holidays, gap=st.integers(0, 40), ahead=st.integers(0, 40))
def test_late_facts_are_kept_and_marked_and_lawful_ones_are_not(
    off: set[int], gap: int, ahead: int
) -> None:
    calendar = history(Level.RINGAN, off).calendar
    exam_on = START + timedelta(days=ahead)
    second_on = exam_on + timedelta(days=gap)
    dates = RecordedDates(letter_on=START, exam_on=exam_on, second_letter_on=second_on)
    found = {one.limit.name for one in defects_of(calendar, dates)}
    limits = (
        exam_limit(calendar, START, exam_on),
        second_summons_limit(calendar, exam_on, second_on),
    )
    assert found == {one.name for one in limits if not one.ok}
    assert all(one.remedy for one in defects_of(calendar, dates))

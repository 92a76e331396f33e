"""Absence over a year: later bands, the salary stop, and what HR sees (I10, I11)."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.kinds import Kind
from ledger.domain.violations import AbsenceReason, AbsenceState, ConfirmAbsence
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.models.calendars import RosterDay
from ledger.models.cases import Allegation, Case
from ledger.models.people import Person
from ledger.models.violations import AbsenceDay, SalaryStop
from ledger.services.absence_bands import (
    absence_overview,
    bands_of_year,
    forward_salary_stop,
    roster_gaps,
    salary_stop_list,
)
from ledger.services.absences import confirm_absence
from ledger.services.cases import open_case
from ledger.services.cases.weighing import weigh
from tests.conduct import ConductHouse
from tests.factories import NOW, make_person

TODAY = NOW.date()
#: Twelve working days on end without a holiday in between.
ON_END = [date(2026, 9, day) for day in (*range(1, 5), *range(7, 12), *range(14, 17))]


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def confirm(house: ConductHouse, *days: date, reason=AbsenceReason.WITHOUT_REASON) -> list[int]:
    house.absent(*days)
    with transaction() as work:
        ids = work.scalars(select(AbsenceDay.id).where(AbsenceDay.day.in_(days))).all()
    command = ConfirmAbsence(day_ids=tuple(ids), reason=reason)
    return confirm_absence(command, actor=house.actor(house.head), now=NOW)


def opened(house: ConductHouse, proposals: list[int]) -> int:
    (proposal_id,) = proposals
    return open_case(proposal_id=proposal_id, actor=house.actor(house.head), now=NOW)


def scattered(count: int) -> list[date]:
    """Days without ten on end: Monday, Wednesday and Friday of one month."""
    days = [date(2026, 6, day) for day in range(2, 31)]
    return [day for day in days if day.weekday() in (0, 2, 4)][:count]


def test_i10_later_heavier_band_is_proposed_again_and_weighs_all_days(
    house: ConductHouse, session: Session
):
    days = scattered(11)
    first = opened(house, confirm(house, *days[:3]))
    with transaction() as work:
        work.get_one(Case, first).state = "summoned"
    second = opened(house, confirm(house, *days[3:]))
    assert second != first
    session.expire_all()
    light, heavy = (weigh(session.get_one(Case, one)) for one in (first, second))
    assert (light.absence[0], light.kinds) == (3, (Kind.R1,))
    assert (heavy.absence[0], heavy.kinds) == (11, (Kind.S1,))


def test_i10_more_days_in_the_same_band_propose_nothing(house: ConductHouse):
    days = scattered(6)
    assert len(confirm(house, *days[:4])) == 1
    assert confirm(house, *days[4:]) == []


def test_i10_days_before_the_summons_join_the_case_and_are_stated_once(
    house: ConductHouse, session: Session
):
    days = scattered(7)
    first = opened(house, confirm(house, *days[:3]))
    assert opened(house, confirm(house, *days[3:])) == first
    assert len(session.scalars(select(Allegation)).all()) == 2
    session.expire_all()
    assert weigh(session.get_one(Case, first)).kinds == (Kind.R3,)


def test_i11_ten_days_on_end_stop_the_salary_next_month_without_a_decision(
    house: ConductHouse, session: Session
):
    confirm(house, *ON_END[:9])
    assert session.scalars(select(SalaryStop)).all() == []
    confirm(house, ON_END[9])
    stop = session.scalars(select(SalaryStop)).one()
    assert (stop.run_first_on, stop.reached_on) == (ON_END[0], ON_END[9])
    assert stop.effective_from == date(2026, 10, 1)
    assert session.scalars(select(Case)).all() == []


def test_i11_proposal_is_made_once_and_withdrawn_when_a_day_is_excused(
    house: ConductHouse, session: Session
):
    confirm(house, *ON_END)
    assert len(session.scalars(select(SalaryStop)).all()) == 1
    with transaction() as work:
        day = work.scalars(select(AbsenceDay.id).where(AbsenceDay.day == ON_END[5])).one()
    command = ConfirmAbsence(day_ids=(day,), reason=AbsenceReason.LEAVE)
    confirm_absence(command, actor=house.actor(house.head), now=NOW)
    session.expire_all()
    assert session.scalars(select(SalaryStop.withdrawn_at)).one() == NOW
    assert salary_stop_list(actor=house.hr) == []


def test_letter_to_whoever_pays_is_recorded_by_hr(house: ConductHouse, session: Session):
    confirm(house, *ON_END)
    stop_id = session.scalars(select(SalaryStop.id)).one()
    letter = {"forwarded_on": TODAY, "now": NOW}
    with pytest.raises(InvalidInput):
        forward_salary_stop(stop_id, " ", actor=house.hr, **letter)
    with pytest.raises(Forbidden):
        forward_salary_stop(stop_id, "900/1", actor=house.actor(house.head), **letter)
    with pytest.raises(NotFound):
        forward_salary_stop(stop_id + 1, "900/1", actor=house.hr, **letter)
    forward_salary_stop(stop_id, "900/1", actor=house.hr, **letter)
    session.expire_all()
    assert session.scalars(select(SalaryStop.forwarded_letter)).one() == "900/1"


def test_salary_never_stops_in_the_month_of_the_run_whoever_asks(house: ConductHouse):
    wrong = text(
        "INSERT INTO salary_stop (agency_id, person_id, run_first_on, reached_on, effective_from,"
        " proposed_at, forwarded_letter) VALUES (:agency, :person, '2026-09-01', '2026-09-14',"
        " '2026-09-14', '2026-09-14 00:00:00', '')"
    )
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(wrong, {"agency": house.agency.id, "person": house.staff.id})
    assert refusal.value.constraint == "ck_salary_stop_from_the_next_month"


def test_overview_names_band_case_and_who_still_waits(house: ConductHouse):
    confirm(house, *ON_END)
    (line,) = absence_overview(2026, actor=house.hr)
    assert (line.person_id, line.days, line.longest_run) == (house.staff.id, 12, 12)
    assert (line.kind, line.cases, line.waits) == (Kind.B3, (), True)
    assert absence_overview(2025, actor=house.hr) == []
    with pytest.raises(Forbidden):
        absence_overview(2026, actor=house.actor(house.head))


def test_indications_and_excused_days_are_in_no_band(house: ConductHouse):
    house.absent(*ON_END[:4])
    confirm(house, *ON_END[4:9], reason=AbsenceReason.OFFICIAL_TRAVEL)
    assert bands_of_year(house.agency.id, 2026) == {}


def test_band_of_shift_staff_follows_the_roster(house: ConductHouse, session: Session):
    with transaction() as work:
        work.get_one(Person, house.staff.id).follows_roster = True
        for day in range(1, 29):
            duty = "pagi" if day % 2 else "libur"
            row = {"person_id": house.staff.id, "duty": duty, "agency_id": house.agency.id}
            work.add(RosterDay(day=date(2026, 9, day), **row))
    confirm(house, *(date(2026, 9, day) for day in range(1, 21, 2)))
    assert session.scalars(select(AbsenceDay.state)).all() == [AbsenceState.CONFIRMED_ABSENT] * 10
    assert bands_of_year(house.agency.id, 2026) == {house.staff.id: (10, 10, Kind.B3)}


def test_hr_sees_who_has_no_roster_and_for_which_months(house: ConductHouse):
    nurse = make_person(house.bidang, house.head, name="Nyoman", follows_roster=True)
    with transaction() as work:
        row = {"person_id": nurse.id, "duty": "malam", "agency_id": house.agency.id}
        work.add_all(RosterDay(day=date(2026, month, 3), **row) for month in range(1, 10))
    (gap,) = roster_gaps(2026, today=TODAY, actor=house.hr)
    assert (gap.named.name, gap.months) == ("Nyoman", (10, 11))
    with pytest.raises(Forbidden):
        roster_gaps(2026, today=TODAY, actor=house.actor(house.head))

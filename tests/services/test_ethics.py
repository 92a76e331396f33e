"""The register of ethics: a minimum for its summons, its own words, never a case of discipline."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.ethics import (
    SUMMONS_DAYS_KEY,
    DecideEthics,
    EthicsState,
    MoralSanction,
    OpenEthics,
    PanelSeat,
    SummonEthics,
)
from ledger.errors import InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.models.cases import Case
from ledger.models.ethics import EthicsCase, EthicsSummons
from ledger.services.ethics import (
    decide_ethics,
    ethics_case,
    ethics_cases,
    hear_ethics,
    open_ethics,
    record_ethics_absence,
    seat_panel,
    summon_ethics,
)
from ledger.services.settings import record_setting
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def opened(house: ConductHouse) -> int:
    command = OpenEthics(
        subject_id=house.staff.id,
        provision="Menghormati sesama pegawai",
        narrative="Mengejek rekan kerja di depan umum",
        happened_on=date(2026, 11, 10),
    )
    return open_ethics(command, actor=house.hr, now=NOW)


def seated(house: ConductHouse) -> int:
    case_id = opened(house)
    seats = {
        house.chief.id: PanelSeat.CHAIR,
        house.officer.id: PanelSeat.SECRETARY,
        house.inspector.id: PanelSeat.MEMBER,
    }
    seat_panel(case_id, "800/5/2026", seats, actor=house.hr, now=NOW)
    return case_id


def call(house: ConductHouse, case_id: int, day: date, now=NOW) -> EthicsState:
    command = SummonEthics(hearing_on=day, place="Ruang sidang")
    return summon_ethics(case_id, command, actor=house.hr, now=now)


def test_i26_ethics_summons_keeps_its_own_minimum_and_discipline_its_maximum(house, session):
    case_id = seated(house)
    with pytest.raises(RuleRefused) as refusal:
        call(house, case_id, date(2026, 11, 27))
    assert refusal.value.constraint == "plan_ethics_hearing"
    assert "30 November 2026" in refusal.value.message
    # Eight working days ahead, which Pasal 26 would refuse, is well in time here.
    assert call(house, case_id, date(2026, 12, 3)) is EthicsState.SUMMONED
    assert session.scalars(select(Case)).all() == []
    discipline = house.open_case()
    with pytest.raises(RuleRefused):
        house.summon(discipline, exam_on=date(2026, 12, 3))
    house.summon(discipline, exam_on=date(2026, 11, 24))


def test_i26_minimum_is_a_dated_setting_and_the_database_holds_it(house, session):
    case_id = seated(house)
    record_setting(SUMMONS_DAYS_KEY, 2, valid_from=date(2026, 1, 1), actor=house.hr, now=NOW)
    call(house, case_id, date(2026, 11, 25))
    row = session.scalars(select(EthicsSummons)).one()
    assert (row.days_min, row.days_between) == (2, 2)
    attack = text(
        "INSERT INTO ethics_summons (agency_id, ethics_case_id, position, letter_on, hearing_on,"
        " hearing_time, place, days_min, days_between) VALUES (:agency, :case, 1, '2026-11-23',"
        " '2026-11-24', '09.00', 'x', 5, 1)"
    )
    other = seated(house)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(attack, {"agency": house.agency.id, "case": other})
    assert refusal.value.constraint == "ck_ethics_summons_in_time"


def test_case_of_ethics_ends_in_a_moral_sanction_with_its_words(house, session):
    case_id = seated(house)
    call(house, case_id, date(2026, 11, 30))
    with pytest.raises(RuleRefused):
        hear_ethics(case_id, REASON, actor=house.hr, now=NOW)
    hear_ethics(case_id, REASON, actor=house.hr, now=later(7))
    moral = DecideEthics(outcome=MoralSanction.CLOSED, reason=REASON)
    with pytest.raises(InvalidInput) as refusal:
        decide_ethics(case_id, moral, actor=house.hr, now=later(8))
    assert "statement" in refusal.value.fields
    command = DecideEthics(
        outcome=MoralSanction.CLOSED,
        reason=REASON,
        statement="Menyatakan penyesalan karena mengejek rekan kerja",
        recommends_case=True,
    )
    decide_ethics(case_id, command, actor=house.actor(house.chief), now=later(8))
    row = ethics_case(case_id, actor=house.hr)
    assert (row.state, row.outcome, row.recommends_case) == (
        EthicsState.DECIDED,
        MoralSanction.CLOSED,
        True,
    )
    assert session.scalars(select(Case)).all() == []
    with pytest.raises(RuleRefused) as fixed, transaction() as work:
        work.execute(text("UPDATE ethics_case SET outcome = 'open'"))
    assert fixed.value.constraint == "tg_ethics_case_fixed"


def test_two_absences_let_the_majelis_decide_on_the_evidence(house):
    case_id = seated(house)
    call(house, case_id, date(2026, 11, 30))
    with pytest.raises(InvalidTransition):
        call(house, case_id, date(2026, 12, 9))
    record_ethics_absence(case_id, actor=house.hr, now=later(7))
    call(house, case_id, date(2026, 12, 8), now=later(8))
    record_ethics_absence(case_id, actor=house.hr, now=later(15))
    command = DecideEthics(outcome=MoralSanction.NONE, reason=REASON)
    assert decide_ethics(case_id, command, actor=house.hr, now=later(16)) is EthicsState.DECIDED


def test_majelis_is_three_with_a_chair_and_nobody_near(house):
    case_id = opened(house)
    with pytest.raises(RuleRefused) as first:
        call(house, case_id, date(2026, 11, 30))
    assert first.value.constraint == "ethics_panel"
    small = {house.chief.id: PanelSeat.CHAIR, house.officer.id: PanelSeat.MEMBER}
    own = {**small, house.staff.id: PanelSeat.MEMBER}
    for seats in (small, own):
        with pytest.raises(InvalidInput) as refusal:
            seat_panel(case_id, "800/5/2026", seats, actor=house.hr, now=NOW)
        assert "members" in refusal.value.fields


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "governor"])
def test_third_person_finds_no_case_of_ethics(house, who):
    case_id, actor = seated(house), house.actor(getattr(house, who))
    with pytest.raises(NotFound):
        ethics_case(case_id, actor=actor)
    with pytest.raises(NotFound):
        summon_ethics(
            case_id,
            SummonEthics(hearing_on=date(2026, 11, 30), place="x"),
            actor=actor,
            now=NOW,
        )
    assert ethics_cases(actor=actor) == []
    assert [one.id for one in ethics_cases(actor=house.hr)] == [case_id]
    with pytest.raises(NotFound):
        open_ethics(
            OpenEthics(
                subject_id=house.staff.id, provision="x", narrative="y", happened_on=NOW.date()
            ),
            actor=actor,
            now=NOW,
        )


def test_numbers_of_the_registers_are_their_own(house, session):
    opened(house)
    row = session.scalars(select(EthicsCase)).one()
    assert row.number == f"KE-2026-{row.id:06}"

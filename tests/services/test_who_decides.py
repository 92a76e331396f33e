"""Who decides, what and on which ground: I12 to I15, I24, I28 (examiner, decider), I31."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.commands import DecideCase
from ledger.domain.discipline.dismissals import DismissalType, require_terms
from ledger.domain.discipline.kinds import Kind
from ledger.domain.people import PersonKind
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.models.case_parties import CaseMove
from ledger.models.cases import Case, PastSanction, Sanction
from ledger.models.documents import Document
from ledger.models.people import Person
from ledger.services.cases import decide_case, refer_case
from ledger.services.cases.choosing import practice_before
from ledger.services.cases.weighing import weigh
from ledger.services.cases.witnesses import record_witness
from ledger.services.settings import record_setting
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW
from tests.proposals import declare_conflict

MEDIUM = {"impact": Impact.INSTANSI}


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def decide(house: ConductHouse, case_id: int, kind: Kind, by: Person | None = None, **fields):
    command = DecideCase(**{"kind": kind, "reason": REASON, **fields})
    decide_case(case_id, command, actor=house.actor(by or house.head), now=later(4))


def referred(house: ConductHouse, **report) -> int:
    case_id = house.reported(**{**MEDIUM, **report})
    refer_case(case_id, actor=house.actor(house.head), now=later(4))
    return case_id


def set_value(house: ConductHouse, key: str, value) -> None:
    record_setting(key, value, valid_from=date(2026, 1, 1), actor=house.hr, now=NOW)


def make_pppk(house: ConductHouse, *, part_time: bool = False) -> None:
    with transaction() as work:
        person = work.get_one(Person, house.staff.id)
        person.kind, person.is_part_time = PersonKind.PPPK, part_time


def test_i12_two_violations_end_in_the_one_heaviest_punishment(
    house: ConductHouse, session: Session
):
    first = house.open_case()
    assert house.open_case(code="K3f", impact=Impact.INSTANSI) == first
    case = session.get_one(Case, first)
    assert {kind.level for kind in weigh(case).kinds} == {Kind.S1.level}


def test_i13_repetition_after_r3_is_s1_and_the_higher_official_decides(
    house: ConductHouse, session: Session
):
    with transaction() as work:
        past = {"agency_id": house.agency.id, "person_id": house.staff.id, "kind": "R3"}
        work.add(PastSanction(**past, letter_number="1", letter_on=date(2025, 5, 5), code="K3e"))
    case_id = referred(house, impact=Impact.UNIT)
    with pytest.raises(Forbidden):
        decide(house, case_id, Kind.S1)
    decide(house, case_id, Kind.S1, by=house.chief)
    sanction = session.scalars(select(Sanction)).one()
    assert (sanction.kind, sanction.level, sanction.decided_by) == ("S1", "sedang", house.chief.id)
    assert session.get_one(Document, sanction.document_id).context["level_text"] == "sedang"


def test_i14_medium_kind_is_two_levels_up_and_needs_no_team(house: ConductHouse, session: Session):
    decide(house, referred(house), Kind.S2, by=house.chief)
    assert session.scalars(select(Sanction.kind)).one() == "S2"


def test_i14_heavier_kind_than_the_level_is_refused(house: ConductHouse):
    with pytest.raises(RuleRefused) as refusal:
        decide(house, referred(house), Kind.B1, by=house.chief, position_after="Staf")
    assert refusal.value.constraint == "needs_team"


def test_i14_i28_step_past_a_conflict_moves_up_on_the_record(house: ConductHouse, session: Session):
    declare_conflict(house.head, house.staff)
    case_id = house.open_case(by=house.chief)
    move = session.scalars(select(CaseMove)).one()
    assert (move.case_id, move.step, move.person_id) == (case_id, "examiner", house.chief.id)
    assert "Bidang Contoh" in move.reason
    assert house.head.name not in move.reason


def test_i28_witness_neither_examines_nor_decides_nor_reads(house: ConductHouse, session: Session):
    case_id = house.open_case()
    record_witness(case_id, house.head.id, actor=house.hr, now=NOW)
    with pytest.raises(NotFound):
        house.summon(case_id)
    house.summon_as(case_id, house.actor(house.chief))
    session.expire_all()
    assert session.get_one(Case, case_id).superior_id == house.chief.id


@pytest.mark.parametrize("who", ["stranger", "mate", "staff"])
def test_witness_is_recorded_by_whoever_acts_and_nobody_else(house: ConductHouse, who: str):
    case_id = house.open_case()
    with pytest.raises(NotFound):
        record_witness(case_id, house.clerk.id, actor=house.actor(getattr(house, who)), now=NOW)
    record_witness(case_id, house.clerk.id, actor=house.actor(house.head), now=NOW)
    with pytest.raises(RuleRefused):
        record_witness(case_id, house.clerk.id, actor=house.hr, now=NOW)


def test_person_of_the_case_is_no_witness_in_it(house: ConductHouse):
    with pytest.raises(RuleRefused) as refusal:
        record_witness(house.open_case(), house.staff.id, actor=house.hr, now=NOW)
    assert refusal.value.constraint == "tg_case_witness_is_another"


@pytest.mark.parametrize(
    ("part_time", "key"), [(False, "kinds.pppk"), (True, "kinds.pppk_part_time")]
)
def test_i31_kind_of_a_pppk_is_closed_until_the_agency_maps_it(
    house: ConductHouse, session: Session, part_time: bool, key: str
):
    make_pppk(house, part_time=part_time)
    case_id = referred(house)
    other = "kinds.pppk" if part_time else "kinds.pppk_part_time"
    set_value(house, other, {"S1": "bukan yang ini"})
    with pytest.raises(RuleRefused) as refusal:
        decide(house, case_id, Kind.S1, by=house.chief)
    assert refusal.value.constraint == "kind_mapped"
    assert "belum ditetapkan" in refusal.value.message
    set_value(house, key, {"S1": "penundaan kenaikan gaji berkala"})
    decide(house, case_id, Kind.S1, by=house.chief)
    assert session.scalars(select(Sanction.kind_text)).one() == "penundaan kenaikan gaji berkala"


def test_i31_light_kinds_of_a_pppk_are_those_of_all(house: ConductHouse, session: Session):
    make_pppk(house)
    decide(house, house.reported(), Kind.R2)
    assert session.scalars(select(Sanction.kind_text)).one() is None


def test_substitution_of_the_transition_words_a_medium_kind(house: ConductHouse, session: Session):
    set_value(house, "discipline.medium_substituted", True)
    decide(house, referred(house), Kind.S1, by=house.chief)
    words = "penundaan kenaikan gaji berkala selama 1 tahun"
    assert session.scalars(select(Sanction.kind_text)).one() == words


@pytest.mark.parametrize(
    ("kind", "dismissal", "post", "field"),
    [
        (Kind.B3, None, "", "dismissal_type"),
        (Kind.R1, DismissalType.HONOURABLE, "", "dismissal_type"),
        (Kind.B1, None, " ", "position_after"),
    ],
)
def test_heavy_kind_says_what_it_changes(kind, dismissal, post, field):
    with pytest.raises(InvalidInput) as refusal:
        require_terms(kind, dismissal, post)
    assert list(refusal.value.fields) == [field]


def test_dismissal_and_lower_post_are_complete_with_their_terms():
    complete = (
        (Kind.B3, DismissalType.DISHONOURABLE, ""),
        (Kind.B1, None, "Analis Muda"),
        (Kind.R1, None, ""),
    )
    assert [require_terms(*terms) for terms in complete] == [None, None, None]


def test_like_cases_are_counted_without_names(house: ConductHouse, session: Session):
    house.decided(Kind.R1)
    second = house.open_case(subject_id=house.mate.id, reporter_id=house.clerk.id)
    case = session.get_one(Case, second)
    found = practice_before(case, weigh(case))
    assert found is not None
    assert found.counts == ((Kind.R1, 1),)
    other = house.open_case(
        subject_id=house.mate.id, reporter_id=house.clerk.id, code="K3f", by=house.head
    )
    assert other == second


SANCTION = text(
    "INSERT INTO sanction (agency_id, case_id, subject_id, kind, level, kind_text, dismissal_type,"
    " violation, aggravating, mitigating, reason, decided_by, capacity, decided_on, official,"
    " objection) VALUES (:agency_id, :case_id, :subject_id, :kind, :level, :kind_text,"
    " :dismissal_type, :violation, '', '', :reason, :decided_by, 'definitif', '2026-11-27', '{}',"
    " '')"
)


def attack(house: ConductHouse, case_id: int, **fields) -> str:
    values = {
        "agency_id": house.agency.id,
        "case_id": case_id,
        "subject_id": house.staff.id,
        "decided_by": house.chief.id,
        "kind": "R1",
        "level": "ringan",
        "kind_text": None,
        "dismissal_type": None,
        "violation": "Lalai (Pasal 3 huruf e)",
        "reason": "Alasan yang cukup panjang.",
        **fields,
    }
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(SANCTION, values)
    return refusal.value.constraint.removeprefix("tg_").removeprefix("ck_")


@pytest.mark.parametrize(
    ("fields", "guard"),
    [
        ({"kind": "S1"}, "sanction_kind_of_level"),
        ({"kind": "R9"}, "sanction_kind_of_level"),
        ({"kind": "B1", "level": "berat"}, "sanction_by_team"),
        ({"dismissal_type": "dengan_hormat"}, "sanction_dismissal_typed"),
        ({"violation": "Lalai saja"}, "sanction_grounds_stated"),
        ({"reason": "                       "}, "sanction_grounds_stated"),
    ],
)
def test_i15_database_refuses_a_sanction_without_ground_or_level(house, fields, guard):
    assert attack(house, house.reported(), **fields) == guard


def test_i13_i28_database_refuses_lighter_twice_witness_and_another_person(house: ConductHouse):
    house.decided(Kind.R2)
    again = house.reported(happened_on=date(2026, 11, 11))
    assert attack(house, again) == "sanction_heavier_on_repetition"
    assert attack(house, again, kind="R2") == "sanction_heavier_on_repetition"
    assert attack(house, again, subject_id=house.mate.id, kind="R3") == "sanction_of_the_case"
    record_witness(again, house.chief.id, actor=house.hr, now=NOW)
    assert attack(house, again, kind="R3") == "sanction_by_witness"


def test_i13_database_refuses_a_second_decision_on_one_act(house: ConductHouse):
    house.decided(Kind.R1)
    assert attack(house, house.reported(), kind="R3") == "sanction_once_for_one_act"


def test_i31_database_refuses_an_unmapped_kind_of_a_pppk(house: ConductHouse):
    case_id = house.reported(**MEDIUM)
    make_pppk(house)
    medium = {"kind": "S1", "level": "sedang"}
    assert attack(house, case_id, **medium) == "sanction_kind_mapped"
    assert attack(house, case_id, **medium, kind_text=" ") == "sanction_kind_mapped"


def test_i24_rules_make_cases_and_never_a_sanction(house: ConductHouse, session: Session):
    house.reported()
    assert session.scalars(select(Sanction)).all() == []
    for column in ("firing_id", "rule_version_id"):
        assert column not in Sanction.__table__.columns
    assert not Sanction.__table__.columns["decided_by"].nullable

"""A case whose person died, retired or was the wrong one ends on the record, without a sanction."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.commands import DecideCase, RecordDelivery
from ledger.domain.discipline.endings import Discontinue, EndingGround
from ledger.domain.discipline.kinds import Kind
from ledger.domain.documents import DocumentState
from ledger.domain.entries import EntryKind
from ledger.errors import InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.models.cases import Case, CaseStep
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.queries.cases import own_cases
from ledger.services.cases import (
    decide_case,
    discontinue_case,
    file_objection,
    open_file,
    open_own_file,
    record_delivery,
)
from ledger.services.cases.weighing import weigh
from tests.conduct import REASON, ConductHouse, later
from tests.services.test_case_guards import attack

RETIRED = "Pegawai mencapai batas usia pensiun pada 1 Desember 2026."


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def discontinue(house: ConductHouse, case_id: int, by=None, now=None, reason: str = RETIRED):
    command = Discontinue(ground=EndingGround.RETIRED, reason=reason)
    actor = house.actor(by or house.officer)
    return discontinue_case(case_id, command, actor=actor, now=now or later(5))


def delivered(house: ConductHouse) -> int:
    case_id, head = house.decided(), house.actor(house.head)
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=head, now=later(4))
    return case_id


def objected(house: ConductHouse) -> int:
    case_id = delivered(house)
    file_objection(case_id, "Saya berkeberatan.", actor=house.actor(house.staff), now=later(5))
    return case_id


WAYS = {
    "opened": ConductHouse.open_case,
    "examined": ConductHouse.examined,
    "reported": ConductHouse.reported,
    "decided": ConductHouse.decided,
    "delivered": delivered,
    "suspended": objected,
}


@pytest.mark.parametrize("state", WAYS)
def test_case_ends_from_every_state_before_the_effect(
    house: ConductHouse, session: Session, state: str
):
    case_id = WAYS[state](house)
    assert discontinue(house, case_id) is CaseState.DISCONTINUED
    session.expire_all()
    case = session.get_one(Case, case_id)
    assert (case.discontinued_ground, case.discontinued_reason) == (EndingGround.RETIRED, RETIRED)
    assert case.closed_at == later(5)
    steps = select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.id.desc())
    last = session.scalars(steps).first()
    assert (last.event, last.person_id, last.from_state) == (
        "discontinue",
        house.officer.id,
        state,
    )
    with pytest.raises(InvalidTransition):
        discontinue(house, case_id)


def test_decision_not_in_force_is_taken_back_and_does_not_weigh(
    house: ConductHouse, session: Session
):
    case_id = delivered(house)
    discontinue(house, case_id, by=house.head)
    session.expire_all()
    sanction = session.get_one(Case, case_id).sanction
    kinds = session.scalars(
        select(Entry.kind).where(
            (Entry.uid == sanction.entry_uid) | (Entry.reverses_uid == sanction.entry_uid)
        )
    )
    assert set(kinds) == {EntryKind.SANCTION, EntryKind.REVERSAL}
    assert session.get_one(Document, sanction.document_id).state in (
        DocumentState.REVOKED,
        DocumentState.DRAFT,
    )
    again = house.open_case()
    weight = weigh(session.get_one(Case, again))
    assert (weight.last_kind, weight.past) == (None, ())


def test_decision_in_force_is_no_longer_ended_so(house: ConductHouse):
    case_id = delivered(house)
    with pytest.raises(RuleRefused) as refusal:
        discontinue(house, case_id, now=later(40))
    assert refusal.value.constraint == "case_gate"


def test_ending_needs_its_reason(house: ConductHouse):
    with pytest.raises(InvalidInput):
        discontinue(house, house.open_case(), reason="Pensiun")


@pytest.mark.parametrize("who", ["staff", "mate", "stranger", "inspector", "governor"])
def test_nobody_but_hr_and_the_superior_ends_a_case(house: ConductHouse, who: str):
    case_id = house.examined()
    with pytest.raises(NotFound):
        discontinue(house, case_id, by=getattr(house, who))


def test_file_shows_nothing_left_to_do_and_the_person_learns_what_they_knew_of(
    house: ConductHouse, session: Session
):
    staff = house.actor(house.staff)
    known, unknown = house.examined(code="K3f"), house.open_case()
    for case_id in (unknown, known):
        discontinue(house, case_id)
    file = open_file(known, actor=house.hr, now=later(6))
    assert {one.state for one in file.tasks.values()} == {"done"}
    assert [one.id for one in own_cases(house.staff.id)] == [known]
    assert open_own_file(known, actor=staff, now=later(6)).case.id == known
    with pytest.raises(NotFound):
        open_own_file(unknown, actor=staff, now=later(6))


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ("discontinued_reason = 'x'", "tg_case_discontinued_stays"),
        ("state = 'opened'", "tg_case_discontinued_stays"),
    ],
)
def test_ended_case_stays_ended_whoever_asks(house: ConductHouse, change: str, refused: str):
    case_id = house.open_case()
    discontinue(house, case_id)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(f"UPDATE discipline_case SET {change}"))  # noqa: S608 - made of constants
    assert refusal.value.constraint == refused


def test_case_ends_so_only_on_a_ground_and_in_time_whoever_asks(house: ConductHouse):
    house.open_case()
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text("UPDATE discipline_case SET state = 'discontinued'"))
    assert refusal.value.constraint == "ck_discipline_case_discontinued_on_a_ground"


def test_no_decision_follows_the_end(house: ConductHouse):
    case_id = house.reported()
    discontinue(house, case_id)
    with pytest.raises(InvalidTransition):
        decide_case(
            case_id,
            DecideCase(kind=Kind.R2, reason=REASON),
            actor=house.actor(house.head),
            now=later(6),
        )
    assert attack(house, case_id) == "tg_sanction_of_ended_case"

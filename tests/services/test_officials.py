"""Steps fall to posts, and move up past empty posts, the people concerned and conflicts."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.approvals import StepCapacity
from ledger.domain.officials import Official, ResolvedStep
from ledger.domain.people import Capacity, ConflictKind, PersonState
from ledger.errors import NotFound
from ledger.models.people import ActingAppointment, ConflictDeclaration, Person, Unit
from ledger.services.officials import (
    official_of_unit,
    official_snapshot,
    person_snapshot,
    resolve_step,
)
from tests.factories import (
    NOW,
    make_agency,
    make_official,
    make_person,
    make_position,
    make_unit,
)
from tests.statements import listening

TODAY = date(2026, 11, 23)


class House:
    """Governor over a dinas over a bidang with a head and two staff."""

    def __init__(self) -> None:
        self.agency = make_agency()
        self.top = make_unit(self.agency, name="Pemerintah Provinsi Contoh")
        self.dinas = make_unit(self.agency, self.top, name="Dinas Contoh")
        self.bidang = make_unit(self.agency, self.dinas, name="Bidang Contoh")
        self.governor = make_official(self.top)
        self.chief = make_person(self.dinas, self.governor, name="Wayan", is_unit_head=True)
        self.head = make_person(self.bidang, self.chief, name="Siti", is_unit_head=True)
        self.staff = make_person(self.bidang, self.head, name="Bintang")
        self.mate = make_person(self.bidang, self.head, name="Putri")

    def resolve(self, required: StepCapacity, *subjects: Person, **options) -> ResolvedStep:
        subjects = subjects or (self.staff,)
        given = {"exclude": (), "on": TODAY, "unit_id": subjects[0].unit_id, **options}
        return resolve_step(required, subject_ids=[one.id for one in subjects], **given)


@pytest.fixture
def house(session: Session) -> House:
    return House()


def appoint(unit: Unit, person: Person, **fields) -> None:
    values = {
        "capacity": Capacity.PLH,
        "letter_number": "800/12/BKD/2026",
        "valid_from": date(2026, 11, 1),
    }
    with transaction() as work:
        work.add(
            ActingAppointment(
                agency_id=unit.agency_id,
                unit_id=unit.id,
                person_id=person.id,
                **{**values, **fields},
            )
        )


def declare(person: Person, other: Person) -> None:
    with transaction() as work:
        work.add(
            ConflictDeclaration(
                agency_id=person.agency_id,
                person_id=person.id,
                other_person_id=other.id,
                kind=ConflictKind.FAMILY,
                declared_at=NOW,
            )
        )


def test_official_is_the_definitive_head(house: House):
    expected = Official(person_id=house.head.id, unit_id=house.bidang.id)
    assert official_of_unit(house.bidang.id, on=TODAY) == expected


def test_official_is_the_acting_one_while_appointed(house: House):
    appoint(house.bidang, house.mate, valid_until=date(2026, 11, 24))
    acting = official_of_unit(house.bidang.id, on=TODAY)
    assert acting == Official(
        person_id=house.mate.id,
        unit_id=house.bidang.id,
        capacity=Capacity.PLH,
        letter_number="800/12/BKD/2026",
    )
    assert official_of_unit(house.bidang.id, on=date(2026, 11, 24)).person_id == house.head.id
    assert official_of_unit(house.bidang.id, on=date(2026, 10, 31)).person_id == house.head.id


def test_official_is_nobody_when_the_head_left(house: House, session: Session):
    with transaction():
        session.get(Person, house.head.id).state = PersonState.LEFT
    assert official_of_unit(house.bidang.id, on=TODAY) is None


def test_step_falls_to_the_direct_superior(house: House):
    step = house.resolve(StepCapacity.DIRECT_SUPERIOR)
    assert (step.assignee_id, step.unit_id, step.moved_reason) == (
        house.head.id,
        house.bidang.id,
        "",
    )


def test_step_falls_to_a_superior_who_heads_no_unit(house: House):
    lead = make_person(house.bidang, house.head, name="Ketua")
    member = make_person(house.bidang, lead)
    assert house.resolve(StepCapacity.DIRECT_SUPERIOR, member).assignee_id == lead.id
    moved = house.resolve(StepCapacity.DIRECT_SUPERIOR, member, exclude=[lead.id])
    assert moved.assignee_id == house.head.id


def test_step_falls_to_the_acting_superior(house: House):
    appoint(house.bidang, house.mate)
    step = house.resolve(StepCapacity.DIRECT_SUPERIOR)
    assert (step.assignee_id, step.capacity, step.letter_number) == (
        house.mate.id,
        Capacity.PLH,
        "800/12/BKD/2026",
    )


def test_step_moves_past_the_proposer(house: House):
    step = house.resolve(StepCapacity.HEAD_OF_UNIT, exclude=[house.head.id])
    assert (step.assignee_id, step.unit_id) == (house.chief.id, house.dinas.id)
    assert step.moved_reason == (
        "Langkah ini beralih ke Wayan karena Siti sudah bertindak sebagai pengusul, pemeriksa,"
        " atau pemutus."
    )


def test_step_moves_past_the_subjects(house: House):
    step = house.resolve(StepCapacity.HEAD_OF_UNIT, house.head, house.chief)
    assert step.assignee_id == house.governor.id
    assert "Siti termasuk pegawai yang dinilai" in step.moved_reason
    assert "Wayan termasuk pegawai yang dinilai" in step.moved_reason


def test_step_moves_past_an_empty_post(house: House, session: Session):
    with transaction():
        session.get(Person, house.head.id).is_unit_head = False
    step = house.resolve(StepCapacity.HEAD_OF_UNIT)
    assert step.assignee_id == house.chief.id
    assert "jabatan pimpinan Bidang Contoh kosong" in step.moved_reason


@pytest.mark.parametrize("by_official", [True, False])
def test_step_moves_past_a_conflict_declared_by_either(house: House, by_official: bool):
    pair = (house.head, house.staff) if by_official else (house.staff, house.head)
    declare(*pair)
    step = house.resolve(StepCapacity.HEAD_OF_UNIT)
    assert step.assignee_id == house.chief.id
    assert "Siti menyatakan konflik kepentingan" in step.moved_reason
    assert house.resolve(StepCapacity.HEAD_OF_UNIT, house.mate).assignee_id == house.head.id


def test_step_without_a_superior_moves_to_the_head(house: House):
    loose = make_person(house.bidang)
    step = house.resolve(StepCapacity.DIRECT_SUPERIOR, loose)
    assert step.assignee_id == house.head.id
    assert "atasan langsung belum tercatat" in step.moved_reason


def test_step_of_the_agency_falls_to_the_top(house: House):
    assert house.resolve(StepCapacity.HEAD_OF_AGENCY).assignee_id == house.governor.id


def test_step_has_nobody_when_the_top_is_excluded(house: House):
    step = house.resolve(StepCapacity.HEAD_OF_AGENCY, exclude=[house.governor.id])
    assert step.assignee_id is None
    assert step.moved_reason.startswith("Belum ada pejabat yang dapat memutus langkah ini karena")


def test_step_of_a_panel_names_nobody(house: House):
    step = house.resolve(StepCapacity.PANEL)
    assert (step.assignee_id, step.unit_id, step.moved_reason) == (None, house.bidang.id, "")


def test_step_is_resolved_in_five_statements(house: House):
    excluded = [house.head.id, house.chief.id]
    subject = house.staff
    with listening() as statements:
        house.resolve(StepCapacity.DIRECT_SUPERIOR, subject, exclude=excluded)
    assert len(statements) <= 5


def test_person_snapshot_tells_the_person_as_they_are(house: House, session: Session):
    position = make_position(house.agency, "Analis Contoh", "jf_ahli_muda")
    with transaction():
        staff = session.get(Person, house.staff.id)
        staff.position_id, staff.title_after, staff.rank_name = position.id, "S.E.", "Penata"
    snapshot = person_snapshot(house.staff.id)
    assert snapshot["full_name"] == "Bintang, S.E."
    assert snapshot["name"] == "Bintang"
    assert (snapshot["position"], snapshot["rank"]) == ("Analis Contoh", "Penata")
    assert snapshot["unit"] == "Bidang Contoh"
    assert snapshot["superior"]["person_id"] == house.head.id


def test_person_snapshot_of_nobody_is_refused(house: House):
    with pytest.raises(NotFound):
        person_snapshot(999_999)


def test_official_snapshot_adds_the_capacity(house: House):
    appoint(house.bidang, house.mate)
    snapshot = official_snapshot(official_of_unit(house.bidang.id, on=TODAY))
    assert (snapshot["name"], snapshot["capacity_label"]) == ("Putri", "Plh.")
    assert (snapshot["post"], snapshot["letter_number"]) == ("Bidang Contoh", "800/12/BKD/2026")
    definitive = official_snapshot(official_of_unit(house.dinas.id, on=TODAY))
    assert (definitive["capacity"], definitive["capacity_label"]) == ("definitif", "")

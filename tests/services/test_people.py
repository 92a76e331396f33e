"""Superiors by the tree, their correction, and changes of a person's record."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.officials import Relation
from ledger.domain.people import AccountState, PersonState, Role
from ledger.domain.staffing import UpdatePerson
from ledger.domain.superiors import CorrectSuperior, NameAppraiser
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.models.events import AuditEvent, Notification
from ledger.models.people import Account, Person
from ledger.services.officials import official_of_unit
from ledger.services.people import (
    correct_superior,
    derive_superiors,
    name_appraiser,
    restore_appraiser,
    restore_superior,
    subtree_ids,
    update_person,
)
from ledger.services.superiors import appraiser_of, ladder_of
from tests.factories import make_account, make_actor, make_agency, make_person, make_unit
from tests.statements import listening

APPRAISED = (
    "INSERT INTO appraiser (agency_id, person_id, appraiser_id, valid_from, source, recorded_at)"
    " SELECT agency_id, person_id, {who}, valid_from, {source}, recorded_at FROM appraiser"
)


class House:
    """A dinas with a head, a bidang with a head and staff, a seksi without a head."""

    def __init__(self) -> None:
        self.agency = make_agency()
        self.dinas = make_unit(self.agency)
        self.bidang = make_unit(self.agency, self.dinas)
        self.seksi = make_unit(self.agency, self.bidang)
        self.chief = make_person(self.dinas, name="Wayan", is_unit_head=True)
        self.head = make_person(self.bidang, name="Siti", is_unit_head=True)
        self.clerk = make_person(self.bidang, name="Bintang")
        self.loose = make_person(self.seksi, name="Putri")
        self.hr_person = make_person(self.dinas, name="Petugas")
        self.hr = make_actor(self.hr_person, Role.HR)

    def correct(self, person, superior, *, now: datetime, source="SK 800/3", actor=None) -> None:
        command = CorrectSuperior(person_id=person.id, superior_id=superior.id, source=source)
        correct_superior(command, actor=actor or self.hr, now=now)

    def update(self, person, *, now: datetime, actor=None, **changes) -> bool:
        values = {
            "name": person.name,
            "title_before": person.title_before,
            "title_after": person.title_after,
            "rank_name": person.rank_name,
            "position_id": person.position_id,
            "unit_id": person.unit_id,
            "is_unit_head": person.is_unit_head,
            "state": person.state,
        }
        command = UpdatePerson(person_id=person.id, **{**values, **changes})
        return update_person(command, actor=actor or self.hr, now=now)


@pytest.fixture
def house(session: Session) -> House:
    return House()


def superior_of(session: Session, person: Person) -> int | None:
    session.expire_all()
    return session.get(Person, person.id).superior_id


def test_superiors_follow_the_tree(house: House, session: Session):
    assert derive_superiors(house.agency.id) == 4
    found = {
        person.name: superior_of(session, person)
        for person in (house.chief, house.head, house.clerk, house.loose)
    }
    assert found == {
        "Wayan": None,
        "Siti": house.chief.id,
        "Bintang": house.head.id,
        "Putri": house.head.id,
    }
    assert derive_superiors(house.agency.id) == 0


def test_superiors_are_derived_in_four_statements(house: House, session: Session):
    for _ in range(20):
        make_person(house.bidang)
    agency_id = house.agency.id
    with listening() as statements:
        assert derive_superiors(agency_id) == 24
    assert len(statements) <= 4


def test_corrected_superior_survives_the_tree(house: House, session: Session, now: datetime):
    derive_superiors(house.agency.id)
    house.correct(house.clerk, house.chief, now=now)
    assert derive_superiors(house.agency.id) == 0
    assert superior_of(session, house.clerk) == house.chief.id
    assert session.get(Person, house.clerk.id).superior_source == "SK 800/3"
    event = session.query(AuditEvent).one()
    assert (event.tag, event.data) == (
        "person:superior:corrected",
        {"before": house.head.id, "after": house.chief.id},
    )
    assert session.query(Notification).filter_by(person_id=house.clerk.id).count() == 1


def test_corrected_superior_can_be_given_back_to_the_tree(house: House, session, now):
    house.correct(house.clerk, house.chief, now=now)
    restore_superior(house.clerk.id, actor=house.hr, now=now)
    assert superior_of(session, house.clerk) == house.head.id


def name(house: House, appraiser: Person, now: datetime, **changes) -> None:
    values = {
        "person_id": house.clerk.id,
        "appraiser_id": appraiser.id,
        "valid_from": now.date(),
        "source": "SK 800/4",
    }
    actor = changes.pop("actor", house.hr)
    name_appraiser(NameAppraiser(**{**values, **changes}), actor=actor, now=now)


def appraiser(house: House, on: date) -> tuple[int | None, Relation]:
    official, relation = appraiser_of(ladder_of(house.clerk.id, on=on), on=on)
    return official.person_id if official else None, relation


def test_superior_appraises_until_another_is_named_and_again_afterwards(house, session, now):
    derive_superiors(house.agency.id)
    today, tomorrow = now.date(), now.date() + timedelta(days=1)
    assert appraiser(house, today) == (house.head.id, Relation.SUPERIOR)
    name(house, house.chief, now, valid_from=tomorrow)
    assert appraiser(house, today) == (house.head.id, Relation.SUPERIOR)
    assert appraiser(house, tomorrow) == (house.chief.id, Relation.APPRAISER)
    # Whoever acts as superior in discipline stays who they were.
    assert superior_of(session, house.clerk) == house.head.id
    restore_appraiser(house.clerk.id, actor=house.hr, now=now)
    assert appraiser(house, tomorrow) == (house.head.id, Relation.SUPERIOR)
    tags = session.scalars(select(AuditEvent.tag)).all()
    assert tags == ["person:appraiser:named"] * 2


def test_appraiser_who_left_gives_way_to_the_superior(house, session, now):
    derive_superiors(house.agency.id)
    name(house, house.loose, now)
    house.update(house.loose, now=now, state=PersonState.LEFT)
    assert appraiser(house, now.date()) == (house.head.id, Relation.SUPERIOR)


def test_appraiser_needs_a_source_another_person_and_hr(house, session, now):
    with pytest.raises(InvalidInput):
        name(house, house.chief, now, source=" ")
    with pytest.raises(InvalidInput) as refusal:
        name(house, house.clerk, now)
    assert list(refusal.value.fields) == ["appraiser"]
    for third in (house.clerk, house.head):
        with pytest.raises(Forbidden):
            name(house, house.chief, now, actor=make_actor(third))
    stranger = make_person(make_unit(make_agency()))
    with pytest.raises(NotFound):
        name(house, stranger, now)
    with pytest.raises(Forbidden):
        name(house, house.chief, now, person_id=house.hr_person.id)


@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        ("UPDATE appraiser SET source = 'x'", "tg_appraiser_append_only"),
        ("DELETE FROM appraiser", "tg_appraiser_append_only"),
        (APPRAISED.format(who="person_id", source="'SK'"), "ck_appraiser_is_another"),
        (APPRAISED.format(who="appraiser_id", source="' '"), "ck_appraiser_source_given"),
    ],
)
def test_database_refuses_a_false_appraiser(house, session, now, attack, constraint):
    name(house, house.chief, now)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(attack))
    assert refusal.value.constraint == constraint


def test_correction_that_makes_a_loop_is_refused(house: House, session: Session, now: datetime):
    derive_superiors(house.agency.id)
    for superior in (house.clerk, house.chief):
        with pytest.raises(InvalidInput) as refusal:
            house.correct(house.chief, superior, now=now)
        assert list(refusal.value.fields) == ["superior"]
    assert superior_of(session, house.chief) is None


def test_correction_needs_a_source_and_hr(house: House, session: Session, now: datetime):
    for source in ("", "tree"):
        with pytest.raises(InvalidInput):
            house.correct(house.clerk, house.chief, source=source, now=now)
    with pytest.raises(Forbidden):
        house.correct(house.clerk, house.chief, actor=make_actor(house.clerk), now=now)
    with pytest.raises(Forbidden):
        house.correct(house.hr_person, house.chief, now=now)
    with pytest.raises(NotFound):
        house.correct(make_person(make_unit(make_agency())), house.chief, now=now)
    assert session.query(AuditEvent).count() == 0


def test_change_keeps_what_it_was(house: House, session: Session, now: datetime):
    assert house.update(house.clerk, name="  Bintang   Contoh", title_after="S.E.", now=now)
    session.expire_all()
    clerk = session.get(Person, house.clerk.id)
    assert (clerk.name, clerk.title_after) == ("Bintang Contoh", "S.E.")
    event = session.query(AuditEvent).one()
    assert event.tag == "person:record:changed"
    assert event.data["before"] == {"name": "Bintang", "title_after": ""}
    assert event.data["after"] == {"name": "Bintang Contoh", "title_after": "S.E."}


def test_change_of_nothing_leaves_no_trail(house: House, session: Session, now: datetime):
    assert not house.update(house.clerk, now=now)
    assert session.query(AuditEvent).count() == 0


def test_new_head_moves_the_superiors(house: House, session: Session, now: datetime):
    derive_superiors(house.agency.id)
    house.update(house.loose, is_unit_head=True, now=now)
    house.update(house.clerk, unit_id=house.seksi.id, now=now)
    assert superior_of(session, house.clerk) == house.loose.id
    assert official_of_unit(house.seksi.id, on=date(2026, 11, 23)).person_id == house.loose.id


def test_second_head_of_a_unit_is_refused(house: House, now: datetime):
    with pytest.raises(InvalidInput) as refusal:
        house.update(house.clerk, is_unit_head=True, now=now)
    assert refusal.value.fields["is_unit_head"] == [
        "Siti sudah memimpin unit ini. Ubah itu lebih dulu."
    ]


def test_who_leaves_loses_the_account(house: House, session: Session, now: datetime):
    derive_superiors(house.agency.id)
    account = make_account(house.head)
    house.update(house.head, state=PersonState.LEFT, now=now)
    session.expire_all()
    assert session.get(Account, account.id).state is AccountState.CLOSED
    assert superior_of(session, house.clerk) == house.chief.id


def test_change_is_refused_to_others_and_for_oneself(house: House, session, now: datetime):
    with pytest.raises(Forbidden):
        house.update(house.clerk, name="Lain", actor=make_actor(house.head), now=now)
    with pytest.raises(Forbidden):
        house.update(house.hr_person, name="Lain", now=now)
    with pytest.raises(InvalidInput) as refusal:
        house.update(house.clerk, name="-", now=now)
    assert list(refusal.value.fields) == ["name"]
    with pytest.raises(NotFound):
        house.update(house.clerk, unit_id=999_999, now=now)
    with transaction():
        assert session.query(AuditEvent).count() == 0


def test_subtree_holds_the_units_below(house: House):
    assert subtree_ids(house.bidang.id) == {house.bidang.id, house.seksi.id}

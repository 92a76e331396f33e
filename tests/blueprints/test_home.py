"""The first page: what waits, what is new, where to go."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.people import Role
from ledger.models.events import Notification
from ledger.models.people import Account, Person, RoleGrant
from tests.factories import make_account, make_agency, make_official, make_person, make_unit
from tests.visits import sign_in


@pytest.fixture
def officer(app: Flask) -> Person:
    unit = make_unit(make_agency())
    return make_person(unit, make_official(unit), name="Petugas")


def give_hr(account: Account) -> None:
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=account.agency_id,
                account_id=account.id,
                role=Role.HR,
                valid_from=date(2025, 1, 1),
            )
        )


def tell(person: Person, text: str = "Anda mendapat peran baru di Neraca.") -> None:
    with transaction() as work:
        work.add(
            Notification(
                agency_id=person.agency_id,
                person_id=person.id,
                key=text,
                text=text,
                path="/akun",
                created_at=datetime.now(UTC),
            )
        )


def test_nothing_waits_for_a_clerk(app: Flask, officer: Person):
    make_person(officer.unit)
    page = sign_in(app.test_client(), make_account(officer)).get("/").text
    assert "Tidak ada yang menunggu Anda." in page
    assert "/pegawai" not in page


def test_number_on_the_home_page_is_the_length_of_its_list(app: Flask, officer: Person):
    account = make_account(officer)
    give_hr(account)
    for _ in range(3):
        make_person(officer.unit)
    browser = sign_in(app.test_client(), account)
    assert "3 pegawai belum punya atasan langsung" in browser.get("/").text
    assert "1–3 dari 3 pegawai" in browser.get("/pegawai/tanpa-atasan").text


def test_news_are_marked_read_by_their_reader_only(app: Flask, officer: Person, session: Session):
    other = make_person(officer.unit)
    for person in (officer, other):
        tell(person)
    browser = sign_in(app.test_client(), make_account(officer))
    page = browser.get("/").text
    assert "Anda mendapat peran baru di Neraca." in page
    assert "Tandai sudah dibaca" in page
    assert browser.post("/kabar/baca").location == "/"
    session.expire_all()
    unread = session.query(Notification).filter(Notification.read_at.is_(None)).all()
    assert [one.person_id for one in unread] == [other.id]
    assert "Tandai sudah dibaca" not in browser.get("/").text

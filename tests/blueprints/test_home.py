"""The first page: what waits, what is new, where to go."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.people import Role
from ledger.models.events import Notification
from ledger.models.people import Account, Person, RoleGrant
from ledger.services.mistakes import report_mistake
from tests.factories import NOW, make_account, make_agency, make_official, make_person, make_unit
from tests.standings import Story
from tests.statements import listening
from tests.visits import leave, sign_in


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


def quick_actions(page: str) -> list[str]:
    shown = page.split('class="quick-actions"')[1].split("</div>")[0]
    return re.findall(r'<a class="btn btn-(\w+)" href="([^"]+)"', shown)


def test_clerk_without_duties_is_offered_to_nominate(app: Flask, officer: Person):
    page = sign_in(app.test_client(), make_account(officer)).get("/").text
    make_person(officer.unit)
    assert quick_actions(page) == [("primary", "/usulan/baru")]
    assert "/keputusan/riwayat" not in page


def test_what_hr_does_most_stands_first_and_no_place_twice(app: Flask, officer: Person):
    account = make_account(officer)
    give_hr(account)
    page = sign_in(app.test_client(), account).get("/").text
    assert [path for _, path in quick_actions(page)] == ["/impor", "/rekap", "/usulan/baru"]
    places = re.findall(r'href="([^"]+)"', page.split('class="link-list"')[1].split("</ul>")[0])
    assert len(places) == len(set(places))


def test_waiting_comes_before_every_other_action(app: Flask, officer: Person):
    account = make_account(officer)
    give_hr(account)
    make_person(officer.unit)
    page = sign_in(app.test_client(), account).get("/").text
    assert page.index("1 pegawai belum punya atasan langsung") < page.index("quick-actions")
    assert {kind for kind, _ in quick_actions(page)} == {"secondary"}


def test_own_points_stand_on_the_first_page_and_nobody_elses(app: Flask):
    story = Story(quota=1000)
    uid = story.award(story.staff, 25, badge={"code": "x", "tier": "emas", "name": "Sahabat"})
    browser = sign_in(app.test_client(), story.accounts[story.staff.id])
    page = browser.get("/").text
    assert re.search(r"Sejak awal</dt><dd>25<", page)
    assert f"/capaian/entri/{uid}" in page
    assert "+25 poin" in page
    leave(browser)
    other = sign_in(browser, story.accounts[story.mate.id]).get("/").text
    assert uid not in other
    assert "Belum ada poin." in other


def test_official_who_is_never_judged_has_no_points(app: Flask, officer: Person):
    governor = make_official(officer.unit)
    page = sign_in(app.test_client(), make_account(governor)).get("/").text
    assert "Perlu tindakan Anda" in page
    assert "Belum ada poin." not in page


def test_mistake_that_waits_is_told_to_hr_alone(app: Flask):
    story = Story(quota=1000)
    uid = story.award(story.staff, 25)
    report_mistake(uid, note="Tanggalnya keliru.", actor=story.actor(story.staff), now=NOW)
    give_hr(story.accounts[story.officer.id])
    told = "1 laporan kekeliruan menunggu jawaban Anda"
    browser = sign_in(app.test_client(), story.accounts[story.officer.id])
    assert told in browser.get("/").text
    leave(browser)
    assert told not in sign_in(browser, story.accounts[story.mate.id]).get("/").text


def test_number_beside_a_room_is_counted_once_a_page(app: Flask):
    story = Story(quota=1000)
    story.propose(story.staff)
    browser = sign_in(app.test_client(), story.accounts[story.head.id])
    with listening() as statements:
        page = browser.get("/").text
    assert "1 rancangan menunggu keputusan Anda" in page
    assert '<span class="count">1</span>' in page
    counted = [one for one in statements if "count(*)" in one and "approval_step" in one]
    assert len(counted) == 1


def test_whatever_waits_is_counted_in_one_statement(app: Flask):
    story = Story(quota=1000)
    give_hr(story.accounts[story.officer.id])
    browser = sign_in(app.test_client(), story.accounts[story.officer.id])
    queues = ("FROM proposal", "FROM nomination", "FROM commendation", "FROM complaint")
    with listening() as statements:
        assert browser.get("/pegawai").status_code == 200
    (counted,) = [one for one in statements if any(queue in one for queue in queues)]
    assert all(queue in counted for queue in queues)

"""The public pages: no account, no guessing, nothing that a machine or a stranger can misuse."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ledger.blueprints.citizen_tokens import make_token
from ledger.database import session, transaction
from ledger.domain.commendations import CommendationState, ComplaintEvent, ComplaintState
from ledger.domain.intake_commands import VerifyComplaint
from ledger.domain.people import PersonState
from ledger.extensions import limiter
from ledger.models.commendations import Commendation, Complaint
from ledger.models.events import AuditEvent
from ledger.models.people import Account
from ledger.services.complaints import answer_complaint, verify_complaint
from tests.factories import make_official, make_person
from tests.intake import REASON, make_office
from tests.statements import listening
from tests.visits import sign_in

COUNTER = "/u/7K3M-9Q2F"
HOSTILE = "<script>alert(1)</script>"
BUDGET = 60_000


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def web(app):
    limiter.reset()
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "id"
    return client


def token(seconds=10, code="7K3M-9Q2F") -> str:
    return make_token(code, datetime.now(UTC) - timedelta(seconds=seconds))


def words(**changes):
    values = {"token": token(), "rating": "4", "officer": "", "words": "Petugas ramah."}
    return {**values, "anonymity": "hide", **changes}


def wrong(**changes):
    return {"token": token(), "title": "Diminta biaya tambahan", "officer": "", **changes}


def code_in(answer) -> str:
    return re.search(r"TRM-[2-9A-Z]{4}-[2-9A-Z]{4}", answer.location or "").group()


def transferred(client, address) -> int:
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        return len(answer.data)


def kept() -> list[Commendation]:
    return list(session().scalars(select(Commendation).order_by(Commendation.id)))


def test_citizen_thanks_without_an_account_and_keeps_a_code(office, web):
    page = web.get(COUNTER).text
    for shown in ("Rekam KTP", office.clerk.name, "Tidak tahu namanya", "Jangan tampilkan"):
        assert shown in page
    assert office.clerk.nip not in page
    answer = web.post(COUNTER, data=words(officer=str(office.clerk.id)))
    assert answer.status_code == 303
    (row,) = kept()
    assert (row.person_id, row.rating, row.unit_id) == (office.clerk.id, 4, office.unit.id)
    assert row.is_anonymous
    thanks = web.get(answer.location).text
    assert row.tracking_code in thanks
    assert "https://wa.me/?text=" in thanks
    assert web.get(answer.location).status_code == 200


def test_form_works_without_scripts_and_stays_small(office, web):
    page = web.get(COUNTER)
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', page.text))
    assert len(assets) >= 3
    assert len(page.data) + sum(transferred(web, one) for one in assets) < BUDGET
    assert "onclick" not in page.text
    assert not re.findall(r'src="https?://', page.text)


def test_code_in_the_address_is_read_in_any_case_and_others_are_unknown(office, web):
    assert web.get("/u/7k3m-9q2f").status_code == 200
    assert web.get("/u/2222-2222").status_code == 404


def test_page_names_those_on_duty_only(office, web):
    left = make_person(office.unit, name="Sudah Pindah", state=PersonState.LEFT)
    governor = make_official(office.unit, name="Gubernur Contoh")
    page = web.get(COUNTER).text
    assert left.name not in page
    assert governor.name not in page


def test_officer_that_is_not_on_the_page_is_nobody(office, web):
    web.post(COUNTER, data=words(officer=str(office.hr.id)))
    assert [row.person_id for row in kept()] == [None]


def test_words_are_kept_as_they_are_seen_and_shown_harmlessly(office, web):
    written = "Terima \u202ekasih\x00 <script>alert(1)</script>\u200b"
    assert web.post(COUNTER, data=words(words=written)).status_code == 303
    assert [row.words for row in kept()] == ["Terima kasih <script>alert(1)</script>"]
    again = web.post(COUNTER, data=words(words=written, rating="")).text
    assert "Terima kasih &lt;script&gt;alert(1)&lt;/script&gt;" in again


def test_missing_rating_is_told_and_the_words_kept(office, web):
    answer = web.post(COUNTER, data=words(rating="", words=HOSTILE))
    assert answer.status_code == 422
    assert "<title>Galat:" in answer.text
    assert "Pilih satu nilai" in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert kept() == []


@pytest.mark.parametrize("rating", ["0", "5", "empat", "-1", "4.5"])
def test_rating_outside_the_scale_is_refused(office, web, rating):
    assert web.post(COUNTER, data=words(rating=rating)).status_code == 422
    assert kept() == []


def test_words_over_the_limit_are_refused(office, web):
    answer = web.post(COUNTER, data=words(words="a" * 501))
    assert answer.status_code == 422
    assert "Kurangi 1 huruf" in answer.text


def test_machine_that_answers_at_once_or_fills_the_trap_is_held_up(office, web):
    at_once = token(seconds=0)
    for data in (words(token=at_once), words(website="http://spam.example")):
        answer = web.post(COUNTER, data=data)
        assert answer.status_code == 422
        assert "Petugas ramah." in answer.text
        assert "spam.example" not in answer.text
    assert kept() == []


@pytest.mark.parametrize("made", ["", "abc", "forged.token"])
def test_forged_token_is_replaced_by_a_good_one(office, web, made):
    answer = web.post(COUNTER, data=words(token=made))
    assert answer.status_code == 422
    fresh = re.search(r'name="token" value="([^"]+)"', answer.text).group(1)
    assert fresh != made
    assert kept() == []


def test_token_of_another_counter_or_of_yesterday_is_not_taken(office, web):
    for bad in (token(code="2222-2222"), token(seconds=13 * 3600)):
        assert web.post(COUNTER, data=words(token=bad)).status_code == 422
    assert kept() == []


def test_sending_twice_makes_one_record_and_other_words_another(office, web):
    sent = words()
    first, again = web.post(COUNTER, data=sent), web.post(COUNTER, data=sent)
    assert first.location == again.location
    web.post(COUNTER, data={**sent, "words": "Dan tempatnya bersih."})
    assert len(kept()) == 2


def test_officer_who_is_signed_in_cannot_thank_themselves(app, office, web):
    account = session().get(Account, office.acting(office.clerk).account_id)
    mine = sign_in(app.test_client(), account)
    answer = mine.post(COUNTER, data=words(officer=str(office.clerk.id)))
    assert answer.status_code == 422
    assert "diri sendiri" in answer.text
    assert mine.post(COUNTER, data=words()).status_code == 303
    event = session().scalars(select(AuditEvent).filter_by(subject_kind="commendation")).one()
    assert (event.account_id, event.actor_name) == (None, "Warga")


def test_closed_counter_leads_to_an_open_one(office, web):
    with transaction() as work:
        work.merge(office.counter).is_open = False
    page = web.get(COUNTER)
    assert page.status_code == 200
    assert "sedang tutup" in page.text
    assert 'name="rating"' not in page.text
    assert web.post(COUNTER, data=words()).status_code == 200
    assert kept() == []


def test_many_sendings_from_one_place_are_slowed(office, web):
    statuses = [web.post(COUNTER, data=words(words=str(one))).status_code for one in range(14)]
    assert statuses[0] == 303
    assert statuses[-1] == 429


def test_complaint_gets_a_receipt_and_an_answer(office, web):
    assert "Apa yang Anda adukan?" in web.get(f"{COUNTER}/pengaduan").text
    answer = web.post(f"{COUNTER}/pengaduan", data=wrong(body="Di loket 1, Senin pagi."))
    row = session().scalars(select(Complaint)).one()
    assert (row.state, row.is_anonymous) == (ComplaintState.RECEIVED, True)
    assert row.tracking_code in web.get(answer.location).text
    address = f"/lacak/{row.tracking_code}"
    assert "sedang diperiksa" in web.get(address).text
    forward = VerifyComplaint(
        complaint_id=row.id, event=ComplaintEvent.FORWARD, lapor_id="777", reason=REASON
    )
    verify_complaint(forward, actor=office.by_hr, now=datetime.now(UTC))
    answer_complaint(row.id, text=f"Sudah {HOSTILE}", actor=office.by_hr, now=datetime.now(UTC))
    page = web.get(address).text
    assert "sudah dijawab" in page
    assert HOSTILE not in page
    assert "777" in page


def test_complaint_long_after_the_service_is_refused_with_its_last_day(office, web):
    answer = web.post(
        f"{COUNTER}/pengaduan", data=wrong(body="Isi tetap ada", served_on="2020-01-02")
    )
    assert answer.status_code == 422
    assert "1 Februari 2020" in answer.text
    assert "Isi tetap ada" in answer.text
    today = datetime.now(UTC).date() - timedelta(days=1)
    web.post(f"{COUNTER}/pengaduan", data=wrong(served_on=today.isoformat()))
    assert session().scalars(select(Complaint)).one().served_on == today


def test_complaint_without_a_word_is_refused(office, web):
    answer = web.post(f"{COUNTER}/pengaduan", data=wrong(title=" ", body="Isi tetap ada"))
    assert answer.status_code == 422
    assert "Tulis apa yang Anda adukan" in answer.text
    assert "Isi tetap ada" in answer.text


def test_unknown_codes_all_read_the_same(office, web):
    known = code_in(web.post(COUNTER, data=words()))
    absent = [f"TRM-{signs}" for signs in ("2222-2222", "ZZZZ-ZZZZ")]
    pages = [web.get(f"/lacak/{one}") for one in (*absent, "abc", "TRM-0000-0000")]
    assert {page.status_code for page in pages} == {404}
    bare = {re.sub(r'href="[^"]*"', "", page.text) for page in pages}
    assert len(bare) == 1
    typed = [web.post("/lacak", data={"code": one}) for one in (*absent, "abc")]
    assert {page.status_code for page in typed} == {422}
    assert web.post("/lacak", data={"code": known.lower()}).location.endswith(f"/lacak/{known}")
    assert web.get(f"/lacak/{known.lower()}").location.endswith(f"/lacak/{known}")


def test_guessing_codes_is_slowed(office, web):
    statuses = {web.get(f"/lacak/TRM-2222-22{one:02}").status_code for one in range(22, 45)}
    assert 429 in statuses


def test_status_tells_no_verdict_on_anybody(office, web):
    code = code_in(web.post(COUNTER, data=words(officer=str(office.clerk.id))))
    for state in CommendationState:
        with transaction() as work:
            row = work.scalars(select(Commendation).filter_by(tracking_code=code)).one()
            row.state = state
        limiter.reset()
        page = web.get(f"/lacak/{code}").text
        assert office.clerk.name not in page
        assert "Ucapan Anda" in page


def test_citizen_with_the_code_shows_or_hides_the_name(office, web):
    code = code_in(web.post(COUNTER, data=words(citizen_name="Wati")))
    assert "Simpan pilihan" in web.get(f"/lacak/{code}").text
    web.post(f"/lacak/{code}/nama", data={"anonymity": "show"})
    session().expire_all()
    assert not kept()[0].is_anonymous
    assert web.post("/lacak/TRM-2222-2222/nama", data={"anonymity": "show"}).status_code == 404


def test_low_rating_is_offered_a_complaint(office, web):
    low = web.post(COUNTER, data=words(rating="1"))
    assert "Buat pengaduan" in web.get(low.location).text
    high = web.post(COUNTER, data=words(rating="4"))
    assert "Buat pengaduan" not in web.get(high.location).text


def test_public_page_asks_the_database_little(office, web):
    web.get(COUNTER)
    with listening() as heard:
        web.get(COUNTER)
    assert len(heard) <= 3, heard

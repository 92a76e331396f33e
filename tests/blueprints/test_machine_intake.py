"""A queue machine or a chatbot sends what citizens say: by key, in JSON, each once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.api_tokens import ApiScope, MakeToken
from ledger.domain.people import Role
from ledger.extensions import limiter
from ledger.models.api_tokens import ApiRequest, ApiToken
from ledger.models.commendations import Commendation, Complaint
from ledger.models.events import AuditEvent
from ledger.models.people import Account
from ledger.services.api_tokens import make_token, revoke_token
from tests.factories import make_agency, make_person, make_unit
from tests.intake import grant as give
from tests.intake import make_office
from tests.visits import sign_in

THANKS = {"counter": "7K3M-9Q2F", "rating": 4, "words": "Petugas ramah."}
WRONG = {"service": "KTP", "title": "Diminta biaya tambahan", "served_on": None}
BOTH = (ApiScope.COMMENDATIONS, ApiScope.COMPLAINTS)


@pytest.fixture
def office(app):
    limiter.reset()
    return make_office()


class Machine:
    """A scripted client: its key, and how it sends."""

    def __init__(self, app, secret: str) -> None:
        self.client = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "id"
        self.secret = secret

    def send(self, path="commendations", said=THANKS, key="kirim-1", **headers):
        sent = {
            "Authorization": f"Bearer {self.secret}",
            "Idempotency-Key": key,
            "Content-Type": "application/json",
            **headers,
        }
        body = said if isinstance(said, str | bytes) else json.dumps(said)
        kept = {name: value for name, value in sent.items() if value is not None}
        return self.client.post(f"/api/v1/{path}", data=body, headers=kept)


def token_of(office, *scopes, days=30, now=None, form_key="a") -> str:
    command = MakeToken(name="Mesin antrean", scopes=scopes or BOTH, days=days, form_key=form_key)
    return make_token(command, actor=office.by_hr, now=now or datetime.now(UTC))


@pytest.fixture
def machine(app, office) -> Machine:
    return Machine(app, token_of(office))


def kept(kind=Commendation):
    session().expire_all()
    return list(session().scalars(select(kind).order_by(kind.id)))


def problem(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    return answer.json


def test_machine_sends_a_commendation_and_gets_the_citizens_code(office, machine):
    said = {**THANKS, "officer_nip": office.clerk.nip, "happened_on": "2026-11-20"}
    answer = machine.send(said=said)
    assert answer.status_code == 201
    (row,) = kept()
    assert answer.json["code"] == row.tracking_code
    assert answer.json["status_url"].endswith(f"/lacak/{row.tracking_code}")
    assert (row.person_id, row.counter_id, row.unit_id) == (
        office.clerk.id, office.counter.id, office.unit.id,
    )  # fmt: skip
    assert row.is_anonymous
    event = session().scalars(select(AuditEvent).filter_by(subject_kind="commendation")).one()
    assert event.actor_name == "Mesin antrean"
    assert machine.client.get(f"/lacak/{row.tracking_code}").status_code == 200


def test_machine_sends_a_complaint_that_starts_its_clock(office, machine):
    answer = machine.send("complaints", {**WRONG, "classification": "permintaan informasi"})
    assert answer.status_code == 201
    (row,) = kept(Complaint)
    assert (row.unit_id, row.classification) == (office.unit.id, "permintaan informasi")
    assert (row.clock, row.is_anonymous) == ("information", True)


def test_same_key_and_body_is_answered_again_and_writes_nothing(office, machine):
    first, again = machine.send(), machine.send()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(kept()) == 1


def test_same_key_with_another_body_or_address_is_refused(office, machine):
    machine.send()
    told = problem(machine.send(said={**THANKS, "rating": 3}), 422)
    assert told["code"] == "idempotency_key_reused"
    assert "kunci baru" in told["detail"]
    assert problem(machine.send("complaints", WRONG), 422)["code"] == "idempotency_key_reused"
    assert len(kept()) == 1
    assert machine.send(key="kirim-2").status_code == 201


def test_key_of_one_machine_is_no_key_of_another(app, office, machine):
    machine.send()
    other = Machine(app, token_of(office, form_key="b"))
    assert other.send().status_code == 201
    assert len(kept()) == 2


def test_same_request_many_times_at_once_is_one_record(app, office, machine):
    def send(_):
        with app.app_context():
            return machine_again(app, machine).send().json["code"]

    with ThreadPoolExecutor(4) as threads:
        codes = set(threads.map(send, range(8)))
    assert len(codes) == 1
    assert len(kept()) == 1


def machine_again(app, machine: Machine) -> Machine:
    return Machine(app, machine.secret)


def test_key_is_new_again_after_a_month(office, machine):
    machine.send()
    with transaction() as work:
        row = work.scalars(select(ApiRequest)).one()
        row.received_at -= timedelta(days=30)
    assert machine.send(said={**THANKS, "rating": 3}).status_code == 201
    assert [row.rating for row in kept()] == [4, 3]
    assert len(kept(ApiRequest)) == 1


@pytest.mark.parametrize("key", [None, "", "dua kata", "é", "x" * 101])
def test_request_that_does_not_say_which_it_is_is_refused(office, machine, key):
    told = problem(machine.send(key=key), 400)
    assert told["code"] == "idempotency_key_missing"
    assert "Idempotency-Key" in told["detail"]
    assert kept() == []


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer nrc_salah", "Basic YTpi"])
def test_nobody_without_a_good_key_gets_in(office, machine, header):
    answer = machine.send(Authorization=header)
    assert problem(answer, 401)["code"] == "token_refused"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert kept() == []


def test_revoked_and_ended_keys_are_refused_at_once(app, office, machine):
    assert machine.send().status_code == 201
    token_id = session().scalar(select(ApiToken.id))
    revoke_token(token_id, actor=office.by_hr, now=datetime.now(UTC))
    assert machine.send(key="kirim-2").status_code == 401
    long_ago = datetime.now(UTC) - timedelta(days=30)
    old = Machine(app, token_of(office, now=long_ago, form_key="b"))
    assert old.send(key="kirim-3").status_code == 401


def test_key_opens_only_what_it_is_for(app, office):
    narrow = Machine(app, token_of(office, ApiScope.COMPLAINTS))
    assert problem(narrow.send(), 403)["code"] == "forbidden"
    assert narrow.send("complaints", WRONG).status_code == 201


def test_key_opens_no_page_and_reads_nothing(office, machine):
    headers = {"Authorization": f"Bearer {machine.secret}"}
    assert machine.client.get("/apresiasi/periksa", headers=headers).status_code == 302
    assert machine.client.get("/api/v1/commendations", headers=headers).status_code == 405


def test_places_and_people_of_another_agency_are_unknown(app, office, machine):
    elsewhere = make_agency()
    stranger = make_person(make_unit(elsewhere))
    told = problem(machine.send(said={**THANKS, "officer_nip": stranger.nip}), 422)
    assert list(told["errors"]) == ["officer_nip"]
    for place in ({"counter": "2222-2222"}, {"service": "TIDAK-ADA"}):
        said = {"rating": 4, **place}
        assert list(problem(machine.send(said=said), 422)["errors"]) == list(place)
    assert kept() == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"counter": "7K3M-9Q2F"}, "rating"),
        ({**THANKS, "rating": "4"}, "rating"),
        ({**THANKS, "rating": 5}, "rating"),
        ({**THANKS, "rating": 10**400}, "rating"),
        ({"rating": 4}, "counter"),
        ({**THANKS, "service": "KTP"}, "service"),
        ({**THANKS, "words": "a" * 501}, "words"),
        ({**THANKS, "words": ["a"]}, "words"),
        ({**THANKS, "wrods": "a"}, "wrods"),
        ({**THANKS, "happened_on": "2999-01-01"}, "happened_on"),
        ({**THANKS, "happened_on": "kemarin"}, "happened_on"),
    ],
)
def test_what_cannot_be_used_is_told_by_field(office, machine, said, field):
    told = problem(machine.send(said=said), 422)
    assert list(told["errors"]) == [field]
    assert kept() == []
    assert machine.send().status_code == 201


@pytest.mark.parametrize("body", ["", "[]", "{", '"a"', b"\xff\xfe", "null"])
def test_body_that_is_no_object_is_refused(office, machine, body):
    assert "JSON" in problem(machine.send(said=body), 422)["detail"]


def test_body_of_another_type_or_too_large_is_refused(office, machine):
    form = machine.send(said="rating=4", **{"Content-Type": "application/x-www-form-urlencoded"})
    assert "JSON" in problem(form, 422)["detail"]
    assert problem(machine.send(said={**THANKS, "words": "a" * 70_000}), 413)["code"] == "too_large"


def test_hidden_letters_are_taken_out_and_emoji_stay(office, machine):
    written = "Terima \u202ekasih\x00 \u200b😊 شكرا"
    assert machine.send(said={**THANKS, "words": written}).status_code == 201
    assert [row.words for row in kept()] == ["Terima kasih 😊 شكرا"]


def test_machine_that_floods_is_slowed_and_others_are_not(app, office, machine):
    statuses = [machine.send(said="{").status_code for _ in range(122)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    other = Machine(app, token_of(office, form_key="b"))
    assert other.send().status_code == 201


def test_last_use_is_noted(office, machine):
    machine.send()
    used = session().scalar(select(ApiToken.used_at))
    assert used is not None
    assert used.date() >= date(2026, 1, 1)


def browser(app, office, person, *roles):
    account = session().get(Account, office.acting(person).account_id)
    for role in roles:
        give(account.id, role)
    return sign_in(app.test_client(), account)


def test_hr_makes_a_key_that_is_shown_once(app, office):
    hr = browser(app, office, office.hr, Role.HR)
    page = hr.get("/kunci-mesin/baru").text
    form_key = page.split('name="form_key" value="')[1].split('"')[0]
    typed = {"name": "Chatbot", "scopes": ["complaints"], "days": "90", "form_key": form_key}
    shown = hr.post("/kunci-mesin/baru", data=typed)
    secret = shown.text.split('id="nomor">')[1].split("<")[0]
    assert secret.startswith("nrc_")
    machine = Machine(app, secret)
    assert machine.send("complaints", WRONG).status_code == 201
    listed = hr.get("/kunci-mesin").text
    assert "Chatbot" in listed
    assert secret[-4:] in listed
    assert secret not in listed
    again = hr.post("/kunci-mesin/baru", data=typed, follow_redirects=True).text
    assert "hanya ditampilkan sekali" in again
    assert session().scalars(select(ApiToken)).one().secret_hash != secret
    token_id = session().scalar(select(ApiToken.id))
    hr.post(f"/kunci-mesin/{token_id}/cabut")
    assert machine.send("complaints", WRONG, key="lagi").status_code == 401
    assert hr.post(f"/kunci-mesin/{token_id}/cabut").status_code == 404
    assert "Dicabut" in hr.get("/kunci-mesin").text


def test_key_without_name_purpose_or_end_is_refused_and_the_form_kept(app, office):
    hr = browser(app, office, office.hr, Role.HR)
    wrong = hr.post("/kunci-mesin/baru", data={"name": "Chatbot", "days": "9999"})
    assert wrong.status_code == 422
    for told in ("Pilih paling sedikit satu", "masa berlaku", 'value="Chatbot"'):
        assert told in wrong.text
    assert kept(ApiToken) == []


def test_keys_are_no_business_of_others(app, office):
    clerk = browser(app, office, office.clerk, Role.UNIT_ADMIN)
    assert clerk.get("/kunci-mesin").status_code == 403
    assert clerk.post("/kunci-mesin/baru", data={}).status_code == 403
    account = session().get(Account, office.acting(office.colleague).account_id)
    give(account.id, Role.HR, office.unit.id)
    narrow = sign_in(app.test_client(), account)
    typed = {"name": "Chatbot", "scopes": ["complaints"], "days": "90", "form_key": "x"}
    assert narrow.post("/kunci-mesin/baru", data=typed).status_code == 403
    assert kept(ApiToken) == []

"""A flood at one counter slows everybody a little and loses nobody's words."""

import re
from hashlib import sha256
from io import BytesIO
from itertools import count

import pytest
from PIL import Image
from sqlalchemy import select

from ledger.blueprints.floods import WORK_BITS, is_solved
from ledger.database import session
from ledger.domain.people import Role
from ledger.extensions import limiter
from ledger.models.commendations import Commendation, Complaint
from ledger.models.people import Account
from tests.blueprints.test_citizens import COUNTER, token, words, wrong
from tests.intake import grant, make_office
from tests.visits import sign_in


@pytest.fixture
def office(app):
    limiter.reset()
    return make_office()


@pytest.fixture
def web(app):
    return app.test_client()


def kept(kind=Commendation):
    return list(session().scalars(select(kind).order_by(kind.id)))


def solved(task: str) -> str:
    return next(str(one) for one in count() if is_solved(task, str(one)))


def flood(web) -> None:
    """Thirty sendings within a minute, each from another address."""
    for one in range(30):
        far = {"REMOTE_ADDR": f"10.0.0.{one}"}
        answer = web.post(COUNTER, data=words(words=f"Ke-{one}"), environ_base=far)
        assert answer.status_code == 303


def test_quiet_counter_asks_no_work(office, web):
    page = web.get(COUNTER).text
    assert "work.js" not in page
    assert 'name="work"' not in page


def test_flooded_counter_asks_for_work_and_keeps_the_words(office, web):
    flood(web)
    page = web.get(COUNTER).text
    assert "work.js" in page
    assert f'data-work="{WORK_BITS}"' in page
    answer = web.post(COUNTER, data=words(words="Isi tetap ada"))
    assert answer.status_code == 429
    assert "Isi tetap ada" in answer.text
    assert "sangat banyak kiriman" in answer.text
    assert len(kept()) == 30


def test_browser_that_did_the_work_goes_on(office, web):
    flood(web)
    task = token()
    done = words(token=task, work=solved(task), words="Dari orang sungguhan")
    assert web.post(COUNTER, data=done).status_code == 303
    assert kept()[-1].words == "Dari orang sungguhan"


def test_one_task_is_good_for_a_few_sendings_only(office, web):
    flood(web)
    task = token()
    work = solved(task)
    statuses = [
        web.post(COUNTER, data=words(token=task, work=work, words=str(one))).status_code
        for one in range(7)
    ]
    assert statuses == [303] * 5 + [429] * 2


def test_without_javascript_a_minute_of_waiting_does(office, web):
    flood(web)
    assert web.post(COUNTER, data=words(token=token(seconds=20))).status_code == 429
    assert web.post(COUNTER, data=words(token=token(seconds=61))).status_code == 303


def test_other_counters_and_complaints_elsewhere_are_not_held_up(office, web):
    flood(web)
    task = token()
    sent = wrong(token=task, work=solved(task))
    assert web.post(f"{COUNTER}/pengaduan", data=sent).status_code == 303
    assert len(kept(Complaint)) == 1


def test_many_from_one_place_wait_with_their_words(office, web):
    for one in range(12):
        web.post(COUNTER, data=words(words=str(one)))
    answer = web.post(COUNTER, data=words(words="Isi tetap ada"))
    assert answer.status_code == 429
    assert "Isi tetap ada" in answer.text
    assert "dari jaringan ini" in answer.text


@pytest.mark.parametrize("work", ["", "x", "-1", "1.5", "9" * 17, "\u0661"])
def test_work_that_is_no_number_is_none(work):
    assert not is_solved("tugas", work)


def test_work_is_the_zeros_of_a_hash():
    work = solved("tugas")
    digest = int.from_bytes(sha256(f"tugas:{work}".encode()).digest(), "big")
    assert digest.bit_length() <= 256 - WORK_BITS


def picture() -> bytes:
    out = BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def with_photo(content: bytes, **changes):
    return words(photo=(BytesIO(content), "IMG_1234.jpg"), **changes)


def test_photo_comes_along_and_only_those_who_check_see_it(app, office, web):
    answer = web.post(COUNTER, data=with_photo(picture()))
    assert answer.status_code == 303
    (row,) = kept()
    account = session().get(Account, office.acting(office.colleague).account_id)
    address = f"/apresiasi/periksa/{row.id}/foto"
    assert web.get(address).status_code == 302
    colleague = sign_in(app.test_client(), account)
    assert colleague.get(address).status_code == 403
    grant(account.id, Role.UNIT_ADMIN, office.unit.id)
    shown = colleague.get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert "Unduh foto" in colleague.get(f"/apresiasi/periksa/{row.id}").text


def test_half_a_photo_is_told_and_the_words_stay(office, web):
    content = picture()
    answer = web.post(COUNTER, data=with_photo(content[: len(content) // 2]))
    assert answer.status_code == 422
    assert "terputus di tengah jalan" in answer.text
    assert "Petugas ramah." in answer.text
    assert kept() == []


def test_complaint_with_a_photo_is_kept_once(app, office, web):
    content, task = picture(), token()
    for _ in range(2):
        sent = wrong(token=task, photo=(BytesIO(content), "bukti.jpg"))
        assert web.post(f"{COUNTER}/pengaduan", data=sent).status_code == 303
    (row,) = kept(Complaint)
    account = session().get(Account, office.acting(office.hr).account_id)
    grant(account.id, Role.HR)
    hr = sign_in(app.test_client(), account)
    assert hr.get(f"/pengaduan/periksa/{row.id}/foto").mimetype == "image/jpeg"


def test_unit_thanks_back_and_somebody_without_a_nip_is_thanked(app, office, web):
    code = re.search(r"TRM-\S+", web.post(COUNTER, data=words()).location).group()
    (row,) = kept()
    account = session().get(Account, office.acting(office.hr).account_id)
    grant(account.id, Role.HR)
    hr = sign_in(app.test_client(), account)
    verdict = {"verdict": "accepted", "staff_name": "Pak Udin, petugas keamanan"}
    both = {**verdict, "officer": str(office.clerk.id)}
    refused = hr.post(f"/apresiasi/periksa/{row.id}", data=both)
    assert refused.status_code == 422
    assert "tidak keduanya" in refused.text
    hr.post(f"/apresiasi/periksa/{row.id}", data={**verdict, "reply": "Terima kasih kembali."})
    session().expire_all()
    assert (kept()[0].person_id, kept()[0].staff_name) == (None, "Pak Udin, petugas keamanan")
    page = web.get(f"/lacak/{code}").text
    assert "Terima kasih kembali." in page
    assert "Pak Udin" not in page

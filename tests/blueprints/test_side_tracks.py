"""Performance and service sanctions: HR prepares, the official decides, others find none."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.models.side_tracks import SideSanction
from tests.conduct import REASON, ConductHouse, later
from tests.rehearsals import Rehearsal, rehearsing, text_of


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse(with_pack=False)


@pytest.fixture
def web(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    with rehearsing(app, house) as rehearsal:
        yield rehearsal


def prepare(web: Rehearsal, house: ConductHouse, **other: str) -> int:
    typed = {
        "subject": house.staff.nip or "",
        "kind": "PL2",
        "obligation": "Pasal 15 huruf e",
        "letter_number": "800/12/2026",
        "decided_on": "2026-11-23",
        "reason": REASON,
    }
    return web.post("/sanksi-lain/pelayanan/baru", **typed | other).status_code


def side_id_of(session: Session) -> int:
    return session.scalars(select(SideSanction.id)).one()


def test_letter_goes_from_hr_to_the_official_to_the_persons_own_page(web, house, session):
    web.enter(house.officer)
    assert "UU 25/2009" in text_of(web.get("/sanksi-lain/pelayanan/baru"))
    assert "Pasal 56 PP 30/2019" in text_of(web.get("/sanksi-lain/kinerja/baru"))
    assert prepare(web, house) == 303
    side_id = side_id_of(session)
    page = text_of(web.get(f"/sanksi-lain/{side_id}"))
    assert "Menunggu putusan" in page
    assert "Apakah sanksi ini dijatuhkan?" not in page
    web.enter(house.head)
    assert "1 surat sanksi di luar disiplin menunggu keputusan Anda" in text_of(web.get("/"))
    assert web.post(f"/sanksi-lain/{side_id}/putusan", answer="1", note="pendek").status_code == 422
    assert web.post(f"/sanksi-lain/{side_id}/putusan", answer="1", note=REASON).status_code == 303
    web.enter(house.staff)
    own = text_of(web.get("/pembinaan-saya"))
    assert "Sanksi pelayanan publik (UU 25/2009)" in own
    assert "bukan hukuman disiplin" in own
    assert house.officer.name in own
    web.enter(house.officer, later(3))
    answer = web.post(f"/sanksi-lain/{side_id}/kelanjutan", answer="0", note=REASON)
    assert answer.status_code == 422
    assert "23 Februari 2027" in text_of(answer)
    web.post(f"/sanksi-lain/{side_id}/kelanjutan", answer="1", note=REASON)
    assert "Dipatuhi" in text_of(web.get("/sanksi-lain"))
    web.enter(house.head, later(4))
    web.post(f"/sanksi-lain/{side_id}/tarik", withdrawal=REASON)
    assert "Ditarik kembali" in text_of(web.get(f"/sanksi-lain/{side_id}"))


def test_record_says_as_what_its_official_decides(web, house, session):
    web.enter(house.officer)
    prepare(web, house)
    page = text_of(web.get(f"/sanksi-lain/{side_id_of(session)}"))
    assert f"{house.head.name} · sebagai atasan langsung" in page


def test_what_was_typed_survives_a_refusal(web, house):
    web.enter(house.officer)
    answer = web.post("/sanksi-lain/pelayanan/baru", subject="Bintang", reason="Alasan saya")
    assert answer.status_code == 422
    page = text_of(answer)
    for word in ("Alasan saya", "Bintang", "Pilih jenis sanksi", "Isi nomor surat"):
        assert word in page
    assert prepare(web, house, kind="KN1") == 422
    assert prepare(web, house, subject="Tidak Ada") == 422


@pytest.mark.parametrize("who", ["staff", "mate", "chief"])
def test_third_persons_find_neither_form_nor_record(web, house, session, who):
    web.enter(house.officer)
    prepare(web, house)
    side_id = side_id_of(session)
    web.enter(getattr(house, who))
    assert web.get("/sanksi-lain/kinerja/baru").status_code == 403
    assert web.get(f"/sanksi-lain/{side_id}").status_code == 404
    for path in ("putusan", "kelanjutan", "tarik"):
        typed = {"answer": "1", "note": REASON, "withdrawal": REASON}
        assert web.post(f"/sanksi-lain/{side_id}/{path}", **typed).status_code == 404
    assert "800/12/2026" not in text_of(web.get("/sanksi-lain"))

"""The pages of decisions: who sees what, what a form says, and how a decision ends."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ledger.blueprints.guards import SignedIn
from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalState, Verdict, seen_hash
from ledger.domain.people import Role
from ledger.extensions import login_manager
from ledger.models.cases import PastSanction
from ledger.models.nominations import Evidence
from ledger.models.proposals import Proposal
from ledger.services.proposals import decide_proposal, proposal_payload
from tests.factories import NOW, make_actor, make_person
from tests.proposals import REASON, House
from tests.statements import listening


class Browser:
    """A browser in which anybody of the house can be signed in."""

    def __init__(self, client: FlaskClient, house: House) -> None:
        self.client, self.house, self.actors = client, house, {}

    def enter(self, actor: Actor) -> "Browser":
        self.actors["me"] = actor
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = "me", True
        return self

    def get(self, path: str):
        return self.client.get(path, headers={"Accept-Language": "id"})

    def post(self, path: str, **typed: str):
        return self.client.post(path, data=typed, headers={"Accept-Language": "id"})


@pytest.fixture
def house(session: Session) -> House:
    return House()


@pytest.fixture
def web(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with app.test_client() as client:
        browser = Browser(client, house)
        monkeypatch.setattr(
            login_manager,
            "_user_callback",
            lambda key: SignedIn(key, browser.actors[key]) if key in browser.actors else None,
        )
        yield browser


SECRETS = ("hukuman", "disiplin", "kasus", "5 januari 2026", "ketentuan instansi")
WAITS = "Menunggu verifikasi kepegawaian"


def seen(proposal_id: int) -> str:
    return seen_hash(proposal_payload(proposal_id))


def state_of(session: Session, proposal_id: int) -> ProposalState:
    session.expire_all()
    return session.get_one(Proposal, proposal_id).state


def test_queue_counts_what_it_lists(web: Browser, house: House):
    first = house.propose(house.staff, house.mate)
    house.propose_guidance()
    page = web.enter(house.actor(house.head)).get("/keputusan").text
    assert "Perlu keputusan Anda (1)" in page
    assert "Bintang" in page
    assert "dan 1 lainnya" in page
    assert f'value="{first}"' in page
    assert "Jatuh tempo" in page or "hari kerja" in page


def test_queue_is_filtered_by_its_address(web: Browser, house: House):
    house.propose()
    web.enter(house.actor(house.head))
    assert "Bintang" in web.get("/keputusan?kind=award").text
    assert "Tidak ada yang cocok" in web.get("/keputusan?kind=reversal").text
    assert "Bintang" in web.get("/keputusan?kind=nonsense&unit=x").text


def test_empty_queue_shows_the_last_decisions(web: Browser, house: House):
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    page = web.enter(house.actor(house.head)).get("/keputusan").text
    assert "Semua sudah diputuskan." in page
    assert "Bintang: Inovasi diuji coba" in page


def test_queue_and_file_stay_within_twelve_statements(web: Browser, house: House):
    nomination = house.nominate(house.clerk, house.stranger)
    firing = house.fire("nomination_accepted", nomination.id, stage="uji_coba")
    ids = [house.propose(firing_id=firing.id), *(house.propose() for _ in range(6))]
    web.enter(house.actor(house.head))
    for path in ("/keputusan", f"/keputusan/{ids[0]}", "/keputusan/sekaligus?item=1&item=2&item=3"):
        with listening() as statements:
            assert web.get(path).status_code == 200
        assert len(statements) <= 12, (path, len(statements), statements)


def test_file_shows_claim_rule_and_form(web: Browser, house: House):
    nomination = house.nominate(house.clerk, house.stranger)
    firing = house.fire("nomination_accepted", nomination.id, stage="uji_coba", evidence_count=1)
    with transaction() as work:
        proof = Evidence(
            agency_id=house.agency.id,
            subject_kind="nomination",
            subject_id=nomination.id,
            file_name="foto loket.jpg",
            sha256="a" * 64,
            added_at=NOW,
        )
        work.add(proof)
    proposal_id = house.propose(firing_id=firing.id)
    page = web.enter(house.actor(house.head)).get(f"/keputusan/{proposal_id}").text
    for told in ("Membuka loket malam", "25 poin", "Inovasi yang sudah diuji coba", "Setujui"):
        assert told in page
    assert seen(proposal_id) in page
    assert f'/usulan/bukti/{proof.id}">foto loket.jpg' in page


def test_shares_and_points_stand_only_where_points_are_shared(web: Browser, house: House):
    award, guidance = house.propose(house.staff, house.mate), house.propose_guidance()
    web.enter(house.actor(house.head))
    assert "Porsi" in web.get(f"/keputusan/{award}").text
    page = web.get(f"/keputusan/{guidance}").text
    assert "Pegawai yang dinilai" in page
    assert "Porsi" not in page


def test_approval_by_the_form(web: Browser, house: House, session: Session):
    proposal_id = house.propose()
    web.enter(house.actor(house.head))
    answer = web.post(
        f"/keputusan/{proposal_id}/putuskan", verdict="approve", seen=seen(proposal_id)
    )
    assert answer.status_code == 303
    assert state_of(session, proposal_id) is ProposalState.APPROVED


def test_short_reason_keeps_what_was_typed(web: Browser, house: House):
    proposal_id = house.propose()
    web.enter(house.actor(house.head))
    answer = web.post(
        f"/keputusan/{proposal_id}/putuskan",
        verdict="reject",
        reason="kurang bukti",
        seen=seen(proposal_id),
    )
    assert answer.status_code == 422
    assert "Tambah 8 huruf" in answer.text
    assert "kurang bukti</textarea>" in answer.text


def test_second_decision_says_who_and_when(web: Browser, house: House):
    proposal_id = house.propose()
    hash_ = seen(proposal_id)
    decide_proposal(house.decide(proposal_id, house.head), actor=house.actor(house.head), now=NOW)
    web.enter(house.actor(house.head))
    answer = web.post(
        f"/keputusan/{proposal_id}/putuskan", verdict="reject", reason=REASON, seen=hash_
    )
    assert answer.status_code == 409
    assert (
        "Usulan ini sudah disetujui oleh Siti pada 23 November 2026 pukul 10.00 WIB." in answer.text
    )
    assert REASON in answer.text


def test_changed_proposal_is_shown_again(web: Browser, house: House):
    proposal_id = house.propose()
    web.enter(house.actor(house.head))
    answer = web.post(f"/keputusan/{proposal_id}/putuskan", verdict="approve", seen="0" * 64)
    assert answer.status_code == 409
    assert "Rancangan ini berubah setelah Anda membukanya" in answer.text
    assert seen(proposal_id) in answer.text


def test_stranger_gets_not_found_everywhere(web: Browser, house: House):
    award, guidance = house.propose(), house.propose_guidance()
    web.enter(house.actor(house.stranger))
    for path in (f"/keputusan/{award}", f"/keputusan/{guidance}", f"/tanggapan/{guidance}"):
        assert web.get(path).status_code == 404
    for path in ("putuskan", "ajukan-lagi", "tarik", "hak-tanggap"):
        answer = web.post(f"/keputusan/{award}/{path}", verdict="approve", reason=REASON)
        assert answer.status_code == 404, path
    assert web.get("/keputusan").status_code == 403


def test_subject_sees_little_and_replies(web: Browser, house: House, session: Session):
    proposal_id = house.propose_guidance()
    web.enter(house.actor(house.staff))
    assert "Setujui" not in web.get(f"/keputusan/{proposal_id}").text
    assert "Kekeliruan layanan" in web.get("/tanggapan").text
    assert web.post(f"/tanggapan/{proposal_id}").status_code == 422
    answer = web.post(f"/tanggapan/{proposal_id}", text="Loket rusak sejak pagi.")
    assert answer.status_code == 303
    assert state_of(session, proposal_id) is ProposalState.PENDING
    assert "Loket rusak sejak pagi." in web.get(f"/tanggapan/{proposal_id}").text


def test_hr_oversees_without_deciding(web: Browser, house: House):
    proposal_id = house.propose()
    web.enter(make_actor(house.stranger, Role.HR))
    assert web.get(f"/keputusan/{proposal_id}").status_code == 200
    assert "Inovasi diuji coba" in web.get("/keputusan/diajukan").text
    assert "Tidak ada yang cocok" in web.get("/keputusan/diajukan?state=rejected").text
    answer = web.post(
        f"/keputusan/{proposal_id}/putuskan", verdict="approve", seen=seen(proposal_id)
    )
    assert answer.status_code == 403


def test_bulk_goes_from_review_to_results(web: Browser, house: House, session: Session):
    first, second = house.propose(), house.propose(house.mate)
    other = house.propose(proposer_id=house.head.id)
    web.enter(house.actor(house.head))
    page = web.get(f"/keputusan/sekaligus?item={first}&item={second}&item={other}").text
    assert "Setujui 2 usulan" in page
    assert "1 pilihan tidak ikut" in page
    typed = {f"seen-{one}": seen(one) for one in (first, second, other)}
    answer = web.post("/keputusan/sekaligus", **typed)
    assert "2 usulan diputuskan" in answer.text
    assert "Dilewati karena Anda yang memverifikasinya." in answer.text
    assert state_of(session, second) is ProposalState.APPROVED


def test_returned_proposal_is_sent_again_by_its_proposer(
    web: Browser, house: House, session: Session
):
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head, Verdict.RETURN, REASON)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    web.enter(house.actor(house.clerk))
    assert "Apa yang sudah diperbaiki?" in web.get(f"/keputusan/{proposal_id}").text
    assert web.post(f"/keputusan/{proposal_id}/ajukan-lagi", reason="sudah").status_code == 422
    assert web.post(f"/keputusan/{proposal_id}/ajukan-lagi", reason=REASON).status_code == 303
    assert web.post(f"/keputusan/{proposal_id}/tarik").status_code == 303
    assert state_of(session, proposal_id) is ProposalState.WITHDRAWN


def test_correction_is_asked_for_on_an_entry(web: Browser, house: House, session: Session):
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    session.expire_all()
    uid = session.get_one(Proposal, proposal_id).entry_uid
    web.enter(house.actor(house.head))
    assert "Inovasi diuji coba" in web.get(f"/koreksi/{uid}").text
    assert web.post(f"/koreksi/{uid}", reason="salah").status_code == 422
    assert web.post(f"/koreksi/{uid}", reason=REASON).status_code == 303
    web.enter(house.actor(house.chief))
    assert web.get(f"/koreksi/{uid}").status_code == 404
    assert "Koreksi: Inovasi diuji coba" in web.get("/keputusan").text


def test_superior_assesses_on_the_page(web: Browser, house: House, session: Session):
    proposal_id = house.propose_guidance(is_assessed=False, proposer_id=None)
    web.enter(house.actor(house.head))
    assert "Perlu keputusan Anda (1)" in web.get("/keputusan").text
    assert web.post(f"/keputusan/{proposal_id}/telaah", reason=REASON).status_code == 422
    answer = web.post(f"/keputusan/{proposal_id}/telaah", reason=REASON, suspected="no")
    assert answer.status_code == 303
    assert state_of(session, proposal_id) is ProposalState.AWAITING_REPLY


@pytest.fixture
def held(web: Browser, house: House) -> int:
    """Somebody who serves a medium sanction is thanked, and the head approves by the form."""
    with transaction() as work:
        work.add(
            PastSanction(
                agency_id=house.agency.id,
                person_id=house.staff.id,
                kind="S1",
                letter_number="800/1",
                letter_on=NOW.date().replace(month=1, day=5),
                ends_on=NOW.date().replace(year=2027),
            )
        )
    proposal_id = house.propose(house.staff)
    web.enter(house.actor(house.head))
    answer = web.post(
        f"/keputusan/{proposal_id}/putuskan", verdict="approve", reason="", seen=seen(proposal_id)
    )
    assert answer.status_code == 303
    return proposal_id


def main_of(page: str) -> str:
    """What the page itself says; the menu of HR names discipline whatever is shown."""
    return page[page.index("<main") : page.index("</main")].lower()


def test_head_nominator_and_subject_see_only_that_hr_verifies(
    web: Browser, house: House, held: int
):
    told = web.get(f"/keputusan/{held}").text
    assert "Disetujui. Penghargaan berlaku sesudah verifikasi kepegawaian." in told
    for person in (house.head, house.clerk, house.staff):
        for path in (f"/keputusan/{held}", "/keputusan"):
            page = web.enter(house.actor(person)).get(path)
            if path == "/keputusan" and page.status_code == 403:
                continue
            words = main_of(page.text)
            assert not [word for word in SECRETS if word in words], (person.name, path)
        assert WAITS in web.get(f"/keputusan/{held}").text


def test_hr_reads_why_and_by_which_row_and_a_stranger_finds_no_page(
    web: Browser, house: House, held: int
):
    hr = make_actor(make_person(house.dinas, house.chief), Role.HR)
    page = web.enter(hr).get(f"/keputusan/{held}").text
    assert WAITS in page
    assert "Bintang: Hukuman disiplin sedang, sejak 5 Januari 2026." in page
    assert "/ketentuan/interlock.award.sedang" in page
    row = web.get("/ketentuan/interlock.award.sedang").text
    assert "Perlu verifikasi" in row
    assert "menghalangi 24 bulan" in row
    assert "Kenaikan pangkat dan hukuman sedang" in web.get("/ketentuan").text
    assert web.enter(house.actor(house.stranger)).get(f"/keputusan/{held}").status_code == 404
    assert web.get("/ketentuan/interlock.award.sedang").status_code == 403

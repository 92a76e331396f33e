"""The pages of a standing: one's own is open, everybody else's is not there."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.checkpoints import SignerKey
from ledger.domain.people import Role
from ledger.domain.proofs import check_holder_proof
from ledger.errors import Conflict, InvalidInput, NotFound
from ledger.models.entries import Checkpoint
from ledger.models.events import AuditEvent, Notification
from ledger.models.mistakes import MistakeReport
from ledger.models.people import RoleGrant
from ledger.services.mistakes import answer_mistake, report_mistake
from ledger.services.sealing import seal_all
from tests.factories import NOW
from tests.inspecting import seal
from tests.proposals import HAPPENED
from tests.standings import Story
from tests.statements import listening
from tests.visits import leave, sign_in

NOTE = "Tanggal kejadian seharusnya 4 November, bukan 3."


@pytest.fixture
def story(app) -> Story:
    return Story(quota=1000)


@pytest.fixture
def visit(story: Story, client):
    """A browser of one of the people of the story."""

    def as_person(person):
        return sign_in(client, story.accounts[person.id])

    return as_person


def page(browser, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_own_page_shows_lines_goals_badges_and_the_sum(story: Story, visit):
    story.award(story.staff, 25, badge={"code": "x", "tier": "emas", "name": "Sahabat Warga"})
    story.thank(story.staff, date(2026, 11, 3), date(2026, 11, 4))
    text = page(visit(story.staff), "/capaian?periode=2026-T4")
    for words in ("Capaian saya", "+25", "Inovasi diuji coba", "Siti", "Sahabat Warga emas"):
        assert words in text
    assert "1 lagi dari Sahabat Warga, perunggu" in text
    assert "Triwulan IV 2026" in text
    assert "<svg" in text


def test_quarter_without_lines_leads_to_the_last_one_that_has_some(story: Story, visit):
    story.award(story.staff, 25)
    link = 'href="/capaian?periode=2026-T4">Lihat Triwulan IV 2026</a>'
    browser = visit(story.staff)
    assert link in page(browser, "/capaian?periode=2025-T1")
    assert link not in page(browser, "/capaian?periode=2026-T4")


def test_message_about_guidance_names_nothing_and_leads_to_the_quiet_page(story: Story, session):
    story.guide()
    told = session.scalars(
        select(Notification).where(
            Notification.person_id == story.staff.id, Notification.key.endswith(":decided")
        )
    )
    assert [(one.text, one.path, one.params) for one in told] == [
        ("Ada dokumen kepegawaian untuk Anda", "/pembinaan-saya", {})
    ]


def test_newcomer_reads_how_points_arise(story: Story, visit):
    text = page(visit(story.mate), "/capaian")
    assert "Poin Anda akan tercatat di sini" in text


def test_unknown_period_is_this_quarter(story: Story, visit):
    browser = visit(story.staff)
    (current,) = re.findall(r'aria-current="true">(Triwulan[^<]+)', page(browser, "/capaian"))
    for asked in ("kemarin", "2026-T9", ""):
        assert f">{current}</a>" in page(browser, f"/capaian?periode={asked}")


def test_entry_page_answers_why(story: Story, visit):
    story.approve(*story.thank(story.staff, *(date(2026, 11, day) for day in (3, 4, 5))))
    browser = visit(story.staff)
    uid = page(browser, "/capaian?periode=2026-T4").split("/capaian/entri/")[1].split('"')[0]
    text = page(browser, f"/capaian/entri/{uid}")
    for words in ("Mengapa saya mendapat ini?", "Terpenuhi", "paling sedikit 3", "UU 20/2023"):
        assert words in text
    assert "Belum disegel" in text


def test_third_persons_find_nothing(story: Story, visit):
    uid = story.award(story.staff, 25)
    note = story.guide()
    for person in (story.mate, story.head, story.officer):
        browser = visit(person)
        for one in (uid, note):
            page(browser, f"/capaian/entri/{one}", 404)
            page(browser, f"/capaian/entri/{one}/bukti", 404)
            assert (
                browser.post(f"/capaian/entri/{one}/kekeliruan", data={"note": NOTE}).status_code
                == 404
            )


def test_superior_reads_merit_of_staff_but_never_guidance(story: Story, visit):
    story.award(story.staff, 25)
    story.guide()
    text = page(visit(story.head), f"/pegawai/{story.staff.id}/capaian?periode=2026-T4")
    assert "+25" in text
    assert "Kekeliruan layanan" not in text
    assert "/pembinaan-saya" not in text
    own = page(visit(story.head), "/pembinaan-saya")
    assert "Kekeliruan layanan" not in own


def test_colleague_and_signed_out_visitor_do_not_reach_a_staff_page(story: Story, visit, client):
    page(visit(story.mate), f"/pegawai/{story.staff.id}/capaian", 403)
    leave(client)
    assert client.get("/capaian").status_code == 302


def test_quiet_page_tells_what_to_do_and_how_to_object(story: Story, visit):
    assert "Tidak ada catatan." in page(visit(story.staff), "/pembinaan-saya")
    story.guide()
    text = page(visit(story.staff), "/pembinaan-saya")
    assert "Kekeliruan layanan" in text
    assert "Berlaku sampai 2 Mei 2027" in text
    assert "paling lambat" in text


def test_badge_page_names_each_deed(story: Story, visit):
    story.award(story.staff, 5, badge={"code": "x", "tier": "perak", "name": "Sahabat Warga"})
    text = page(visit(story.staff), "/capaian/lencana")
    assert "Sahabat Warga perak" in text
    assert "Inovasi diuji coba" in text


def test_sealed_entry_gives_its_proof(story: Story, visit, session):
    uid = story.award(story.staff, 25)
    browser = visit(story.staff)
    assert browser.get(f"/capaian/entri/{uid}/bukti").status_code == 409
    signer = SignerKey(story.agency.origin, bytes(range(32)))
    seal_all(story.agency.id, signer=signer, now=NOW)
    assert "Disegel" in page(browser, f"/capaian/entri/{uid}")
    answer = browser.get(f"/capaian/entri/{uid}/bukti")
    assert answer.headers["Content-Disposition"].endswith('.tlog-proof"')
    assert check_holder_proof(answer.get_data(as_text=True), signer.verifier_key)
    assert session.scalar(select(Checkpoint.tree_size))


def test_mistake_is_reported_once_and_answered_by_hr(story: Story, visit, session):
    grant_hr(story)
    uid = story.award(story.staff, 25)
    for _ in range(2):
        answer = visit(story.staff).post(f"/capaian/entri/{uid}/kekeliruan", data={"note": NOTE})
        assert answer.status_code == 303
    (report,) = session.scalars(select(MistakeReport))
    assert NOTE in page(visit(story.staff), f"/capaian/entri/{uid}")
    told = session.scalars(select(Notification.person_id).where(Notification.path == "/kekeliruan"))
    assert list(told) == [story.officer.id]
    text = page(visit(story.officer), f"/kekeliruan?jawab={report.id}")
    assert NOTE in text
    sent = visit(story.officer).post(f"/kekeliruan/{report.id}", data={"answer": "Sudah kami cek."})
    assert sent.status_code == 303
    assert "Sudah kami cek." in page(visit(story.staff), f"/capaian/entri/{uid}")
    tags = session.scalars(select(AuditEvent.tag).where(AuditEvent.tag.like("entry:mistake:%")))
    assert list(tags) == ["entry:mistake:reported", "entry:mistake:answered"]


def test_mistake_without_words_keeps_the_page(story: Story, visit):
    uid = story.award(story.staff, 25)
    answer = visit(story.staff).post(f"/capaian/entri/{uid}/kekeliruan", data={"note": "salah"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "paling sedikit 10 huruf" in text
    assert re.search(r">\s*salah</textarea>", text)


def test_mistake_is_refused_for_others_and_answered_only_once(story: Story):
    uid = story.award(story.staff, 25)
    staff, mate = story.actor(story.staff), story.actor(story.mate)
    with pytest.raises(NotFound):
        report_mistake(uid, note=NOTE, actor=mate, now=NOW)
    with pytest.raises(InvalidInput):
        report_mistake(uid, note=" ", actor=staff, now=NOW)
    number = report_mistake(uid, note=NOTE, actor=staff, now=NOW)
    for actor in (staff, mate, story.actor(story.head)):
        with pytest.raises(NotFound):
            answer_mistake(number, answer="Sudah kami cek.", actor=actor, now=NOW)
    answer_mistake(number, answer="Sudah kami cek.", actor=story.hr, now=NOW)
    with pytest.raises(Conflict):
        answer_mistake(number, answer="Sekali lagi.", actor=story.hr, now=NOW)


def test_page_takes_at_most_twelve_queries(story: Story, visit):
    story.award(story.staff, 25)
    browser = visit(story.staff)
    page(browser, "/capaian")
    for path in ("/capaian", "/capaian/lencana", "/pembinaan-saya"):
        with listening() as heard:
            page(browser, path)
        assert len(heard) <= 12


def grant_hr(story: Story) -> None:
    granter = story.accounts[story.head.id]
    with transaction() as work:
        work.add(
            RoleGrant(
                agency_id=story.agency.id,
                account_id=story.accounts[story.officer.id].id,
                role=Role.HR,
                valid_from=date(2026, 1, 1),
                granted_by=granter.id,
            )
        )


def test_line_says_that_it_waits_until_it_is_sealed(app, story: Story, visit):
    uid = story.award(story.staff, 25)
    browser = visit(story.staff)
    paths = ("/capaian?periode=2026-T4", f"/capaian/entri/{uid}")
    assert all("Belum disegel" in page(browser, path) for path in paths)
    seal(app, story.agency.id, NOW)
    assert not any("Belum disegel" in page(browser, path) for path in paths)


def test_badge_that_has_not_come_says_what_is_missing_and_until_when(story: Story, visit):
    story.thank(story.staff, HAPPENED, HAPPENED)
    text = page(visit(story.staff), "/capaian/belum")
    nearest = text.split("<section")[1]
    assert "Sahabat Warga perunggu" in nearest
    assert "Kurang 1 lagi, sampai 31 Desember 2026." in nearest
    assert "nilai dari warga, 1 sampai 4 sama dengan 4" in nearest
    story.thank(story.staff, HAPPENED)
    assert "Sudah diusulkan periode ini" in page(visit(story.staff), "/capaian/belum")


def test_reasons_that_are_open_are_ones_own_and_silent_about_conduct(story: Story, visit, client):
    story.guide()
    story.thank(story.staff, HAPPENED, HAPPENED)
    text = page(visit(story.staff), "/capaian/belum")
    assert "pembinaan" not in text.split("<main")[1].split("</main>")[0].lower()
    others = page(visit(story.head), "/capaian/belum")
    assert "Kurang 1 lagi" not in others
    assert "/capaian/belum" not in page(visit(story.head), f"/pegawai/{story.staff.id}/capaian")
    leave(client)
    assert client.get("/capaian/belum").status_code == 302


def test_entry_is_evaluated_again_and_shows_what_was_counted(story: Story, visit):
    (proposal_id,) = story.thank(story.staff, HAPPENED, HAPPENED, HAPPENED)
    story.approve(proposal_id)
    uid = story.entry_uid(proposal_id)
    text = page(visit(story.staff), f"/capaian/entri/{uid}")
    assert "memberi hasil yang sama" in text
    assert "tersimpan 3, dihitung ulang 3" in text
    assert "Yang dihitung (3)" in text
    assert "/capaian?periode=2026-T4#ucapan" in text

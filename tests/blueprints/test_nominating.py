"""Nominating on the screen: three steps without JavaScript, nothing lost, nobody else's record."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.nominations import NominationState
from ledger.domain.people import Role
from ledger.models.events import Draft
from ledger.models.nominations import Evidence, Nomination
from ledger.models.people import Account
from ledger.services.nominations import return_nomination
from tests.factories import make_person
from tests.intake import REASON, grant, make_office, send
from tests.statements import listening
from tests.visits import sign_in

PDF = b"%PDF-1.7 bukti"
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'
REAL = datetime.now(UTC)
EARLIER = {"happened_on": date(2026, 1, 5)}


@pytest.fixture
def office(app):
    return make_office()


def browser(app, office, person, *roles):
    account_id = office.acting(person).account_id
    for role in roles:
        grant(account_id, role)
    return sign_in(app.test_client(), session().get(Account, account_id))


@pytest.fixture
def head(app, office):
    return browser(app, office, office.head)


@pytest.fixture
def hr(app, office):
    return browser(app, office, office.hr, Role.HR)


def subject(office, **changes):
    values = {
        "nominee_known": str(office.clerk.id),
        "title": "Antrean daring",
        "category": "pelayanan_publik",
        "stage": "uji_coba",
        "action": "next",
    }
    return {**values, **changes}


def story(**changes):
    values = {
        "story": "Menyusun antrean daring sehingga warga tidak menunggu.",
        "happened_on": "5/1/2026",
        "action": "next",
    }
    return {**values, **changes}


def token_of(answer) -> str:
    return re.search(r"/draf/([0-9a-f]+)/", answer.location).group(1)


def drafted(client, office, **changes) -> str:
    """A draft that is ready to be checked."""
    token = token_of(client.post("/usulan/baru", data=subject(office)))
    client.post(f"/usulan/draf/{token}/cerita", data=story(**changes))
    return token


def test_nomination_is_written_checked_and_sent(office, head):
    first = head.post("/usulan/baru", data=subject(office))
    assert first.status_code == 303
    token = token_of(first)
    upload = {"evidence": (io.BytesIO(PDF), "laporan kerja.pdf")}
    second = head.post(f"/usulan/draf/{token}/cerita", data=story(**upload))
    assert second.location.endswith(f"/usulan/draf/{token}/periksa")
    page = head.get(second.location).text
    for shown in ("Periksa lalu kirim usulan", office.clerk.name, "laporan kerja.pdf", "Ubah"):
        assert shown in page
    sent = head.post(f"/usulan/draf/{token}/periksa")
    row = session().scalars(select(Nomination)).one()
    assert sent.location.endswith(f"/usulan/{row.id}")
    assert row.state is NominationState.SUBMITTED
    shown = head.get(sent.location).text
    assert row.number in shown
    assert "Usulan terkirim" in shown


def test_sending_twice_shows_the_one_record(office, head):
    token = drafted(head, office)
    first = head.post(f"/usulan/draf/{token}/periksa").location
    assert head.post(f"/usulan/draf/{token}/periksa").location == first
    assert head.get(f"/usulan/draf/{token}/siapa").location == first
    assert len(session().scalars(select(Nomination)).all()) == 1


def test_missing_answers_are_told_and_the_others_kept(office, head):
    answer = head.post("/usulan/baru", data=subject(office, category="", title=HOSTILE))
    assert answer.status_code == 422
    assert "<title>Galat:" in answer.text
    assert "Pilih untuk apa manfaatnya" in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text
    draft = session().scalars(select(Draft)).one()
    assert draft.answers["title"] == HOSTILE
    again = head.get(f"/usulan/draf/{draft.token}/siapa").text
    assert "&lt;script&gt;" in again


def test_draft_is_saved_although_it_is_not_complete(office, head):
    answer = head.post("/usulan/baru", data={"title": "Baru separuh", "action": "save"})
    assert answer.status_code == 303
    page = head.get(answer.location).text
    assert "Baru separuh" in page
    assert "Usulan belum dikirim" in page
    token = session().scalars(select(Draft.token)).one()
    refused = head.post(f"/usulan/draf/{token}/periksa")
    assert refused.status_code == 422
    assert "Pilih pegawai yang Anda usulkan" in refused.text
    assert session().scalars(select(Nomination)).all() == []


def test_typed_name_wins_over_the_button_and_several_matches_are_asked(office, head):
    twin = make_person(office.unit, office.head, name="Ani Lestari Dua")
    asked = head.post("/usulan/baru", data=subject(office, nominee="Ani Lestari"))
    assert asked.status_code == 422
    assert "Pegawai yang mana?" in asked.text
    token = session().scalars(select(Draft.token)).one()
    chosen = subject(office, nominee="Ani Lestari", nominee_id=str(twin.id))
    assert head.post(f"/usulan/draf/{token}/siapa", data=chosen).status_code == 303
    assert session().scalars(select(Draft)).one().answers["nominee_id"] == twin.id


def test_team_is_added_shared_and_removed(office, head):
    added = head.post("/usulan/baru", data=subject(office, member="Ani Lestari", action="add"))
    token = token_of(added)
    assert "Porsi Ani Lestari" in head.get(added.location).text
    address = f"/usulan/draf/{token}/siapa"
    share = f"share_{office.colleague.id}"
    wrong = head.post(address, data=subject(office, nominee_share="60", **{share: "30"}))
    assert wrong.status_code == 422
    assert "Jumlah porsi tim harus 100" in wrong.text
    right = head.post(address, data=subject(office, nominee_share="60", **{share: "40"}))
    assert right.status_code == 303
    head.post(f"/usulan/draf/{token}/cerita", data=story())
    head.post(f"/usulan/draf/{token}/periksa")
    row = session().scalars(select(Nomination)).one()
    assert [one.share_percent for one in row.members] == [60, 40]


def test_member_is_removed_from_the_team(office, head):
    token = token_of(
        head.post("/usulan/baru", data=subject(office, member="Ani Lestari", action="add"))
    )
    removing = subject(office, remove=str(office.colleague.id))
    head.post(f"/usulan/draf/{token}/siapa", data=removing)
    assert session().scalars(select(Draft)).one().answers["team"] == []


@pytest.mark.parametrize("who", ["head", "clerk"])
def test_nominator_and_nominee_are_no_members(office, head, who):
    name = getattr(office, who).name
    answer = head.post("/usulan/baru", data=subject(office, member=name, action="add"))
    assert answer.status_code == 422


def test_nobody_nominates_themselves_on_the_screen(office, head):
    answer = head.post("/usulan/baru", data=subject(office, nominee_known=str(office.head.id)))
    assert answer.status_code == 422
    assert "Anda tidak dapat mengusulkan diri sendiri" in answer.text


def test_colleague_may_nominate_without_leading_anybody(app, office):
    colleague = browser(app, office, office.colleague)
    token = drafted(colleague, office)
    assert colleague.post(f"/usulan/draf/{token}/periksa").status_code == 303


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"MZ\x90 not a paper", "Berkas harus PDF, JPG, atau PNG"),
        (b"", "Berkas ini kosong"),
    ],
)
def test_file_that_is_not_evidence_is_refused_and_the_story_kept(office, head, content, told):
    token = token_of(head.post("/usulan/baru", data=subject(office)))
    upload = {"evidence": (io.BytesIO(content), "bukti.pdf")}
    answer = head.post(f"/usulan/draf/{token}/cerita", data=story(**upload))
    assert answer.status_code == 422
    assert told in answer.text
    assert "Menyusun antrean daring" in answer.text
    assert session().scalars(select(Evidence)).all() == []


def test_story_is_kept_by_itself_without_being_judged(office, head, hr):
    token = drafted(head, office, evidence=(io.BytesIO(PDF), "lama.pdf"))
    address = f"/usulan/draf/{token}/cerita"
    sent = {"action": "autosave", "story": "Baru setengah", "happened_on": "kemarin"}
    answer = head.post(address, data=sent)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert "Draf tersimpan pukul" in answer.text
    assert "Usulan belum dikirim." in answer.text
    page = head.get(address).text
    assert "Baru setengah" in page
    assert 'value="kemarin"' in page
    assert "lama.pdf" in page
    assert hr.post(address, data=sent).status_code == 404


@pytest.mark.parametrize(("file_bytes", "shown"), [(5_100_000, "5,1"), (24_000_000, "24,0")])
def test_file_over_the_limit_is_refused_with_its_size(office, head, file_bytes, shown):
    token = token_of(head.post("/usulan/baru", data=subject(office)))
    # Written by hand: the test browser leaves a big form's temporary file open.
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in story().items()]
    parts.append(b'name="evidence"; filename="a.pdf"\r\n\r\n%PDF-' + b"0" * file_bytes)
    body = b"".join(b"--tepi\r\nContent-Disposition: form-data; " + one + b"\r\n" for one in parts)
    answer = head.post(
        f"/usulan/draf/{token}/cerita",
        data=body + b"--tepi--\r\n",
        content_type="multipart/form-data; boundary=tepi",
    )
    assert answer.status_code == 422
    assert f"Berkas harus lebih kecil dari 5 MB. Berkas ini {shown} MB." in answer.text
    assert "Menyusun antrean daring" in answer.text


def test_file_that_is_unticked_falls_away_and_an_older_one_is_used_again(office, head):
    first = drafted(head, office, evidence=(io.BytesIO(PDF), "lama.pdf"))
    head.post(f"/usulan/draf/{first}/periksa")
    old = session().scalars(select(Evidence.id)).one()
    token = token_of(head.post("/usulan/baru", data=subject(office, title="Yang kedua")))
    address = f"/usulan/draf/{token}/cerita"
    assert "lama.pdf" in head.get(address).text
    head.post(address, data=story(evidence=(io.BytesIO(b"%PDF-1.4 b"), "salah.pdf")))
    head.post(address, data=story(kept=str(old)))
    head.post(f"/usulan/draf/{token}/periksa")
    newest = session().scalars(select(Nomination).order_by(Nomination.id.desc())).first()
    files = session().scalars(select(Evidence).where(Evidence.subject_id == newest.id)).all()
    assert [file.file_name for file in files] == ["lama.pdf"]


def test_evidence_is_downloaded_by_who_may_read_the_nomination(app, office, head, hr):
    token = drafted(head, office, evidence=(io.BytesIO(PDF), "bukti.pdf"))
    head.post(f"/usulan/draf/{token}/periksa")
    address = f"/usulan/bukti/{session().scalars(select(Evidence.id)).one()}"
    for client in (head, hr):
        answer = client.get(address)
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    for person in (office.clerk, office.colleague):
        assert browser(app, office, person).get(address).status_code == 404


def test_draft_is_nobody_elses(app, office, head):
    token = token_of(head.post("/usulan/baru", data=subject(office)))
    other = browser(app, office, office.colleague)
    for path in ("siapa", "cerita", "periksa"):
        assert other.get(f"/usulan/draf/{token}/{path}").status_code == 404
    assert other.post(f"/usulan/draf/{token}/hapus").status_code == 404
    assert head.post(f"/usulan/draf/{token}/hapus").status_code == 303
    assert session().scalars(select(Draft)).all() == []


def test_nomination_is_read_by_sender_and_hr_only(app, office, head, hr):
    nomination_id = send(office, **EARLIER)
    address = f"/usulan/{nomination_id}"
    assert head.get(address).status_code == 200
    assert hr.get(address).status_code == 200
    for person in (office.clerk, office.colleague):
        client = browser(app, office, person)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/tarik").status_code == 404
        assert client.post(f"{address}/perbaiki").status_code == 404
        assert client.post(f"{address}/periksa", data={"verdict": "accept"}).status_code == 403
    assert app.test_client().get(address).status_code == 302


def test_hr_checks_the_queue(office, head, hr):
    first, second = send(office, **EARLIER), send(office, title="Kedua", **EARLIER)
    assert "Verifikasi" in hr.get("/periksa").text
    assert "Antrean daring" in hr.get("/usulan/periksa").text
    assert head.get("/usulan/periksa").status_code == 403
    short = hr.post(f"/usulan/{first}/periksa", data={"verdict": "return", "reason": "kurang"})
    assert short.status_code == 422
    assert "Alasan paling sedikit" in short.text
    hr.post(f"/usulan/{first}/periksa", data={"verdict": "return", "reason": REASON})
    hr.post(f"/usulan/{second}/periksa", data={"verdict": "accept"})
    session().expire_all()
    assert session().get(Nomination, first).state is NominationState.RETURNED
    assert session().get(Nomination, second).state is NominationState.ACCEPTED
    assert hr.post(f"/usulan/{second}/periksa", data={"verdict": "accept"}).status_code == 409
    assert (
        "Semua" in hr.get("/usulan/periksa").text or "Tidak ada" in hr.get("/usulan/periksa").text
    )


def test_returned_nomination_is_mended_from_its_answers(office, head):
    nomination_id = send(office, **EARLIER)
    return_nomination(nomination_id, reason=REASON, actor=office.by_hr, now=REAL)
    assert REASON in head.get(f"/usulan/{nomination_id}").text
    token = token_of(head.post(f"/usulan/{nomination_id}/perbaiki"))
    page = head.get(f"/usulan/draf/{token}/siapa").text
    assert "Antrean daring" in page
    head.post(f"/usulan/draf/{token}/cerita", data=story(impact="Waktu tunggu turun"))
    sent = head.post(f"/usulan/draf/{token}/periksa")
    assert sent.location.endswith(f"/usulan/{nomination_id}")
    session().expire_all()
    row = session().get(Nomination, nomination_id)
    assert (row.state, row.impact) == (NominationState.SUBMITTED, "Waktu tunggu turun")


def test_same_title_is_shown_before_and_refused_after_sending(office, head):
    send(office, **EARLIER)
    token = drafted(head, office)
    address = f"/usulan/draf/{token}/periksa"
    assert "USL-" in head.get(address).text
    answer = head.post(address)
    assert answer.status_code == 422
    assert "judul yang sama" in answer.text


def test_own_list_sorts_by_status_and_stays_cheap(office, head):
    for number in range(8):
        send(office, title=f"Usulan {number}", **EARLIER)
    head.get("/usulan")
    with listening() as heard:
        page = head.get("/usulan?status=menunggu")
    assert "Usulan 7" in page.text
    assert len(heard) <= 12, heard
    assert head.get("/usulan?status=tidak-ada").status_code == 200


def test_withdrawn_nomination_rests(office, head):
    nomination_id = send(office, **EARLIER)
    assert head.post(f"/usulan/{nomination_id}/tarik").status_code == 303
    assert head.post(f"/usulan/{nomination_id}/tarik").status_code == 409

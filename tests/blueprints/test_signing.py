"""The screens of a signer: one paper, several awards, what went wrong, and my own papers."""

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.people import Role
from ledger.domain.signatures import METHOD_KEY, SignatureState
from ledger.gateways.resources import EXTENSION
from ledger.models.documents import Document, Signature
from ledger.services.settings import record_setting
from tests import factories
from tests.blueprints.test_documents import Office, grant
from tests.conftest import NOW
from tests.esign_service import NIK, PASSWORD, USER, Authority, serving
from tests.esign_service import PASSPHRASE as FRASA
from tests.official_keys import PASSPHRASE, Issuer
from tests.visits import sign_in


class SigningOffice(Office):
    """An office whose signer has a certificate."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.app = app
        keys = app.extensions[EXTENSION].config.official_keys_dir
        person = self.signer.person
        self.nip = person.nip or ""
        Issuer().issue(keys, self.nip, person.name)
        record_setting(
            METHOD_KEY,
            "local",
            valid_from=NOW.date(),
            actor=system_actor(self.unit.agency_id),
            now=NOW,
        )

    def ready(self, kind: DocumentKind = DocumentKind.CERTIFICATE, key: str = "1") -> int:
        document_id = self.issue(kind, key)
        session().rollback()
        row = session().query(Signature).filter_by(document_id=document_id).one()
        row.official = {**row.official, "nip": self.nip}
        session().commit()
        return document_id

    def row(self, document_id: int) -> Document:
        session().rollback()
        session().expire_all()
        return session().get_one(Document, document_id)

    def seen(self, document_id: int) -> str:
        return self.row(document_id).signing_sha256 or ""


@pytest.fixture
def office(app: Flask) -> SigningOffice:
    return SigningOffice(app)


@pytest.fixture
def signer(office: SigningOffice, client: FlaskClient) -> FlaskClient:
    return sign_in(client, office.signer)


def test_paper_waits_in_the_list_and_on_the_first_page_of_its_signer(office, signer) -> None:
    document_id = office.ready()
    assert "1 dokumen menunggu tanda tangan Anda" in signer.get("/").text
    text = signer.get("/tanda-tangan").text
    assert "800.1.12.8/1/DKPS/2026" in text
    assert f"/dokumen/{document_id}/tanda-tangan" in text


def test_list_is_empty_for_everybody_else(office, client) -> None:
    office.ready()
    text = sign_in(client, office.colleague).get("/tanda-tangan").text
    assert "Tidak ada dokumen yang menunggu tanda tangan Anda." in text


def test_paper_shows_its_draft_beside_what_it_is_for(office, signer) -> None:
    document_id = office.ready()
    text = signer.get(f"/dokumen/{document_id}/tanda-tangan").text
    for told in ("Pelayanan Cepat dan Ramah", "Buka konsep (PDF)", "Frasa sandi sertifikat"):
        assert told in text


def test_signed_paper_is_issued_and_says_who_signed(office, signer) -> None:
    document_id = office.ready()
    data = {"passphrase": PASSPHRASE, "seen": office.seen(document_id)}
    answer = signer.post(f"/dokumen/{document_id}/tanda-tangan", data=data, follow_redirects=True)
    assert "Dokumen ditandatangani dan terbit." in answer.text
    assert "Elektronik, dengan sertifikat instansi" in answer.text
    assert office.row(document_id).state is DocumentState.ISSUED


def test_wrong_passphrase_is_told_and_never_shown_again(office, signer) -> None:
    document_id = office.ready()
    data = {"passphrase": "bukan sandinya", "seen": office.seen(document_id)}
    answer = signer.post(f"/dokumen/{document_id}/tanda-tangan", data=data)
    assert answer.status_code == 422
    assert "Ketik lagi frasa sandi sertifikat Anda." in answer.text
    assert "bukan sandinya" not in answer.text
    empty = signer.post(f"/dokumen/{document_id}/tanda-tangan", data={})
    assert "Ketik frasa sandi sertifikat Anda" in empty.text


@pytest.mark.parametrize("who", ["colleague", "subject", "hr"])
def test_third_person_finds_nothing_to_sign(office, client, who: str) -> None:
    document_id = office.ready()
    client = sign_in(client, getattr(office, who))
    data = {"passphrase": PASSPHRASE, "seen": office.seen(document_id)}
    path = f"/dokumen/{document_id}/tanda-tangan"
    assert client.get(path).status_code == 404
    for one in (path, f"{path}/ulang", f"{path}/tanya", f"{path}/hasil"):
        file = {"file": (BytesIO(b"%PDF-1.4"), "a.pdf")} if one.endswith("hasil") else {}
        assert client.post(one, data={**data, **file}).status_code == 404
    assert office.row(document_id).state is DocumentState.NUMBERED


def test_awards_are_signed_together_and_a_paper_of_a_case_never(office, signer) -> None:
    awards = [office.ready(key=str(key)) for key in range(2)]
    summons = office.ready(DocumentKind.SUMMONS)
    text = signer.get("/tanda-tangan").text
    assert text.count('name="item"') == 2
    chosen = [*awards, summons]
    data = {
        "item": [str(one) for one in chosen],
        "passphrase": PASSPHRASE,
        **{f"seen-{one}": office.seen(one) for one in chosen},
    }
    text = signer.post("/tanda-tangan", data=data).text
    assert "2 dokumen ditandatangani" in text
    assert "Dokumen ini dibaca dan ditandatangani satu per satu." in text
    assert [office.row(one).state for one in chosen] == [
        DocumentState.ISSUED,
        DocumentState.ISSUED,
        DocumentState.NUMBERED,
    ]


def test_nothing_chosen_is_told_and_choice_survives_a_wrong_passphrase(office, signer) -> None:
    document_id = office.ready()
    answer = signer.post("/tanda-tangan", data={"passphrase": PASSPHRASE})
    assert (answer.status_code, "Pilih paling sedikit satu piagam." in answer.text) == (422, True)
    data = {
        "item": str(document_id),
        f"seen-{document_id}": office.seen(document_id),
        "passphrase": "salah",
    }
    text = signer.post("/tanda-tangan", data=data).text
    assert "Frasa sandi" in text
    assert " checked" in text


def test_lost_signature_asks_its_signer_how_it_ended(office, signer) -> None:
    document_id = office.ready()
    row = session().query(Signature).filter_by(document_id=document_id).one()
    row.state = SignatureState.SENT
    row.sent_at = NOW
    session().flush()
    row.state = SignatureState.UNKNOWN
    session().commit()
    path = f"/dokumen/{document_id}/tanda-tangan"
    text = signer.get(path).text
    assert "Hasil belum diketahui" in text
    assert "PDF hasil tanda tangan" in text
    wrong = signer.post(f"{path}/hasil", data={"file": (BytesIO(b"%PDF-1.4 x"), "hasil.pdf")})
    assert wrong.status_code == 422
    told = signer.post(f"{path}/ulang", follow_redirects=True).text
    assert "menunggu tanda tangan Anda lagi" in told


def test_scan_of_ink_issues_the_paper(office, app, client) -> None:
    document_id = office.ready()
    path = f"/dokumen/{document_id}/pindaian"
    assert sign_in(app.test_client(), office.colleague).get(path).status_code == 404
    hr = sign_in(client, office.hr)
    assert "Tanda tangan basah" in hr.get(path).text
    refused = hr.post(path, data={"file": (BytesIO(b"x"), "x.exe")})
    assert (refused.status_code, "Berkas harus PDF" in refused.text) == (422, True)
    told = hr.post(path, data={"file": (BytesIO(b"%PDF-1.4"), "pindai.pdf")}, follow_redirects=True)
    assert "Pindaian tanda tangan basah disimpan." in told.text
    assert office.row(document_id).state is DocumentState.ISSUED


def test_subject_cannot_record_the_scan_of_their_own_paper(office, client) -> None:
    document_id = office.ready()
    grant(office.subject, Role.HR)
    answer = sign_in(client, office.subject).post(
        f"/dokumen/{document_id}/pindaian", data={"file": (BytesIO(b"%PDF-1.4"), "a.pdf")}
    )
    assert answer.status_code in (403, 404)


def test_own_papers_are_listed_for_their_person_alone(office, app, client) -> None:
    document_id = office.ready()
    own = sign_in(client, office.subject)
    assert "Belum ada dokumen untuk Anda." in own.get("/dokumen-saya").text
    data = {"passphrase": PASSPHRASE, "seen": office.seen(document_id)}
    sign_in(app.test_client(), office.signer).post(
        f"/dokumen/{document_id}/tanda-tangan", data=data
    )
    text = own.get("/dokumen-saya").text
    assert "800.1.12.8/1/DKPS/2026" in text
    assert f"/dokumen/{document_id}.pdf" in text
    other = sign_in(app.test_client(), office.colleague).get("/dokumen-saya").text
    assert "800.1.12.8" not in other


def test_machine_of_another_agency_finds_nothing(office, client) -> None:
    document_id = office.ready()
    stranger = factories.make_account(
        factories.make_person(factories.make_unit(factories.make_agency()))
    )
    grant(stranger, Role.HR)
    client = sign_in(client, stranger)
    for path in ("tanda-tangan", "pindaian"):
        assert client.get(f"/dokumen/{document_id}/{path}").status_code == 404


def test_service_is_asked_for_the_result_it_named(office, app, signer, tmp_path) -> None:
    document_id = office.ready()
    authority = Authority(tmp_path / "bsre")
    with serving(authority) as url:
        held = app.extensions[EXTENSION]
        config = replace(
            held.config, bsre_url=url, bsre_user=USER, bsre_password=PASSWORD, bsre_version=1
        )
        app.extensions[EXTENSION] = replace(held, config=config)
        session().query(Signature).filter_by(document_id=document_id).one().method = "bsre"
        session().commit()
        authority.fault = "torn"
        path = f"/dokumen/{document_id}/tanda-tangan"
        seen = office.seen(document_id)
        data = {"passphrase": FRASA, "identity": NIK, "seen": seen}
        assert "jawabannya tidak sampai utuh" in signer.post(path, data=data).text
        assert "Tanyakan ke layanan" in signer.get(path).text
        told = signer.post(f"{path}/tanya", follow_redirects=True).text
    assert "Dokumen ditandatangani dan terbit." in told
    assert authority.calls == ["/api/sign/pdf", "/api/sign/download/dok-1"]

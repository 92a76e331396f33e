"""A paper waits for its signers, is signed in their turn, and stays where a person can go on."""

import errno
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.domain.actors import Actor, Post
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument
from ledger.domain.people import Capacity
from ledger.domain.signatures import (
    METHOD_KEY,
    CertificateUnusable,
    NotSigned,
    OutcomeUnknown,
    SecretRefused,
    SignatureMethod,
    SignatureState,
    SigningOrder,
    SigningSecret,
)
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.gateways.files import FsspecFiles
from ledger.gateways.official_keys import OfficialKeys
from ledger.gateways.pades import LocalSigner
from ledger.gateways.pdf_signatures import read_signatures
from ledger.models.documents import Document, DocumentEvent, Signature
from ledger.models.events import Notification
from ledger.queries.signing import count_papers_to_sign, list_papers_to_sign
from ledger.services.documents import (
    issue_document,
    keep_signed_file,
    prepare_document,
    record_scan,
    sign_again,
    sign_document,
    sign_many,
)
from ledger.services.documents.signing import StorageFull
from ledger.services.settings import record_setting
from tests import factories
from tests.conftest import NOW
from tests.documents import case_samples, samples
from tests.official_keys import PASSPHRASE, Issuer

SECRET = SigningSecret(passphrase=PASSPHRASE)
URL = "https://neraca.contoh.go.id"
MAKERS = {
    DocumentKind.CERTIFICATE: samples.make_certificate,
    DocumentKind.SUMMONS: case_samples.make_summons,
}


class Failing:
    """A signer with whom something is the matter."""

    method = SignatureMethod.LOCAL

    def __init__(self, failure: Exception) -> None:
        self.failure = failure
        self.times = 0

    def sign(self, *_args: object, **_named: object) -> object:
        self.times += 1
        raise self.failure


class FullDisk(FsspecFiles):
    """A store with no room left from some moment on."""

    is_full = False

    def put(self, content: bytes) -> str:
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().put(content)


class House:
    """An agency that signs with local keys, its two officials and somebody who is honoured."""

    def __init__(self, folder: Path) -> None:
        self.files = FullDisk(f"file://{folder / 'files'}")
        self.actors: dict[int, Actor] = {}
        self.agency = factories.make_agency()
        self.unit = factories.make_unit(self.agency)
        self.head, self.second, self.person = (factories.make_person(self.unit) for _ in range(3))
        issuer = Issuer()
        for one in (self.head, self.second):
            issuer.issue(folder / "keys", one.nip or "", one.name)
        self.signer = LocalSigner(OfficialKeys(folder / "keys"))
        self.choose("local")

    def choose(self, method: str) -> None:
        record_setting(
            METHOD_KEY,
            method,
            valid_from=NOW.date(),
            actor=self.actor(),
            now=NOW,
        )

    def official(self, person, **more: object) -> dict[str, object]:
        return {"person_id": person.id, "name": person.name, "nip": person.nip, **more}

    def ready(self, key: str = "1", *officials: dict[str, object], kind=DocumentKind.CERTIFICATE):
        command = PrepareDocument(
            kind=kind,
            source_key=f"proposal:{key}",
            unit_id=self.unit.id,
            dated_on=NOW.date(),
            context=MAKERS[kind](number="", verification_url="").to_mapping(),
            person_id=self.person.id,
            officials=officials or (self.official(self.head),),
        )
        actor = self.actor()
        document_id = prepare_document(command, actor=actor, now=NOW)
        issue_document(document_id, files=self.files, public_url=URL, now=NOW)
        return document_id

    def actor(self, person=None, **changes: object) -> Actor:
        person = person or self.head
        if person.id not in self.actors:
            self.actors[person.id] = factories.make_actor(person)
        return replace(self.actors[person.id], **changes)

    def sign(self, document_id: int, person=None, signer=None, **changes: object) -> DocumentState:
        arguments = {
            "seen_sha256": self.row(document_id).signing_sha256,
            "secret": SECRET,
            "signer_of": lambda _method: signer or self.signer,
            "files": self.files,
            "actor": self.actor(person),
            "now": NOW,
            **changes,
        }
        return sign_document(document_id, **arguments)  # type: ignore[arg-type]

    def row(self, document_id: int) -> Document:
        session().rollback()
        session().expire_all()
        return session().get_one(Document, document_id)

    def signature(self, document_id: int, position: int = 1) -> Signature:
        session().rollback()
        session().expire_all()
        rows = session().query(Signature)
        return rows.filter_by(document_id=document_id, position=position).one()

    def moments(self, document_id: int) -> list[str]:
        session().rollback()
        rows = session().query(DocumentEvent.kind).filter_by(document_id=document_id)
        return [kind for (kind,) in rows.order_by(DocumentEvent.id)]


@pytest.fixture
def house(session: Session, tmp_path: Path) -> House:
    return House(tmp_path)


def test_rendered_paper_waits_for_its_signer_and_is_not_issued(house) -> None:
    document_id = house.ready()
    document = house.row(document_id)
    assert (document.state, document.sha256) == (DocumentState.NUMBERED, None)
    assert document.signing_sha256 is not None
    assert house.moments(document_id)[-1] == "ready"
    told = session().query(Notification).filter_by(person_id=house.head.id).one()
    assert told.path == f"/dokumen/{document_id}/tanda-tangan"
    assert [one.id for one in list_papers_to_sign(house.actor(), offset=0, limit=9)] == [
        document_id
    ]
    assert count_papers_to_sign(house.actor(house.second)) == 0


def test_last_signature_issues_the_paper_with_the_signature_in_it(house) -> None:
    document_id = house.ready()
    before = house.row(document_id).signing_sha256
    assert house.sign(document_id) is DocumentState.ISSUED
    document = house.row(document_id)
    (found,) = read_signatures(house.files.get(document.sha256 or ""))
    assert (found.signer, found.holds) == (house.head.name, True)
    signature = house.signature(document_id)
    assert (signature.state, signature.method) == (SignatureState.SIGNED, SignatureMethod.LOCAL)
    assert (signature.certificate, signature.signed_at) == (house.head.name, NOW)
    assert house.moments(document_id)[-4:] == ["ready", "sent", "signed", "issued"]
    # Nobody holds the bytes without a signature, so they are not kept.
    assert not house.files.exists(before or "")
    assert count_papers_to_sign(house.actor()) == 0


def test_several_sign_in_their_order_and_nobody_out_of_turn(house) -> None:
    document_id = house.ready("1", house.official(house.head), house.official(house.second))
    with pytest.raises(NotFound):
        house.sign(document_id, house.second)
    assert house.sign(document_id) is DocumentState.NUMBERED
    assert count_papers_to_sign(house.actor(house.second)) == 1
    assert house.sign(document_id, house.second) is DocumentState.ISSUED
    found = read_signatures(house.files.get(house.row(document_id).sha256 or ""))
    assert [one.signer for one in found] == [house.head.name, house.second.name]
    assert all(one.holds for one in found)


def test_third_person_cannot_sign(house) -> None:
    document_id = house.ready()
    stranger = factories.make_person(factories.make_unit(factories.make_agency()))
    for person in (house.person, stranger):
        with pytest.raises(NotFound):
            house.sign(document_id, person)
    assert house.signature(document_id).state is SignatureState.WAITING


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (SecretRefused("Frasa sandi salah."), SecretRefused),
        (CertificateUnusable("Sertifikat habis."), CertificateUnusable),
        (NotSigned("Layanan tidak dapat dihubungi."), NotSigned),
        (ZeroDivisionError(), ZeroDivisionError),
    ],
    ids=["passphrase", "certificate", "away", "bug"],
)
def test_what_was_not_signed_waits_again_with_the_same_number(house, failure, error) -> None:
    document_id = house.ready()
    number = house.row(document_id).number
    with pytest.raises(error):
        house.sign(document_id, signer=Failing(failure))
    assert house.signature(document_id).state is SignatureState.WAITING
    assert house.moments(document_id)[-1] == "refused"
    assert house.sign(document_id) is DocumentState.ISSUED
    assert house.row(document_id).number == number


def test_unknown_outcome_is_never_sent_again_until_a_person_says_how_it_ended(house) -> None:
    document_id = house.ready()
    silent = Failing(OutcomeUnknown("Tidak ada jawaban.", reference="abc"))
    with pytest.raises(OutcomeUnknown):
        house.sign(document_id, signer=silent)
    signature = house.signature(document_id)
    assert (signature.state, signature.reference) == (SignatureState.UNKNOWN, "abc")
    with pytest.raises(Conflict):
        house.sign(document_id, signer=silent)
    assert silent.times == 1
    with pytest.raises(NotFound):
        sign_again(document_id, actor=house.actor(house.second), now=NOW)
    sign_again(document_id, actor=house.actor(), now=NOW)
    assert house.sign(document_id) is DocumentState.ISSUED


def test_result_of_a_lost_signature_is_taken_from_the_service(house) -> None:
    document_id = house.ready()
    sent = house.files.get(house.row(document_id).signing_sha256 or "")
    with pytest.raises(OutcomeUnknown):
        house.sign(document_id, signer=Failing(OutcomeUnknown("Tidak ada jawaban.")))
    order = SigningOrder(nip=house.head.nip or "")
    signed = house.signer.sign(sent, order, SECRET, now=NOW).content
    named = {
        "signer_of": lambda _method: house.signer,
        "files": house.files,
        "actor": house.actor(),
        "now": NOW,
    }
    for wrong in (sent, signed + b"\n", signed.replace(b"/Lang", b"/Lung")):
        with pytest.raises(InvalidInput):
            keep_signed_file(document_id, wrong, **named)
    assert keep_signed_file(document_id, signed, **named) is DocumentState.ISSUED
    assert house.files.get(house.row(document_id).sha256 or "") == signed


def test_killed_process_is_settled_by_a_person_once_nobody_waits(house) -> None:
    document_id = house.ready()
    with transaction():
        signature = house.signature(document_id)
        signature.state, signature.sent_at = SignatureState.SENT, NOW
    with pytest.raises(Conflict):
        sign_again(document_id, actor=house.actor(), now=NOW + timedelta(minutes=1))
    sign_again(document_id, actor=house.actor(), now=NOW + timedelta(minutes=6))
    assert house.signature(document_id).state is SignatureState.WAITING


def test_full_disk_loses_no_number_and_no_paper(house) -> None:
    document_id = house.ready()
    house.files.is_full = True
    with pytest.raises(StorageFull, match="No space left"):
        house.sign(document_id)
    house.files.is_full = False
    assert house.signature(document_id).state is SignatureState.WAITING
    assert house.sign(document_id) is DocumentState.ISSUED


def test_changed_paper_is_read_again_before_it_is_signed(house) -> None:
    document_id = house.ready()
    with pytest.raises(Conflict, match="berubah sejak"):
        house.sign(document_id, seen_sha256="0" * 64)


@pytest.mark.parametrize("capacity", [Capacity.PLT, Capacity.DEFINITIF])
def test_official_whose_post_ended_cannot_sign_and_the_paper_waits(house, capacity) -> None:
    official = house.official(
        house.head,
        post_unit_id=house.unit.id,
        capacity=capacity.value,
        capacity_label="Plt.",
        post="Kepala Dinas",
    )
    document_id = house.ready("1", official)
    with pytest.raises(Forbidden, match="tidak lagi menjabat"):
        house.sign(document_id, actor=house.actor(posts=()))
    assert house.signature(document_id).state is SignatureState.WAITING
    post = Post(unit_id=house.unit.id, capacity=capacity)
    assert house.sign(document_id, actor=house.actor(posts=(post,))) is DocumentState.ISSUED


def test_awards_are_signed_together_each_with_its_own_result(house) -> None:
    ids = [house.ready(str(key)) for key in range(3)]
    seen = {one: house.row(one).signing_sha256 or "" for one in ids}
    seen[ids[1]] = "0" * 64
    results = sign_many(
        seen,
        secret=SECRET,
        signer_of=lambda _method: house.signer,
        files=house.files,
        actor=house.actor(),
        now=NOW,
    )
    assert [one.refusal is None for one in results] == [True, False, True]
    assert [house.row(one).state.value for one in ids] == ["issued", "numbered", "issued"]


def test_refused_passphrase_ends_the_round(house) -> None:
    ids = [house.ready(str(key)) for key in range(3)]
    refusing = Failing(SecretRefused("Frasa sandi salah."))
    with pytest.raises(SecretRefused):
        sign_many(
            {one: house.row(one).signing_sha256 or "" for one in ids},
            secret=SECRET,
            signer_of=lambda _method: refusing,
            files=house.files,
            actor=house.actor(),
            now=NOW,
        )
    assert refusing.times == 1


def test_paper_of_a_case_is_never_signed_together(house) -> None:
    document_id = house.ready(kind=DocumentKind.SUMMONS)
    (result,) = sign_many(
        {document_id: house.row(document_id).signing_sha256 or ""},
        secret=SECRET,
        signer_of=lambda _method: house.signer,
        files=house.files,
        actor=house.actor(),
        now=NOW,
    )
    assert isinstance(result.refusal, Forbidden)
    assert house.sign(document_id) is DocumentState.ISSUED


def test_scan_of_ink_takes_the_place_of_an_electronic_signature(house) -> None:
    document_id = house.ready()
    unsigned = house.row(document_id).signing_sha256
    named = {"files": house.files, "actor": house.actor(), "now": NOW}
    with pytest.raises(InvalidInput):
        record_scan(document_id, b"no picture", **named)
    assert record_scan(document_id, b"%PDF-1.4 pindaian", **named) is DocumentState.ISSUED
    assert house.row(document_id).sha256 == unsigned
    signature = house.signature(document_id)
    assert (signature.method, signature.state) == (SignatureMethod.WET, SignatureState.SIGNED)
    assert house.files.get(signature.scan_sha256 or "") == b"%PDF-1.4 pindaian"


def test_agency_that_signs_by_hand_issues_at_once_and_may_add_the_scan(house) -> None:
    house.choose("wet")
    document_id = house.ready()
    assert house.row(document_id).state is DocumentState.ISSUED
    named = {"files": house.files, "now": NOW}
    with pytest.raises(Forbidden):
        record_scan(document_id, b"%PDF-1.4", actor=house.actor(house.second), **named)
    record_scan(document_id, b"%PDF-1.4", actor=house.actor(), **named)
    with pytest.raises(Conflict, match="sudah tercatat"):
        record_scan(document_id, b"%PDF-1.4", actor=house.actor(), **named)


def test_database_lets_no_paper_be_signed_before_its_signers_did(house) -> None:
    document_id = house.ready()
    with pytest.raises(RuleRefused, match="belum ditandatangani semua"), transaction() as work:
        work.get_one(Document, document_id).state = DocumentState.SIGNED


def test_secrets_stand_in_no_event_and_no_row(house) -> None:
    document_id = house.ready()
    house.sign(document_id)
    told = str([row.data for row in session().query(DocumentEvent)])
    assert PASSPHRASE not in told
    assert PASSPHRASE not in str(vars(house.signature(document_id)))

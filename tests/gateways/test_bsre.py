"""Signing by the national service: both versions, and each way in which an answer can fail."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ledger.documents.rendering import render_pdf
from ledger.domain.signatures import (
    CertificateUnusable,
    NotSigned,
    OutcomeUnknown,
    SecretRefused,
    SigningOrder,
    SigningSecret,
)
from ledger.errors import InvalidInput
from ledger.gateways.bsre import BsreService, BsreSigner
from ledger.gateways.pdf_signatures import read_signatures
from tests.documents import samples
from tests.esign_service import CODE, NIK, PASSPHRASE, PASSWORD, USER, Authority, serving
from tests.gateways.test_pades import look_of

SECRET = SigningSecret(passphrase=PASSPHRASE, identity=NIK)
ORDER = SigningOrder(nip="196908171995032001")


@pytest.fixture(scope="module")
def paper():
    context = samples.make_certificate()
    return render_pdf(context.kind, context)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "keys")


@pytest.fixture
def url(authority):
    with serving(authority) as url:
        yield url


@pytest.fixture(params=[1, 2], ids=["v1", "v2"])
def signer(request, url):
    service = BsreService(
        url=url,
        user=USER,
        password=PASSWORD,
        version=request.param,
        connect_seconds=1,
        read_seconds=1,
    )
    return BsreSigner(service)


def sign(signer, content, secret=SECRET, order=ORDER):
    return signer.sign(content, order, secret, now=datetime.now(UTC))


def with_service(signer, **changes):
    return BsreSigner(replace(signer._service, **changes))


def test_paper_comes_back_signed(signer, authority, paper):
    signed = sign(signer, paper)
    (found,) = read_signatures(signed.content, roots=[authority.issuer.der])
    assert (found.signer, found.holds, found.is_trusted) == ("Ratna Kusumawardhani", True, True)
    assert signed.certificate == "Ratna Kusumawardhani"
    assert abs(signed.skew_seconds) < 60
    assert len(authority.calls) == 1


def test_first_version_tells_by_which_name_it_keeps_the_result(signer, paper):
    signed = sign(signer, paper)
    if signer._service.version == 1:
        assert signer.fetch(signed.reference) == signed.content
    else:
        assert signed.reference == ""


def test_block_is_drawn_on_the_page_the_same_way_every_time(signer, paper):
    order = replace(ORDER, look=look_of(paper))
    sent = signer.prepare(paper, order)
    assert sent == signer.prepare(paper, order)
    assert sent != paper
    signed = sign(signer, paper, order=order)
    assert signed.content.startswith(sent)
    # A second signer sees the block of the first, and must not disturb that signature.
    assert signer.prepare(signed.content, order) == signed.content


def test_one_time_code_takes_the_place_of_the_passphrase(signer, authority, paper):
    if signer._service.version == 1:
        pytest.skip("the first version knows no one-time code")
    secret = SigningSecret(one_time_code=CODE, identity="ratna@contoh.go.id")
    assert sign(signer, paper, secret).certificate == "Ratna Kusumawardhani"
    signer.ask_for_code(NIK, data="dokumen")
    assert authority.calls[-1] == "/api/v2/sign/get/totp"


def test_person_and_signature_can_be_asked_about(signer, paper):
    assert signer.status_of(NIK).can_sign
    assert not signer.status_of("1" * 16).can_sign
    if signer._service.version == 2:
        assert signer.verdict_of(paper) == "NO_SIGNATURE"
        assert signer.verdict_of(sign(signer, paper).content) == "VALID"


def test_wrong_passphrase_is_told_beside_its_field(signer, authority, paper):
    with pytest.raises(SecretRefused) as refusal:
        sign(signer, paper, SigningSecret(passphrase="salah", identity=NIK))
    assert list(refusal.value.fields) == ["passphrase"]
    assert len(authority.calls) == 1


@pytest.mark.parametrize("identity", ["", "123", "32730117086900011", "bukan angka semua"])
def test_number_that_is_none_is_told_before_anything_is_sent(signer, authority, paper, identity):
    with pytest.raises(InvalidInput, match="16 angka"):
        sign(signer, paper, SigningSecret(passphrase=PASSPHRASE, identity=identity))
    assert authority.calls == []


@pytest.mark.parametrize(
    ("fault", "code"), [("no_certificate", "certificate_missing"), ("other", "service_refused")]
)
def test_refusal_of_the_service_signs_nothing(signer, authority, paper, fault, code):
    authority.fault = fault
    with pytest.raises(NotSigned) as refusal:
        sign(signer, paper)
    assert refusal.value.code == code
    assert len(authority.calls) == 1


def test_stranger_is_told_to_register(signer, paper):
    with pytest.raises(CertificateUnusable, match="belum terdaftar"):
        sign(signer, paper, SigningSecret(passphrase=PASSPHRASE, identity="1" * 16))


def test_wrong_client_is_for_the_operator(signer, paper):
    with pytest.raises(NotSigned, match="NERACA_BSRE_USER"):
        sign(with_service(signer, password="salah"), paper)


def test_unreadable_pdf_is_told_and_known_to_be_unsigned(signer):
    with pytest.raises(NotSigned, match="tidak dapat membaca"):
        sign(signer, b"bukan PDF")


def test_service_that_is_down_was_never_sent_anything(signer, paper):
    with pytest.raises(NotSigned, match="belum dikirim"):
        sign(with_service(signer, url="http://127.0.0.1:1"), paper)


@pytest.mark.parametrize(
    "fault",
    ["silent", "drops", "torn", "malformed", "unsigned", "500", "502", "503", "504"],
)
def test_whatever_happens_after_sending_is_unknown_and_never_sent_again(
    signer, authority, paper, fault
):
    authority.fault = fault
    with pytest.raises(OutcomeUnknown, match="sudah dikirim"):
        sign(signer, paper)
    assert len(authority.calls) == 1


def test_torn_answer_of_the_first_version_leaves_the_name_of_its_result(signer, authority, paper):
    if signer._service.version == 2:
        pytest.skip("the second version names no result")
    authority.fault = "torn"
    with pytest.raises(OutcomeUnknown) as unknown:
        sign(signer, paper)
    assert signer.fetch(unknown.value.reference) == authority.kept["dok-1"]


def test_slow_answer_within_its_time_is_waited_for(signer, authority, paper):
    authority.fault = "slow"
    assert sign(signer, paper).certificate == "Ratna Kusumawardhani"


@pytest.mark.parametrize("fault", ["silent", "malformed", "502", ""])
def test_passphrase_stands_in_no_error(signer, authority, paper, fault):
    authority.fault = fault
    secret = SigningSecret(passphrase=PASSPHRASE if fault else "salah", identity=NIK)
    with pytest.raises((OutcomeUnknown, SecretRefused)) as failure:
        sign(signer, paper, secret)
    told = f"{failure.value!r} {failure.value.params} {failure.value.__cause__!r}"
    assert PASSPHRASE not in told
    assert "salah" not in repr(secret)
    assert PASSWORD not in repr(signer._service)

"""Signing by a local key: the signature holds, and whatever stands in its way is told."""

import datetime as dt
import pickle
import subprocess
from io import BytesIO

import pikepdf
import pytest

from ledger.documents.rendering import render_pdf
from ledger.documents.signature_block import draw_block, find_place
from ledger.domain.signatures import (
    CertificateUnusable,
    ClockSkew,
    NotSigned,
    SecretRefused,
    SignatureLook,
    SigningOrder,
    SigningSecret,
)
from ledger.gateways.keys import UnsafeKey
from ledger.gateways.official_keys import OfficialKeys
from ledger.gateways.pades import LocalSigner
from ledger.gateways.pdf_signatures import UnreadablePdf, read_signatures
from tests.authorities import REPLY, Authority, answering
from tests.conftest import NOW
from tests.documents import samples
from tests.documents.reading import faults
from tests.official_keys import END, PASSPHRASE, Issuer

RATNA, BAMBANG = "196908171995032001", "197405062000031002"
SECRET = SigningSecret(passphrase=PASSPHRASE)
ORDER = SigningOrder(nip=RATNA)
WORDS = "Ditandatangani secara elektronik oleh Ratna Kusumawardhani."


@pytest.fixture(scope="module")
def issuer():
    return Issuer()


@pytest.fixture(scope="module")
def folder(issuer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    issuer.issue(folder, RATNA, "Ratna Kusumawardhani")
    issuer.issue(folder, BAMBANG, "Bambang Wijaya")
    return folder


@pytest.fixture(scope="module")
def paper():
    context = samples.make_certificate()
    return render_pdf(context.kind, context)


@pytest.fixture
def signer(folder):
    return LocalSigner(OfficialKeys(folder))


def look_of(paper):
    place = find_place(paper, 1)
    block = draw_block(url=samples.URL, words=WORDS, height=place.height)
    return SignatureLook(
        content=block.content,
        width=block.width,
        height=block.height,
        page=place.page,
        left=place.left_of(block.width),
        bottom=place.bottom,
    )


def test_signature_holds_covers_everything_and_names_its_owner(signer, paper, issuer):
    signed = signer.sign(paper, ORDER, SECRET, now=NOW)
    assert signed.certificate == "Ratna Kusumawardhani"
    assert signed.content.startswith(paper)
    (found,) = read_signatures(signed.content, roots=[issuer.der])
    assert (found.signer, found.issuer) == ("Ratna Kusumawardhani", "CA Instansi Contoh")
    assert found.holds
    assert found.is_trusted
    assert found.stamped_at is None


def test_somebody_elses_reader_agrees(signer, paper, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(signer.sign(paper, ORDER, SECRET, now=NOW).content)
    told = subprocess.run(("pdfsig", str(path)), capture_output=True, text=True).stdout
    assert "Signature is Valid" in told
    assert "ETSI.CAdES.detached" in told
    assert "Total document signed" in told


def test_certificate_of_an_unknown_issuer_holds_without_trust(signer, paper):
    signed = signer.sign(paper, ORDER, SECRET, now=NOW).content
    (found,) = read_signatures(signed, roots=[Issuer("CA Lain").der])
    assert found.holds
    assert not found.is_trusted


def test_several_sign_one_after_another_and_all_hold(signer, paper, issuer):
    once = signer.sign(paper, ORDER, SECRET, now=NOW).content
    second = SigningOrder(nip=BAMBANG, position=2)
    twice = signer.sign(once, second, SECRET, now=NOW).content
    found = read_signatures(twice, roots=[issuer.der])
    assert [one.signer for one in found] == ["Ratna Kusumawardhani", "Bambang Wijaya"]
    assert all(one.holds and one.is_trusted for one in found)


def test_one_changed_byte_is_found(signer, paper):
    signed = bytearray(signer.sign(paper, ORDER, SECRET, now=NOW).content)
    signed[1000] ^= 1
    (found,) = read_signatures(bytes(signed))
    assert not found.is_intact


def test_bytes_after_the_signature_are_found(signer, paper):
    signed = signer.sign(paper, ORDER, SECRET, now=NOW).content
    with pikepdf.open(BytesIO(signed)) as pdf:
        pdf.pages.append(pdf.pages[0])
        out = BytesIO()
        pdf.save(out)
    assert not any(one.holds for one in read_signatures(out.getvalue()))


def test_paper_without_a_signature_has_none(paper):
    assert read_signatures(paper) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"hello", b"\0" * 5000])
def test_what_is_no_pdf_is_told(content):
    with pytest.raises(UnreadablePdf, match="bukan PDF"):
        read_signatures(content)


def test_visible_block_stands_where_the_layout_keeps_room(signer, paper):
    order = SigningOrder(nip=RATNA, look=look_of(paper))
    signed = signer.sign(paper, order, SECRET, now=NOW).content
    with pikepdf.open(BytesIO(signed)) as pdf:
        (widget,) = pdf.pages[0].Annots
        left, bottom, right, top = map(float, widget.Rect)
        width = float(pdf.pages[0].mediabox[2])
    assert abs((left + right) / 2 - width / 2) < 1
    assert top - bottom == pytest.approx(40, abs=1)
    assert read_signatures(signed)[0].holds


def test_signed_paper_stays_what_pdf_a_asks(signer, paper):
    """No font, colour space, transparency or script comes in with the block; what was, stays."""
    signed = signer.sign(paper, SigningOrder(nip=RATNA, look=look_of(paper)), SECRET, now=NOW)
    assert faults(signed.content, "3a") == []
    added = signed.content[len(paper) :]
    for forbidden in (b"/Font", b"/JavaScript", b"/JS", b"/SMask", b"/DeviceRGB", b"/LZWDecode"):
        assert forbidden not in added
    with pikepdf.open(BytesIO(signed.content)) as pdf:
        assert pdf.Root.OutputIntents is not None
        (widget,) = pdf.pages[0].Annots
        printed, hidden = 4, 2
        assert int(widget.F) & printed
        assert not int(widget.F) & hidden
        assert "/N" in widget.AP


def test_timestamp_says_when_it_was(folder, paper, tmp_path):
    authority = Authority(tmp_path / "tsa")
    with answering(lambda query: (200, REPLY, authority.reply(query))) as url:
        signer = LocalSigner(OfficialKeys(folder), timestamp_url=url)
        now = dt.datetime.now(dt.UTC)
        signed = signer.sign(paper, ORDER, SECRET, now=now)
    assert abs(signed.skew_seconds) < 60
    (found,) = read_signatures(signed.content)
    assert found.stamped_at == signed.stamped_at
    assert found.holds


def test_clock_that_differs_from_the_authority_is_told(folder, paper, tmp_path):
    authority = Authority(tmp_path / "tsa")
    with answering(lambda query: (200, REPLY, authority.reply(query))) as url:
        signer = LocalSigner(OfficialKeys(folder), timestamp_url=url)
        late = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=30)
        with pytest.raises(ClockSkew, match="berselisih 30 menit"):
            signer.sign(paper, ORDER, SECRET, now=late)


@pytest.mark.parametrize(
    "answer", [(500, "text/plain", b"no"), (200, REPLY, b"\x30\x03junk"), (200, "text/html", b"x")]
)
def test_authority_that_gives_no_stamp_leaves_the_paper_unsigned(folder, paper, answer):
    with answering(lambda query: answer) as url:
        signer = LocalSigner(OfficialKeys(folder), timestamp_url=url)
        with pytest.raises(NotSigned):
            signer.sign(paper, ORDER, SECRET, now=NOW)


def test_authority_that_is_away_leaves_the_paper_unsigned(folder, paper):
    signer = LocalSigner(OfficialKeys(folder), timestamp_url="http://127.0.0.1:1/tsa")
    with pytest.raises(NotSigned, match="Otoritas cap waktu tidak memberi cap"):
        signer.sign(paper, ORDER, SECRET, now=NOW)


def test_wrong_passphrase_is_refused_beside_its_field(signer, paper):
    with pytest.raises(SecretRefused, match="tidak cocok") as refusal:
        signer.sign(paper, ORDER, SigningSecret(passphrase="salah"), now=NOW)
    assert list(refusal.value.fields) == ["passphrase"]


def test_expired_certificate_is_refused_with_its_day(signer, paper):
    with pytest.raises(CertificateUnusable, match="01-01-2028") as refusal:
        signer.sign(paper, ORDER, SECRET, now=END + dt.timedelta(days=1))
    assert refusal.value.code == "certificate_expired"


def test_certificate_not_valid_yet_points_at_the_clock(signer, paper):
    with pytest.raises(CertificateUnusable, match="jam server"):
        signer.sign(paper, ORDER, SECRET, now=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))


def test_official_without_a_certificate_is_told_what_to_do(signer, paper):
    with pytest.raises(CertificateUnusable, match="belum dipasang"):
        signer.sign(paper, SigningOrder(nip="1"), SECRET, now=NOW)


def test_file_that_others_can_read_is_not_used(issuer, paper, tmp_path):
    issuer.issue(tmp_path, RATNA, "Ratna").chmod(0o644)
    with pytest.raises(UnsafeKey, match="chmod 600"):
        LocalSigner(OfficialKeys(tmp_path)).sign(paper, ORDER, SECRET, now=NOW)


def test_damaged_file_is_not_taken_for_a_wrong_passphrase(paper, tmp_path):
    path = tmp_path / f"{RATNA}.p12"
    path.write_bytes(b"not a PKCS#12")
    path.chmod(0o600)
    with pytest.raises(CertificateUnusable, match="rusak"):
        LocalSigner(OfficialKeys(tmp_path)).sign(paper, ORDER, SECRET, now=NOW)


def test_secret_shows_itself_to_nobody_and_goes_nowhere():
    secret = SigningSecret(passphrase="rahasia", one_time_code="123456", identity="3201")
    assert repr(secret) == "SigningSecret()"
    with pytest.raises(TypeError, match="never stored"):
        pickle.dumps(secret)


def test_nip_never_leads_out_of_the_folder(folder):
    assert not OfficialKeys(folder).has("../../etc/passwd")

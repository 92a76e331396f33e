"""Evidence is known by its bytes; personal numbers are hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.evidence import clean_file_name, media_type_of, require_evidence
from ledger.domain.masking import MASK, mask_personal
from ledger.errors import InvalidInput


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
)
def test_kind_is_told_by_the_first_bytes(content, kind):
    assert require_evidence(content) == kind


@pytest.mark.parametrize(
    "content", [b"", b"MZ", b"<html>%PDF-", b"GIF89a", b"%PDF-" + b"0" * 5_000_000]
)
def test_other_files_are_refused_on_their_field(content):
    with pytest.raises(InvalidInput) as refusal:
        require_evidence(content)
    assert set(refusal.value.fields) == {"evidence"}


def test_size_is_told_in_the_sentence():
    with pytest.raises(InvalidInput) as refusal:
        require_evidence(b"%PDF-" + b"0" * 7_200_000)
    assert refusal.value.fields["evidence"] == [
        "Berkas harus lebih kecil dari 5 MB. Berkas ini 7,2 MB."
    ]


@given(st.text(max_size=300))
def test_file_name_never_leaves_its_folder(name):
    cleaned = clean_file_name(name, "application/pdf")
    assert cleaned.endswith(".pdf")
    assert not {"/", "\\", "\n", "\x00"} & set(cleaned)
    assert len(cleaned) <= 124


@given(st.binary(max_size=20))
def test_kind_is_one_of_three_or_nothing(content):
    assert media_type_of(content) in {None, "application/pdf", "image/jpeg", "image/png"}


@pytest.mark.parametrize(
    "personal", ["0812-3456-7890", "+62 812 3456 7890", "3201011503850003", "wati@contoh.id"]
)
def test_numbers_and_addresses_are_hidden(personal):
    assert mask_personal(f"Hubungi {personal} ya.") == f"Hubungi {MASK} ya."


@pytest.mark.parametrize("plain", ["Tarif 25.000, antre 15 menit.", "Tanggal 6/8/2026", "KTP 2026"])
def test_plain_numbers_stay(plain):
    assert mask_personal(plain) == plain

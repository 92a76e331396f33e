"""Numbers follow their pattern, and file names are safe whatever stands in them."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.documents import (
    DocumentKind,
    document_facts,
    file_name,
    format_number,
    make_code,
    read_code,
    show_code,
)
from ledger.errors import InvalidInput

PARTS = {"class_code": "800.1.12.8", "sequence": 7, "unit": "DKPS", "year": 2026}


def test_number_is_made_from_its_pattern() -> None:
    number = format_number("{kode}/{urut}/{unit}/{tahun}", **PARTS)  # type: ignore[arg-type]
    assert number == "800.1.12.8/7/DKPS/2026"


@pytest.mark.parametrize("pattern", ["{kode}/{tahun}", "{urut}", ""])
def test_pattern_that_could_give_a_number_twice_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput):
        format_number(pattern, **PARTS)  # type: ignore[arg-type]


def test_pattern_reaches_nothing_but_its_four_places() -> None:
    pattern = "{urut}/{tahun}/{unit.__class__}/{lain}"
    assert format_number(pattern, **PARTS) == "7/2026/{unit.__class__}/{lain}"  # type: ignore[arg-type]


@given(number=st.text(max_size=80), name=st.text(max_size=200))
def test_file_name_has_no_path_and_no_control_sign(number: str, name: str) -> None:
    made = file_name(DocumentKind.CERTIFICATE, number, name)
    assert made.startswith("piagam-penghargaan")
    assert made.endswith(".pdf")
    assert len(made) < 200
    assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")
    assert ".." not in made


def test_file_name_is_read_as_kind_number_and_name() -> None:
    made = file_name(DocumentKind.CERTIFICATE, "800.1.12.8/118/DKPS/2026", "Siti Rahmawati")
    assert made == "piagam-penghargaan-800.1.12.8-118-DKPS-2026-siti-rahmawati.pdf"
    assert file_name(DocumentKind.RECAP, "7/2026") == "rekap-kinerja-7-2026.pdf"
    assert file_name(DocumentKind.RECAP, "..7...8..", " X Y--") == "rekap-kinerja-.7.8.-x-y.pdf"
    assert file_name(DocumentKind.RECAP, "é7", "Ünal X") == "rekap-kinerja-e7-unal-x.pdf"
    assert file_name(DocumentKind.RECAP, "7/XX") == "rekap-kinerja-7-XX.pdf"


def test_code_is_the_first_hundred_bits_in_letters_that_are_not_misread() -> None:
    assert make_code(bytes(13)) == "0" * 20
    assert make_code(b"\xff" * 13) == "Z" * 20
    assert make_code(bytes(11) + b"\x02\x10") == "0" * 18 + "11"
    assert make_code(bytes(11) + b"\x02\x1f\xff") == "0" * 18 + "11"


def test_code_is_found_in_what_somebody_typed_or_pasted() -> None:
    code = "7K4MQ2XW9TBD0R3HJ5NC"
    assert read_code(code) == code
    assert read_code(" 7k4mq-2xw9t-bdor3-hj5nc ") == code
    assert read_code(f"https://neraca.example/verifikasi/{code}") == code
    assert read_code("IL" + code[2:]) == "11" + code[2:]
    for text in ("", code[:-1], code + "0", code[:-1] + "U", f"{code}/x"):
        assert read_code(text) == ""
    assert show_code(code) == "7K4MQ-2XW9T-BD0R3-HJ5NC"


def test_facts_bind_a_paper_to_its_number() -> None:
    assert document_facts(
        DocumentKind.CERTIFICATE,
        class_code="800",
        year=2026,
        sequence=7,
        number="800/7",
        entry_uid="0" * 26,
    ) == {
        "document_kind": "certificate",
        "document_class": "800",
        "document_year": 2026,
        "document_sequence": 7,
        "number_sha256": sha256(b"800/7").hexdigest(),
        "decision": "0" * 26,
    }


def test_paper_without_number_or_decision_leaves_them_out() -> None:
    facts = document_facts(
        DocumentKind.RECAP, class_code="800", year=2026, sequence=None, number=None, entry_uid=None
    )
    assert set(facts) == {"document_kind", "document_class", "document_year"}

"""Numbers follow their pattern, and file names are safe whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.documents import DocumentKind, file_name, format_number
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

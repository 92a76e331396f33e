import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.nip import clean_nip, format_nip, parse_nip
from ledger.errors import InvalidInput

TODAY = date(2026, 1, 1)
VECTORS = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "vectors/nip.csv").read_text(encoding="utf-8").splitlines()
    )
)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["input"])
def test_reference_vectors_are_read_as_listed(row):
    if row["result"] == "invalid":
        with pytest.raises(InvalidInput):
            parse_nip(row["input"], today=TODAY)
        return
    nip = parse_nip(row["input"], today=TODAY)
    assert nip.kind == row["kind"]
    assert nip.birth_date.isoformat() == row["birth_date"]
    assert nip.sex == row["sex"]
    assert bool(nip.warnings) is (row["result"] == "warn")


def test_pns_number_says_month_of_appointment_and_sequence():
    nip = parse_nip("19850315 201001 2 003", today=TODAY)
    assert nip.digits == "198503152010012003"
    assert (nip.appointed_year, nip.appointed_month, nip.sequence) == (2010, 1, "003")


def test_pppk_number_has_no_month_of_appointment():
    nip = parse_nip("199411052023211007", today=TODAY)
    assert (nip.kind, nip.appointed_year, nip.appointed_month) == ("PPPK", 2023, None)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff198503152010011001",
        "1985\u00a00315\u00a0201001\u00a01\u00a0001",
        "\u2019198503152010011001",
        "19850315.201001.1.001",
        " '198503152010011001\t\r\n",
        "198503152010011001.",
    ],
)
def test_blanks_dots_apostrophes_and_invisible_marks_are_dropped(text):
    assert clean_nip(text) == "198503152010011001"


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "nip_empty", "Isi NIP. NIP terdiri dari 18 angka."),
        (
            "19850315201001100",
            "nip_length",
            "NIP harus 18 angka. Yang Anda isi 17 angka.",
        ),
        (
            "198503152010011O01",
            "nip_letters",
            'NIP hanya berisi angka. Ganti atau hapus "O".',
        ),
        (
            "1,98503E+17",
            "nip_spreadsheet",
            (
                "Angka NIP berubah menjadi 1,98503E+17. Ubah format kolom menjadi Teks, "
                "isi ulang NIP, lalu unggah lagi."
            ),
        ),
        (
            "198503152010131001",
            "nip_month",
            (
                "Angka ke-13 dan ke-14 NIP harus bulan pengangkatan (01 sampai 12) atau, untuk "
                "PPPK, 21 ke atas. Yang Anda isi 13."
            ),
        ),
        (
            "198812312018211002",
            "nip_pppk_year",
            (
                "Nomor ini berpola PPPK, tetapi tahun pengangkatannya 2018. PPPK diangkat mulai "
                "2019. Periksa angka ke-9 sampai ke-14."
            ),
        ),
        (
            "198503152010013001",
            "nip_sex",
            "Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan). Yang Anda isi 3.",
        ),
        (
            "198503152010011000",
            "nip_sequence",
            (
                "Tiga angka terakhir NIP tidak boleh 000. Jika NIP berasal dari lembar kerja, "
                "ubah format kolom menjadi Teks, lalu isi ulang NIP."
            ),
        ),
        (
            "199002292015032001",
            "nip_birth_date",
            (
                "Delapan angka pertama NIP harus tanggal lahir (tahun, bulan, tanggal). Tanggal "
                "29-02-1990 tidak ada. Periksa kembali NIP."
            ),
        ),
        (
            "202603152026011001",
            "nip_birth_date",
            "Tanggal lahir dalam NIP, 15 Maret 2026, belum terjadi. Periksa kembali NIP.",
        ),
    ],
)
def test_refusal_says_what_is_wrong_and_how_to_mend(text, code, message):
    with pytest.raises(InvalidInput) as refused:
        parse_nip(text, today=TODAY)
    assert (refused.value.code, refused.value.message) == (code, message)


@pytest.mark.parametrize(
    "text", ["1.98503E+17", "1.98503152010011e+17", "2E17", "198503152010011008.0", "'1,985E17"]
)
def test_number_broken_by_a_spreadsheet_is_told_apart_from_letters(text):
    with pytest.raises(InvalidInput) as refused:
        parse_nip(text, today=TODAY)
    assert refused.value.code == "nip_spreadsheet"


@pytest.mark.parametrize("code", ["00", "13", "20"])
def test_code_between_months_and_agreements_is_refused(code):
    with pytest.raises(InvalidInput) as refused:
        parse_nip(f"198503152020{code}1001", today=TODAY)
    assert refused.value.code == "nip_month"


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("200001022018021001", ()),
        (
            "200002022018021001",
            ("Menurut NIP, pegawai berumur 17 tahun saat diangkat. Periksa kembali.",),
        ),
        (
            "198503151980011001",
            ("Menurut NIP, tahun pengangkatan mendahului tahun lahir. Periksa kembali.",),
        ),
        ("198503152026021001", ("Menurut NIP, pengangkatan belum terjadi. Periksa kembali.",)),
        ("198503152026011001", ()),
        ("200712312025211001", ()),
    ],
)
def test_doubtful_appointment_is_kept_with_a_warning(text, warnings):
    assert parse_nip(text, today=TODAY).warnings == warnings


def test_format_groups_the_parts():
    assert format_nip("198503152010012003") == "19850315 201001 2 003"


@pytest.mark.parametrize("digits", ["", "1985", "19850315201001200X"])
def test_format_refuses_what_is_no_number(digits):
    with pytest.raises(InvalidInput):
        format_nip(digits)


@given(
    born=st.dates(date(1940, 1, 1), date(2000, 12, 31)),
    year=st.integers(2019, 2025),
    code=st.sampled_from([*range(1, 13), *range(21, 100)]),
    sex=st.sampled_from("12"),
    sequence=st.integers(1, 999),
)
def test_any_well_formed_number_comes_back_from_its_display(born, year, code, sex, sequence):
    digits = f"{born:%Y%m%d}{year}{code:02d}{sex}{sequence:03d}"
    nip = parse_nip(format_nip(digits), today=TODAY)
    assert nip.digits == digits
    assert nip.birth_date == born
    assert nip.kind == ("PNS" if code <= 12 else "PPPK")


@given(st.text())
def test_any_other_text_is_refused_with_a_sentence(text):
    with pytest.raises(InvalidInput) as refused:
        parse_nip(text, today=TODAY)
    assert refused.value.message.endswith(".")

"""Units, positions, superiors, officials, staff and their histories."""

from datetime import date

import pytest

from ledger.domain.imports import ImportKind
from ledger.domain.people import PersonKind, Sex
from ledger.domain.positions import PositionLevel
from ledger.spreadsheets.formats import parse, recognise
from ledger.spreadsheets.reading import read_table
from tests.spreadsheets.builders import (
    ANI,
    BUDI,
    CITRA,
    DEWI,
    EKO,
    STAFF_HEADER,
    TODAY,
    csv_bytes,
    parsed_csv,
    staff_line,
    told,
    xlsx_bytes,
)


def parsed_staff(*lines, header=STAFF_HEADER, **options):
    table = read_table(xlsx_bytes(header, *lines), file_name="pegawai_siasn.xlsx")
    assert recognise(table, table.file_name) is ImportKind.STAFF
    return parse(ImportKind.STAFF, table, today=TODAY, **options)


def test_unit_names_lose_their_dashes_and_keep_their_parent():
    data = csv_bytes(
        "Id;NamaUnor;DiatasanId", "U0;Pemerintah;", "U1;--Dinas;U0", encoding="utf-8-sig"
    )
    parsed = parse(ImportKind.UNITS, read_table(data, file_name="unor.csv"), today=TODAY)

    assert [(row.code, row.name, row.parent_code) for row in parsed.rows] == [
        ("U0", "Pemerintah", None),
        ("U1", "Dinas", "U0"),
    ]


def test_unit_above_itself_is_told():
    parsed = parsed_csv(ImportKind.UNITS, "Id,NamaUnor,DiatasanId", "U1,Dinas,U1", "U2,,U1")

    assert told(parsed) == [(2, "DiatasanId"), (3, "NamaUnor")]


def test_position_gets_its_level_and_unknown_levels_are_told():
    parsed = parsed_csv(
        ImportKind.POSITIONS,
        "jabatan_nama,jenis_jabatan_id,tingkat",
        *("Kepala Dinas,1,JPT Pratama", "Analis,2,JF Ahli Muda", "Ahli Sihir,9,Mahatinggi"),
    )

    assert [row.level for row in parsed.rows] == [
        PositionLevel.JPT_PRATAMA,
        PositionLevel.JF_AHLI_MUDA,
    ]
    assert told(parsed) == [(4, "jenis_jabatan_id"), (4, "tingkat")]


def test_superior_is_a_nip_or_the_code_of_an_official():
    parsed = parsed_csv(
        ImportKind.SUPERIORS,
        "nip,nip_atasan,sumber",
        *(f"{ANI},PEJABAT-NEGARA-1,pohon unit", f"{BUDI},{ANI},koreksi", f"{CITRA},{CITRA},"),
        f"{DEWI},1234,",
    )

    first, second = parsed.rows
    assert (first.superior_nip, first.superior_code) == (None, "PEJABAT-NEGARA-1")
    assert (second.superior_nip, second.superior_code, second.source) == (ANI, None, "koreksi")
    assert told(parsed) == [(4, "nip_atasan"), (5, "nip_atasan")]


def test_official_has_a_code_and_no_nip():
    parsed = parsed_csv(
        ImportKind.OFFICIALS,
        "kode,nama,jabatan,unor_id",
        *("PEJABAT-NEGARA-1,Rahayu,Gubernur Contoh,U0", f"{ANI},Ani,Gubernur,U0"),
    )

    assert parsed.rows[0].position_title == "Gubernur Contoh"
    assert told(parsed) == [(3, "kode")]


def test_staff_row_carries_everything_the_export_says():
    parsed = parsed_staff(
        staff_line(ANI, "Ani", gelar_depan="Dr.", gelar_belakang="M.Si.", jabatan_nama="Analis"),
        staff_line(DEWI, "Dewi Lestari"),
    )

    ani, dewi = parsed.rows
    assert not parsed.problems
    assert not parsed.warnings
    assert (ani.number, ani.nip, ani.name) == (2, ANI, "Ani")
    assert (ani.title_before, ani.title_after) == ("Dr.", "M.Si.")
    assert (ani.kind, ani.sex) == (PersonKind.PNS, Sex.MALE)
    assert (ani.birth_date, ani.appointed_on) == (date(1985, 3, 15), date(2010, 1, 1))
    assert (ani.position_title, ani.unit_code, ani.rank_name) == ("Analis", "U001", "III/c")
    assert (dewi.kind, dewi.sex, dewi.email) == (PersonKind.PPPK, Sex.FEMALE, "dewi@contoh.go.id")


def test_portal_headers_in_capitals_with_blanks_are_the_same_columns():
    header = [name.upper().replace("_", " ") for name in STAFF_HEADER]

    assert len(parsed_staff(staff_line(ANI), header=header).rows) == 1


@pytest.mark.parametrize("written", ["19850315 201001 1 001", f"'{ANI}", f" {ANI}\u00a0"])
def test_nip_with_blanks_or_apostrophe_is_read(written):
    assert parsed_staff(staff_line(written)).rows[0].nip == ANI


def test_usual_mess_is_told_row_by_row_and_the_rest_is_kept():
    parsed = parsed_staff(
        staff_line(ANI, "Ani"),
        staff_line(BUDI[:17], "Budi"),
        staff_line(float(CITRA), "Citra"),
        staff_line(DEWI, "Dewi", tanggal_lahir="31-02-1980"),
        staff_line(EKO, "Eko", unor_id="U999"),
        staff_line(ANI, "Ani Lagi"),
        known_units={"U001"},
    )

    assert [row.nip for row in parsed.rows] == [ANI]
    assert told(parsed) == [
        (3, "nip_baru"),
        (4, "nip_baru"),
        (5, "tanggal_lahir"),
        (6, "unor_id"),
        (7, "nip_baru"),
    ]
    assert parsed.total_rows == 6
    assert parsed.problems[1].message == (
        "Baris 4, kolom nip_baru: angka berubah menjadi 1,99202E+17. "
        "Ubah format kolom menjadi Teks, isi ulang NIP, lalu unggah lagi."
    )
    assert "baris 2" in parsed.problems[4].message


def test_profile_that_disagrees_with_the_nip_is_a_warning():
    parsed = parsed_staff(
        staff_line(
            ANI,
            tanggal_lahir="16-03-1985",
            jenis_kelamin="F",
            tmt_cpns="01-02-2010",
            jenis_pegawai_nama="PPPK",
        )
    )

    assert len(parsed.rows) == 1
    assert {warning.column for warning in parsed.warnings} == {
        *("tanggal_lahir", "jenis_kelamin", "tmt_cpns", "jenis_pegawai_nama")
    }


def test_odd_but_possible_nip_keeps_its_warning():
    parsed = parsed_staff(staff_line("200503152010011001"))

    assert parsed.rows[0].nip_warnings
    assert parsed.warnings[0].column == "nip_baru"


def test_cpns_is_told_from_pns_and_unknown_kinds_are_refused():
    parsed = parsed_staff(
        staff_line(ANI, status_cpns_pns="CPNS"),
        staff_line(BUDI, jenis_pegawai_nama="TNI", status_cpns_pns=""),
    )

    assert parsed.rows[0].kind is PersonKind.CPNS
    assert told(parsed) == [(3, "jenis_pegawai_nama")]


def test_broken_email_is_dropped_with_a_warning():
    parsed = parsed_staff(staff_line(ANI, email_gov="bukan surel"))

    assert parsed.rows[0].email is None
    assert parsed.warnings[0].column == "email_gov"


def test_optional_columns_may_be_absent():
    parsed = parsed_csv(ImportKind.STAFF, "NIP,Nama,unor_id,jabatan", f"{BUDI},Budi,U1,Analis")

    (row,) = parsed.rows
    assert (row.birth_date, row.sex, row.kind) == (date(1992, 8, 17), Sex.FEMALE, PersonKind.PNS)


def test_histories_read_siasn_dates_without_asking():
    discipline = parsed_csv(
        ImportKind.DISCIPLINE_HISTORY,
        "nip,jenisTingkatHukumanId,jenisHukumanId,skNomor,skTanggal,hukumanTanggal,"
        "akhirHukumanTanggal,nomorPp,keterangan",
        f"{ANI},R,3,800/11/BKD/2024,12-03-2024,04-04-2024,,07,K3e",
        f"{BUDI},X,3,800/12/BKD/2024,12-03-2024,04-04-2024,,07,K3e",
    )
    awards = parsed_csv(
        ImportKind.AWARD_HISTORY,
        "nip,hargaId,skNomor,skDate,tahun",
        f"{ANI},201,3/TK,02-08-2023,2023",
    )

    (sanction,) = discipline.rows
    assert (sanction.letter_on, sanction.effective_on) == (date(2024, 3, 12), date(2024, 4, 4))
    assert sanction.ends_on is None
    assert told(discipline) == [(3, "jenisTingkatHukumanId")]
    assert awards.rows[0].letter_on == date(2023, 8, 2)

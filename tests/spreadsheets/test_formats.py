"""What holds for every kind of file: recognition, columns, duplicates, date order, units."""

from datetime import date

import pytest

from ledger.domain.imports import FILE_LEVEL, DateOrder, ImportKind
from ledger.spreadsheets.formats import FORMATS, expected_headers, parse, recognise
from tests.spreadsheets.builders import (
    ANI,
    BUDI,
    TODAY,
    csv_bytes,
    parsed_csv,
    recognised,
    table_of,
    told,
)

HEADERS = {
    ImportKind.UNITS: "Id,NamaUnor,DiatasanId",
    ImportKind.POSITIONS: "jabatan_nama,jenis_jabatan_id,tingkat",
    ImportKind.SUPERIORS: "nip,nip_atasan,sumber",
    ImportKind.OFFICIALS: "kode,nama,jabatan,unor_id",
    ImportKind.SERVICES: "kode,layanan,unor_id,waktu_angka,waktu_satuan,tarif_rp",
    ImportKind.COUNTERS: "kode,layanan_kode,nama,aktif",
    ImportKind.QUOTAS: "unor_id,tahun,triwulan,kuota",
    ImportKind.NOMINATIONS: (
        "tanggal,nip_pengusul,nip_pegawai,judul,kategori,tahap,dampak_persen,anggota_tim,porsi,bukti"
    ),
    ImportKind.COMMENDATIONS: "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak",
    ImportKind.COMPLAINTS: (
        "tracking_id;tanggal;klasifikasi;kategori;judul;isi;unor_id;nip_terlapor;anonim;rahasia;status"
    ),
    ImportKind.VIOLATION_REPORTS: (
        "tanggal_kejadian,tanggal_diketahui,nip_pelapor,nip_terlapor,unor_id,kode,uraian,dampak,bukti"
    ),
    ImportKind.ABSENCES_MONTHLY: "NIP,Tahun,Bulan,TK,Tanggal_TK",
    ImportKind.ABSENCES_MACHINE: "No. ID,Nama,Tanggal,Scan Masuk,Scan Pulang,Absent",
    ImportKind.MACHINE_IDS: "No. ID,nip",
    ImportKind.ROSTERS: "nip,tanggal,dinas",
    ImportKind.SURVEY_RESPONSES: "unor_id,periode,U1,U2,U3,U4,U5,U6,U7,U8,U9",
    ImportKind.RATINGS: (
        "nip,tahun,periode,hasilKinerjaNilai,perilakuKerjaNilai,kuadranKinerjaNilai"
    ),
    ImportKind.TRAININGS: (
        "nip,pelatihan,tanggal_selesai,jp,rencana_penerapan,mentor_nip,hasil_terverifikasi"
    ),
    ImportKind.INDICATORS: "kode,indikator,satuan,arah,lingkup",
    ImportKind.TARGETS: "kode,unor_id,periode,target",
    ImportKind.MEASUREMENTS: "kode,unor_id,periode,capaian,sumber",
    ImportKind.SERVICE_INDEX: "unor_id,tahun,aspek,nilai_0_5",
    ImportKind.DISCIPLINE_HISTORY: (
        "nip,jenisTingkatHukumanId,jenisHukumanId,skNomor,skTanggal,hukumanTanggal,"
        "akhirHukumanTanggal,nomorPp,keterangan"
    ),
    ImportKind.AWARD_HISTORY: "nip,hargaId,skNomor,skDate,tahun",
}


@pytest.mark.parametrize(("kind", "header"), HEADERS.items())
def test_kind_is_recognised_by_its_columns_whatever_the_name(kind, header):
    assert recognised(csv_bytes(header, header), "unggahan.csv") is kind
    assert recognised(csv_bytes(header.upper().replace("_", " "), "x"), "a.csv") is kind


def test_every_kind_has_a_format_and_an_empty_form():
    assert set(FORMATS) == set(ImportKind)
    assert all(expected_headers(kind) for kind in ImportKind)


def test_kind_is_taken_from_the_name_when_a_column_is_missing():
    assert (
        recognised(csv_bytes("unor_id,tahun,kuota", "a,b,c"), "kuota_poin.csv") is ImportKind.QUOTAS
    )


def test_foreign_table_is_not_recognised():
    assert recognised(csv_bytes("x,y", "1,2"), "lain.csv") is None


def test_missing_column_is_one_problem_of_the_file_that_names_it():
    parsed = parsed_csv(ImportKind.QUOTAS, "unor_id,tahun,triwulan", "U1,2026,1", "U2,2026,1")

    (problem,) = parsed.problems
    assert (problem.row, problem.column) == (FILE_LEVEL, "kuota")
    assert 'kolom "kuota" tidak ada' in problem.message
    assert "unor_id, tahun, triwulan, kuota" in problem.remedy
    assert parsed.is_refused
    assert parsed.rows == ()
    assert parsed.failed_row_numbers == ()


def test_column_that_stands_twice_is_refused():
    parsed = parsed_csv(ImportKind.MACHINE_IDS, "No. ID,nip,nip", f"1,{ANI},{BUDI}")

    assert told(parsed) == [(FILE_LEVEL, "nip")]


def test_duplicate_rows_are_told_and_the_first_is_kept():
    parsed = parsed_csv(
        ImportKind.QUOTAS,
        "unor_id,tahun,triwulan,kuota",
        *("U1,2026,1,100", "U2,2026,1,100", "U1,2026,1,200"),
    )

    assert [(row.number, row.points) for row in parsed.rows] == [(2, 100), (3, 100)]
    assert told(parsed) == [(4, "unor_id")]
    assert "baris 2" in parsed.problems[0].message


def test_bad_row_does_not_make_a_later_good_one_a_duplicate():
    parsed = parsed_csv(
        ImportKind.QUOTAS, "unor_id,tahun,triwulan,kuota", "U1,2026,1,x", "U1,2026,1,200"
    )

    assert [row.number for row in parsed.rows] == [3]
    assert told(parsed) == [(2, "kuota")]


def test_every_problem_of_a_row_is_told_but_the_row_counts_once():
    parsed = parsed_csv(ImportKind.QUOTAS, "unor_id,tahun,triwulan,kuota", ",x,9,-1")

    assert len(parsed.problems) == 4
    assert parsed.failed_row_numbers == (2,)


def test_unknown_unit_is_told_only_when_the_units_are_known():
    lines = ("unor_id,tahun,triwulan,kuota", "U1,2026,1,100", "U9,2026,1,100")

    assert not parsed_csv(ImportKind.QUOTAS, *lines).problems
    assert told(parsed_csv(ImportKind.QUOTAS, *lines, known_units={"U1"})) == [(3, "unor_id")]


def test_row_with_control_characters_is_left_out():
    parsed = parsed_csv(
        ImportKind.QUOTAS, "unor_id,tahun,triwulan,kuota", "U\x001,2026,1,100", "U2,2026,1,100"
    )

    assert [row.number for row in parsed.rows] == [3]
    assert parsed.failed_row_numbers == (2,)


COMMENDATION = HEADERS[ImportKind.COMMENDATIONS]


def commendations(*days: str, date_order: DateOrder | None = None):
    lines = [f"{day},U1,,4,Terima kasih {n},ya," for n, day in enumerate(days)]
    return parsed_csv(ImportKind.COMMENDATIONS, COMMENDATION, *lines, date_order=date_order)


def test_one_unambiguous_row_gives_the_column_its_order_and_says_so():
    parsed = commendations("03/04/2026", "25/04/2026")

    assert parsed.rows[0].happened_on == date(2026, 4, 3)
    assert parsed.date_orders == {"tanggal": DateOrder.DMY}
    assert [str(note) for note in parsed.notes] == [
        'Kolom tanggal dibaca hari-bulan-tahun, karena baris 3 berisi "25/04/2026".'
    ]


def test_month_first_column_is_read_month_first():
    assert commendations("03/04/2026", "04/25/2026").rows[0].happened_on == date(2026, 3, 4)


def test_ambiguous_column_is_refused_until_an_order_is_chosen():
    parsed = commendations("2026-01-02", "03/04/2026")

    assert parsed.needs_date_order
    assert parsed.is_refused
    assert parsed.rows == ()
    (problem,) = parsed.problems
    assert problem.message == (
        'Baris 3, kolom tanggal: "03/04/2026" bisa berarti 3 April atau 4 Maret. Pilih format '
        "tanggal berkas ini: hari dahulu (--date-format dmy) atau bulan dahulu "
        "(--date-format mdy)."
    )


@pytest.mark.parametrize(
    ("order", "expected"), [(DateOrder.DMY, date(2026, 4, 3)), (DateOrder.MDY, date(2026, 3, 4))]
)
def test_chosen_order_is_used(order, expected):
    assert commendations("03/04/2026", date_order=order).rows[0].happened_on == expected


def test_column_with_both_orders_is_refused():
    parsed = commendations("25/04/2026", "04/26/2026")

    assert parsed.needs_date_order
    assert "baris 2" in parsed.problems[0].message
    assert "baris 3" in parsed.problems[0].message


def test_row_against_the_chosen_order_is_told():
    parsed = commendations("25/04/2026", "04/26/2026", date_order=DateOrder.DMY)

    assert told(parsed) == [(3, "tanggal")]


def test_day_that_has_not_come_is_told():
    assert told(commendations("2026-11-01", "2026-11-02")) == [(3, "tanggal")]


def test_same_file_parsed_twice_gives_the_same_keys():
    table = table_of(COMMENDATION, "2026-01-02,U1,,4,Terima kasih,ya,")
    kind = recognise(table, table.file_name)
    first, second = (parse(kind, table, today=TODAY) for _ in range(2))

    assert [row.natural_key for row in first.rows] == [row.natural_key for row in second.rows]

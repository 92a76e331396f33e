"""Services, citizens, nominations, conduct, absence and what is measured."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.imports import FILE_LEVEL, DateOrder, ImportKind
from ledger.spreadsheets.formats import parse, recognise
from ledger.spreadsheets.reading import read_table
from tests.spreadsheets.builders import (
    ANI,
    BUDI,
    CITRA,
    DEWI,
    EKO,
    TODAY,
    csv_bytes,
    parsed_csv,
    told,
    xlsx_bytes,
)

SURVEY = "unor_id,periode,U1,U2,U3,U4,U5,U6,U7,U8,U9"
NOMINATION = (
    "tanggal,nip_pengusul,nip_pegawai,judul,kategori,tahap,dampak_persen,anggota_tim,porsi,bukti"
)
MONTHLY = "NIP,Tahun,Bulan,TK,Tanggal_TK"
MACHINE = "No. ID,Nama,Tanggal,Scan Masuk,Scan Pulang,Absent"
REPORT = (
    "tanggal_kejadian,tanggal_diketahui,nip_pelapor,nip_terlapor,unor_id,kode,uraian,dampak,bukti"
)


def nominations(*tails: str):
    """Each tail is the team and the shares, ``;`` between them."""
    lines = [
        f'2026-08-0{n},{ANI},{BUDI},Judul {n},tata kelola,uji coba,"12,5",{team},{shares},a.pdf'
        for n, (team, _, shares) in enumerate((tail.partition(";") for tail in tails), start=1)
    ]
    return parsed_csv(ImportKind.NOMINATIONS, NOMINATION, *lines)


def test_team_gets_its_shares_nominee_first():
    (row,) = nominations(f"{CITRA}|{DEWI};40|30|30").rows

    assert [(member.nip, member.share_percent) for member in row.members] == [
        (BUDI, 40),
        (CITRA, 30),
        (DEWI, 30),
    ]
    assert row.impact_percent == Decimal("12.5")
    assert not row.shares_were_equal


def test_team_without_shares_gets_equal_ones_and_says_so():
    parsed = nominations(f"{CITRA}|{DEWI};", ";")

    team, alone = parsed.rows
    assert [member.share_percent for member in team.members] == [34, 33, 33]
    assert [member.share_percent for member in alone.members] == [100]
    assert (team.shares_were_equal, alone.shares_were_equal) == (True, False)
    assert [str(note) for note in parsed.notes] == ["1 tim tanpa porsi dibagi sama rata: baris 2."]


@pytest.mark.parametrize(
    ("tail", "column"),
    [
        (f"{ANI}|{CITRA};", "anggota_tim"),
        (f"{CITRA}|{CITRA};", "anggota_tim"),
        (f"{BUDI};", "anggota_tim"),
        (f"{CITRA}|123;", "anggota_tim"),
        (f"{CITRA};90|20", "porsi"),
        (f"{CITRA}|{DEWI};90|20", "porsi"),
        (f"{CITRA};100|0", "porsi"),
        (f"{CITRA};a|b", "porsi"),
    ],
)
def test_team_that_cannot_be_is_told(tail, column):
    parsed = nominations(tail)

    assert parsed.rows == ()
    assert told(parsed) == [(2, column)]


def test_nominator_cannot_nominate_oneself():
    line = f"2026-08-01,{ANI},{ANI},Judul,tata kelola,gagasan,,,,"

    assert told(parsed_csv(ImportKind.NOMINATIONS, NOMINATION, line)) == [(2, "nip_pegawai")]


def test_unknown_stage_lists_the_known_ones():
    line = f"2026-08-01,{ANI},{BUDI},Judul,tata kelola,mimpi,,,,"
    (problem,) = parsed_csv(ImportKind.NOMINATIONS, NOMINATION, line).problems

    assert problem.column == "tahap"
    assert "gagasan, uji coba, diterapkan, direplikasi" in problem.remedy


@given(st.integers(min_value=1, max_value=4))
def test_equal_shares_always_sum_to_a_hundred(size):
    team = "|".join((CITRA, DEWI, EKO, "198503152010012001")[:size])
    (row,) = nominations(f"{team};").rows

    assert sum(member.share_percent for member in row.members) == 100


def test_service_promise_and_tariff_are_read():
    parsed = parsed_csv(
        ImportKind.SERVICES,
        "kode,layanan,unor_id,waktu_angka,waktu_satuan,tarif_rp",
        *("L1,KTP-el,U1,1,Hari Kerja,Rp25.000", "L2,Akta,U1,60,menit,0", "L3,Izin,U1,3,hari,0"),
    )

    first = parsed.rows[0]
    assert (first.promised_amount, first.promised_unit, first.tariff_rupiah) == (
        *(1, "hari kerja"),
        25_000,
    )
    assert told(parsed) == [(4, "waktu_satuan")]


def test_closed_counter_is_tidak():
    parsed = parsed_csv(
        ImportKind.COUNTERS,
        "kode,layanan_kode,nama,aktif",
        "K1,L1,Loket 1,tidak",
        "K2,L1,Loket 2,ya",
    )

    assert [row.is_open for row in parsed.rows] == [False, True]


def test_equal_survey_rows_are_all_kept():
    parsed = parsed_csv(ImportKind.SURVEY_RESPONSES, SURVEY, *["U1,2026-T1,3,3,3,3,3,4,3,4,4"] * 3)

    assert [row.answers for row in parsed.rows] == ["333334344"] * 3
    assert len({row.natural_key for row in parsed.rows}) == 3


def test_survey_answer_outside_the_scale_and_unknown_period_are_told():
    parsed = parsed_csv(
        ImportKind.SURVEY_RESPONSES,
        SURVEY,
        *("U1,2026-T1,3,3,5,3,3,4,3,4,4", "U1,2026-T9,3,3,3,3,3,4,3,4,4"),
    )

    assert told(parsed) == [(2, "U3"), (3, "periode")]


def test_complaints_of_lapor_are_read_with_semicolons_and_slashes():
    data = csv_bytes(
        "tracking_id;tanggal;klasifikasi;kategori;judul;isi;unor_id;nip_terlapor;anonim;rahasia;status",
        "7000011;15/03/2026;pengaduan;aplikasi error;Server down;Server down.;U1;;Y;N;Selesai",
        "7000012;03/04/2026;Permintaan Informasi;;Tanya;Jam buka?;U1;;N;;",
        "7000012;03/04/2026;aspirasi;;Tanya;Jam buka?;U1;;N;;",
        encoding="utf-8-sig",
    )
    table = read_table(data, file_name="lapor_pengaduan.csv")
    parsed = parse(recognise(table, table.file_name), table, today=TODAY)

    first, second = parsed.rows
    assert (first.lapor_id, first.filed_on, first.nip) == ("7000011", date(2026, 3, 15), None)
    assert (first.is_anonymous, first.is_secret) == (True, False)
    assert (second.filed_on, second.classification) == (date(2026, 4, 3), "permintaan informasi")
    assert told(parsed) == [(4, "tracking_id")]


def test_report_needs_two_people_an_order_of_dates_and_a_code_of_the_catalogue():
    parsed = parsed_csv(
        ImportKind.VIOLATION_REPORTS,
        REPORT,
        f"2026-06-05,2026-06-13,{ANI},{BUDI},U1,L5g,Meminta biaya,unit,a.jpg",
        f"2026-06-05,2026-06-01,{ANI},{BUDI},U1,L5g,Meminta biaya,unit,a.jpg",
        f"2026-06-05,2026-06-13,{ANI},{ANI},U1,L5g,Meminta biaya,unit,a.jpg",
        f"2026-06-05,2026-06-13,{ANI},{BUDI},U1,Z9z,Meminta biaya,kota,a.jpg",
    )

    assert [row.subject_nip for row in parsed.rows] == [BUDI]
    assert told(parsed) == [
        (3, "tanggal_diketahui"),
        (4, "nip_terlapor"),
        (5, "kode"),
        (5, "dampak"),
    ]


def test_monthly_absence_gives_one_row_for_each_day():
    parsed = parsed_csv(
        ImportKind.ABSENCES_MONTHLY, MONTHLY, f"{ANI},2026,September,2,2026-09-10 18-09-2026"
    )

    assert [(row.number, row.day, row.source) for row in parsed.rows] == [
        (2, date(2026, 9, 10), "bulanan"),
        (2, date(2026, 9, 18), "bulanan"),
    ]


@pytest.mark.parametrize(
    "tail",
    [
        "September,3,2026-09-10 2026-09-18",
        "September,1,2026-10-10",
        "September,2,2026-09-10 2026-09-10",
        "September,1,2026-09-31",
        "November,1,2026-11-30",
        "Septembre,1,2026-09-10",
    ],
)
def test_monthly_absence_that_contradicts_itself_is_told(tail):
    parsed = parsed_csv(ImportKind.ABSENCES_MONTHLY, MONTHLY, f"{ANI},2026,{tail}")

    assert parsed.rows == ()
    assert parsed.failed_row_numbers == (2,)


def test_absence_day_repeated_in_another_row_is_told():
    parsed = parsed_csv(
        ImportKind.ABSENCES_MONTHLY,
        MONTHLY,
        *(f"{ANI},2026,Mei,1,2026-05-04", f"{ANI},2026,Mei,2,2026-05-04 2026-05-05"),
    )

    assert [row.day for row in parsed.rows] == [date(2026, 5, 4)]
    assert parsed.failed_row_numbers == (3,)


def matrix(*rows, file_name="absensi_matriks_2026_02.xlsx", sheet="Februari", **options):
    header = ["No", "Nama", "NIP", "Satker", *(f"{day:02d}" for day in range(1, 32))]
    lines = [["1", "x", nip, "y", *[*marks, *[""] * 31][:31]] for nip, marks in rows]
    table = read_table(xlsx_bytes(header, *lines, sheet=sheet), file_name=file_name)
    assert recognise(table, table.file_name) is ImportKind.ABSENCES_MATRIX
    return parse(ImportKind.ABSENCES_MATRIX, table, today=TODAY, **options)


def test_matrix_gives_the_unexplained_days_only():
    parsed = matrix((ANI, ["", "WFO", "TIDAK ABSEN", "SAKIT", "tidak absen"]))

    assert [row.day for row in parsed.rows] == [date(2026, 2, 3), date(2026, 2, 5)]
    assert not parsed.problems


def test_matrix_sum_lines_are_passed_with_a_note():
    header = ["No", "Nama", "NIP", *(f"{day:02d}" for day in range(1, 29))]
    lines = [["1", "Ani", ANI, *["WFO"] * 28], ["", "JUMLAH TIDAK ABSEN", "", *[""] * 28]]
    table = read_table(xlsx_bytes(header, *lines), file_name="absensi_2026_02.xlsx")
    parsed = parse(ImportKind.ABSENCES_MATRIX, table, today=TODAY)

    assert (parsed.rows, parsed.problems) == ((), ())
    assert [str(note) for note in parsed.notes] == ["1 baris jumlah dilewati."]


def test_matrix_with_an_unknown_mark_or_an_impossible_day_is_told():
    parsed = matrix((ANI, ["", "BOLOS?"]), (BUDI, [*[""] * 29, "TIDAK ABSEN"]))

    assert told(parsed) == [(2, "02"), (3, "30")]


def test_matrix_takes_its_month_from_sheet_and_year_or_from_the_caller():
    rows = ((ANI, ["TK"]),)

    assert matrix(*rows, file_name="rekap 2026.xlsx").rows[0].day == date(2026, 2, 1)
    assert matrix(*rows, file_name="rekap.xlsx", month=(2026, 2)).rows[0].day == date(2026, 2, 1)


@pytest.mark.parametrize("file_name", ["rekap.xlsx", "absensi_2026_03.xlsx"])
def test_matrix_without_a_sure_month_is_refused(file_name):
    assert told(matrix((ANI, ["TK"]), file_name=file_name)) == [(FILE_LEVEL, "")]


def test_machine_rows_become_absence_through_the_map():
    lines = (
        MACHINE,
        "1000,Ani,01-Jul-2026,07:31,16:13,",
        "1000,Ani,02-Jul-2026,,,True",
        "1001,Budi,02-Jul-2026,07:31,,True",
        "9999,Siapa,02-Jul-2026,,,True",
    )
    parsed = parsed_csv(
        ImportKind.ABSENCES_MACHINE, *lines, machine_nips={"1000": ANI, "1001": BUDI}
    )

    assert [(row.nip, row.day) for row in parsed.rows] == [(ANI, date(2026, 7, 2))]
    assert told(parsed) == [(4, "Absent"), (5, "No. ID")]
    assert str(parsed.notes[0]).startswith("1 baris hadir dilewati")


def test_machine_rows_without_a_map_are_refused():
    parsed = parsed_csv(ImportKind.ABSENCES_MACHINE, MACHINE, "1000,Ani,02-Jul-2026,,,True")

    assert told(parsed) == [(FILE_LEVEL, "No. ID")]


def test_roster_shift_is_one_of_four():
    parsed = parsed_csv(
        ImportKind.ROSTERS, "nip,tanggal,dinas", f"{ANI},2026-03-01,siang", f"{ANI},2026-03-02,sore"
    )

    assert [row.shift for row in parsed.rows] == ["siang"]
    assert told(parsed) == [(3, "dinas")]


def test_rating_that_disagrees_with_the_matrix_is_kept_with_a_warning():
    parsed = parsed_csv(
        ImportKind.RATINGS,
        "nip,tahun,periode,hasilKinerjaNilai,perilakuKerjaNilai,kuadranKinerjaNilai",
        *(f"{ANI},2026,T1,1,3,4", f"{ANI},2026,T2,1,3,3", f"{ANI},2026,T5,1,3,3"),
    )

    assert [(row.period, row.predicate_given) for row in parsed.rows] == [("T1", 4), ("T2", 3)]
    assert [warning.row for warning in parsed.warnings] == [3]
    assert told(parsed) == [(4, "periode")]


def test_training_says_verified_not_yet_or_nothing():
    parsed = parsed_csv(
        ImportKind.TRAININGS,
        "nip,pelatihan,tanggal_selesai,jp,rencana_penerapan,mentor_nip,hasil_terverifikasi",
        f"{ANI},Pelayanan Prima,2026-07-22,8,,{BUDI},ya",
        f"{BUDI},Pelayanan Prima,2026-07-22,8,,,belum",
        f"{CITRA},Pelayanan Prima,2026-07-22,8,,,",
        f"{DEWI},Pelayanan Prima,2026-07-22,8,,{DEWI},",
    )

    assert [row.is_verified for row in parsed.rows] == [True, False, None]
    assert told(parsed) == [(5, "mentor_nip")]


def test_indicators_targets_and_measurements_use_the_decimal_comma():
    indicator = parsed_csv(
        ImportKind.INDICATORS, "kode,indikator,satuan,arah,lingkup", "IKM,Indeks,nilai,naik,unit"
    )
    target = parsed_csv(ImportKind.TARGETS, "kode,unor_id,periode,target", 'IKM,U1,2026,"85,00"')
    measured = parsed_csv(
        ImportKind.MEASUREMENTS, "kode,unor_id,periode,capaian,sumber", "IKM,U1,2026-t1,1.250,rekap"
    )

    assert indicator.rows[0].direction == "naik"
    assert (target.rows[0].value, target.rows[0].period) == (Decimal("85.00"), "2026")
    assert told(measured) == [(2, "capaian")]


def test_service_index_lies_between_nought_and_five():
    parsed = parsed_csv(
        ImportKind.SERVICE_INDEX,
        "unor_id,tahun,aspek,nilai_0_5",
        *('U1,2025,Inovasi,"4,18"', 'U1,2025,Sarana,"5,01"'),
    )

    assert parsed.rows[0].score == Decimal("4.18")
    assert told(parsed) == [(3, "nilai_0_5")]


def test_commendation_without_a_name_stays_without_one():
    parsed = parsed_csv(
        ImportKind.COMMENDATIONS,
        "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak",
        *("2026-04-18,U1,,3,Terima kasih,tidak,0812", "2026-04-18,U1,,5,Terima kasih,tidak,"),
        date_order=DateOrder.DMY,
    )

    (row,) = parsed.rows
    assert (row.nip, row.rating, row.is_anonymous, row.contact) == (None, 3, False, "0812")
    assert told(parsed) == [(3, "nilai_1_4")]

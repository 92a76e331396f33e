"""Facts of files go through the verbs of the screens, once each."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.commendations import CommendationState
from ledger.domain.imports import DateOrder, Proceed
from ledger.domain.nominations import NominationState
from ledger.domain.violations import AbsenceState, ReportState
from ledger.models.cases import PastSanction
from ledger.models.commendations import Commendation, Complaint, Counter
from ledger.models.development import Training
from ledger.models.indicators import Measurement, PerformanceRating, SurveyIndex
from ledger.models.nominations import Evidence, Nomination
from ledger.models.people import Person
from ledger.models.rules import FactRecord
from ledger.models.violations import AbsenceDay, ViolationReport
from ledger.services.imports import ImportReport
from ledger.services.measurements import MOST_PERCENT, achieved_percent
from ledger.services.quotas import quota_available
from tests.import_files import Desk, rows_told
from tests.spreadsheets.builders import ANI, BUDI, CITRA, DEWI, EKO, xlsx_bytes

NOMINATIONS = (
    "tanggal,nip_pengusul,nip_pegawai,judul,kategori,tahap,dampak_persen,anggota_tim,porsi,bukti"
)
UNKNOWN = "198611052011011009"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk().with_staff()


def count(model: type) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(model)) or 0


def twice(desk: Desk, *lines: str) -> tuple[ImportReport, ImportReport]:
    return desk.lines(*lines), desk.lines(*lines)


def test_nominations_are_sent_once_for_their_nominators(desk: Desk):
    first, again = twice(
        desk,
        NOMINATIONS,
        f"2026-03-02,{ANI},{BUDI},Loket ramah,pelayanan publik,diterapkan"
        f',"12,5",{CITRA}|{DEWI},,b.pdf',
        f"2026-03-02,{ANI},{BUDI},LOKET  RAMAH,pelayanan publik,gagasan,,,,",
        f"2026-03-02,{BUDI},{CITRA},Antre daring,tata kelola,gagasan,,{BUDI},,",
        f"2026-03-02,{ANI},{UNKNOWN},Peta layanan,tata kelola,gagasan,,,,",
    )
    assert rows_told(first) == [(3, "judul"), (4, "anggota_tim"), (5, "nip_pegawai")]
    assert "baris 2" in first.problems[0].message
    assert (first.counts.new, again.counts.new, again.counts.same) == (1, 0, 1)
    session().rollback()
    nomination = session().query(Nomination).one()
    assert nomination.state is NominationState.SUBMITTED
    assert nomination.impact_percent == Decimal("12.5")
    assert sorted(member.share_percent for member in nomination.members) == [33, 33, 34]
    assert session().query(Evidence.file_name).scalar() == "b.pdf"


def test_commendations_and_complaints_wait_for_their_verdict(desk: Desk):
    words = "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak"
    first, again = twice(
        desk, words, f'2026-06-05,U002,{CITRA},4,"=1+1 ramah",ya,', "2026-06-05,U002,,3,,ya,"
    )
    assert (first.counts.new, again.counts.same, count(Commendation)) == (2, 2, 2)
    states = {state for (state,) in session().query(Commendation.state)}
    assert states == {CommendationState.RECEIVED}
    lapor = (
        "tracking_id;tanggal;klasifikasi;kategori;judul;isi;unor_id;nip_terlapor;anonim;rahasia;"
        "status"
    )
    first, again = twice(
        desk,
        lapor,
        "700;15/03/2026;pengaduan;antrean panjang;Lama;Lama sekali;U002;;N;N;Selesai",
        "701;16/03/2026;pengaduan;antrean panjang;Lama;Lama;U777;;N;N;Selesai",
    )
    assert rows_told(first) == [(3, "unor_id")]
    assert again.counts.same == 1
    assert session().query(Complaint.lapor_id).scalar() == "700"


def test_a_row_that_a_verb_refuses_after_all_is_told_and_the_others_proceed(desk: Desk):
    session().query(Person).filter_by(nip=CITRA).update({"state": "left"})
    session().commit()
    report = desk.lines(
        "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak",
        f"2026-06-05,U002,{CITRA},4,,ya,",
        f"2026-06-05,U002,{DEWI},4,,ya,",
    )
    assert rows_told(report) == [(2, "nip_pegawai")]
    assert (report.counts.new, report.counts.failed, count(Commendation)) == (1, 1, 1)


def test_whole_means_whole_even_when_a_verb_refuses_late(desk: Desk):
    session().query(Person).filter_by(nip=CITRA).update({"state": "left"})
    session().commit()
    report = desk.lines(
        "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak",
        f"2026-06-05,U002,{DEWI},4,,ya,",
        f"2026-06-05,U002,{CITRA},4,,ya,",
        proceed=Proceed.ALL_OR_NOTHING,
    )
    assert report.is_refused
    assert count(Commendation) == 0


def test_violation_reports_wait_for_the_superior(desk: Desk):
    header = (
        "tanggal_kejadian,tanggal_diketahui,nip_pelapor,nip_terlapor,unor_id,kode,uraian,dampak,"
        "bukti"
    )
    first, again = twice(
        desk,
        header,
        f"2026-06-05,2026-06-13,{BUDI},{CITRA},U002,K3e,Berkas tertahan dua minggu,unit,foto.jpg",
        f"2026-06-05,2026-06-13,{BUDI},{UNKNOWN},U002,K3e,Berkas tertahan dua minggu,unit,",
    )
    assert rows_told(first) == [(3, "nip_terlapor")]
    assert (first.counts.new, again.counts.same, count(ViolationReport)) == (1, 1, 1)
    assert session().query(ViolationReport.state).scalar() is ReportState.REPORTED


def test_absence_on_a_day_off_is_dropped_with_a_warning(desk: Desk):
    first, again = twice(
        desk,
        "NIP,Tahun,Bulan,TK,Tanggal_TK",
        f"{CITRA},2026,Maret,3,2026-03-20 2026-03-21 2026-03-23",
        f"{DEWI},2025,Maret,1,2025-03-03",
    )
    assert [warning.row for warning in first.warnings] == [2, 2]
    assert "hari libur" in first.warnings[0].message
    assert rows_told(first) == [(3, "Tanggal_TK")]
    assert "kalender libur tahun 2025" in first.problems[0].message
    assert (first.counts.new, again.counts.same, count(AbsenceDay)) == (1, 1, 1)
    day = session().query(AbsenceDay).one()
    assert (day.day, day.state) == (date(2026, 3, 23), AbsenceState.INDICATION)


def test_shift_staff_are_absent_by_their_roster_only(desk: Desk):
    duties = ("nip,tanggal,dinas", f"{CITRA},2026-03-21,malam", f"{CITRA},2026-03-23,libur")
    first, again = twice(desk, *duties)
    assert (first.counts.new, again.counts.same) == (2, 2)
    assert desk.person_of(CITRA).follows_roster
    days = xlsx_bytes(
        ("NIP", *(f"{day:02d}" for day in range(1, 32))),
        (CITRA, *("TIDAK ABSEN" if day in (21, 23) else "WFO" for day in range(1, 32))),
        sheet="MARET 2026",
    )
    report = desk.commit(days, "absensi_matriks_2026_03.xlsx")
    assert (report.counts.new, len(report.warnings)) == (1, 1)
    late = desk.lines("NIP,Tahun,Bulan,TK,Tanggal_TK", f"{CITRA},2026,Mei,2,2026-05-04 2026-05-05")
    assert rows_told(late) == [(2, "Tanggal_TK")]
    assert "jadwal dinas" in late.problems[0].message


def test_a_machine_is_understood_once_its_numbers_are_known(desk: Desk):
    scans = (
        "No. ID,Nama,Tanggal,Scan Masuk,Scan Pulang,Absent",
        "7,Citra,06-Jul-2026,,,True",
        "7,Citra,07-Jul-2026,07:30,16:00,",
        "8,Dewi,06-Jul-2026,,,True",
    )
    assert "mesin_ke_nip" in desk.lines(*scans).problems[0].message
    desk.lines("No. ID,nip", f"7,{CITRA}")
    report = desk.lines(*scans)
    assert rows_told(report) == [(4, "No. ID")]
    assert (report.counts.new, count(AbsenceDay)) == (1, 1)


def test_a_survey_gives_the_index_of_the_reference(desk: Desk, ikm_row: dict[str, str]):
    lines = ["unor_id,periode,U1,U2,U3,U4,U5,U6,U7,U8,U9", *_answers(ikm_row)]
    first, again = twice(desk, *lines)
    assert (first.counts.new, again.counts.same) == (first.counts.total, first.counts.total)
    session().rollback()
    index = session().query(SurveyIndex).one()
    assert str(index.index) == ikm_row["ikm"]
    assert index.grade == ikm_row["grade"]
    other = desk.lines(lines[0], "U002,2026-T1,4,4,4,4,4,4,4,4,4")
    assert "diganti" in other.notes[0]
    assert count(SurveyIndex) == 2


@pytest.fixture(params=[0, 2, 40])
def ikm_row(request: pytest.FixtureRequest) -> dict[str, str]:
    rows = (request.config.rootpath / "tests/vectors/ikm.csv").read_text().splitlines()
    values = [line.split(",") for line in rows]
    exact = [dict(zip(values[0], row, strict=True)) for row in values[1:] if "1/9" in row]
    return exact[request.param % len(exact)]


def _answers(row: dict[str, str]) -> list[str]:
    """Answers whose sums are those of the reference."""
    respondents = int(row["respondents"])
    columns = []
    for number in range(1, 10):
        low, more = divmod(int(row[f"sum_u{number}"]), respondents)
        columns.append([low + (place < more) for place in range(respondents)])
    return [
        f"U002,2026-T1,{','.join(str(column[place]) for column in columns)}"
        for place in range(respondents)
    ]


def test_ratings_and_trainings_are_recorded_and_mended(desk: Desk):
    header = "nip,tahun,periode,hasilKinerjaNilai,perilakuKerjaNilai,kuadranKinerjaNilai"
    first, again = twice(desk, header, f"{CITRA},2026,T1,3,2,3", f"{UNKNOWN},2026,T1,3,2,3")
    assert (first.counts.new, again.counts.same, rows_told(first)) == (1, 1, [(3, "nip")])
    assert desk.lines(header, f"{CITRA},2026,T1,2,2,2").counts.changed == 1
    session().rollback()
    assert session().query(PerformanceRating.predicate).scalar() == 2
    header = "nip,pelatihan,tanggal_selesai,jp,rencana_penerapan,mentor_nip,hasil_terverifikasi"
    first, again = twice(desk, header, f"{EKO},Pelayanan Prima,2026-07-22,8,Simulasi,{BUDI},ya")
    assert (first.counts.new, again.counts.same) == (1, 1)
    session().rollback()
    # That it is applied, somebody has to say; the file alone is no merit.
    assert session().query(Training.is_applied).scalar() is False


def test_measurements_meet_the_rules_with_their_target(desk: Desk):
    desk.lines("kode,indikator,satuan,arah,lingkup", "WKT,Waktu layanan,menit,turun,unit")
    desk.lines("kode,unor_id,periode,target", "WKT,U002,2026,30")
    header = "kode,unor_id,periode,capaian,sumber"
    first, again = twice(desk, header, 'WKT,U002,2026-T1,"37,5",rekap', "XXX,U002,2026-T1,1,rekap")
    assert (first.counts.new, again.counts.same, rows_told(first)) == (1, 1, [(3, "kode")])
    session().rollback()
    fields = session().query(FactRecord.fields).filter_by(kind="indicator_measured").scalar()
    assert fields == {"code": "WKT", "achieved_percent": 80}
    assert desk.lines(header, "WKT,U002,2026-T1,40,rekap").counts.changed == 1
    session().rollback()
    assert session().query(Measurement.value).scalar() == 40
    assert count(FactRecord) == 1


@pytest.mark.parametrize(
    ("value", "target", "direction", "percent"),
    [
        ("85", "100", "naik", 85),
        ("15", "30", "turun", 200),
        ("0", "30", "turun", MOST_PERCENT),
        ("0", "0", "naik", MOST_PERCENT),
        ("-5", "10", "naik", 0),
        ("99.99", "100", "naik", 99),
    ],
)
def test_achievement_is_whole_percent_rounded_down(
    value: str, target: str, direction: str, percent: int
):
    assert achieved_percent(Decimal(value), Decimal(target), direction) == percent


def test_a_quota_is_opened_once_and_never_changed_by_a_file(desk: Desk):
    header = "unor_id,tahun,triwulan,kuota"
    first, again = twice(desk, header, "U002,2026,1,3000", "U002,2026,2,0")
    assert (first.counts.new, again.counts.same) == (1, 2)
    assert quota_available(desk.unit_of("U002").id, on=date(2026, 2, 1)) == 3000
    refused = desk.lines(header, "U002,2026,1,9000")
    assert rows_told(refused) == [(2, "kuota")]
    assert "3000" in refused.problems[0].message


def test_services_counters_and_histories_come_in(desk: Desk):
    desk.lines(
        "kode,layanan,unor_id,waktu_angka,waktu_satuan,tarif_rp", "L1,KTP,U002,1,hari kerja,0"
    )
    header = "kode,layanan_kode,nama,aktif"
    desk.lines(header, "K1,L1,Loket 1,ya")
    session().rollback()
    code = session().query(Counter.public_code).scalar()
    changed = desk.lines(header, "K1,L1,Loket Utama,tidak", "K2,L9,Loket 2,ya")
    assert (changed.counts.changed, rows_told(changed)) == (1, [(3, "layanan_kode")])
    session().rollback()
    assert session().query(Counter.public_code, Counter.is_open).one() == (code, False)
    header = (
        "nip,jenisTingkatHukumanId,jenisHukumanId,skNomor,skTanggal,hukumanTanggal,"
        "akhirHukumanTanggal,nomorPp,keterangan"
    )
    first, again = twice(
        desk,
        header,
        f"{CITRA},R,3,800/1,12-03-2024,04-04-2024,,07,K3e",
        f"{CITRA},R,77,800/2,12-03-2024,04-04-2024,,07,K3e",
    )
    assert (again.counts.same, rows_told(first)) == (1, [(3, "jenisHukumanId")])
    assert session().query(PastSanction.kind).scalar() == "R3"


def test_dates_that_can_be_read_two_ways_are_asked_for(desk: Desk):
    lines = (
        "tanggal,unor_id,nip_pegawai,nilai_1_4,ucapan,anonim,kontak",
        "03/04/2026,U002,,4,,ya,",
    )
    asked = desk.lines(*lines)
    assert (asked.needs_date_order, asked.is_refused, count(Commendation)) == (True, True, 0)
    assert desk.lines(*lines, date_order=DateOrder.DMY).is_committed
    session().rollback()
    assert session().query(Commendation.happened_on).scalar() == date(2026, 4, 3)

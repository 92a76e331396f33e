"""One full context of every kind, of an invented agency."""

from ledger.documents.clean_statement import CleanStatementContext
from ledger.documents.contexts import CertificateContext, GuidanceLetterContext
from ledger.documents.parties import Letterhead, PersonBlock, Signer
from ledger.documents.recap_context import (
    AwardLine,
    Chart,
    ChartPoint,
    Checkpoint,
    Figure,
    GroupTotal,
    PersonLine,
    RecapContext,
    UnitPage,
)
from ledger.documents.recap_corrigendum import ChangedFigure, RecapCorrigendumContext
from ledger.documents.remedy_decision import RemedyDecisionContext

LETTERHEAD = Letterhead(
    government="Pemerintah Provinsi Contoh",
    agency="Dinas Kependudukan dan Pencatatan Sipil",
    address="Jalan Merdeka Nomor 17, Kota Contoh 40123",
    contact="Telepon (022) 555-0117 · dukcapil.contoh.go.id · dukcapil@contoh.go.id",
)
SITI = PersonBlock(
    name="Siti Rahmawati",
    nip="198701122010012003",
    rank="Penata (III/c)",
    position="Pranata Komputer Ahli Muda",
    unit="Bidang Pelayanan Pendaftaran Penduduk",
    back_title="S.Kom.",
)
HEAD = PersonBlock(
    name="Bambang Wijaya",
    nip="197405062000031002",
    rank="Pembina (IV/a)",
    position="Kepala Bidang Pelayanan Pendaftaran Penduduk",
    unit="Dinas Kependudukan dan Pencatatan Sipil",
    front_title="Drs.",
    back_title="M.Si.",
)
SIGNER = Signer(
    name="Ratna Kusumawardhani",
    front_title="Dr.",
    back_title="S.H., M.H.",
    post="Kepala Dinas Kependudukan dan Pencatatan Sipil",
    rank="Pembina Utama Muda (IV/c)",
    nip="196908171995032001",
)
SUPERIOR = Signer(
    name=HEAD.name,
    front_title=HEAD.front_title,
    back_title=HEAD.back_title,
    post=HEAD.position,
    rank=HEAD.rank,
    nip=HEAD.nip,
)
URL = "https://neraca.contoh.go.id/verifikasi/7K4M-Q2XW-9TBD"
ISSUED = {
    "letterhead": LETTERHEAD,
    "place": "Kota Contoh",
    "date_text": "23 November 2026",
    "verification_url": URL,
    "is_draft": False,
}


def make_certificate(**changes: object) -> CertificateContext:
    fields = {
        **ISSUED,
        "number": "800.1.12.8/118/DKPS/2026",
        "recipient": SITI,
        "award_title": "Pelayanan Cepat dan Ramah",
        "reason": "menyelesaikan 1.204 permohonan akta kelahiran lebih cepat dari standar "
        "pelayanan selama Triwulan III 2026, tanpa satu pun pengaduan warga.",
        "signer": SIGNER,
        **changes,
    }
    return CertificateContext(**fields)


def make_guidance_letter(**changes: object) -> GuidanceLetterContext:
    fields = {
        **ISSUED,
        "number": "800.1.5.3/42/DKPS/2026",
        "recipient": SITI,
        "subject": "Pembinaan ketepatan waktu pelayanan",
        "facts": (
            (
                "Selama September 2026, empat pengaduan warga tentang keterlambatan pelayanan "
                "loket 3 dinyatakan benar dan disebabkan oleh petugas. Standar pelayanan kartu "
                "keluarga adalah 2 jam kerja; keempat permohonan itu selesai dalam 6 "
                "sampai 9 jam kerja."
            ),
            "Atasan langsung Saudara mencatat bahwa tidak ada dugaan pelanggaran disiplin.",
        ),
        "basis": (
            (
                "Aturan pembinaan-layanan/keterlambatan versi 2: tiga pengaduan terbukti "
                "atau lebih dalam 30 hari."
            ),
            "Pasal 15 dan Pasal 21 Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik.",
        ),
        "reply_text": "Saya menggantikan dua rekan yang cuti dan belum memahami aplikasi baru.",
        "expectations": (
            "Menyelesaikan permohonan kartu keluarga dalam 2 jam kerja mulai 1 Desember 2026.",
            "Memberi tahu pemohon dan atasan langsung jika waktu itu tidak tercapai.",
        ),
        "support": (
            "Pelatihan aplikasi kependudukan versi baru pada 26 November 2026.",
            "Pendampingan oleh Sdr. Agus Salim selama empat minggu.",
        ),
        "review_text": "Kemajuan Saudara akan kita bicarakan bersama pada 4 Januari 2027.",
        "response_until_text": "7 Desember 2026",
        "response_to": "Kepala Dinas Kependudukan dan Pencatatan Sipil",
        "lapses_text": "Catatan pembinaan ini gugur pada 23 November 2027.",
        "signer": SUPERIOR,
        "copies": ("Kepala Dinas Kependudukan dan Pencatatan Sipil (sebagai laporan)",),
        **changes,
    }
    return GuidanceLetterContext(**fields)


MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")


def unit_page(number: int, people: int) -> UnitPage:
    return UnitPage(
        name=f"Bidang Pelayanan {number}",
        figures=(Figure(label="Pegawai", value_text=str(people)),),
        people=tuple(
            PersonLine(
                name=f"Pegawai {number}-{index}",
                nip=f"19870112201001{number:02}{index:02}"[:18],
                position="Pengadministrasi Perkantoran",
                points=10 * index,
                awards=index % 3,
                commendations=index % 5,
            )
            for index in range(people)
        ),
    )


def award_line(index: int) -> AwardLine:
    return AwardLine(
        date_text="12 Mei 2026",
        name=f"Penerima {index}",
        nip="198701122010012003",
        unit="Bidang Pelayanan Pendaftaran Penduduk",
        title="Pelayanan Cepat dan Ramah",
        points=25,
        number="800.1.12.8/118/DKPS/2026",
    )


def recap_charts() -> tuple[Chart, ...]:
    return (
        Chart(
            shape="line",
            title="Apresiasi per bulan",
            description="Apresiasi warga yang diverifikasi, Januari sampai Juni 2026.",
            measure="Apresiasi",
            points=tuple(
                ChartPoint(label=month, value=value)
                for month, value in zip(MONTHS, (40, 62, None, 81, 77, 104), strict=True)
            ),
        ),
        Chart(
            shape="bar",
            title="Poin per unit",
            description="Jumlah poin yang diberikan kepada pegawai setiap unit.",
            measure="Poin",
            points=(
                ChartPoint(label="Bidang Pelayanan Pendaftaran Penduduk", value=720),
                ChartPoint(label="Bidang Pelayanan Pencatatan Sipil", value=540),
                ChartPoint(label="Sekretariat", value=220),
                ChartPoint(label="Unit kecil", value=None),
            ),
        ),
        Chart(
            shape="dot",
            title="Sebaran poin pegawai",
            description="Banyaknya pegawai menurut jumlah poin pada periode ini.",
            measure="Pegawai",
            points=tuple(
                ChartPoint(label=label, value=value)
                for label, value in (("0", 31), ("1-20", 44), ("21-40", 19), (">40", 7))
            ),
        ),
    )


def make_recap(
    *, units: int = 3, people: int = 6, awards: int = 4, **changes: object
) -> RecapContext:
    fields = {
        **ISSUED,
        "number": "800.1.5/7/DKPS/2026",
        "title": "Rekap Kinerja dan Penghargaan",
        "scope_text": "Dinas Kependudukan dan Pencatatan Sipil",
        "period_text": "Triwulan II 2026 (April sampai Juni)",
        "summary": (
            Figure(label="Penghargaan diputuskan", value_text="42", note="12 lebih dari TW I"),
            Figure(label="Poin diberikan", value_text="1.480"),
            Figure(label="Apresiasi warga", value_text="318"),
            Figure(label="Indeks kepuasan", value_text="87,42", note="Mutu B (Baik)"),
        ),
        "charts": recap_charts(),
        "awards": tuple(award_line(index) for index in range(awards)),
        "commendations": (
            GroupTotal(label="Kartu keluarga", count=140),
            GroupTotal(label="Akta kelahiran", count=178),
        ),
        "guidance": (
            GroupTotal(label="Bidang Pelayanan Pendaftaran Penduduk", count=7),
            GroupTotal(label="Sekretariat", count=None),
        ),
        "units": tuple(unit_page(number, people) for number in range(units)),
        "checkpoint": Checkpoint(
            origin="neraca.contoh.go.id/dukcapil",
            size=12045,
            root_hash="b3a1f6e2c4d5978812f0aa3c5be6790d14c8e2f7a6b5d4938271605f4e3d2c1b",
            sealed_text="1 Juli 2026 08.00 WIB",
        ),
        "notes": ("Poin dihitung dari entri yang berlaku pada akhir periode.",),
        "signer": SIGNER,
        **changes,
    }
    return RecapContext(**fields)


def make_recap_corrigendum(**changes: object) -> RecapCorrigendumContext:
    fields = {
        **ISSUED,
        "number": "800.1.5/8/DKPS/2026",
        "title": "Koreksi Rekap Kinerja dan Penghargaan",
        "scope_text": "Dinas Kependudukan dan Pencatatan Sipil",
        "period_text": "Triwulan II 2026 (April sampai Juni)",
        "recap_number": "800.1.5/7/DKPS/2026",
        "recap_date_text": "1 Juli 2026",
        "recap_sha256": "b3a1f6e2c4d5978812f0aa3c5be6790d14c8e2f7a6b5d4938271605f4e3d2c1b",
        "reason_code": "entry_reversed",
        "reason_text": "Entri yang dihitung di dalam rekap dikoreksi sesudah rekap terbit",
        "changes": (
            ChangedFigure(
                part="Ringkasan", label="Poin diberikan", before_text="1.480", after_text="1.455"
            ),
            ChangedFigure(
                part="Catatan pembinaan", label="Sekretariat", before_text="7", after_text="<5"
            ),
        ),
        "withdrawn": (award_line(0),),
        "checkpoint": Checkpoint(
            origin="neraca.contoh.go.id/dukcapil",
            size=12120,
            root_hash="b3a1f6e2c4d5978812f0aa3c5be6790d14c8e2f7a6b5d4938271605f4e3d2c1b",
            sealed_text="24 November 2026 08.00 WIB",
        ),
        "notes": ("Entri yang dicatat sesudah rekap dibekukan tidak ditambahkan.",),
        **changes,
    }
    return RecapCorrigendumContext(**fields)


def make_remedy_decision(**changes):
    values = {
        "letterhead": LETTERHEAD,
        "place": "Kota Contoh",
        "date_text": "17 Agustus 2026",
        "number": "800.1.6.2/31/DKPS/2026",
        "verification_url": URL,
        "is_draft": False,
        "person": SITI,
        "objected_number": "800.1.6.2/27/DKPS/2026",
        "objected_date_text": "13 Juli 2026",
        "kind_text": "teguran tertulis",
        "filed_date_text": "20 Juli 2026",
        "last_day_text": "3 Agustus 2026",
        "considerations": ("bahwa dua saksi menarik keterangannya;",),
        "legal_bases": ("Peraturan Pemerintah Nomor 79 Tahun 2021 tentang Upaya Administratif;",),
        "answer_text": "Membatalkan Keputusan tersebut atas nama:",
        "effect_text": "Keputusan ini berlaku sejak tanggal ditetapkan.",
        "signer": SIGNER,
        **changes,
    }
    return RemedyDecisionContext(**values)


def make_clean_statement(**changes):
    values = {
        "letterhead": LETTERHEAD,
        "place": "Kota Contoh",
        "date_text": "17 Agustus 2026",
        "number": "800.1.6.2/32/DKPS/2026",
        "verification_url": URL,
        "is_draft": False,
        "person": SITI,
        "claim_text": "tidak pernah dijatuhi hukuman disiplin",
        "purpose_text": "kenaikan pangkat",
        "registers": (
            "Keputusan hukuman disiplin yang ditetapkan melalui Neraca",
            "riwayat hukuman disiplin SIASN yang diimpor pada 2 Agustus 2026",
        ),
        "as_of_text": "17 Agustus 2026",
        "signer": SIGNER,
        **changes,
    }
    return CleanStatementContext(**values)

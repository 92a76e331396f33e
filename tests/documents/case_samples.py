"""One full context of every paper of a discipline case, of the invented agency."""

from dataclasses import replace

from ledger.documents.case_contexts import (
    Answer,
    AuthorityReportContext,
    DeliveryCallContext,
    DeliveryLetterContext,
    DeliveryReceiptContext,
    ExaminationRecordContext,
    InvestigationReportContext,
    ReleaseDecisionContext,
    ReprimandDecisionContext,
    SanctionDecisionContext,
    SummonsContext,
    TeamDecisionContext,
    TeamMember,
)
from ledger.domain.discipline.kinds import KINDS_PNS
from tests.documents.samples import HEAD, ISSUED, SIGNER, SITI, SUPERIOR

ACT = "meninggalkan loket pelayanan selama tiga jam tanpa izin sehingga 37 warga tidak terlayani"
ARTICLE = "Pasal 3 huruf e Peraturan Pemerintah Nomor 94 Tahun 2021"
BASES = (
    "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara;",
    "Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil;",
    (
        "Peraturan Badan Kepegawaian Negara Nomor 6 Tahun 2022 tentang Peraturan "
        "Pelaksanaan Peraturan Pemerintah Nomor 94 Tahun 2021;"
    ),
)
KIND_TEXTS = {row.kind.value: row.text for row in KINDS_PNS}
DECISION = {"decision_number": "800.1.6.2/14/DKPS/2026", "decision_date_text": "20 November 2026"}
DELIVERER = replace(HEAD, name="Yohanes Kapitan", nip="197909092005011009", back_title="S.Sos.")


def make_reprimand(**changes: object) -> ReprimandDecisionContext:
    fields = {
        **ISSUED,
        "number": "800.1.6.2/14/DKPS/2026",
        "kind_text": "teguran tertulis",
        "person": SITI,
        "readings": ("Berita Acara Pemeriksaan tanggal 9 November 2026;",),
        "violation_date_text": "2 Oktober 2026",
        "violation_text": "meninggalkan loket pelayanan selama tiga jam tanpa izin sehingga 37 "
        "warga tidak terlayani",
        "violated_provision": "Pasal 3 huruf e Peraturan Pemerintah Nomor 94 Tahun 2021",
        "penalty_provision": "Pasal 9 ayat (1) huruf c Peraturan Pemerintah Nomor 94 Tahun 2021",
        "impact_text": "berdampak negatif pada unit kerja",
        "aggravating": ("loket ditutup tanpa pemberitahuan kepada warga",),
        "mitigating": ("mengakui perbuatannya", "belum pernah dijatuhi hukuman disiplin"),
        "legal_bases": (
            "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara;",
            "Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil;",
            (
                "Peraturan Badan Kepegawaian Negara Nomor 6 Tahun 2022 tentang Peraturan "
                "Pelaksanaan Peraturan Pemerintah Nomor 94 Tahun 2021;"
            ),
        ),
        "objection_addressee": "Kepala Dinas Kependudukan dan Pencatatan Sipil",
        "signer": SUPERIOR,
        "copies": ("Kepala Badan Kepegawaian Daerah", "Inspektur Provinsi Contoh"),
        **changes,
    }
    return ReprimandDecisionContext(**fields)


def make_summons(**changes: object) -> SummonsContext:
    fields = {
        **ISSUED,
        "number": "800.1.6.2/12/DKPS/2026",
        "ordinal": 1,
        "person": SITI,
        "report_to": (HEAD,),
        "day_text": "Senin, 9 November 2026",
        "time_text": "09.00 WIB",
        "venue_text": "Ruang Rapat II, lantai 3, Jalan Merdeka Nomor 17",
        "allegation_text": "meninggalkan loket pelayanan selama tiga jam tanpa izin pada 2 Oktober "
        "2026",
        "provision_text": "Pasal 3 huruf e Peraturan Pemerintah Nomor 94 Tahun 2021",
        "signer": SUPERIOR,
        "copies": ("Kepala Badan Kepegawaian Daerah",),
        **changes,
    }
    return SummonsContext(**fields)


def make_examination_record(**changes: object) -> ExaminationRecordContext:
    fields = {
        **ISSUED,
        "number": "800.1.6.2/13/DKPS/2026",
        "date_text": "9 November 2026",
        "day_text": "Senin, 9 November 2026",
        "time_text": "09.00 WIB",
        "venue_text": "Ruang Rapat II, lantai 3, Jalan Merdeka Nomor 17",
        "authority_text": "Berdasarkan wewenang sebagai atasan langsung (Pasal 27 Peraturan "
        "Pemerintah Nomor 94 Tahun 2021)",
        "examiners": (HEAD,),
        "examinee": SITI,
        "allegation_text": "meninggalkan loket pelayanan selama tiga jam tanpa izin pada 2 Oktober "
        "2026",
        "provision_text": "Pasal 3 huruf e Peraturan Pemerintah Nomor 94 Tahun 2021",
        "answers": (
            Answer(
                question="Apakah Saudara sehat dan bersedia diperiksa?",
                answer="Ya, saya sehat dan bersedia.",
            ),
            Answer(
                question="Di mana Saudara pada 2 Oktober 2026 pukul 09.00 sampai 12.00?",
                answer="Saya keluar kantor untuk mengantar anak ke puskesmas. Saya tidak sempat "
                "meminta izin dan lupa memberi tahu rekan di loket 2.",
            ),
            Answer(question="Adakah yang ingin Saudara tambahkan?", answer="Saya menyesal."),
        ),
        "reading_text": "Berita acara ini telah dibacakan kembali kepada yang diperiksa dan "
        "dibenarkan olehnya.",
        **changes,
    }
    return ExaminationRecordContext(**fields)


def make_sanction(code: str = "S2", **changes: object) -> SanctionDecisionContext:
    level = {"R": "ringan", "S": "sedang", "B": "berat"}[code[0]]
    fields = {
        **ISSUED,
        "number": "800.1.6.2/21/DKPS/2026",
        "kind_text": KIND_TEXTS[code],
        "level_text": level,
        "person": SITI,
        "readings": (
            "Berita Acara Pemeriksaan tanggal 9 November 2026;",
            "Laporan Hasil Pemeriksaan tanggal 12 November 2026;",
        ),
        "violation_date_text": "2 Oktober 2026",
        "violation_text": ACT,
        "violated_provision": ARTICLE,
        "penalty_provision": "Pasal 10 ayat (1) Peraturan Pemerintah Nomor 94 Tahun 2021",
        "impact_text": "berdampak negatif pada instansi",
        "aggravating": ("loket ditutup tanpa pemberitahuan kepada warga",),
        "mitigating": ("mengakui perbuatannya", "belum pernah dijatuhi hukuman disiplin"),
        "legal_bases": BASES,
        "objection_addressee": "Gubernur Contoh",
        "signer": SIGNER,
        "copies": ("Kepala Badan Kepegawaian Daerah", "Inspektur Provinsi Contoh"),
        **changes,
    }
    if level != "ringan":
        fields.setdefault("starts_text", "tanggal berlakunya Keputusan ini")
        fields.setdefault("ends_text", "selama 9 (sembilan) bulan")
        fields.setdefault(
            "rights_text",
            "Selama itu hak kepegawaian dan penghasilan yang bersangkutan disesuaikan.",
        )
    return SanctionDecisionContext(**fields)


def make_investigation_report(**changes: object) -> InvestigationReportContext:
    fields = {
        **ISSUED,
        "number": "800.1.6.2/18/DKPS/2026",
        "addressee": "Kepala Dinas Kependudukan dan Pencatatan Sipil",
        "bases": (
            "Keputusan pembentukan tim pemeriksa Nomor 800.1.6.2/15/DKPS/2026;",
            "Berita Acara Pemeriksaan tanggal 9 November 2026;",
        ),
        "person": SITI,
        "allegation_text": f"{ACT}, pada 2 Oktober 2026",
        "provision_text": ARTICLE,
        "chronology": ("2 Oktober 2026: loket 3 kosong pukul 09.00 sampai 12.00 WIB.",),
        "findings": (
            "Daftar hadir 2 Oktober 2026 dan rekaman antrean menunjukkan loket 3 kosong.",
            "Rekan di loket 2 menerangkan tidak diberi tahu.",
        ),
        "analysis": (
            (
                "Perbuatan itu memenuhi unsur Pasal 3 huruf e: tidak melaksanakan tugas kedinasan "
                "dengan penuh tanggung jawab."
            ),
            "Dampaknya mengenai instansi karena layanan satu kota terhenti.",
        ),
        "aggravating": ("Loket ditutup tanpa pemberitahuan.",),
        "mitigating": ("Mengakui perbuatannya.",),
        "reply_text": "Saya menyesal dan sudah meminta maaf kepada warga.",
        "conclusion_text": "Perbuatan yang diduga terbukti menurut bukti dan keterangan yang ada.",
        "recommendation_text": "Hukuman disiplin sedang berupa "
        "pemotongan tunjangan kinerja sebesar 25% selama 9 bulan.",
        "authors": (HEAD, DELIVERER),
        "author_label": "Tim Pemeriksa",
        **changes,
    }
    return InvestigationReportContext(**fields)


def make_authority_report(**changes: object) -> AuthorityReportContext:
    fields = {
        **ISSUED,
        "number": "800.1.6.2/19/DKPS/2026",
        "addressee": "Kepala Dinas Kependudukan dan Pencatatan Sipil",
        "person": SITI,
        "result_text": f"terbukti pada 2 Oktober 2026 {ACT}.",
        "provision_text": ARTICLE,
        "kind_text": KIND_TEXTS["S2"],
        "authorised_text": "Kepala Dinas Kependudukan dan Pencatatan Sipil",
        "attachments": ("Berita Acara Pemeriksaan", "Laporan Hasil Pemeriksaan"),
        "signer": SUPERIOR,
        **changes,
    }
    return AuthorityReportContext(**fields)


def make_team_decision(**changes: object) -> TeamDecisionContext:
    fields = {
        **ISSUED,
        "number": "800.1.6.2/15/DKPS/2026",
        "person": SITI,
        "allegation_text": f"{ACT}, pada 2 Oktober 2026",
        "provision_text": ARTICLE,
        "level_text": "sedang",
        "legal_bases": BASES,
        "members": (
            TeamMember(person=HEAD, element="atasan langsung", role="Ketua"),
            TeamMember(person=DELIVERER, element="pengawasan", role="Anggota"),
            TeamMember(person=SITI, element="kepegawaian", role="Anggota"),
        ),
        "signer": SIGNER,
        "copies": ("Inspektur Provinsi Contoh",),
        **changes,
    }
    return TeamDecisionContext(**fields)


def make_release_decision(**changes: object) -> ReleaseDecisionContext:
    fields = {
        **ISSUED,
        "number": "800.1.6.2/16/DKPS/2026",
        "person": SITI,
        "allegation_text": f"{ACT}, pada 2 Oktober 2026",
        "provision_text": ARTICLE,
        "legal_bases": BASES,
        "starts_text": "9 November 2026",
        "substitute": DELIVERER,
        "signer": SUPERIOR,
        "copies": ("Kepala Badan Kepegawaian Daerah",),
        **changes,
    }
    return ReleaseDecisionContext(**fields)


def make_delivery_call(**changes: object) -> DeliveryCallContext:
    fields = {
        **ISSUED,
        **DECISION,
        "number": "800.1.6.2/22/DKPS/2026",
        "person": SITI,
        "report_to": (HEAD,),
        "day_text": "Senin, 23 November 2026",
        "time_text": "09.00 WIB",
        "venue_text": "Ruang Rapat II",
        "signer": SUPERIOR,
        **changes,
    }
    return DeliveryCallContext(**fields)


def make_delivery_receipt(**changes: object) -> DeliveryReceiptContext:
    fields = {
        **ISSUED,
        **DECISION,
        "number": "800.1.6.2/23/DKPS/2026",
        "person": SITI,
        "deliverer": HEAD,
        "day_text": "Senin, 23 November 2026",
        "manner_text": "diserahkan langsung",
        "address_text": "Ruang Rapat II",
        "effective_text": "14 Desember 2026",
        "objection_addressee": "Gubernur Contoh",
        "objection_last_day_text": "11 Desember 2026",
        **changes,
    }
    return DeliveryReceiptContext(**fields)


def make_delivery_letter(**changes: object) -> DeliveryLetterContext:
    fields = {
        **ISSUED,
        **DECISION,
        "number": "800.1.6.2/24/DKPS/2026",
        "recipient": SITI,
        "address_text": "Jalan Kenanga Nomor 4, Kota Contoh 40111",
        "planned_text": "Senin, 23 November 2026",
        "objection_addressee": "Gubernur Contoh",
        "signer": SUPERIOR,
        **changes,
    }
    return DeliveryLetterContext(**fields)


ALL = {
    "summons": make_summons,
    "examination_record": make_examination_record,
    "investigation_report": make_investigation_report,
    "authority_report": make_authority_report,
    "team_decision": make_team_decision,
    "release_decision": make_release_decision,
    "reprimand_decision": make_reprimand,
    "sanction_decision": make_sanction,
    "delivery_call": make_delivery_call,
    "delivery_receipt": make_delivery_receipt,
    "delivery_letter": make_delivery_letter,
}

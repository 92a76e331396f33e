"""The sentence for each constraint and guard of the database, by its name."""

from ledger.domain.objection_refusals import OBJECTING
from ledger.domain.pack_refusals import PACKS
from ledger.domain.remedy_refusals import AFTER_A_DECISION
from ledger.domain.rerating_refusals import RATING_AGAIN
from ledger.domain.side_refusals import BESIDE_DISCIPLINE
from ledger.errors import sentence

_GENERAL = sentence(
    "Perubahan ini melanggar aturan buku besar (%(constraint)s). Periksa isian Anda."
)

SENTENCES = {
    **AFTER_A_DECISION,
    **RATING_AGAIN,
    **BESIDE_DISCIPLINE,
    **OBJECTING,
    **PACKS,
    "uq_person_agency_id_nip": sentence("NIP ini sudah dipakai pegawai lain di instansi Anda."),
    "ck_appraiser_is_another": sentence(
        "Pegawai tidak menilai kinerjanya sendiri. Pilih orang lain."
    ),
    "ck_appraiser_source_given": sentence(
        "Tulis dari mana Anda tahu, misalnya nomor surat penugasan"
    ),
    "uq_account_person_id": sentence("Pegawai ini sudah punya akun."),
    "uq_account_email": sentence("Alamat surel ini sudah dipakai akun lain."),
    "uq_unit_agency_id_code": sentence("Kode unit ini sudah dipakai."),
    "uq_acting_appointment_open_post": sentence(
        "Jabatan ini sudah diisi Plt./Plh. Akhiri penugasan itu dulu."
    ),
    "ck_acting_appointment_dates_ordered": sentence(
        "Tanggal berakhir harus sesudah tanggal mulai."
    ),
    "ck_role_grant_dates_ordered": sentence("Tanggal berakhir harus sesudah tanggal mulai."),
    "ck_role_grant_granted_by_another": sentence(
        "Peran harus diberikan oleh orang lain, bukan oleh pemilik akun sendiri."
    ),
    "uq_nomination_live": sentence(
        "Pegawai ini sudah diusulkan dengan judul yang sama pada putaran ini. Buka usulan itu."
    ),
    "ck_nomination_nominator_is_not_nominee": sentence(
        "Anda tidak dapat mengusulkan diri sendiri."
    ),
    "ck_nomination_verifier_is_not_nominee": sentence(
        "Usulan ini tentang Anda, jadi orang lain yang memeriksanya."
    ),
    "ck_nomination_verifier_is_not_nominator": sentence(
        "Anda pengusulnya, jadi orang lain yang memeriksa usulan ini."
    ),
    "tg_nomination_shares_sum": sentence("Jumlah porsi tim harus tepat 100 persen."),
    "tg_nomination_member_is_not_nominator": sentence(
        "Pengusul tidak boleh menjadi anggota tim yang diusulkan."
    ),
    "tg_nomination_verifier_is_not_member": sentence(
        "Anda anggota tim yang diusulkan, jadi orang lain yang memeriksanya."
    ),
    "tg_nomination_team_fixed_insert": sentence("Tim tidak dapat diubah sesudah usulan dikirim."),
    "tg_nomination_team_fixed_update": sentence("Tim tidak dapat diubah sesudah usulan dikirim."),
    "tg_nomination_team_fixed_delete": sentence("Tim tidak dapat diubah sesudah usulan dikirim."),
    "ck_commendation_verified_by_another": sentence(
        "Apresiasi ini tentang Anda, jadi orang lain yang memeriksanya."
    ),
    "ck_commendation_for_one_person": sentence(
        "Pilih petugas dari daftar atau tulis nama tanpa NIP, tidak keduanya."
    ),
    "ck_commendation_erased_is_empty": sentence(
        "Isi apresiasi ini sudah dihapus, jadi tidak ada lagi yang dapat ditulis padanya."
    ),
    "ck_complaint_erased_is_empty": sentence(
        "Isi pengaduan ini sudah dihapus, jadi tidak ada lagi yang dapat ditulis padanya."
    ),
    "ck_complaint_verified_by_another": sentence(
        "Pengaduan ini tentang Anda, jadi orang lain yang memeriksanya."
    ),
    "ck_violation_report_reporter_is_another": sentence(
        "Pelapor dan terlapor harus orang yang berbeda."
    ),
    "ck_violation_report_dates_ordered": sentence(
        "Tanggal diketahui tidak boleh sebelum tanggal kejadian."
    ),
    "ck_superior_assessment_reason_given": sentence("Tulis alasan paling sedikit 20 huruf."),
    "tg_absence_day_is_working_day": sentence(
        "Hari ini bukan hari kerja pegawai tersebut, jadi bukan ketidakhadiran."
    ),
    "ck_fairness_answer_reason_given": sentence("Tulis alasan paling sedikit 20 huruf."),
    "ck_fairness_concern_answered_by_another": sentence(
        "Tanda ini menyangkut Anda, jadi orang lain yang menjawabnya."
    ),
    "tg_approval_by_proposer": sentence(
        "Anda pengusul atau pemeriksanya, jadi orang lain yang memutuskan."
    ),
    "tg_approval_by_subject": sentence(
        "Keputusan ini tentang Anda, jadi orang lain yang memutuskan."
    ),
    "tg_approval_by_verifier": sentence(
        "Anda pengusul atau pemeriksa usulannya, jadi orang lain yang memutuskan."
    ),
    "tg_approval_by_first_decider": sentence(
        "Anda yang memutuskan entri ini, jadi orang lain yang memutuskan koreksinya."
    ),
    "tg_approval_in_conflict": sentence(
        "Ada konflik kepentingan yang dinyatakan, jadi pejabat lain yang memutuskan."
    ),
    "tg_approval_kept": sentence("Langkah rancangan keputusan tidak dapat dihapus."),
    "tg_approval_step_fixed": sentence("Langkah rancangan keputusan tidak dapat diganti."),
    "tg_proposal_starts_open": sentence("Rancangan baru belum dapat berstatus sudah diputuskan."),
    "tg_proposal_fixed": sentence(
        "Isi rancangan tidak dapat diubah. Tarik rancangan ini, lalu ajukan yang benar."
    ),
    "tg_proposal_subject_in_time": sentence(
        "Pegawai tidak dapat ditambahkan sesudah ada pejabat yang memutuskan."
    ),
    "tg_proposal_approved_by_steps": sentence(
        "Rancangan baru disetujui sesudah semua langkahnya disetujui pejabat."
    ),
    "tg_reply_fixed": sentence("Tanggapan yang sudah tercatat tidak dapat diubah."),
    "tg_reply_kept": sentence("Tanggapan yang sudah tercatat tidak dapat dihapus."),
    "tg_approval_while_pending": sentence("Rancangan ini sedang tidak menunggu keputusan."),
    "tg_approval_twice_by_one": sentence("Anda sudah memutuskan satu langkah rancangan ini."),
    "tg_approval_in_order": sentence("Langkah sebelumnya belum disetujui."),
    "tg_approval_fixed": sentence("Langkah ini sudah diputuskan dan tidak dapat diubah."),
    "tg_proposal_subject_is_not_proposer": sentence(
        "Pengusul atau pemeriksa tidak boleh menjadi penerima."
    ),
    "ck_proposal_proposer_is_not_subject": sentence(
        "Pengusul atau pemeriksa tidak boleh menjadi penerima."
    ),
    "ck_proposal_only_awards_are_held": sentence(
        "Hanya penghargaan yang menunggu verifikasi kepegawaian."
    ),
    "ck_approval_step_reason_given": sentence("Tulis alasan paling sedikit 20 huruf."),
    "tg_guidance_after_reply": sentence(
        "Pembinaan baru dapat diputuskan sesudah pegawai menanggapi"
        " atau hak jawabnya dicatat tidak digunakan."
    ),
    "ck_balance_not_overdrawn": sentence("Kuota poin unit ini tidak cukup."),
    "tg_entry_postings_balanced": sentence("Perubahan poin dalam satu entri harus berjumlah nol."),
    "tg_posting_entry_is_closed": sentence("Entri ini sudah ditutup."),
    "uq_entry_agency_id_idempotency_key": sentence("Entri ini sudah pernah dicatat."),
    "uq_entry_agency_id_reverses_uid": sentence("Entri ini sudah pernah dikoreksi."),
    "tg_sanction_after_examination": sentence(
        "Keputusan baru dapat dibuat sesudah pemeriksaan, atau sesudah dua kali tidak hadir"
        " (PP 94/2021 Pasal 26 dan 27)."
    ),
    "tg_sanction_after_reply": sentence(
        "Keputusan baru dapat dibuat sesudah pegawai menanggapi"
        " atau hak jawabnya dicatat tidak digunakan."
    ),
    "tg_summons_second_after_absence": sentence(
        "Panggilan kedua baru dapat dibuat sesudah ketidakhadiran pada panggilan pertama dicatat."
    ),
    "tg_allegation_regulation": sentence(
        "Perbuatan sebelum 31 Agustus 2021 dinilai menurut PP 53/2010, dalam kasus tersendiri."
    ),
    "tg_allegation_in_time": sentence(
        "Pegawai sudah dipanggil, jadi dugaan lain dibuka sebagai kasus baru."
    ),
    "ck_discipline_case_discontinued_reason": sentence("Tulis alasan paling sedikit 20 huruf."),
    "ck_discipline_case_discontinued_on_a_ground": sentence("Pilih sebab kasus dihentikan."),
    "tg_case_discontinued_in_time": sentence(
        "Kasus ini sudah berakhir atau keputusannya sudah berlaku, jadi tidak dapat dihentikan."
    ),
    "tg_case_discontinued_stays": sentence("Kasus ini sudah dihentikan dan tetap demikian."),
    "tg_sanction_of_ended_case": sentence("Kasus ini sudah diakhiri tanpa hukuman."),
    "tg_case_fixed": sentence("Pegawai dan peraturan sebuah kasus tidak dapat diganti."),
    "tg_team_before_examination": sentence(
        "Tim pemeriksa dibentuk sebelum pemeriksaan (PP 94/2021 Pasal 29)."
    ),
    "tg_team_not_for_light": sentence(
        "Dugaan ringan diperiksa oleh atasan langsung sendiri (PP 94/2021 Pasal 29)."
    ),
    "tg_team_by_another": sentence("Tim dibentuk oleh orang lain, bukan pegawai yang diperiksa."),
    "tg_team_member_rank": sentence(
        "Jabatan anggota tim paling rendah setingkat dengan jabatan pegawai yang diperiksa"
        " (PP 94/2021 Pasal 29)."
    ),
    "tg_team_member_is_another": sentence(
        "Pegawai yang diperiksa tidak boleh duduk dalam tim pemeriksa."
    ),
    "tg_team_member_uninvolved": sentence(
        "Pelapor, saksi, keluarga, dan yang terlibat tidak boleh duduk dalam tim pemeriksa."
    ),
    "tg_team_member_in_time": sentence("Susunan tim tidak dapat diubah sesudah pemeriksaan."),
    "tg_team_member_leaves_in_time": sentence(
        "Tim sudah memeriksa, jadi anggotanya tidak dapat berhenti atau diganti lagi."
    ),
    "tg_summons_by_team": sentence(
        "Bentuk tim pemeriksa lengkap lebih dulu: dugaan pelanggaran berat (PP 94/2021 Pasal 29)."
    ),
    "tg_examination_by_team": sentence(
        "Dugaan pelanggaran berat wajib diperiksa tim yang lengkap (PP 94/2021 Pasal 29)."
    ),
    "tg_examination_by_member": sentence("Pemeriksaan dilakukan oleh anggota tim pemeriksa."),
    "tg_examination_by_another": sentence("Pegawai tidak boleh memeriksa dirinya sendiri."),
    "tg_examination_after_summons": sentence(
        "Pemeriksaan tidak dapat mendahului hari dalam surat panggilan (PP 94/2021 Pasal 26)."
    ),
    "tg_examination_line_open_insert": sentence(
        "Berita acara sudah dibuat, jadi tanya jawabnya tidak dapat ditambah."
    ),
    "tg_examination_line_open_update": sentence(
        "Berita acara sudah dibuat, jadi tanya jawabnya tidak dapat diubah."
    ),
    "tg_examiner_signature_own": sentence("Hanya pemeriksa yang menandatangani berita acara."),
    "tg_report_after_hearing": sentence(
        "Laporan dibuat sesudah pegawai diperiksa dan hak jawabnya selesai,"
        " atau sesudah dua kali tidak hadir (PP 94/2021 Pasal 26 dan 27)."
    ),
    "tg_report_fixed": sentence("Laporan hasil pemeriksaan tidak dapat diubah."),
    "tg_sanction_after_report": sentence(
        "Keputusan baru dapat dibuat sesudah laporan hasil pemeriksaan (PP 94/2021 Pasal 27)."
    ),
    "tg_sanction_by_team": sentence(
        "Hukuman berat hanya sesudah pemeriksaan oleh tim (PP 94/2021 Pasal 29)."
    ),
    "tg_sanction_record_signed": sentence(
        "Berita acara belum ditandatangani semua pemeriksa (PP 94/2021 Pasal 32)."
    ),
    "tg_sanction_exhibits_read": sentence(
        "Baca dan tandai semua bukti sebelum memutuskan (PP 94/2021 Pasal 33)."
    ),
    "tg_sanction_after_absence": sentence(
        "Keputusan tidak dapat mendahului hari dalam panggilan kedua (PP 94/2021 Pasal 26)."
    ),
    "tg_release_when_heavy": sentence(
        "Pembebasan sementara hanya untuk dugaan pelanggaran berat yang diperiksa tim"
        " (PP 94/2021 Pasal 31)."
    ),
    "tg_release_from_examination": sentence(
        "Pembebasan sementara mulai sejak pemeriksaan sampai keputusan (PP 94/2021 Pasal 31)."
    ),
    "tg_release_acting_is_another": sentence(
        "Pelaksana harian harus orang lain, bukan pegawai yang dibebaskan sementara."
    ),
    "ck_temporary_release_acting_is_another": sentence(
        "Pelaksana harian harus orang lain, bukan pejabat yang menetapkannya."
    ),
    "ck_summons_void_reason": sentence("Tulis alasan paling sedikit 20 huruf."),
    "ck_summons_received_or_refused": sentence(
        "Surat panggilan diterima seseorang atau ditolak, tidak keduanya."
    ),
    "ck_summons_receipt_dated": sentence("Isi tanggal surat panggilan diserahkan."),
    "ck_ethics_summons_in_time": sentence(
        "Sidang Majelis terlalu cepat sesudah surat panggilan. Pilih hari yang lebih akhir."
    ),
    "tg_ethics_summons_second_after_absence": sentence(
        "Panggilan kedua baru dapat dibuat sesudah ketidakhadiran pada panggilan pertama dicatat."
    ),
    "tg_ethics_case_after_hearing": sentence(
        "Majelis memutuskan sesudah sidang, atau sesudah dua kali tidak hadir."
    ),
    "tg_ethics_seat_is_another": sentence("Pegawai yang disidangkan tidak boleh duduk di Majelis."),
    "tg_sanction_by_reporter": sentence(
        "Anda yang melaporkannya, jadi pejabat lain yang memutuskan."
    ),
    "tg_examination_by_reporter": sentence(
        "Anda yang melaporkannya, jadi atasan lain yang memeriksa."
    ),
    "tg_sanction_in_conflict": sentence(
        "Ada konflik kepentingan yang dinyatakan, jadi pejabat lain yang memutuskan."
    ),
    "tg_sanction_by_witness": sentence(
        "Anda saksi dalam kasus ini, jadi pejabat lain yang memutuskan."
    ),
    "tg_examination_by_witness": sentence(
        "Anda saksi dalam kasus ini, jadi atasan lain yang memeriksa."
    ),
    "tg_examination_in_conflict": sentence(
        "Ada konflik kepentingan yang dinyatakan, jadi atasan lain yang memeriksa."
    ),
    "tg_case_subject_is_asn": sentence("Pejabat negara tidak dikenai hukuman disiplin di sini."),
    "tg_sanction_of_the_case": sentence("Keputusan harus tentang pegawai dalam kasus ini."),
    "tg_sanction_kind_of_level": sentence("Jenis hukuman tidak sesuai dengan tingkatnya."),
    "tg_sanction_kind_mapped": sentence(
        "Jenis hukuman ini untuk PPPK belum ditetapkan dalam aturan instansi."
        " Minta bagian kepegawaian mengisinya lebih dulu."
    ),
    "tg_sanction_heavier_on_repetition": sentence(
        "Pelanggaran yang sejenis pernah dihukum, jadi hukumannya harus lebih berat"
        " (Pasal 35 ayat (2) PP 94/2021)."
    ),
    "tg_sanction_once_for_one_act": sentence(
        "Perbuatan ini sudah dijatuhi hukuman. Satu pelanggaran hanya dihukum sekali"
        " (Pasal 35 ayat (3) PP 94/2021)."
    ),
    "tg_sanction_dismissal_typed": sentence(
        "Pilih jenis pemberhentian. PPK yang menentukannya (UU 20/2023 Pasal 52 ayat (4))."
    ),
    "tg_sanction_grounds_stated": sentence(
        "Keputusan wajib memuat pelanggaran beserta pasalnya dan pertimbangan paling sedikit"
        " 20 huruf (Pasal 33 PP 94/2021)."
    ),
    "tg_case_witness_is_another": sentence("Pegawai yang diperiksa bukan saksi dalam kasusnya."),
    "uq_case_witness_case_id_person_id": sentence("Saksi ini sudah dicatat."),
    "ck_setting_confirmed_by_another": sentence(
        "Ketentuan ini harus dipastikan oleh orang lain, bukan oleh yang mencatatnya."
    ),
    "tg_setting_confirmed_fixed": sentence(
        "Ketentuan yang sudah dipastikan tidak dapat diubah. Catat yang baru dengan tanggal"
        " berlakunya."
    ),
    "tg_summons_fixed": sentence("Surat panggilan yang sudah dibuat tidak dapat diubah."),
    "tg_examination_fixed": sentence("Berita acara pemeriksaan tidak dapat diubah."),
    "ck_sanction_decider_is_another": sentence("Pejabat tidak boleh memutuskan tentang dirinya."),
    "ck_sanction_reason_given": sentence("Tulis alasan paling sedikit 20 huruf."),
    "ck_retention_rule_confirmed_by_another": sentence(
        "Baris jadwal retensi harus dipastikan oleh orang lain, bukan oleh yang mencatatnya."
    ),
    "uq_retention_rule_agency_id_record_kind_valid_from": sentence(
        "Jadwal retensi jenis ini untuk tanggal itu sudah dicatat."
    ),
    "tg_retention_rule_fixed": sentence(
        "Baris jadwal retensi tidak dapat diubah. Catat baris baru dengan tanggal berlakunya."
    ),
    "ck_erasure_decided_by_another": sentence(
        "Anda yang mencatat permintaan ini, jadi orang lain yang memutuskan."
    ),
    "ck_erasure_decided_by_no_subject": sentence(
        "Permintaan ini tentang data Anda, jadi orang lain yang memutuskan."
    ),
    "ck_erasure_proposed_by_no_subject": sentence(
        "Permintaan ini tentang data Anda, jadi orang lain yang mencatatnya."
    ),
    "tg_erasure_item_is_due": sentence("Masa simpan entri ini belum berakhir."),
    "tg_private_body_erased_by_decision": sentence(
        "Data pribadi sebuah entri hanya dihapus oleh penghapusan yang sudah diputuskan."
    ),
    "tg_document_context_bound": sentence("Isi dokumen yang sudah terbit tidak dapat diubah."),
    "ck_reissue_decided_by_another": sentence(
        "Anda yang mengajukan penggantian ini, jadi orang lain yang memutuskan."
    ),
    "uq_reissue_open": sentence("Penggantian piagam ini sudah diajukan dan menunggu keputusan."),
    "tg_document_begins_unnumbered": sentence(
        "Dokumen baru selalu mulai tanpa nomor. Nomor diberikan setelah disetujui."
    ),
    "tg_document_walks_its_states": sentence(
        "Langkah dokumen ini tidak berlaku lagi. Muat ulang halamannya."
    ),
    "tg_wording_begins_as_draft": sentence("Naskah baru selalu mulai sebagai konsep."),
    "tg_wording_fixed": sentence(
        "Naskah yang sudah diberlakukan tidak dapat diubah. Tulis versi berikutnya."
    ),
    "tg_wording_walks_its_states": sentence("Naskah ini sudah tidak berlaku, atau belum konsep."),
    "tg_wording_kept": sentence("Naskah yang sudah diberlakukan tidak dapat dihapus."),
    "ck_wording_activated_by_another": sentence(
        "Naskah ini Anda yang menulis, jadi orang lain yang memberlakukannya."
    ),
    "uq_wording_draft": sentence("Sudah ada konsep naskah ini. Buka lagi, lalu ubah."),
    "uq_wording_active": sentence("Naskah lain sudah diberlakukan. Muat ulang halamannya."),
    "tg_document_number_bound": sentence("Nomor dokumen tidak dapat diubah."),
    "tg_document_signed_by_all": sentence(
        "Dokumen belum ditandatangani semua pejabatnya. Tunggu tanda tangan berikutnya."
    ),
    "tg_signature_kept": sentence("Tanda tangan yang sudah dibuat tidak dapat diubah."),
    "ck_signature_signed_has_moment": sentence("Tanda tangan harus memuat waktunya."),
    "ck_signature_ink_is_not_sent": sentence(
        "Tanda tangan basah tidak dikirim ke mana pun. Unggah pindaiannya."
    ),
    "ck_signature_scan_shows_ink": sentence(
        "Pindaian hanya untuk tanda tangan basah. Dokumen ini ditandatangani secara elektronik."
    ),
    "ck_signature_method": sentence("Cara tanda tangan ini tidak dikenal."),
    "ck_signature_state": sentence("Keadaan tanda tangan ini tidak dikenal."),
    "tg_document_bytes_bound": sentence("Isi dokumen yang sudah terbit tidak dapat diubah."),
}


def sentence_for(name: str) -> str:
    """The sentence for a constraint; an unknown one is named, so that it can be looked up."""
    if name in SENTENCES:
        return SENTENCES[name]
    if name.endswith("_append_only"):
        return sentence("Catatan ini tidak dapat diubah atau dihapus. Buat koreksi.")
    return _GENERAL % {"constraint": name}

"""The sentences of the guards of performance and service sanctions."""

from ledger.errors import sentence

BESIDE_DISCIPLINE = {
    "ck_side_sanction_decider_is_another": sentence(
        "Pejabat tidak boleh menjatuhkan sanksi kepada dirinya sendiri."
    ),
    "ck_side_sanction_recorder_is_another": sentence(
        "Yang menyiapkan surat ini bukan pejabat yang memutuskannya. Minta rekan kepegawaian"
        " menyiapkannya."
    ),
    "ck_side_sanction_reason_given": sentence("Tulis alasan paling sedikit 20 huruf."),
    "ck_side_sanction_ground_given": sentence("Sebutkan dasar sanksi ini."),
    "tg_side_sanction_subject_is_asn": sentence(
        "Pejabat negara tidak dapat dikenai sanksi ini. Periksa nama pegawainya."
    ),
    "tg_side_sanction_in_conflict": sentence(
        "Ada konflik kepentingan yang dinyatakan, jadi pejabat lain yang memutuskan."
    ),
    "tg_side_sanction_letter_once": sentence(
        "Surat dengan nomor ini sudah dicatat untuk pegawai itu."
    ),
    "tg_side_sanction_rated_low": sentence(
        "Belum ada SKP Kurang atau Sangat Kurang sampai tanggal surat. Impor SKP-nya lebih dulu."
    ),
    "tg_side_sanction_after_warning": sentence(
        "Belum ada teguran Pasal 54 ayat (2) yang tercatat tidak dipatuhi, jadi jenis ini belum"
        " dapat dipilih."
    ),
    "tg_side_step_by_official": sentence(
        "Hanya pejabat yang dituju surat ini yang menjatuhkan, menolak, atau menariknya."
    ),
    "tg_side_step_by_another": sentence("Pegawai itu sendiri tidak mencatat kelanjutannya."),
    "tg_side_step_in_order": sentence(
        "Langkah ini tidak dapat dilakukan sekarang. Muat ulang halaman ini."
    ),
    "tg_side_step_in_time": sentence("Waktu yang diberikan belum habis."),
}

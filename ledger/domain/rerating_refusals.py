"""The sentences of what the database refuses about a re-rating of the past."""

from ledger.errors import sentence

_FROZEN = sentence("Rincian penilaian ulang dibekukan sejak disusun dan tidak dapat diubah.")
_ORDER = sentence("Penilaian ulang berjalan dari diminta, diputuskan, lalu dilaksanakan.")

RATING_AGAIN = {
    "ck_rerating_decided_by_another": sentence(
        "Penilaian ulang diputuskan oleh orang lain, bukan oleh yang memintanya."
    ),
    "ck_rerating_is_decided": sentence("Penilaian ulang hanya dilaksanakan sesudah diputuskan."),
    "ck_rerating_seen_whole": sentence(
        "Rincian yang Anda lihat bukan yang sekarang. Buka lagi halamannya."
    ),
    "uq_rerating_open": sentence(
        "Penilaian ulang lain dari paket ini belum selesai. Selesaikan itu dahulu."
    ),
    "tg_rerating_starts_asked": _ORDER,
    "tg_rerating_states": _ORDER,
    "tg_rerating_fixed": sentence("Permintaan dan putusan penilaian ulang tidak dapat diubah."),
    "tg_rerating_decider_is_no_subject": sentence(
        "Penilaian ulang ini menyangkut Anda, jadi orang lain yang memutuskannya."
    ),
    "tg_rerating_whole": sentence("Masih ada baris penilaian ulang yang belum dilaksanakan."),
    "tg_rerating_kept": sentence("Penilaian ulang disimpan dan tidak dihapus."),
    "tg_rerating_line_listed_once": _FROZEN,
    "tg_rerating_line_frozen": _FROZEN,
    "tg_rerating_line_approved": sentence(
        "Baris penilaian ulang hanya dilaksanakan sekali, sesudah disetujui."
    ),
    "tg_rerating_line_kept": _FROZEN,
}

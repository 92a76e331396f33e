"""The sentences of the guards after a decision: delivery, objections, execution, statements."""

from ledger.errors import sentence

AFTER_A_DECISION = {
    "ck_sanction_deliverer_is_another": sentence(
        "Keputusan ini tentang orang itu sendiri, jadi orang lain yang menyampaikannya."
    ),
    "tg_sanction_delivered_by_reporter": sentence(
        "Yang melaporkan tidak menyampaikan keputusannya. Tunjuk pejabat lain."
    ),
    "tg_sanction_delivered_in_conflict": sentence(
        "Ada konflik kepentingan yang dinyatakan, jadi pejabat lain yang menyampaikan."
    ),
    "tg_sanction_delivered_by_witness": sentence(
        "Saksi tidak menyampaikan keputusannya. Tunjuk pejabat lain."
    ),
    "tg_remedy_by_witness": sentence(
        "Anda saksi dalam kasus ini, jadi pejabat lain yang memutus keberatan ini."
    ),
    "tg_sanction_received_once": sentence("Tanggal diterima yang sudah tercatat tidak berubah."),
    "tg_sanction_effect_after_receipt": sentence(
        "Hari berlaku baru dapat dihitung sesudah tanggal diterima dicatat."
    ),
    "tg_case_effect_waits": sentence(
        "Keputusan belum diterima, atau upaya administratifnya belum diputus, jadi belum berlaku."
    ),
    "uq_remedy_open": sentence("Keberatan sebelumnya belum diputus. Tunggu putusannya."),
    "ck_remedy_answer_is_reasoned": sentence("Tulis pertimbangan paling sedikit 20 huruf."),
    "ck_remedy_late_is_inadmissible": sentence(
        "Keberatan yang terlambat hanya dapat ditetapkan tidak dapat diterima."
    ),
    "ck_remedy_bpasn_has_letter": sentence("Tulis nomor keputusan Badan Pertimbangan ASN"),
    "tg_remedy_by_first_decider": sentence(
        "Anda yang menetapkan hukumannya, jadi atasan Anda yang memutus keberatan ini."
    ),
    "tg_remedy_by_reporter": sentence(
        "Anda yang melaporkannya, jadi pejabat lain yang memutus keberatan ini."
    ),
    "tg_remedy_in_conflict": sentence(
        "Ada konflik kepentingan yang dinyatakan, jadi pejabat lain yang memutus keberatan ini."
    ),
    "tg_remedy_fixed": sentence("Putusan atas keberatan tidak dapat diubah."),
    "tg_measure_of_sanction_in_force": sentence(
        "Hukuman ini belum berlaku atau sedang ditangguhkan, jadi belum dilaksanakan."
    ),
    "tg_measure_waits_for_objection": sentence(
        "Hukuman ini ditangguhkan menunggu upaya administratif, jadi belum dapat dilaksanakan."
    ),
    "tg_measure_fixed": sentence("Bukti pelaksanaan yang sudah tercatat tidak dapat diubah."),
    "ck_statement_verified_by_another": sentence(
        "Surat keterangan ini tentang Anda, jadi orang lain yang memeriksanya."
    ),
    "ck_statement_signed_by_another": sentence(
        "Surat keterangan ini tentang Anda, jadi orang lain yang menandatanganinya."
    ),
    "ck_statement_signed_by_second": sentence(
        "Anda yang memeriksanya, jadi orang lain yang menandatangani."
    ),
    "uq_statement_open": sentence("Permintaan untuk keperluan ini sedang diproses."),
    "tg_statement_in_order": sentence(
        "Surat keterangan diperiksa kepegawaian dulu, baru ditandatangani pimpinan."
    ),
}

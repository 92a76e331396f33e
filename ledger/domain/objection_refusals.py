"""The sentences of what the database refuses about an objection to a reward or to guidance."""

from ledger.errors import sentence

_ANOTHER = sentence("Keberatan didengar oleh pejabat yang tidak ikut memutuskan.")
_REASON = sentence("Alasan paling sedikit 20 huruf.")

OBJECTING = {
    "ck_objection_decided_by_no_subject": _ANOTHER,
    "ck_objection_decided_by_another": _ANOTHER,
    "ck_objection_reason_given": _REASON,
    "ck_objection_decision_has_reason": _REASON,
    "ck_objection_granted_by_entry": sentence(
        "Keberatan yang dikabulkan harus menghasilkan koreksi atau penghargaan."
    ),
    "uq_objection_open": sentence(
        "Keberatan Anda atas entri ini sudah diajukan dan menunggu putusan."
    ),
    "tg_objection_starts_filed": sentence("Keberatan baru selalu mulai dari menunggu putusan."),
    "tg_objection_fixed": sentence("Keberatan yang sudah diputus atau ditarik tidak berubah lagi."),
    "tg_objection_by_its_official": sentence("Keberatan ini diputus oleh pejabat lain."),
    "tg_objection_heard_by_another": _ANOTHER,
    "tg_objection_kept": sentence("Keberatan disimpan dan tidak dihapus."),
}

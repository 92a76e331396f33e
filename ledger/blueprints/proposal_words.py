"""The words and colours of decisions."""

from ledger.domain.approvals import ProposalState, Verdict
from ledger.errors import sentence

TONES = {
    ProposalState.APPROVED: "approved",
    ProposalState.RETURNED: "returned",
    ProposalState.REJECTED: "rejected",
    ProposalState.WITHDRAWN: "draft",
    ProposalState.REVERSED: "objection",
}
VERDICT_DONE = {
    Verdict.APPROVE: sentence("Keputusan tersimpan: disetujui."),
    Verdict.RETURN: sentence("Keputusan tersimpan: dikembalikan untuk diperbaiki."),
    Verdict.REJECT: sentence("Keputusan tersimpan: ditolak."),
}
WAITS = {
    ProposalState.AWAITING_QUOTA: sentence(
        "Disetujui. Kuota poin unit kerja belum cukup, jadi penghargaan menunggu kuota ditambah."
    ),
    ProposalState.AWAITING_VERIFICATION: sentence(
        "Disetujui. Penghargaan berlaku sesudah verifikasi kepegawaian."
    ),
}

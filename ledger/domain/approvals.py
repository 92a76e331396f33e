"""How a proposal is decided: its states, the four eyes, and being bound to what was seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from ledger.domain.canonical import canonical_bytes, plain
from ledger.domain.proposals import ProposalKind
from ledger.domain.proposals import StepCapacity as StepCapacity
from ledger.domain.transitions import events_from, follow
from ledger.domain.wording import require_reason
from ledger.errors import Conflict, RuleRefused, sentence


class Verdict(StrEnum):
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


class ProposalState(StrEnum):
    PENDING = "pending"
    AWAITING_ASSESSMENT = "awaiting_assessment"
    AWAITING_REPLY = "awaiting_reply"
    AWAITING_QUOTA = "awaiting_quota"
    AWAITING_VERIFICATION = "awaiting_verification"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


class ProposalEvent(StrEnum):
    """What happens to a proposal; ``approve_step`` is every approval but the last."""

    ASSESS_NO_SUSPICION = "assess_no_suspicion"
    ASSESS_SUSPECTED = "assess_suspected"
    RECORD_REPLY = "record_reply"
    RECORD_UNUSED_REPLY = "record_unused_reply"
    APPROVE_STEP = "approve_step"
    APPROVE = "approve"
    APPROVE_OVER_QUOTA = "approve_over_quota"
    WIDEN_QUOTA = "widen_quota"
    HOLD = "hold"
    CLEAR = "clear"
    RETURN = "return"
    REJECT = "reject"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    REVERSE = "reverse"


@dataclass(frozen=True, kw_only=True)
class DecideProposal:
    """A verdict on the step that waits; ``seen_sha256`` is ``seen_hash`` of what was shown."""

    proposal_id: int
    verdict: Verdict
    seen_sha256: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ItemResult:
    """What became of one item of a bulk decision; ``reason`` says why it was skipped.

    ``is_because`` when the reason goes on from "Dilewati" ("karena Anda pengusulnya"), instead of
    being a sentence of its own.
    """

    proposal_id: int
    state: ProposalState | None = None
    reason: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    is_because: bool = False

    @property
    def is_decided(self) -> bool:
        return self.state is not None


STEP_CAPACITY_LABELS: Mapping[StepCapacity, str] = MappingProxyType(
    {
        StepCapacity.DIRECT_SUPERIOR: sentence("Atasan langsung"),
        StepCapacity.HEAD_OF_UNIT: sentence("Pimpinan unit kerja"),
        StepCapacity.HEAD_OF_AGENCY: sentence("Pimpinan instansi"),
        StepCapacity.PANEL: sentence("Tim penilai"),
    }
)

VERDICT_LABELS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.APPROVE: sentence("Setujui"),
        Verdict.RETURN: sentence("Kembalikan untuk diperbaiki"),
        Verdict.REJECT: sentence("Tolak"),
    }
)

PROPOSAL_STATE_LABELS: Mapping[ProposalState, str] = MappingProxyType(
    {
        ProposalState.PENDING: sentence("Menunggu keputusan"),
        ProposalState.AWAITING_ASSESSMENT: sentence("Menunggu telaah atasan"),
        ProposalState.AWAITING_REPLY: sentence("Menunggu tanggapan pegawai"),
        ProposalState.AWAITING_QUOTA: sentence("Menunggu kuota"),
        ProposalState.AWAITING_VERIFICATION: sentence("Menunggu verifikasi kepegawaian"),
        ProposalState.APPROVED: sentence("Disetujui"),
        ProposalState.RETURNED: sentence("Dikembalikan"),
        ProposalState.REJECTED: sentence("Ditolak"),
        ProposalState.WITHDRAWN: sentence("Ditarik"),
        ProposalState.REVERSED: sentence("Dikoreksi"),
    }
)

_S, _E = ProposalState, ProposalEvent

#: Guidance goes through assessment and reply first. A suspected violation ends the guidance,
#: because only a case may follow. An award over quota waits and is never refused for it; so does
#: one to somebody whom a case or a sanction holds, until HR has verified.
PROPOSAL_STEPS: Mapping[tuple[ProposalState, ProposalEvent], ProposalState] = MappingProxyType(
    {
        (_S.AWAITING_ASSESSMENT, _E.ASSESS_NO_SUSPICION): _S.AWAITING_REPLY,
        (_S.AWAITING_ASSESSMENT, _E.ASSESS_SUSPECTED): _S.WITHDRAWN,
        (_S.AWAITING_ASSESSMENT, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.AWAITING_REPLY, _E.RECORD_REPLY): _S.PENDING,
        (_S.AWAITING_REPLY, _E.RECORD_UNUSED_REPLY): _S.PENDING,
        (_S.AWAITING_REPLY, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.PENDING, _E.APPROVE_STEP): _S.PENDING,
        (_S.PENDING, _E.APPROVE): _S.APPROVED,
        (_S.PENDING, _E.APPROVE_OVER_QUOTA): _S.AWAITING_QUOTA,
        (_S.PENDING, _E.HOLD): _S.AWAITING_VERIFICATION,
        (_S.PENDING, _E.RETURN): _S.RETURNED,
        (_S.PENDING, _E.REJECT): _S.REJECTED,
        (_S.PENDING, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.AWAITING_QUOTA, _E.WIDEN_QUOTA): _S.APPROVED,
        (_S.AWAITING_QUOTA, _E.HOLD): _S.AWAITING_VERIFICATION,
        (_S.AWAITING_QUOTA, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.AWAITING_VERIFICATION, _E.CLEAR): _S.APPROVED,
        (_S.AWAITING_VERIFICATION, _E.APPROVE_OVER_QUOTA): _S.AWAITING_QUOTA,
        (_S.AWAITING_VERIFICATION, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.RETURNED, _E.RESUBMIT): _S.PENDING,
        (_S.RETURNED, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.APPROVED, _E.REVERSE): _S.REVERSED,
    }
)

INITIAL_STATES: Mapping[ProposalKind, ProposalState] = MappingProxyType(
    {
        ProposalKind.AWARD: ProposalState.PENDING,
        ProposalKind.GUIDANCE: ProposalState.AWAITING_ASSESSMENT,
        ProposalKind.OPEN_CASE: ProposalState.PENDING,
        ProposalKind.REVERSAL: ProposalState.PENDING,
    }
)

WAITING_STATES = frozenset(
    {
        ProposalState.PENDING,
        ProposalState.AWAITING_ASSESSMENT,
        ProposalState.AWAITING_REPLY,
        ProposalState.AWAITING_QUOTA,
        ProposalState.AWAITING_VERIFICATION,
    }
)

YOU_NOMINATED = sentence("karena Anda pengusulnya")
YOU_VERIFIED = sentence("karena Anda yang memverifikasinya")
YOU_DECIDED = sentence("karena Anda yang memutuskan entri yang dikoreksi")
YOU_ARE_SUBJECT = sentence("karena keputusan ini tentang Anda")
PROPOSER_IS_SUBJECT = sentence("karena yang mengajukan termasuk pegawai yang dinilai")
NOT_FOUR_EYES = sentence(
    "Anda tidak dapat memutus rancangan ini %(because)s. Teruskan kepada atasan pejabat."
)
SEEN_CHANGED = sentence(
    "Rancangan ini berubah setelah Anda membukanya. Periksa isinya lagi, lalu putuskan."
)


def next_state(state: ProposalState, event: ProposalEvent) -> ProposalState:
    """Give the state after ``event``; raises InvalidTransition outside the table."""
    return follow(PROPOSAL_STEPS, PROPOSAL_STATE_LABELS, state, event)


def open_events(state: ProposalState) -> tuple[ProposalEvent, ...]:
    return events_from(PROPOSAL_STEPS, state)


def event_for(verdict: Verdict, *, is_last_step: bool, is_over_quota: bool) -> ProposalEvent:
    """Give the event a verdict makes: only the last approval decides, and may meet the quota."""
    if verdict is Verdict.RETURN:
        return ProposalEvent.RETURN
    if verdict is Verdict.REJECT:
        return ProposalEvent.REJECT
    if not is_last_step:
        return ProposalEvent.APPROVE_STEP
    return ProposalEvent.APPROVE_OVER_QUOTA if is_over_quota else ProposalEvent.APPROVE


def require_verdict_reason(verdict: Verdict, reason: str) -> None:
    """Refuse a return or a rejection without 20 characters of reason; raises InvalidInput."""
    if verdict is not Verdict.APPROVE:
        require_reason(reason)


def four_eyes_reason(
    *,
    proposer_id: int | None,
    subject_ids: Collection[int],
    approver_id: int,
    nominator_ids: Collection[int] = (),
) -> str | None:
    """Say why this person may not decide ("karena Anda pengusulnya"); None when they may.

    ``proposer_id`` is None when the system proposed. ``subject_ids`` holds the whole team. The
    approver's own reasons come first, for they are what the approver can understand at once.
    """
    reasons = (
        (approver_id in nominator_ids, YOU_NOMINATED),
        (approver_id in subject_ids, YOU_ARE_SUBJECT),
        (approver_id == proposer_id, YOU_VERIFIED),
        (proposer_id in subject_ids, PROPOSER_IS_SUBJECT),
        (bool(set(nominator_ids) & set(subject_ids)), PROPOSER_IS_SUBJECT),
    )
    return next((reason for applies, reason in reasons if applies), None)


def require_four_eyes(
    *,
    proposer_id: int | None,
    subject_ids: Collection[int],
    approver_id: int,
    nominator_ids: Collection[int] = (),
) -> None:
    """Refuse when proposer, subjects and approver are not different people.

    Raises RuleRefused named ``four_eyes``; its parameter ``because`` is the reason a skipped
    item of a bulk decision reads.
    """
    because = four_eyes_reason(
        proposer_id=proposer_id,
        subject_ids=subject_ids,
        approver_id=approver_id,
        nominator_ids=nominator_ids,
    )
    if because is not None:
        raise RuleRefused(NOT_FOUR_EYES, constraint="four_eyes", because=because)


def seen_hash(payload: Mapping[str, Any]) -> str:
    """Hex SHA-256 of what the approver saw, over its canonical JSON.

    Dates become text and None fields fall out; raises NotCanonical for floats and the like.
    """
    return sha256(canonical_bytes(plain(payload))).hexdigest()


def require_seen(payload: Mapping[str, Any], seen_sha256: str) -> None:
    """Refuse a verdict on something that changed since it was shown; raises Conflict."""
    if seen_hash(payload) != seen_sha256:
        raise Conflict(SEEN_CHANGED, code="seen_changed")

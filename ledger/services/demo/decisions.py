"""Officials decide what waits for them, people reply, and a wrong award is taken back."""

from collections import Counter

from sqlalchemy import select

from ledger.database import session
from ledger.domain.approvals import DecideProposal, ProposalState, Verdict, seen_hash
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import WidenQuota, quota_period
from ledger.domain.proposals import ProposalKind
from ledger.errors import LedgerError
from ledger.models.entries import Entry
from ledger.models.people import Unit
from ledger.models.proposals import ApprovalStep, Proposal, Reply
from ledger.queries.proposal_files import payloads_of
from ledger.services.demo.cast import Actors, Cast
from ledger.services.demo.clock import DemoClock
from ledger.services.proposals import (
    decide_proposal,
    propose_reversal,
    record_reply,
    record_unused_reply,
)
from ledger.services.quotas import widen_quota

_REJECTED = "Hasilnya belum terlihat di layanan; usulkan lagi sesudah diterapkan."
_REPLY = "Saya menerima catatan ini. Antrean sedang penuh, dan saya akan menyapa warga lebih dulu."
_MISTAKE = "Poin tercatat untuk kegiatan yang sama yang sudah dihargai sebelumnya."
_WIDER = "Banyak inovasi yang layak dihargai pada triwulan ini."
_ROUNDS = 6
#: Of every nine awards one is left for whoever tries the demo to decide.
_ONE_LEFT_IN, _LEFT_AT = 9, 4
#: Of every fifteen awards one is declined; of three people one does not use the right to reply.
_ONE_REJECTED_IN, _REJECTED_AT = 15, 11
_UNUSED_IN = 3
_EXTRA_POINTS = 1000


class Deciders:
    """Every official at their queue until nothing waits that can be decided now."""

    def __init__(self, cast: Cast, actors: Actors, clock: DemoClock) -> None:
        self._cast, self._actors, self._clock = cast, actors, clock
        self.refusals: Counter[str] = Counter()

    def decide_all(self, kinds: tuple[ProposalKind, ...]) -> int:
        decided = 0
        for _ in range(_ROUNDS):
            waiting = self._waiting(kinds)
            if not waiting:
                break
            done = sum(self._decide(*one) for one in waiting)
            decided += done
            if not done:
                break
        return decided

    def reply(self) -> int:
        """Two of three people answer what is held against them."""
        rows = session().execute(
            select(Reply.proposal_id, Reply.person_id)
            .join(Proposal, Proposal.id == Reply.proposal_id)
            .where(Proposal.state == ProposalState.AWAITING_REPLY)
            .order_by(Reply.id)
        )
        waiting = [(row.proposal_id, row.person_id) for row in rows]
        replying = [one for number, one in enumerate(waiting) if number % _UNUSED_IN != 2]
        for proposal_id, person_id in replying:
            record_reply(
                proposal_id, _REPLY, actor=self._actors.of(person_id), now=self._clock.tick()
            )
        return len(replying)

    def record_unused(self) -> int:
        """After its last day HR records the right that was not used."""
        rows = session().execute(
            select(Reply.proposal_id, Reply.person_id)
            .join(Proposal, Proposal.id == Reply.proposal_id)
            .where(Proposal.state == ProposalState.AWAITING_REPLY, Reply.due_on < self._clock.today)
            .order_by(Reply.id)
        )
        lapsed = [(row.proposal_id, row.person_id) for row in rows]
        for proposal_id, person_id in lapsed:
            officer = next(one for one in self._cast.hr if one != person_id)
            record_unused_reply(proposal_id, actor=self._actors.of(officer), now=self._clock.tick())
        return len(lapsed)

    def widen_one_quota(self) -> str | None:
        """Widen the quota of one unit whose awards wait; the others go on waiting."""
        waiting = session().scalar(
            select(Proposal)
            .where(Proposal.state == ProposalState.AWAITING_QUOTA)
            .order_by(Proposal.happened_on, Proposal.id)
            .limit(1)
        )
        if waiting is None:
            return None
        command = WidenQuota(
            key=f"demo:{waiting.id}",
            unit_id=waiting.unit_id,
            period=quota_period(waiting.happened_on),
            points=_EXTRA_POINTS,
            reason=_WIDER,
        )
        widen_quota(command, actor=self._actors.of(self._cast.hr[0]), now=self._clock.tick())
        return session().get_one(Unit, command.unit_id).name

    def reverse_one_award(self) -> str | None:
        """HR finds an award given twice for one deed; a second person decides the correction."""
        uid = session().scalar(
            select(Entry.uid)
            .where(Entry.kind == EntryKind.AWARD_POINTS, Entry.person_id.is_not(None))
            .order_by(Entry.id.desc())
            .limit(1)
        )
        if uid is None:
            return None
        officer = self._actors.of(self._cast.hr[1])
        propose_reversal(uid, _MISTAKE, actor=officer, now=self._clock.tick())
        self.decide_all((ProposalKind.REVERSAL,))
        return uid

    def _waiting(self, kinds: tuple[ProposalKind, ...]) -> list[tuple[int, int, ProposalKind]]:
        rows = session().execute(
            select(Proposal.id, ApprovalStep.assignee_id, Proposal.kind)
            .join(
                ApprovalStep,
                (ApprovalStep.proposal_id == Proposal.id)
                & (ApprovalStep.position == Proposal.current_step),
            )
            .where(
                Proposal.state == ProposalState.PENDING,
                Proposal.kind.in_(kinds),
                ApprovalStep.assignee_id.is_not(None),
            )
            .order_by(ApprovalStep.assignee_id, Proposal.id)
        )
        return [
            (row.id, row.assignee_id or 0, row.kind)
            for row in rows
            if row.kind is not ProposalKind.AWARD or row.id % _ONE_LEFT_IN != _LEFT_AT
        ]

    def _decide(self, proposal_id: int, assignee_id: int, kind: ProposalKind) -> bool:
        declined = kind is ProposalKind.AWARD and proposal_id % _ONE_REJECTED_IN == _REJECTED_AT
        payload = payloads_of([proposal_id])[proposal_id]
        command = DecideProposal(
            proposal_id=proposal_id,
            verdict=Verdict.REJECT if declined else Verdict.APPROVE,
            seen_sha256=seen_hash(payload),
            reason=_REJECTED if declined else "",
        )
        try:
            decide_proposal(command, actor=self._actors.of(assignee_id), now=self._clock.tick())
        except LedgerError as refusal:
            # The story goes on; the report at the end says what was refused and why.
            self.refusals[refusal.message] += 1
            return False
        return True

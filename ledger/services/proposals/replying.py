"""Before guidance is decided: the superior's word, then what the person says to it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.approvals import ProposalEvent, ProposalState
from ledger.domain.formats import date_text
from ledger.domain.people import Role
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX, length_sentences, require_reason
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused, sentence
from ledger.models.proposals import Proposal, Reply
from ledger.queries.proposal_access import NO_SUCH_PROPOSAL, access_to
from ledger.services.days import agency_today
from ledger.services.proposals.inviting import invite_reply
from ledger.services.proposals.moving import held_proposal, move, record_step
from ledger.services.proposals.steps import DECISION_DAYS_KEY, due_day, tell_turn
from ledger.services.superiors import acting_superior

REPLY_LABEL = sentence("Tanggapan")
REPLY_MISSING = sentence("Tulis tanggapan Anda")
REPLY_CLOSED = sentence("Tanggapan tidak lagi ditunggu, karena rancangan ini sudah diteruskan.")
REPLY_OPEN = sentence("Pegawai masih dapat menanggapi sampai %(day)s. Catat sesudah hari itu.")
ONLY_SUPERIOR = sentence("Telaah ini hanya untuk atasan langsung pegawai.")
ONLY_DECIDER = sentence("Hanya pejabat pemutus atau kepegawaian yang mencatat hal ini.")


def assess_guidance(
    proposal_id: int, *, suspected: bool, reason: str, actor: Actor, now: datetime
) -> ProposalState:
    """Record the direct superior's word: without suspicion the person may reply, else it ends.

    Whoever stands in for the superior that day assesses as the superior does. Raises Forbidden
    for anybody else who sees the proposal, InvalidInput without a reason.
    """
    require_reason(reason)
    with transaction() as work:
        proposal = held_proposal(work, proposal_id, actor)
        today = agency_today(proposal.agency_id, now=now)
        _require_superior(proposal, actor, today)
        event = ProposalEvent.ASSESS_SUSPECTED if suspected else ProposalEvent.ASSESS_NO_SUSPICION
        proposer_id = proposal.proposer_id or actor.person_id
        state = move(work, proposal, event, reason=reason.strip(), proposer_id=proposer_id)
        if state is ProposalState.AWAITING_REPLY:
            invite_reply(work, proposal, today, now=now)
        record_step(proposal, "assessed", actor=actor, now=now)
        return state


def record_reply(proposal_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """Keep what the person says and pass the guidance on to whoever decides it.

    Only the person replies; for others it is NotFound. Raises InvalidInput for no or too long a
    text, Conflict ``reply_closed`` once the proposal went on.
    """
    _require_text(text)
    with transaction() as work:
        proposal, reply = _held_reply(work, proposal_id, actor)
        if reply.person_id != actor.person_id:
            raise NotFound(NO_SUCH_PROPOSAL)
        _require_waiting(proposal)
        reply.text, reply.replied_at = text.strip(), now
        _pass_on(work, proposal, ProposalEvent.RECORD_REPLY, now)
        record_step(proposal, "replied", actor=actor, now=now)


def record_unused_reply(proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """Put on record that the term passed without a reply; only after its last day.

    For the deciding official, HR and the system. Raises RuleRefused ``reply_still_open``.
    """
    with transaction() as work:
        proposal, reply = _held_reply(work, proposal_id, actor)
        if not actor.is_system:
            access = access_to(proposal_id, actor)
            if not (access.decides or actor.has_role(Role.HR, proposal.unit_id)):
                raise Forbidden(ONLY_DECIDER)
        _require_waiting(proposal)
        _require_passed(reply, agency_today(proposal.agency_id, now=now))
        reply.unused_at = now
        _pass_on(work, proposal, ProposalEvent.RECORD_UNUSED_REPLY, now)
        record_step(proposal, "reply_unused", actor=actor, now=now)


def _require_superior(proposal: Proposal, actor: Actor, today: date) -> None:
    subject_id = proposal.person_id
    official = acting_superior(subject_id, on=today) if subject_id is not None else None
    if official is None or official.person_id != actor.person_id:
        access_to(proposal.id, actor)
        raise Forbidden(ONLY_SUPERIOR)


def _held_reply(work: Session, proposal_id: int, actor: Actor) -> tuple[Proposal, Reply]:
    proposal = held_proposal(work, proposal_id, actor)
    reply = work.scalar(select(Reply).where(Reply.proposal_id == proposal_id))
    if reply is None:
        raise NotFound(NO_SUCH_PROPOSAL)
    return proposal, reply


def _require_text(text: str) -> None:
    if not text.strip():
        raise InvalidInput(REPLY_MISSING, fields={"text": [REPLY_MISSING]})
    if told := length_sentences(REPLY_LABEL, text, characters_max=NARRATIVE_CHARACTERS_MAX):
        raise InvalidInput(told[0], fields={"text": told})


def _require_waiting(proposal: Proposal) -> None:
    if proposal.state is not ProposalState.AWAITING_REPLY:
        raise Conflict(REPLY_CLOSED, code="reply_closed")


def _require_passed(reply: Reply, today: date) -> None:
    if today <= reply.due_on:
        raise RuleRefused(REPLY_OPEN, constraint="reply_still_open", day=date_text(reply.due_on))


def _pass_on(work: Session, proposal: Proposal, event: ProposalEvent, now: datetime) -> None:
    today = agency_today(proposal.agency_id, now=now)
    due_on = due_day(proposal.agency_id, proposal.unit_id, key=DECISION_DAYS_KEY, on=today)
    move(work, proposal, event, due_on=due_on)
    step = next(one for one in proposal.steps if one.position == proposal.current_step)
    tell_turn(proposal, step, now=now)

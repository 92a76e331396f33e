"""How somebody stands to a proposal; whoever stands nowhere does not learn that it exists."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.facts import FactKind
from ledger.domain.people import Role
from ledger.domain.proposals import ProposalKind
from ledger.errors import NotFound, sentence
from ledger.models.entries import Entry
from ledger.models.nominations import Nomination
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject
from ledger.models.rules import Firing

NO_SUCH_PROPOSAL = sentence("Rancangan keputusan ini tidak ditemukan.")


@dataclass(frozen=True, kw_only=True)
class Access:
    """Which relations to the proposal hold."""

    decides: bool = False
    proposes: bool = False
    is_subject: bool = False
    oversees: bool = False

    @property
    def sees_all(self) -> bool:
        """A subject never reads the whole file, whatever else they are."""
        return not self.is_subject and (self.decides or self.proposes or self.oversees)

    @property
    def sees_some(self) -> bool:
        return self.sees_all or self.is_subject


def access_to(proposal_id: int, actor: Actor) -> Access:
    """How the actor stands to the proposal, in one statement; raises NotFound for strangers.

    The subject of a proposed case is a stranger too: the summons tells them, not this page.
    """
    me = actor.person_id
    row = (
        session()
        .execute(
            select(
                Proposal.kind,
                Proposal.unit_id,
                _decides(actor).label("decides"),
                func.coalesce(_proposes(me), False).label("proposes"),
                _is_subject(me).label("is_subject"),
            ).where(Proposal.id == proposal_id, Proposal.agency_id == actor.agency_id)
        )
        .one_or_none()
    )
    access = Access()
    if row is not None and me is not None:
        access = Access(
            decides=row.decides,
            proposes=row.proposes,
            is_subject=row.is_subject,
            oversees=actor.has_role(Role.HR, row.unit_id),
        )
    hidden = access.is_subject and row is not None and row.kind is ProposalKind.OPEN_CASE
    if hidden or not access.sees_some:
        raise NotFound(NO_SUCH_PROPOSAL)
    return access


def _decides(actor: Actor) -> ColumnElement[bool]:
    """Of one of the steps, or of the entry that would be taken back."""
    step = exists().where(
        ApprovalStep.proposal_id == Proposal.id,
        or_(
            ApprovalStep.assignee_id == actor.person_id,
            ApprovalStep.decided_by == actor.person_id,
            ApprovalStep.unit_id.in_([post.unit_id for post in actor.posts]),
        ),
    )
    entry = exists().where(
        Entry.agency_id == Proposal.agency_id,
        Entry.uid == Proposal.reverses_uid,
        Entry.decided_by == actor.person_id,
    )
    return or_(step, entry)


def _proposes(person_id: int | None) -> ColumnElement[bool]:
    nominated = (
        exists()
        .where(Firing.id == Proposal.firing_id)
        .where(Firing.fact_kind == FactKind.NOMINATION_ACCEPTED, Nomination.id == Firing.fact_id)
        .where(or_(Nomination.nominator_id == person_id, Nomination.verifier_id == person_id))
    )
    return or_(Proposal.proposer_id == person_id, nominated)


def _is_subject(person_id: int | None) -> ColumnElement[bool]:
    return exists().where(
        ProposalSubject.proposal_id == Proposal.id, ProposalSubject.person_id == person_id
    )

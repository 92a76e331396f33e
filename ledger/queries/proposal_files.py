"""The file of a proposal: exactly what an official sees and what a verdict is bound to."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from ledger.database import session
from ledger.domain.names import full_name
from ledger.models.people import Person, Unit
from ledger.models.proposals import Proposal, ProposalSubject, Reply
from ledger.models.rules import Firing
from ledger.queries.claims import Claim, claims_of


def payloads_of(proposal_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What was put before the officials, by proposal, in a fixed number of statements.

    Keys: id, number, kind, title, unit, happened_on, reason, state, step (the one that waits),
    proposer, subjects, outcome, claim (rows and texts), evidence, rule (with the values it saw),
    reply, decisions so far, reverses_uid. All values are plain JSON.
    """
    proposer = aliased(Person)
    rows = (
        session()
        .execute(
            select(Proposal, Unit.name, proposer.name)
            .join(Unit, Unit.id == Proposal.unit_id)
            .outerjoin(proposer, proposer.id == Proposal.proposer_id)
            .where(Proposal.id.in_(proposal_ids))
            .options(
                selectinload(Proposal.steps),
                selectinload(Proposal.firing).joinedload(Firing.rule_version),
            )
            .execution_options(populate_existing=True)
        )
        .all()
    )
    subjects = _subjects(proposal_ids)
    replies = _replies(proposal_ids)
    firings = [one.firing for one, _, _ in rows if one.firing is not None]
    claims = claims_of(
        {(one.fact_kind, one.fact_id): one.inputs.get("fact") or {} for one in firings}
    )
    return {
        proposal.id: _payload(
            proposal,
            unit_name,
            proposer_name or "",
            subjects.get(proposal.id, []),
            replies.get(proposal.id),
            claims.get(_source(proposal.firing)) or Claim(),
        )
        for proposal, unit_name, proposer_name in rows
    }


def _source(firing: Firing | None) -> tuple[str, int]:
    return ("", 0) if firing is None else (firing.fact_kind, firing.fact_id)


def _payload(
    proposal: Proposal,
    unit_name: str,
    proposer_name: str,
    subjects: list[dict[str, Any]],
    reply: dict[str, Any] | None,
    claim: Claim,
) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "number": proposal.number,
        "kind": proposal.kind.value,
        "title": proposal.title,
        "unit": unit_name,
        "happened_on": proposal.happened_on.isoformat(),
        "reason": proposal.reason,
        "state": proposal.state.value,
        "step": proposal.current_step,
        "proposer": proposer_name,
        "subjects": subjects,
        "outcome": proposal.outcome,
        "claim": {"rows": claim.rows, "texts": claim.texts},
        "evidence": claim.evidence,
        "rule": _rule(proposal.firing),
        "reply": reply,
        "decisions": _decisions(proposal),
        "reverses_uid": proposal.reverses_uid,
    }


def _rule(firing: Firing | None) -> dict[str, Any] | None:
    if firing is None:
        return None
    version = firing.rule_version
    return {
        "firing_id": firing.id,
        "code": version.code,
        "version": version.version,
        "title": version.title,
        "sentence": version.sentence,
        "legal_basis": version.legal_basis,
        "values": firing.inputs,
    }


def _decisions(proposal: Proposal) -> list[dict[str, Any]]:
    return [
        {
            "position": step.position,
            "verdict": step.verdict.value,
            "by": step.official.get("full_name", ""),
            "reason": step.reason,
        }
        for step in proposal.steps
        if step.verdict is not None
    ]


def _subjects(proposal_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    rows = session().execute(
        select(ProposalSubject, Person, Unit.name)
        .join(Person, Person.id == ProposalSubject.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(ProposalSubject.proposal_id.in_(proposal_ids))
        .order_by(ProposalSubject.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for subject, person, unit_name in rows:
        found.setdefault(subject.proposal_id, []).append(
            {
                "person_id": person.id,
                "name": full_name(person.name, person.title_before, person.title_after),
                "nip": person.nip or "",
                "unit": unit_name,
                "share": subject.share_percent,
                "points": subject.points_delta,
            }
        )
    return found


def _replies(proposal_ids: Iterable[int]) -> Mapping[int, dict[str, Any]]:
    rows = session().scalars(select(Reply).where(Reply.proposal_id.in_(proposal_ids)))
    return {
        row.proposal_id: {
            "text": row.text,
            "due_on": row.due_on.isoformat(),
            "replied_at": row.replied_at.isoformat() if row.replied_at else "",
            "unused_at": row.unused_at.isoformat() if row.unused_at else "",
        }
        for row in rows
        if row.proposal_id is not None
    }

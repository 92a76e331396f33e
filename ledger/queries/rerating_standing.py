"""What the ledger says of the firings of one pack: what is in force, what was, and what waits."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.approvals import ProposalState
from ledger.domain.entries import EntryKind
from ledger.domain.reratings import UNIT_ITSELF, Given, Key, LineState, Standing, Untouched
from ledger.models.entries import Entry, EntrySubject
from ledger.models.proposals import Proposal
from ledger.models.reratings import ReratingLine
from ledger.models.rules import Firing, RulePack, RuleVersion
from ledger.queries.entries import is_in_force

_AWARDS = (EntryKind.AWARD_POINTS, EntryKind.AWARD_BADGE, EntryKind.AWARD_DOCUMENT)
_REFUSED = (ProposalState.REJECTED, ProposalState.WITHDRAWN)
_STANDS = (ProposalState.APPROVED, ProposalState.REVERSED)
_CONDUCT = ("guidance", "open_case")
_AT_ONCE = 500


def standing_of(
    agency_id: int, pack_code: str, *, since: date, first: date, last: date
) -> dict[Key, Standing]:
    """By firing, what stands; those outside the days say only that they are there."""
    firings = _firings(agency_id, pack_code, since)
    held = _entries_of_proposals([row.proposal_id for row in firings if row.proposal_id])
    again = _entries_of_lines(agency_id, {row.rule_code for row in firings})
    found: dict[Key, Standing] = {}
    for row in firings:
        if any(name in row.outcome for name in _CONDUCT):
            continue
        key = (row.rule_code, row.subject_key, row.once_key)
        entries = [*held.get(row.proposal_id, ()), *again.get(key, ())]
        found[key] = Standing(
            unit_id=row.unit_id,
            happened_on=row.happened_on,
            fact_kind=row.fact_kind,
            fact_id=row.fact_id,
            note=_note(row.state),
            held={person: given for person, given, in_force in entries if in_force},
            ever=frozenset(person for person, *_ in entries),
            is_elsewhere=not first <= row.happened_on <= last,
        )
    return found


def _note(state: ProposalState | None) -> str:
    if state is None or state in _STANDS:
        return ""
    return Untouched.REFUSED if state in _REFUSED else Untouched.WAITS


def _firings(agency_id: int, pack_code: str, since: date) -> list[Any]:
    query = (
        select(
            *(Firing.rule_code, Firing.subject_key, Firing.once_key, Firing.happened_on),
            *(Firing.unit_id, Firing.fact_kind, Firing.fact_id, Firing.outcome),
            *(Proposal.id.label("proposal_id"), Proposal.state),
        )
        .join(RuleVersion, RuleVersion.id == Firing.rule_version_id)
        .join(RulePack, RulePack.id == RuleVersion.pack_id)
        .outerjoin(Proposal, Proposal.firing_id == Firing.id)
        .where(
            Firing.agency_id == agency_id,
            RulePack.code == pack_code,
            Firing.happened_on >= since,
            Firing.unit_id.is_not(None),
        )
        .order_by(Firing.id)
    )
    return list(session().execute(query))


_Found = tuple[int, Given, bool]


def _entries_of_proposals(proposal_ids: Collection[int]) -> dict[int, list[_Found]]:
    found: dict[int, list[_Found]] = {}
    for some in _parts(proposal_ids):
        query = (
            _entries()
            .add_columns(Entry.proposal_id, Proposal.outcome)
            .join(Proposal, Proposal.id == Entry.proposal_id)
            .where(Entry.proposal_id.in_(some), Entry.kind.in_(_AWARDS))
        )
        for row in session().execute(query):
            found.setdefault(row.proposal_id, []).append(_found(row, row.outcome))
    return found


def _entries_of_lines(agency_id: int, codes: Collection[str]) -> dict[Key, list[_Found]]:
    """What earlier re-ratings gave."""
    found: dict[Key, list[_Found]] = {}
    for some in _parts(codes):
        line = ReratingLine
        query = (
            _entries()
            .add_columns(line.rule_code, line.subject_key, line.once_key, line.outcome)
            .join(line, (line.agency_id == Entry.agency_id) & (line.entry_uid == Entry.uid))
            .where(
                line.agency_id == agency_id,
                line.rule_code.in_(some),
                line.state == LineState.DONE,
            )
        )
        for row in session().execute(query):
            key = (row.rule_code, row.subject_key, row.once_key)
            found.setdefault(key, []).append(_found(row, row.outcome))
    return found


def _entries() -> Any:
    return select(
        Entry.uid, EntrySubject.person_id, EntrySubject.points_delta, is_in_force().label("is_live")
    ).outerjoin(EntrySubject, EntrySubject.entry_id == Entry.id)


def _found(row: Any, outcome: dict[str, Any]) -> _Found:
    badge = outcome.get("badge")
    whole = int(outcome["points"]["amount"]) if outcome.get("points") else 0
    points = whole if row.person_id is None else row.points_delta
    text = f"{badge['code']}:{badge['tier']}" if badge else ""
    if row.person_id is None:
        return UNIT_ITSELF, Given(points, text, row.uid), bool(row.is_live)
    # Papers are for people; a unit gets none.
    paper = outcome.get("document") or ""
    return row.person_id, Given(points, text, row.uid, paper), bool(row.is_live)


def _parts(values: Collection[Any]) -> Iterable[list[Any]]:
    listed = sorted(values)
    return (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))

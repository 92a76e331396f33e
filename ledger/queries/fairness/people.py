"""Flags about who nominates and approves whom; each is one grouped query over the period."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, select

from ledger.database import session
from ledger.domain.approvals import Verdict
from ledger.domain.fairness.flags import Flag, FlagKind, flag_key
from ledger.domain.fairness.patterns import concentration
from ledger.domain.fairness.rings import Edges, closed_rings, reciprocal_pairs, ring_edges
from ledger.domain.fairness.texts import story_print
from ledger.domain.nominations import NominationState
from ledger.domain.people import PersonState
from ledger.domain.periods import Period
from ledger.domain.proposals import ProposalKind
from ledger.models.nominations import Nomination, NominationMember
from ledger.models.people import Person
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject

#: Fewer direct staff than this, and everything must go to few.
LEAST_STAFF = 5
_ROWS_AT_ONCE = 2000


def sent_in(agency_id: int, period: Period) -> ColumnElement[bool]:
    """Nominations that were sent and not taken back, by the day of the deed."""
    return and_(
        Nomination.agency_id == agency_id,
        Nomination.happened_on >= period.start,
        Nomination.happened_on < period.end,
        Nomination.state.not_in((NominationState.DRAFT, NominationState.WITHDRAWN)),
    )


def graph_flags(agency_id: int, period: Period) -> list[Flag]:
    """Pairs, rings, and nominators who turn to few, from one list of who nominated whom."""
    edges = _edges(agency_id, period)
    pairs, rings = reciprocal_pairs(edges), closed_rings(edges)
    code = period.code()
    return [
        *(_pair(edges, pair, code) for pair in pairs),
        *(_ring(edges, ring, code) for ring in rings),
        *_nominators(edges, _staff_counts(agency_id), code),
    ]


def approver_flags(agency_id: int, period: Period) -> list[Flag]:
    """Officials whose approvals of awards went to one or two people."""
    rows = session().execute(
        select(ApprovalStep.decided_by, ProposalSubject.person_id, func.count().label("many"))
        .join(Proposal, Proposal.id == ApprovalStep.proposal_id)
        .join(ProposalSubject, ProposalSubject.proposal_id == Proposal.id)
        .where(
            Proposal.agency_id == agency_id,
            Proposal.kind == ProposalKind.AWARD,
            Proposal.happened_on >= period.start,
            Proposal.happened_on < period.end,
            ApprovalStep.verdict == Verdict.APPROVE,
        )
        .group_by(ApprovalStep.decided_by, ProposalSubject.person_id)
    )
    by_official: dict[int, dict[int, int]] = defaultdict(dict)
    for official_id, person_id, many in rows:
        if official_id is not None:
            by_official[official_id][person_id] = many
    staff = {official: len(people) for official, people in by_official.items()}
    return list(_concentrated(FlagKind.APPROVER, by_official, staff, period.code(), least_staff=0))


def story_flags(agency_id: int, period: Period) -> list[Flag]:
    """Stories that are the same apart from names and numbers, read one part after the other."""
    rows = session().execute(
        select(Nomination.id, Nomination.number, Nomination.nominator_id, Nomination.nominee_id)
        .add_columns(Nomination.story, Person.name)
        .join(Person, Person.id == Nomination.nominee_id)
        .where(sent_in(agency_id, period), Nomination.story != "")
        .order_by(Nomination.id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    same: dict[bytes, list[tuple[int, str, int, int]]] = defaultdict(list)
    for id_, number, nominator_id, nominee_id, story, name in rows:
        seen = story_print(story, name)
        if seen is not None:
            same[seen].append((id_, number, nominator_id, nominee_id))
    groups = sorted((one for one in same.values() if len(one) > 1), key=len, reverse=True)
    return [_story(group, period.code()) for group in groups]


def _edges(agency_id: int, period: Period) -> Edges:
    rows = session().execute(
        select(Nomination.nominator_id, NominationMember.person_id, func.count().label("many"))
        .join(NominationMember, NominationMember.nomination_id == Nomination.id)
        .where(sent_in(agency_id, period))
        .group_by(Nomination.nominator_id, NominationMember.person_id)
    )
    return {(row.nominator_id, row.person_id): row.many for row in rows}


def _staff_counts(agency_id: int) -> Mapping[int, int]:
    rows = session().execute(
        select(Person.superior_id, func.count().label("many"))
        .where(
            Person.agency_id == agency_id,
            Person.state == PersonState.ACTIVE,
            Person.superior_id.is_not(None),
        )
        .group_by(Person.superior_id)
    )
    return {row.superior_id: row.many for row in rows}


def _pair(edges: Edges, pair: tuple[int, int], code: str) -> Flag:
    one, other = pair
    return Flag(
        kind=FlagKind.RECIPROCAL,
        key=flag_key(FlagKind.RECIPROCAL, code, one, other),
        person_ids=pair,
        numbers={"there": edges[one, other], "back": edges[other, one]},
    )


def _ring(edges: Edges, ring: Sequence[int], code: str) -> Flag:
    return Flag(
        kind=FlagKind.RING,
        key=flag_key(FlagKind.RING, code, *ring),
        person_ids=tuple(ring),
        numbers={
            "people": len(ring),
            "nominations": sum(edges[step] for step in ring_edges(ring)),
        },
    )


def _nominators(edges: Edges, staff: Mapping[int, int], code: str) -> Iterator[Flag]:
    received: dict[int, dict[int, int]] = defaultdict(dict)
    for (nominator_id, person_id), many in edges.items():
        received[nominator_id][person_id] = many
    return _concentrated(FlagKind.NOMINATOR, received, staff, code, least_staff=LEAST_STAFF)


def _concentrated(
    kind: FlagKind,
    received: Mapping[int, Mapping[int, int]],
    staff: Mapping[int, int],
    code: str,
    *,
    least_staff: int,
) -> Iterator[Flag]:
    for giver, by_person in sorted(received.items()):
        found = concentration(by_person)
        if found is not None and staff.get(giver, 0) >= least_staff:
            yield Flag(
                kind=kind,
                key=flag_key(kind, code, giver),
                person_ids=(giver, *found.people),
                numbers={
                    "total": found.total,
                    "most": found.most,
                    "percent": found.percent,
                    "staff": staff.get(giver, 0),
                },
            )


def _story(group: Sequence[tuple[int, str, int, int]], code: str) -> Flag:
    people = sorted({person for _, _, *both in group for person in both})
    numbers = [number for _, number, *_ in group]
    shown = ", ".join(numbers[:5]) + (", …" if len(numbers) > 5 else "")
    return Flag(
        kind=FlagKind.STORY,
        # The first of them stays the first, however many follow.
        key=flag_key(FlagKind.STORY, code, group[0][0]),
        person_ids=tuple(people),
        numbers={"stories": len(group), "numbers": shown},
        nomination_ids=tuple(id_ for id_, *_ in group),
    )

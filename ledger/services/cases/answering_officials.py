"""Who answers an objection: by the post above the one that decided, whoever holds it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.database import session
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import RemedyRoute, route_of
from ledger.domain.officials import Official
from ledger.models.cases import Case, Sanction
from ledger.models.people import Unit
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.holding import reporters_of
from ledger.services.superiors import Ladder, Rung, ladder_of


@dataclass(frozen=True, slots=True)
class Answering:
    """The route with whoever answers today; None for BPASN, and while nobody may."""

    route: RemedyRoute
    official: Official | None

    @property
    def person_id(self) -> int | None:
        return self.official.person_id if self.official else None


def answering_on(case: Case, sanction: Sanction, *, on: date) -> Answering:
    """The next official above the post that decided, who did not decide, report or stand too near.

    Posts and not people are followed, so a decision of somebody who has since moved or retired
    finds the superior of the post. The PPK, above whom there is nobody, answers itself.
    """
    route = route_of(Kind(sanction.kind), decided_by_ppk=_is_ppk(sanction))
    if route is RemedyRoute.BPASN:
        return Answering(route, None)
    ladder = ladder_of(case.subject_id, on=on)
    barred = {case.subject_id, *reporters_of(case.id), *ladder.barred}
    if route is RemedyRoute.PPK:
        return Answering(route, _first([r for r in ladder.rungs if r.is_top], barred))
    above = ladder.rungs[_place(ladder, sanction) + 1 :]
    return Answering(route, _first(above, {*barred, sanction.decided_by}))


def may_impose(case: Case, official: Official, kind: Kind, *, on: date) -> bool:
    """Whether the kind is within the reach of whoever answers: the matrix names them or lower."""
    if kind.level is Level.BERAT and case.team is None:
        # Nobody is punished heavily without having been examined by a team (Pasal 29).
        return False
    ladder = ladder_of(case.subject_id, on=on)
    order = [rung.official.person_id for rung in ladder.rungs if rung.official]
    found = find_decider(case.subject_id, kind, excluded=reporters_of(case.id), on=on)
    if found is None or official.person_id not in order:
        return False
    return order.index(found.official.person_id) <= order.index(official.person_id)


def _is_ppk(sanction: Sanction) -> bool:
    """Whether the post that decided is the top of the tree."""
    unit = session().get(Unit, sanction.official.get("post_unit_id", 0))
    return unit is not None and unit.parent_id is None


def _place(ladder: Ladder, sanction: Sanction) -> int:
    """Where the deciding post stands on the ladder, -1 when the tree no longer has it there."""
    for place, rung in enumerate(ladder.rungs):
        if rung.official is not None and rung.official.person_id == sanction.decided_by:
            return place
    post = sanction.official.get("post_unit_id")
    units = [rung.unit_id for rung in ladder.rungs]
    return units.index(post) if post in units else -1


def _first(rungs: Sequence[Rung], barred: set[int]) -> Official | None:
    officials = (rung.official for rung in rungs if rung.official)
    return next((one for one in officials if one.person_id not in barred), None)

"""Everything a recap is made from, read set by set in one picture of the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ledger.domain.periods import Period
from ledger.queries.recaps.conduct import guidance_by_unit, sanctions_by_level
from ledger.queries.recaps.merit import AwardRow, StaffRow, awards_of, count_awards, staff_of
from ledger.queries.recaps.pages import (
    RecapLine,
    count_recaps,
    find_recap,
    get_recap,
    list_recaps,
)
from ledger.queries.recaps.scope import (
    RecapScope,
    ScopeUnit,
    get_scope,
    one_picture,
    root_unit_id,
    unit_choices,
    unit_of_code,
)
from ledger.queries.recaps.service import (
    AspectRow,
    CommendationCounts,
    ComplaintCounts,
    SurveyRow,
    aspects_of,
    commendations_of,
    complaints_of,
    surveys_of,
)
from ledger.queries.seals import count_pending, last_checkpoint

__all__ = [
    "AspectRow",
    "AwardRow",
    "CommendationCounts",
    "ComplaintCounts",
    "RecapData",
    "RecapLine",
    "RecapScope",
    "ScopeUnit",
    "StaffRow",
    "SurveyRow",
    "count_recaps",
    "find_recap",
    "get_recap",
    "get_scope",
    "list_recaps",
    "read_recap_data",
    "root_unit_id",
    "unit_choices",
    "unit_of_code",
]


@dataclass(frozen=True, kw_only=True)
class RecapData:
    """What was true of a scope and period at one moment.

    ``tree_size``, ``root`` and ``sealed_at`` are the checkpoint of that moment; ``pending`` is how
    many entries waited for their seal and are counted all the same.
    """

    scope: RecapScope
    period: Period
    awards: list[AwardRow]
    awards_before: int
    staff: list[StaffRow]
    commendations: CommendationCounts
    complaints: ComplaintCounts
    surveys: list[SurveyRow]
    aspects: list[AspectRow]
    guidance: dict[int, int]
    sanctions: dict[str, int]
    tree_size: int
    root: str
    sealed_at: datetime | None
    pending: int


def read_recap_data(agency_id: int, unit_id: int | None, period: Period) -> RecapData:
    """Sixteen queries or so, however many people there are; raises NotFound for the unit."""
    with one_picture():
        scope = get_scope(agency_id, unit_id)
        units: Collection[int] | None = None if scope.unit is None else list(scope.units)
        seal = last_checkpoint(agency_id)
        return RecapData(
            scope=scope,
            period=period,
            awards=awards_of(agency_id, units, period),
            awards_before=count_awards(agency_id, units, period.previous()),
            staff=staff_of(agency_id, units),
            commendations=commendations_of(agency_id, units, period),
            complaints=complaints_of(agency_id, units, period),
            surveys=surveys_of(agency_id, units, period),
            aspects=aspects_of(agency_id, units, period),
            guidance=guidance_by_unit(agency_id, units, period),
            sanctions=sanctions_by_level(agency_id, units, period),
            tree_size=seal.tree_size if seal else 0,
            root=seal.root.hex() if seal else "",
            sealed_at=seal.sealed_at if seal else None,
            pending=count_pending(agency_id),
        )

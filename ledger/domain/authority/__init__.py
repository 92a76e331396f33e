"""The authority table: who may decide on whom, in which capacity, up to what, in which agency."""

from ledger.domain.authority.capacities import (
    CAPACITY_MATRIX,
    POST_LABELS,
    CapacityRow,
    PostClass,
    capacity_row,
)
from ledger.domain.authority.deciding import can_decide, outside_agency
from ledger.domain.authority.rows import (
    GOVERNMENT_LABELS,
    OFFICE_LABELS,
    SANCTION_TABLES,
    STEP_MATRIX,
    GovernmentLevel,
    Office,
    SanctionRow,
    StepRow,
    government_of,
)
from ledger.domain.authority.verdicts import DecisionType, Verdict, require_authority

__all__ = [
    "CAPACITY_MATRIX",
    "GOVERNMENT_LABELS",
    "OFFICE_LABELS",
    "POST_LABELS",
    "SANCTION_TABLES",
    "STEP_MATRIX",
    "CapacityRow",
    "DecisionType",
    "GovernmentLevel",
    "Office",
    "PostClass",
    "SanctionRow",
    "StepRow",
    "Verdict",
    "can_decide",
    "capacity_row",
    "government_of",
    "outside_agency",
    "require_authority",
]

"""The life of a version of a rule pack."""

from enum import StrEnum


class PackState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


TRANSITIONS = {
    (PackState.DRAFT, "activate"): PackState.ACTIVE,
    (PackState.ACTIVE, "retire"): PackState.RETIRED,
}

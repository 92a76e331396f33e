"""How well a rule taken from a regulation is known."""

from enum import StrEnum


class SourceStatus(StrEnum):
    """How sure the source of a row is; everything but CONFIRMED awaits a check of the text."""

    CONFIRMED = "C"
    SECOND_HAND = "C2"
    INFERRED = "I"
    SECONDARY = "V"
    MEMORY = "M"

    @property
    def needs_check(self) -> bool:
        return self is not SourceStatus.CONFIRMED

"""Who heads a unit on a day, and to whom a step of a decision falls."""

from dataclasses import dataclass

from ledger.domain.people import Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A person in a post: ``letter_number`` is the letter of an acting appointment, else empty."""

    person_id: int
    unit_id: int
    capacity: Capacity = Capacity.DEFINITIF
    letter_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedStep:
    """Who decides a step, and through which post; nobody when the way up ends or a panel decides.

    ``moved_reason`` is the Indonesian sentence for the record when the step left its first
    official, else empty.
    """

    assignee_id: int | None
    unit_id: int
    moved_reason: str = ""
    capacity: Capacity = Capacity.DEFINITIF
    letter_number: str = ""

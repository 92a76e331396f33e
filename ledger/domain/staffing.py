"""The command that changes what is held about a person."""

from dataclasses import dataclass

from ledger.domain.people import PersonState


@dataclass(frozen=True, kw_only=True)
class UpdatePerson:
    """The whole of what HR may change by hand; NIP and birth date come from imports only."""

    person_id: int
    name: str
    title_before: str
    title_after: str
    rank_name: str
    position_id: int | None
    unit_id: int
    is_unit_head: bool
    state: PersonState

"""What can be proposed to an official, and by which relation it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ledger.errors import sentence


class ProposalKind(StrEnum):
    """A rule proposes the first three; a person proposes a reversal."""

    AWARD = "award"
    GUIDANCE = "guidance"
    OPEN_CASE = "open_case"
    REVERSAL = "reversal"


PROPOSAL_KIND_LABELS: Mapping[ProposalKind, str] = MappingProxyType(
    {
        ProposalKind.AWARD: sentence("Penghargaan"),
        ProposalKind.GUIDANCE: sentence("Pembinaan"),
        ProposalKind.OPEN_CASE: sentence("Pembukaan kasus"),
        ProposalKind.REVERSAL: sentence("Koreksi"),
    }
)


class StepCapacity(StrEnum):
    """The relation in which a step is decided; never a person by name."""

    DIRECT_SUPERIOR = "direct_superior"
    HEAD_OF_UNIT = "head_of_unit"
    HEAD_OF_AGENCY = "head_of_agency"
    PANEL = "panel"


#: The closed words of the account kinds in the merit ledger.
class MeritAccountKind(StrEnum):
    ISSUANCE = "issuance"
    QUOTA = "quota"
    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class ProposalShare:
    """One subject of a proposal; the shares of a team sum to 100 percent."""

    person_id: int
    share_percent: int = 100


@dataclass(frozen=True, kw_only=True)
class CreateProposal:
    """Put something before the officials who may decide it.

    ``outcome`` is ``outcome_data`` of the rule, its points already within the caps. ``steps`` are
    decided in their order; none at all means that a rule gives a small award by itself.
    ``proposer_id`` is the nominator, the verifier or the superior who assessed, None for the
    system. ``subjects`` holds the whole team, the nominee first, and nobody when a unit is thanked.
    ``is_assessed`` says that the direct superior has recorded that no violation is suspected; the
    fact behind ``firing_id`` may say the same.
    """

    kind: ProposalKind
    unit_id: int
    title: str
    happened_on: date
    outcome: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StepCapacity, ...] = ()
    subjects: tuple[ProposalShare, ...] = ()
    firing_id: int | None = None
    proposer_id: int | None = None
    is_assessed: bool = False
    reason: str = ""
    reverses_uid: str | None = None

    @property
    def subject_ids(self) -> tuple[int, ...]:
        return tuple(subject.person_id for subject in self.subjects)

    @property
    def points(self) -> int:
        """The points the outcome gives in all; none for guidance, cases and bare badges."""
        points = self.outcome.get("points")
        return int(points["amount"]) if points else 0

"""What can be proposed to an official."""

from enum import StrEnum


class ProposalKind(StrEnum):
    """A rule proposes the first three; a person proposes a reversal."""

    AWARD = "award"
    GUIDANCE = "guidance"
    OPEN_CASE = "open_case"
    REVERSAL = "reversal"


#: The closed words of the account kinds in the merit ledger.
class MeritAccountKind(StrEnum):
    ISSUANCE = "issuance"
    QUOTA = "quota"
    UNIT = "unit"
    PERSON = "person"

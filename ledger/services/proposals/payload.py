"""What is shown to an official and what their verdict is bound to: the same thing."""

from collections.abc import Collection
from typing import Any

from ledger.errors import NotFound
from ledger.queries.proposal_access import NO_SUCH_PROPOSAL
from ledger.queries.proposal_files import payloads_of


def proposal_payload(proposal_id: int) -> dict[str, Any]:
    """Claim, evidence, rule and values, subjects, outcome; ``seen_hash`` of it is what is seen.

    The keys are those of ``payloads_of``. Raises NotFound.
    """
    found = payloads_of([proposal_id]).get(proposal_id)
    if found is None:
        raise NotFound(NO_SUCH_PROPOSAL)
    return found


def proposal_payloads(proposal_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The same for many, in a fixed number of statements; unknown ones are left out."""
    return payloads_of(proposal_ids)

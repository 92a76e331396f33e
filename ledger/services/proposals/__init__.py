"""Proposals and decisions: created by rules or people, decided step by step by officials."""

from ledger.services.proposals.creating import create_proposal
from ledger.services.proposals.deciding import decide_proposal
from ledger.services.proposals.payload import proposal_payload

__all__ = ["create_proposal", "decide_proposal", "proposal_payload"]

"""Proposals and decisions: created by rules or people, decided step by step by officials."""

from ledger.services.proposals.bulk import decide_awards
from ledger.services.proposals.creating import create_proposal, create_proposals
from ledger.services.proposals.deciding import decide_proposal
from ledger.services.proposals.keeping import (
    lapse_replies,
    reassign_steps,
    release_cleared,
    release_waiting,
)
from ledger.services.proposals.mending import resubmit, withdraw
from ledger.services.proposals.payload import proposal_payload, proposal_payloads
from ledger.services.proposals.replying import assess_guidance, record_reply, record_unused_reply
from ledger.services.proposals.reversing import propose_reversal, reversible_entry

__all__ = [
    "assess_guidance",
    "create_proposal",
    "create_proposals",
    "decide_awards",
    "decide_proposal",
    "lapse_replies",
    "proposal_payload",
    "proposal_payloads",
    "propose_reversal",
    "reassign_steps",
    "record_reply",
    "record_unused_reply",
    "release_cleared",
    "release_waiting",
    "resubmit",
    "reversible_entry",
    "withdraw",
]

"""Rule packs in use: loading, activating, applying them to facts, explaining what they said."""

from ledger.services.rules.apply import TeamShare, apply_facts, apply_rules
from ledger.services.rules.notices import tell_audiences
from ledger.services.rules.packs import activate_pack, load_pack

__all__ = [
    "TeamShare",
    "activate_pack",
    "apply_facts",
    "apply_rules",
    "load_pack",
    "tell_audiences",
]

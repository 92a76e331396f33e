"""The public keys of the visitor's ledger, as this installation knows them."""

from ledger.blueprints.guards import current_actor
from ledger.blueprints.resources import resources
from ledger.domain.checkpoints import VerifierKey
from ledger.errors import NotFound
from ledger.queries.origins import earlier_origins
from ledger.queries.seals import origin_of


def newest_key() -> VerifierKey | None:
    """That of the origin that signs now; None before anything was sealed."""
    try:
        return resources().keys.verifier_of(origin_of(current_actor().agency_id))
    except NotFound:
        return None


def verifier_keys() -> tuple[VerifierKey, ...]:
    """The newest, then those of the origins before a restore; none before a seal."""
    newest = newest_key()
    if newest is None:
        return ()
    earlier = earlier_origins(current_actor().agency_id)
    return (newest, *resources().keys.verifiers_of(earlier))

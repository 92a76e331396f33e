"""In whose name a command acts: the agency it works for and the person named with --as."""

from datetime import datetime

import click

from ledger.domain.actors import Actor
from ledger.gateways.resources import Resources
from ledger.queries.agencies import get_agency_id
from ledger.services.actors import actor_of_identity


def command_resources() -> Resources:
    """What the composition root gave to every command."""
    resources = click.get_current_context().find_object(Resources)
    if resources is None:
        raise RuntimeError("the command was not started by the composition root")
    return resources


def command_agency_id() -> int:
    """The agency of NERACA_AGENCY, or the only one there is."""
    return get_agency_id(command_resources().config.agency)


def command_actor(identity: str, *, now: datetime) -> Actor:
    """The person of a NIP or official code, acting with the roles they hold now."""
    return actor_of_identity(identity, agency_id=command_agency_id(), now=now)

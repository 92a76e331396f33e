"""Which transport wakes the workers: Celery when a broker is set, else Huey on this machine."""

from importlib import import_module

from ledger.config import Config
from ledger.gateways.resources import Transport


def choose_transport(config: Config) -> Transport:
    """The transport of the configuration; Celery is an extra, so it is imported by name."""
    name = "celery_transport" if config.broker_url else "huey_transport"
    transport: Transport = import_module(f"ledger.jobs.{name}").connect(config)
    return transport

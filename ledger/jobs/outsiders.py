"""Carrying checkpoints to those outside: witnesses and time-stamping authorities.

They may answer slowly or never, so the clock only asks a worker to go, and seals are never behind.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from ledger.errors import LedgerError
from ledger.gateways.authorities import read_roots
from ledger.gateways.resources import Resources
from ledger.jobs.telling import tell_once
from ledger.queries.agencies import list_agency_ids
from ledger.queue import enqueue
from ledger.services.timestamps import Authority, timestamp_of_day
from ledger.services.witness_calls import OutsideWitness, carry_to_witness, read_witnesses

TIMESTAMP_JOB = "ledger.timestamp"
WITNESS_JOB = "ledger.witness"

_asked: dict[int, datetime] = {}


def ask_for_timestamps(resources: Resources, _now: datetime) -> None:
    """Wake a worker for each agency, where an authority is set."""
    if resources.config.timestamp_url:
        for agency_id in list_agency_ids():
            enqueue(TIMESTAMP_JOB, agency_id)


def ask_for_witnesses(resources: Resources, now: datetime) -> None:
    """Wake a worker for each agency, at most every NERACA_WITNESS_SECONDS."""
    if not resources.config.witnesses:
        return
    every = timedelta(seconds=resources.config.witness_seconds)
    for agency_id in list_agency_ids():
        last = _asked.get(agency_id)
        if last is None or abs(now - last) >= every:
            _asked[agency_id] = now
            enqueue(WITNESS_JOB, agency_id)


def timestamp_agency(agency_id: int, resources: Resources, now: datetime) -> None:
    """Let today's newest checkpoint be stamped; what keeps that away is logged, and tried again."""
    config = resources.config
    if not config.timestamp_url:
        return
    try:
        authority = Authority(config.timestamp_url, read_roots(Path(config.timestamp_ca)))
        timestamp_of_day(agency_id, authority=authority, post=resources.post, now=now)
    except LedgerError as refusal:
        tell_once("timestamping", agency_id, refusal, now)


def carry_to_witnesses(agency_id: int, resources: Resources, now: datetime) -> None:
    """Show the newest checkpoint to each witness; one that is away keeps it from no other."""
    for witness in _witnesses(agency_id, resources, now):
        try:
            carry_to_witness(agency_id, witness=witness, post=resources.post, now=now)
        except LedgerError as refusal:
            tell_once(f"witness {witness.key.name}", agency_id, refusal, now)


def _witnesses(agency_id: int, resources: Resources, now: datetime) -> Sequence[OutsideWitness]:
    try:
        return read_witnesses(resources.config.witnesses)
    except LedgerError as refusal:
        tell_once("witness", agency_id, refusal, now)
        return ()

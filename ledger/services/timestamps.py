"""Asking an authority outside when it saw a checkpoint, and keeping what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import Certificate
from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.periods import local_day
from ledger.domain.timestamps import (
    QUERY,
    BadTimestamp,
    require_trusted,
    stamped_at,
    timestamp_request,
)
from ledger.errors import NotFound, sentence
from ledger.gateways.web import Post
from ledger.models.entries import Checkpoint, TrustedTimestamp
from ledger.queries.agencies import get_zone
from ledger.queries.seals import last_checkpoint
from ledger.queries.timestamps import Timestamped, last_timestamp

_OK = 200


@dataclass(frozen=True)
class Authority:
    """Who is asked, and the certificates one of which must stand behind its signature."""

    url: str
    roots: Sequence[Certificate]


def timestamp_newest(
    agency_id: int, *, authority: Authority, post: Post, now: datetime
) -> Timestamped:
    """Let the authority stamp the newest checkpoint; once stamped, answer with what is kept.

    Nobody waits for the authority inside a transaction. Raises NotFound before the first seal,
    Unreachable, and BadTimestamp for an answer that cannot be believed: then nothing is kept.
    """
    newest = last_checkpoint(agency_id)
    if newest is None:
        raise NotFound(sentence("Belum ada segel yang dapat diberi cap waktu."))
    session().rollback()
    if (kept := _kept(newest, authority)) is not None:
        return kept
    response, moment = _asked(newest.note, authority, post)
    with transaction() as work:
        if (kept := _kept(newest, authority)) is None:
            work.add(
                TrustedTimestamp(
                    agency_id=agency_id,
                    checkpoint_id=newest.id,
                    authority=authority.url,
                    response=response,
                    stamped_at=moment,
                    recorded_at=now,
                )
            )
    return kept or Timestamped(newest.tree_size, authority.url, moment, now)


def timestamp_of_day(
    agency_id: int, *, authority: Authority, post: Post, now: datetime
) -> Timestamped | None:
    """The same once in each agency's own day, when there is a checkpoint without one; else None."""
    newest, last = last_checkpoint(agency_id), last_timestamp(agency_id)
    zone = get_zone(agency_id)
    if newest is None or (last is not None and last.size >= newest.tree_size):
        return None
    if last is not None and local_day(last.recorded_at, zone) >= local_day(now, zone):
        return None
    return timestamp_newest(agency_id, authority=authority, post=post, now=now)


def _asked(note: str, authority: Authority, post: Post) -> tuple[bytes, datetime]:
    request = timestamp_request(note)
    answer = post(authority.url, request.as_bytes(), QUERY)
    if answer.status != _OK:
        raise BadTimestamp(
            sentence("Otoritas cap waktu %(url)s menjawab dengan kesalahan %(status)s."),
            code="http_status",
            url=authority.url,
            status=answer.status,
        )
    moment = stamped_at(answer.body, note, nonce=request.nonce)
    require_trusted(answer.body, note, authority.roots)
    return answer.body, moment


def _kept(checkpoint: Checkpoint, authority: Authority) -> Timestamped | None:
    row = (
        session()
        .execute(
            select(TrustedTimestamp.stamped_at, TrustedTimestamp.recorded_at).where(
                TrustedTimestamp.checkpoint_id == checkpoint.id,
                TrustedTimestamp.authority == authority.url,
            )
        )
        .first()
    )
    return None if row is None else Timestamped(checkpoint.tree_size, authority.url, *row)

"""What machines send for citizens: each request once, however often it is repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.api_tokens import KEY_REUSED, REQUEST_LIFE, Bearer, KeyReused, Sending
from ledger.domain.intake_commands import ReceiveCommendation, ReceiveComplaint
from ledger.errors import RuleRefused
from ledger.models.api_tokens import ApiRequest
from ledger.services.api_tokens import note_use
from ledger.services.commendations import receive_commendation
from ledger.services.complaints import receive_complaint

SAME_KEY = "uq_api_request_token_id_request_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """``is_repeated`` when the request had been answered before and nothing was written."""

    tracking_code: str
    is_repeated: bool


def send_commendation(
    command: ReceiveCommendation, sending: Sending, *, bearer: Bearer, now: datetime
) -> Receipt:
    """Keep a commendation that a machine brings; raises KeyReused, InvalidInput or NotFound."""
    actor = _machine(bearer)
    return _once(
        lambda: receive_commendation(command, actor=actor, now=now),
        sending,
        bearer=bearer,
        now=now,
    )


def send_complaint(
    command: ReceiveComplaint, sending: Sending, *, bearer: Bearer, now: datetime
) -> Receipt:
    """Keep a complaint that a machine brings; raises KeyReused, InvalidInput or NotFound."""
    actor = _machine(bearer)
    return _once(
        lambda: receive_complaint(command, actor=actor, now=now), sending, bearer=bearer, now=now
    )


def _once(
    receive: Callable[[], str], sending: Sending, *, bearer: Bearer, now: datetime
) -> Receipt:
    try:
        return _kept_or_known(receive, sending, bearer, now)
    except RuleRefused as refusal:
        if refusal.constraint != SAME_KEY:
            raise
    # The same request arrived twice at once; the other one stands by now.
    return _kept_or_known(receive, sending, bearer, now)


def _kept_or_known(
    receive: Callable[[], str], sending: Sending, bearer: Bearer, now: datetime
) -> Receipt:
    with transaction() as work:
        _forget_old(bearer, now)
        known = _known(sending, bearer)
        if known is not None:
            return known
        code = receive()
        work.add(
            ApiRequest(
                agency_id=bearer.agency_id,
                token_id=bearer.token_id,
                request_key=sending.key,
                body_sha256=sending.body_sha256,
                tracking_code=code,
                received_at=now,
            )
        )
        work.flush()
        note_use(bearer, now=now)
        return Receipt(tracking_code=code, is_repeated=False)


def _known(sending: Sending, bearer: Bearer) -> Receipt | None:
    row = session().scalar(
        select(ApiRequest).where(
            ApiRequest.token_id == bearer.token_id, ApiRequest.request_key == sending.key
        )
    )
    if row is None:
        return None
    if row.body_sha256 != sending.body_sha256:
        raise KeyReused(KEY_REUSED, fields={"Idempotency-Key": [KEY_REUSED]})
    return Receipt(tracking_code=row.tracking_code, is_repeated=True)


def _forget_old(bearer: Bearer, now: datetime) -> None:
    session().execute(
        delete(ApiRequest).where(
            ApiRequest.token_id == bearer.token_id, ApiRequest.received_at <= now - REQUEST_LIFE
        )
    )


def _machine(bearer: Bearer) -> Actor:
    return Actor(agency_id=bearer.agency_id, name=bearer.name)

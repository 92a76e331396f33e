"""The keys of machines as HR sees them, and where in the agency a machine's words belong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.api_tokens import PREFIX, SCOPE_LABELS, ApiScope
from ledger.domain.people import PersonKind, PersonState
from ledger.models.api_tokens import ApiToken
from ledger.models.commendations import Counter, Service
from ledger.models.people import Account, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """``is_open`` while a machine can still use it."""

    id: int
    name: str
    hint: str
    scope_labels: tuple[str, ...]
    maker: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    revoker: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A service, and the counter where it was given when that is known."""

    unit_id: int
    service_id: int
    counter_id: int | None


def list_tokens(agency_id: int, *, now: datetime) -> list[TokenLine]:
    """Every key of the agency, those in use first, the newest first."""
    maker, revoker = aliased(Account), aliased(Account)
    made, ended = aliased(Person), aliased(Person)
    rows = session().execute(
        select(ApiToken, made.name, ended.name)
        .join(maker, maker.id == ApiToken.created_by)
        .join(made, made.id == maker.person_id)
        .outerjoin(revoker, revoker.id == ApiToken.revoked_by)
        .outerjoin(ended, ended.id == revoker.person_id)
        .where(ApiToken.agency_id == agency_id)
        .order_by(ApiToken.created_at.desc(), ApiToken.id.desc())
    )
    lines = [_line(one, made_by, ended_by or "", now) for one, made_by, ended_by in rows]
    return sorted(lines, key=lambda line: not line.is_open)


def find_counter(public_code: str, agency_id: int) -> Place | None:
    """Where the counter with this code stands, open or not."""
    row = session().execute(
        select(Service.unit_id, Service.id, Counter.id)
        .join(Counter, Counter.service_id == Service.id)
        .where(Counter.agency_id == agency_id, Counter.public_code == public_code.strip().upper())
    )
    return _place(row.one_or_none())


def find_service(code: str, agency_id: int) -> Place | None:
    """The service of the agency's own code, whichever counter."""
    row = session().execute(
        select(Service.unit_id, Service.id).where(
            Service.agency_id == agency_id, Service.code == code.strip()
        )
    )
    return _place(row.one_or_none())


def find_officer(nip: str, agency_id: int) -> int | None:
    """Who of the agency can be thanked under this NIP."""
    return session().scalar(
        select(Person.id).where(
            Person.agency_id == agency_id,
            Person.nip == "".join(nip.split()),
            Person.state == PersonState.ACTIVE,
            Person.kind != PersonKind.PEJABAT_NEGARA,
        )
    )


def _place(row: tuple[int, ...] | None) -> Place | None:
    if row is None:
        return None
    unit_id, service_id, *counter = row
    return Place(unit_id=unit_id, service_id=service_id, counter_id=next(iter(counter), None))


def _line(one: ApiToken, maker: str, revoker: str, now: datetime) -> TokenLine:
    return TokenLine(
        id=one.id,
        name=one.name,
        hint=f"{PREFIX}…{one.hint}",
        scope_labels=tuple(SCOPE_LABELS[ApiScope(scope)] for scope in one.scopes),
        maker=maker,
        created_at=one.created_at,
        expires_at=one.expires_at,
        used_at=one.used_at,
        revoked_at=one.revoked_at,
        revoker=revoker,
        is_open=one.revoked_at is None and one.expires_at > now,
    )

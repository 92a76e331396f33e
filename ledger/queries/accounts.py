"""The page of the own account."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.names import full_name
from ledger.errors import NotFound, sentence
from ledger.models.people import Account, Person, Position, Unit
from ledger.queries.people import named_appraiser
from ledger.queries.roles import GrantLine, list_grants

NO_ACCOUNT = sentence("Akun ini tidak ada.")


@dataclass(frozen=True, kw_only=True)
class OwnAccount:
    """What somebody sees of themselves; ``superior`` is empty when nobody knows.

    ``appraiser`` is empty when the direct superior rates their work.
    """

    name: str
    nip: str | None
    position: str
    unit: str
    superior: str
    appraiser: str
    email: str
    grants: Sequence[GrantLine] = field(default_factory=list)


def get_own_account(account_id: int, *, on: date) -> OwnAccount:
    """The account with the roles of the day; raises NotFound."""
    superior = aliased(Person)
    row = (
        session()
        .execute(
            select(Person, Account.email, Unit.name, Position.title, superior.name)
            .join(Account, Account.person_id == Person.id)
            .join(Unit, Unit.id == Person.unit_id)
            .outerjoin(Position, Position.id == Person.position_id)
            .outerjoin(superior, superior.id == Person.superior_id)
            .where(Account.id == account_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_ACCOUNT)
    person, email, unit, title, head = row
    appraiser = named_appraiser(person.id, on=on)
    return OwnAccount(
        name=full_name(person.name, person.title_before, person.title_after),
        nip=person.nip,
        position=title or "",
        unit=unit,
        superior=head or "",
        appraiser=appraiser.name if appraiser else "",
        email=email or "",
        grants=list_grants(person.agency_id, on=on, person_id=person.id),
    )

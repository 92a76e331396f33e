"""Whom a rule tells, beside what it proposes; nothing confidential stands in the message."""

from datetime import datetime

from sqlalchemy import or_, select

from ledger.database import session
from ledger.domain.facts import Fact
from ledger.domain.people import Role
from ledger.domain.rules.definitions import Audience, Outcome
from ledger.errors import sentence
from ledger.models.people import Account, Person, RoleGrant
from ledger.services.events import notify
from ledger.services.officials import official_of_unit

_TEXTS = {
    Audience.SUBJECT: sentence("Ada catatan baru tentang Anda. Buka Beranda untuk melihatnya."),
    Audience.DIRECT_SUPERIOR: sentence("Ada hal baru pada pegawai Anda yang perlu dilihat."),
    Audience.HEAD_OF_UNIT: sentence("Ada hal baru pada unit kerja Anda yang perlu dilihat."),
    Audience.HR: sentence("Ada hal baru yang perlu dilihat kepegawaian."),
    Audience.INSPECTORATE: sentence("Ada hal baru yang perlu dilihat Inspektorat."),
}
_ROLES = {Audience.HR: Role.HR, Audience.INSPECTORATE: Role.INSPECTORATE}


def tell_audiences(outcome: Outcome, fact: Fact, *, key: str, now: datetime) -> None:
    """Send each audience of the outcome one message; ``key`` names what it is about."""
    for audience in outcome.notify:
        for person_id in _people(audience, fact):
            notify(
                agency_id=fact.agency_id,
                person_id=person_id,
                key=f"{key}:{audience}",
                text=_TEXTS[audience],
                path="/",
                now=now,
            )


def _people(audience: Audience, fact: Fact) -> list[int]:
    if audience is Audience.SUBJECT:
        return [fact.subject_person_id] if fact.subject_person_id else []
    if audience is Audience.DIRECT_SUPERIOR:
        return _superior(fact.subject_person_id)
    if audience is Audience.HEAD_OF_UNIT:
        official = official_of_unit(fact.unit_id, on=fact.happened_on) if fact.unit_id else None
        return [official.person_id] if official else []
    return _holders(_ROLES[audience], fact)


def _superior(person_id: int | None) -> list[int]:
    found = session().scalar(select(Person.superior_id).where(Person.id == person_id))
    return [found] if found else []


def _holders(role: Role, fact: Fact) -> list[int]:
    return list(
        session().scalars(
            select(Account.person_id)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                RoleGrant.agency_id == fact.agency_id,
                RoleGrant.role == role,
                RoleGrant.valid_from <= fact.recorded_at.date(),
                or_(
                    RoleGrant.valid_until.is_(None),
                    RoleGrant.valid_until > fact.recorded_at.date(),
                ),
            )
        )
    )

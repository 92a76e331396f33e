"""Two people act on the same thing: the second hears who was first, and when."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.formats import datetime_text
from ledger.errors import InvalidTransition, sentence
from ledger.models.events import AuditEvent
from ledger.models.people import Agency

SOMEBODY_WAS_FIRST = sentence(
    "Langkah ini tidak tersedia. Langkah terakhir oleh %(name)s pada %(when)s, dan statusnya "
    "sekarang: %(state)s. Muat ulang halaman untuk melihat keadaan terbaru."
)


@contextmanager
def naming_who_was_first(subject_kind: str, subject_id: int, *, actor: Actor) -> Iterator[None]:
    """Around the reading of a state table: a step that is no longer there names its last taker.

    Raises InvalidTransition as the table does.
    """
    try:
        yield
    except InvalidTransition as refusal:
        state = refusal.params.get("state", "")
        first = last_step(subject_kind, subject_id, actor)
        raise InvalidTransition(SOMEBODY_WAS_FIRST, state=state, **first) from refusal


def last_step(subject_kind: str, subject_id: int, actor: Actor) -> dict[str, str]:
    """The ``name`` and the moment ``when`` of the last line of the trail, by the agency's clock.

    Everything that has a state has at least the line of its beginning.
    """
    last = (
        session()
        .execute(
            select(AuditEvent.actor_name, AuditEvent.at, Agency.zone)
            .join(Agency, Agency.id == AuditEvent.agency_id)
            .where(
                AuditEvent.agency_id == actor.agency_id,
                AuditEvent.subject_kind == subject_kind,
                AuditEvent.subject_id == subject_id,
            )
            .order_by(AuditEvent.id.desc())
            .limit(1)
        )
        .one()
    )
    return {"name": last.actor_name, "when": datetime_text(last.at, last.zone)}

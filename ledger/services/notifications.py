"""Messages are marked as read by the person they are for."""

from datetime import datetime

from sqlalchemy import update

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.models.events import Notification


def read_notifications(*, actor: Actor, now: datetime) -> int:
    """Mark all that the actor was told so far as read; give how many were new."""
    with transaction() as work:
        read = work.execute(
            update(Notification)
            .where(
                Notification.person_id == actor.person_id,
                Notification.read_at.is_(None),
                Notification.created_at <= now,
            )
            .values(read_at=now)
            .returning(Notification.id)
        )
        return len(read.all())

"""The trail and the messages: each verb writes one event in its own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.models.events import AuditEvent, Notification
from ledger.services.many_rows import insert_rows


def record_event(
    tag: str,
    *,
    subject_kind: str,
    subject_id: int,
    actor: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append one line to the trail; ``tag`` is ``noun:subject:action``, ``data`` holds no prose."""
    session().add(
        AuditEvent(
            agency_id=actor.agency_id,
            at=now,
            tag=tag,
            subject_kind=subject_kind,
            subject_id=subject_id,
            account_id=actor.account_id,
            actor_name=actor.name,
            data=dict(data or {}),
        )
    )


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One of many lines of the trail."""

    tag: str
    subject_kind: str
    subject_id: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One of many messages; its key was never used before for the person."""

    person_id: int
    key: str
    text: str
    path: str


def record_events(events: Sequence[NewEvent], *, actor: Actor, now: datetime) -> None:
    """The same for many in few statements, in their order."""
    insert_rows(
        session(),
        AuditEvent,
        [
            {
                "agency_id": actor.agency_id,
                "at": now,
                "tag": one.tag,
                "subject_kind": one.subject_kind,
                "subject_id": one.subject_id,
                "account_id": actor.account_id,
                "actor_name": actor.name,
                "data": dict(one.data),
            }
            for one in events
        ],
    )


def send_notices(notices: Sequence[NewNotice], *, agency_id: int, now: datetime) -> None:
    """Tell many people at once."""
    insert_rows(
        session(),
        Notification,
        [
            {
                "agency_id": agency_id,
                "person_id": one.person_id,
                "key": one.key,
                "text": one.text,
                "params": {},
                "path": one.path,
                "created_at": now,
            }
            for one in notices
        ],
    )


def notify(
    *,
    agency_id: int,
    person_id: int,
    key: str,
    text: str,
    path: str,
    now: datetime,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Tell one person once; ``key`` is natural, ``text`` a sentence of the catalogue."""
    work = session()
    if work.query(Notification.id).filter_by(person_id=person_id, key=key).first():
        return
    work.add(
        Notification(
            agency_id=agency_id,
            person_id=person_id,
            key=key,
            text=text,
            params=dict(params or {}),
            path=path,
            created_at=now,
        )
    )

"""A citizen's words with a photograph: both are kept, or neither."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.intake_commands import ReceiveCommendation, ReceiveComplaint
from ledger.gateways.files import FileStore
from ledger.models.commendations import Commendation, Complaint
from ledger.services.commendations import receive_commendation
from ledger.services.complaints import receive_complaint
from ledger.services.evidence import keep_evidence

PHOTO_NAME = "foto-warga.jpg"
PHOTOS_MAX = 1


def receive_commendation_with_photo(
    command: ReceiveCommendation,
    photo: bytes | None,
    *,
    files: FileStore,
    actor: Actor,
    now: datetime,
    source_key: str,
    sender_id: int | None = None,
) -> str:
    """Keep what a citizen said and showed, and return the tracking code.

    ``photo`` is one that ``redraw_photo`` drew. Raises as ``receive_commendation`` does.
    """
    with transaction():
        code = receive_commendation(
            command, actor=actor, now=now, source_key=source_key, sender_id=sender_id
        )
        if photo:
            found = select(Commendation.id).where(Commendation.tracking_code == code)
            row_id = session().scalars(found).one()
            _keep(photo, "commendation", row_id, files=files, actor=actor, now=now)
    return code


def receive_complaint_with_photo(
    command: ReceiveComplaint,
    photo: bytes | None,
    *,
    files: FileStore,
    actor: Actor,
    now: datetime,
    source_key: str,
) -> str:
    """Keep a complaint and what it shows, and return the tracking code."""
    with transaction():
        code = receive_complaint(command, actor=actor, now=now, source_key=source_key)
        if photo:
            found = select(Complaint.id).where(Complaint.tracking_code == code)
            row_id = session().scalars(found).one()
            _keep(photo, "complaint", row_id, files=files, actor=actor, now=now)
    return code


def _keep(
    photo: bytes, kind: str, row_id: int, *, files: FileStore, actor: Actor, now: datetime
) -> None:
    keep_evidence(
        photo,
        PHOTO_NAME,
        subject_kind=kind,
        subject_id=row_id,
        files=files,
        most=PHOTOS_MAX,
        actor=actor,
        now=now,
    )

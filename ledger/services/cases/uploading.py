"""Uploads of final decisions to I'DIS/SI-ASN: what went out in a file, and what came back (I27)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.cases import Case, Sanction
from ledger.models.remedies import Upload
from ledger.services.access import can_act
from ledger.services.cases.holding import NO_CASE
from ledger.services.days import agency_today
from ledger.services.events import record_event

NUMBER_MISSING = sentence("Tulis nomor unggah dari I'DIS atau SIASN")
DAY_OUT_OF_ORDER = sentence("Tanggal unggah harus antara hari keputusan berlaku dan hari ini")


def note_export(upload_ids: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """These decisions went out in a file just now."""
    with transaction() as work:
        rows = work.scalars(
            select(Upload).where(Upload.id.in_(upload_ids), Upload.agency_id == actor.agency_id)
        )
        for row in rows:
            row.exported_at = now
        if upload_ids:
            record_event(
                "case:upload:exported",
                subject_kind="siasn_upload",
                subject_id=upload_ids[0],
                actor=actor,
                now=now,
                data={"count": len(upload_ids)},
            )


def record_upload(
    upload_id: int, *, number: str, uploaded_on: date, actor: Actor, now: datetime
) -> None:
    """Keep what I'DIS or SIASN gave back. For HR over the unit; NotFound for others."""
    with transaction() as work:
        row = work.get(Upload, upload_id, with_for_update=True)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_CASE)
        sanction = work.get_one(Sanction, row.sanction_id)
        case = work.get_one(Case, sanction.case_id)
        is_apart = actor.person_id not in (None, case.subject_id)
        if not (is_apart and can_act(actor, Role.HR, unit_id=case.unit_id)):
            raise NotFound(NO_CASE)
        today = agency_today(actor.agency_id, now=now)
        problems = {}
        if not number.strip():
            problems["number"] = [NUMBER_MISSING]
        if not row.final_on <= uploaded_on <= today:
            problems["uploaded_on"] = [DAY_OUT_OF_ORDER]
        if problems:
            raise InvalidInput(next(iter(problems.values()))[0], fields=problems)
        row.upload_number, row.uploaded_on = number.strip(), uploaded_on
        row.recorded_by = actor.person_id
        record_event(
            "case:upload:recorded",
            subject_kind="siasn_upload",
            subject_id=row.id,
            actor=actor,
            now=now,
        )

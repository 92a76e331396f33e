"""The numbers of erasures: PDP-2026-000003, counted within the year."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.models.erasures import Erasure
from ledger.models.people import Agency
from ledger.services.days import agency_today


def next_number(work: Session, agency_id: int, *, now: datetime) -> str:
    """The next of the year; the agency's row is the queue in which others wait."""
    work.execute(
        select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True)
    ).one()
    prefix = f"PDP-{agency_today(agency_id, now=now).year:04d}-"
    last = work.scalar(
        select(func.max(Erasure.number)).where(
            Erasure.agency_id == agency_id, Erasure.number.startswith(prefix)
        )
    )
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:06d}"

"""A recap asked for and made at once, by those who have no worker beside them."""

from datetime import datetime, timedelta

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.recaps import RequestRecap
from ledger.errors import Conflict, LedgerError, sentence
from ledger.gateways.files import FileStore
from ledger.models.documents import Recap
from ledger.services.entropy import random_bytes
from ledger.services.jobs import fail_job, finish_job, take_job
from ledger.services.recaps.building import build_recap
from ledger.services.recaps.requesting import request_recap

BEING_MADE = sentence("Rekap yang sama sedang dibuat pekerja latar. Tunggu sampai selesai.")
#: Nobody gives signs of life here, so the job is held as long as the largest recap may take.
_LEASE = timedelta(minutes=15)


def make_recap(
    command: RequestRecap, *, files: FileStore, public_url: str, actor: Actor, now: datetime
) -> int:
    """Ask for a recap, make it here and now, and return its id.

    Raises what asking raises, and Conflict while a worker makes the same one.
    """
    recap_id = request_recap(command, actor=actor, now=now)
    job_id = session().get_one(Recap, recap_id).job_id or 0
    token = random_bytes(16).hex()
    job = take_job(job_id, token=token, now=now, lease=_LEASE)
    if job is None:
        raise Conflict(BEING_MADE, code="being_made")
    try:
        made = build_recap(
            recap_id, files=files, public_url=public_url, now=now, report=lambda done, total: None
        )
    except LedgerError as refusal:
        fail_job(
            job_id,
            token=token,
            error=refusal.message,
            may_retry=False,
            attempts=job.attempts,
            now=now,
        )
        raise
    finish_job(job_id, token=token, result=made, now=now)
    return recap_id

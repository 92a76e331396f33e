"""Exports of the ledger from the screen: asked for, written beside it, fetched on record."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.canonical import utc_text
from ledger.domain.checkpoints import VerifierKey
from ledger.domain.jobs import JobStopped
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.gateways.files import LargeFileStore
from ledger.queries.entry_lists import count_entries
from ledger.queries.export_files import (
    DOWNLOADED,
    EXPORT_JOB,
    NO_EXPORT,
    find_going_export,
    get_export,
    outdated_files,
)
from ledger.queries.exports import export_lines
from ledger.services.access import require_any_role
from ledger.services.events import record_event
from ledger.services.jobs import submit_job

logger = logging.getLogger(__name__)

DAMAGED = sentence(
    "Ekspor tidak dapat ditulis, karena sebagian buku besar tidak terbaca."
    " Jangan mengubah apa pun; minta operator menyalin berkas basis data sebagai bukti."
)
#: How many lines go by between two signs of progress.
_STEP = 2048


def request_export(*, actor: Actor, now: datetime) -> int:
    """Have the ledger exported and return the job; while one is being made, that one.

    Without private parts, for the auditor and the inspectorate; raises Forbidden for others.
    """
    require_any_role(actor, Role.AUDITOR, Role.INSPECTORATE)
    with transaction():
        going = find_going_export(actor.agency_id)
        if going is not None:
            return going
        job_id = submit_job(
            EXPORT_JOB, utc_text(now), {}, agency_id=actor.agency_id, actor=actor, now=now
        )
        _tell("entry:export:requested", job_id, actor, now, {})
        return job_id


def write_export(
    job_id: int,
    *,
    agency_id: int,
    verifier_key: VerifierKey,
    store: LargeFileStore,
    report: Callable[[int, int], None],
    now: datetime,
) -> Mapping[str, Any]:
    """Write the export into the store in flat memory, and drop those it takes the place of.

    Raises InvalidInput when the ledger is too damaged to be read.
    """
    total = count_entries(agency_id)
    lines = export_lines(agency_id, verifier_key=verifier_key, with_private=False, now=now)
    try:
        sha256, file_bytes = store.put_pieces(_counted(lines, total, report))
    except JobStopped:
        raise
    except Exception as error:
        logger.exception("the ledger of agency %s cannot be exported", agency_id)
        raise InvalidInput(DAMAGED) from error
    for outdated in outdated_files(agency_id, newest=job_id):
        if outdated != sha256:
            store.remove(outdated)
    return {"sha256": sha256, "file_bytes": file_bytes}


def open_export(
    job_id: int, *, store: LargeFileStore, actor: Actor, now: datetime
) -> tuple[Iterator[bytes], int]:
    """The pieces of an export and its size in bytes; who fetched it is on record.

    Raises NotFound for one that is not written, or that newer ones took the place of.
    """
    require_any_role(actor, Role.AUDITOR, Role.INSPECTORATE)
    export = get_export(job_id, agency_id=actor.agency_id)
    if not export.sha256:
        raise NotFound(NO_EXPORT)
    pieces = store.pieces(export.sha256)
    with transaction():
        _tell(DOWNLOADED, job_id, actor, now, {"sha256": export.sha256})
    return pieces, export.file_bytes


def _counted(
    lines: Iterator[bytes], total: int, report: Callable[[int, int], None]
) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        if number % _STEP == 0:
            report(min(number, total), total)
        yield line


def _tell(tag: str, job_id: int, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    record_event(tag, subject_kind="job", subject_id=job_id, actor=actor, now=now, data=data)

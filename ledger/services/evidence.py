"""Files that support a record: kept once by their bytes, named by the record they support."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.evidence import FILES_MAX, TOO_MANY, clean_file_name, require_evidence
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.nominations import Evidence
from ledger.services.events import record_event

NO_FILE = sentence("Berkas ini tidak ada, atau bukan milik Anda.")


def keep_evidence(
    content: bytes,
    file_name: str,
    *,
    subject_kind: str,
    subject_id: int,
    files: FileStore,
    most: int = FILES_MAX,
    actor: Actor,
    now: datetime,
) -> int:
    """Store a PDF, JPG or PNG for a record and return its id; the same bytes twice stay one.

    Raises InvalidInput on ``evidence``: another kind, over 5 MB, one file too many.
    """
    media_type = require_evidence(content)
    sha256 = files.put(content)
    with transaction() as work:
        there = _ids_by_hash(subject_kind, subject_id)
        if sha256 in there:
            return there[sha256]
        if len(there) >= most:
            params = {"most": most}
            raise InvalidInput(TOO_MANY, fields={"evidence": [TOO_MANY % params]}, **params)
        row = Evidence(
            agency_id=actor.agency_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            file_name=clean_file_name(file_name, media_type),
            media_type=media_type,
            file_bytes=len(content),
            sha256=sha256,
            added_by=actor.account_id,
            added_at=now,
        )
        work.add(row)
        work.flush()
        record_event(
            "evidence:file:kept",
            subject_kind=subject_kind,
            subject_id=subject_id,
            actor=actor,
            now=now,
            data={"sha256": sha256},
        )
        return row.id


def set_evidence(
    evidence_ids: Sequence[int], *, subject_kind: str, subject_id: int, actor: Actor, now: datetime
) -> None:
    """Make these files, all kept by the actor, the evidence of the record; others fall away.

    A file of a draft moves to the record, a file of an older record is used again.
    Raises NotFound when one is not the actor's.
    """
    with transaction() as work:
        chosen = _own_files(evidence_ids, actor)
        mine = [row.id for row in chosen if _is_of(row, subject_kind, subject_id)]
        work.execute(
            delete(Evidence).where(
                Evidence.subject_kind == subject_kind,
                Evidence.subject_id == subject_id,
                Evidence.id.not_in(mine),
            )
        )
        for row in chosen:
            if row.subject_kind == "draft":
                row.subject_kind, row.subject_id = subject_kind, subject_id
            elif row.id not in mine:
                work.add(_again(row, subject_kind, subject_id, actor, now))


def drop_evidence(*, subject_kind: str, subject_id: int, keep: Sequence[int], actor: Actor) -> None:
    """Let go of the actor's files of a record that were not kept; their bytes stay stored."""
    with transaction() as work:
        work.execute(
            delete(Evidence).where(
                Evidence.subject_kind == subject_kind,
                Evidence.subject_id == subject_id,
                Evidence.added_by == actor.account_id,
                Evidence.id.not_in(list(keep)),
            )
        )


def name_evidence(
    names: Sequence[str], *, subject_kind: str, subject_id: int, actor: Actor, now: datetime
) -> None:
    """Note the names of files that an import knows without having their bytes."""
    session().add_all(
        Evidence(
            agency_id=actor.agency_id,
            subject_kind=subject_kind,
            subject_id=subject_id,
            file_name=name,
            added_by=actor.account_id,
            added_at=now,
        )
        for name in names
        if name.strip()
    )


def count_evidence(subject_kind: str, subject_id: int) -> int:
    counted = select(func.count()).where(
        Evidence.subject_kind == subject_kind, Evidence.subject_id == subject_id
    )
    return session().scalar(counted) or 0


def _ids_by_hash(subject_kind: str, subject_id: int) -> dict[str | None, int]:
    rows = session().execute(
        select(Evidence.sha256, Evidence.id).where(
            Evidence.subject_kind == subject_kind, Evidence.subject_id == subject_id
        )
    )
    return {row.sha256: row.id for row in rows}


def _own_files(evidence_ids: Sequence[int], actor: Actor) -> list[Evidence]:
    wanted = set(evidence_ids)
    if not wanted:
        return []
    rows = session().scalars(
        select(Evidence)
        .where(
            Evidence.id.in_(wanted),
            Evidence.agency_id == actor.agency_id,
            Evidence.added_by == actor.account_id,
        )
        .order_by(Evidence.id)
    )
    found = list(rows)
    if len(found) < len(wanted):
        raise NotFound(NO_FILE)
    return found


def _is_of(row: Evidence, subject_kind: str, subject_id: int) -> bool:
    return (row.subject_kind, row.subject_id) == (subject_kind, subject_id)


def _again(
    row: Evidence, subject_kind: str, subject_id: int, actor: Actor, now: datetime
) -> Evidence:
    return Evidence(
        agency_id=actor.agency_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        file_name=row.file_name,
        media_type=row.media_type,
        file_bytes=row.file_bytes,
        sha256=row.sha256,
        added_by=actor.account_id,
        added_at=now,
    )

"""Bringing a backup back into an empty place, and finding out what it is worth."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select, text

from ledger.database import db, session, transaction
from ledger.domain.backups import RestoredLedger, RestoreVerdict
from ledger.domain.checkpoints import (
    Checkpoint,
    VerifierKey,
    open_checkpoint,
    parse_checkpoint,
    parse_verifier_key,
)
from ledger.domain.merkle import append_leaves
from ledger.domain.verification import Finding
from ledger.errors import Conflict, InvalidInput, sentence
from ledger.gateways.archives import BackupReader, Part
from ledger.gateways.dumps import load_postgresql
from ledger.gateways.files import FileStore
from ledger.gateways.keys import KeyStore
from ledger.models.people import Agency
from ledger.queries.origins import earlier_origins
from ledger.queries.seals import frontier_of, last_checkpoint
from ledger.queries.verification import verify_ledger
from ledger.services.backups import POSTGRESQL_PART, SQLITE_PART
from ledger.services.origins import open_origin

NOT_EMPTY = sentence("%(place)s tidak kosong. Pemulihan hanya ke tempat yang kosong.")
OTHER_DATABASE = sentence(
    "Cadangan ini berisi %(part)s, tetapi NERACA_DATABASE_URL menunjuk jenis basis data lain."
)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the operator holds from outside: checkpoints and public keys, by their origin."""

    checkpoints: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, VerifierKey] = field(default_factory=dict)


def known_from(checkpoints: list[str], keys: list[str]) -> Known:
    """Read the texts an operator gave; raises BadCheckpoint."""
    parsed = [parse_verifier_key(text.strip()) for text in keys]
    return Known(
        checkpoints={parse_checkpoint(text).checkpoint.origin: text for text in checkpoints},
        keys={key.name: key for key in parsed},
    )


def unpack_backup(
    source: Path, *, folder: Path, files: FileStore, keys: KeyStore
) -> dict[str, Any]:
    """Put every part in its place and return the manifest.

    Raises BadBackup for a file that is torn or was changed, Conflict for a database that is not
    empty, InvalidInput for the wrong kind of one. What is wrong leaves no filled database behind.
    """
    reader, database = BackupReader(source), None
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / ".restoring"
    try:
        for part in reader.parts():
            if part.name.startswith("database."):
                _require_kind(part.name)
                database = part.name
                part.save(copy)
            else:
                _keep(part, files, keys)
        if database == SQLITE_PART:
            copy.rename(db.engine.url.database or "")
        elif database == POSTGRESQL_PART:
            load_postgresql(db.engine.url.render_as_string(hide_password=False), copy)
    finally:
        copy.unlink(missing_ok=True)
    return reader.manifest


@contextmanager
def emptied_on_failure() -> Iterator[None]:
    """What goes wrong once PostgreSQL was filled leaves the database as empty as it was.

    pg_restore itself fills it in one transaction or not at all. Of SQLite the caller takes the
    file away with its folder.
    """
    try:
        yield
    except BaseException:
        session().rollback()
        if db.engine.dialect.name == "postgresql":
            with transaction() as work:
                work.execute(text("DROP SCHEMA public CASCADE"))
                work.execute(text("CREATE SCHEMA public"))
        raise


def check_restored(*, known: Known, keys: KeyStore, now: datetime) -> list[RestoredLedger]:
    """Verify each agency's ledger, compare it with what is known, go on where it may."""
    agencies = session().execute(select(Agency.id, Agency.code).order_by(Agency.id)).all()
    return [_check(agency_id, code, known, keys, now) for agency_id, code in agencies]


def _require_kind(part: str) -> None:
    is_sqlite = db.engine.url.get_backend_name() == "sqlite"
    if is_sqlite != (part == SQLITE_PART):
        raise InvalidInput(OTHER_DATABASE, part=part)
    # Asking a SQLite file for its tables would make the file.
    if is_sqlite:
        if Path(db.engine.url.database or "").exists():
            raise Conflict(NOT_EMPTY, place=str(db.engine.url.database))
    elif inspect(db.engine).get_table_names():
        raise Conflict(NOT_EMPTY, place=str(db.engine.url.database))


def _keep(part: Part, files: FileStore, keys: KeyStore) -> None:
    content = part.read()
    if part.name.startswith("files/"):
        files.put(content)
    else:
        keys.keep_verifier(parse_verifier_key(content.decode()))


def _check(
    agency_id: int, code: str, known: Known, keys: KeyStore, now: datetime
) -> RestoredLedger:
    origin = session().scalars(select(Agency.origin).where(Agency.id == agency_id)).one()
    last = last_checkpoint(agency_id)
    stored = {key.name: key for key in keys.verifiers()} | dict(known.keys)
    if last is None or origin not in stored:
        verdict = RestoreVerdict.EMPTY
        return RestoredLedger(code, 0, 0, origin, verdict, None, _keyless(origin, last))
    earlier = [stored[name] for name in earlier_origins(agency_id) if name in stored]
    report = verify_ledger(agency_id, verifier_key=stored[origin], earlier_keys=earlier)
    newest = parse_checkpoint(report.checkpoint or last.note).checkpoint
    given = known.checkpoints.get(origin)
    outside = None if given is None else open_checkpoint(given, stored[origin])
    findings = [*report.findings, *_fork(agency_id, newest, outside)]
    verdict = _verdict(newest, outside, keys.has_signer(origin))
    is_open = verdict is not RestoreVerdict.CURRENT and not findings
    opened = None
    if is_open:
        last_known = max(newest, outside or newest, key=lambda one: one.size)
        opened = open_origin(agency_id, last=last_known, signer_of=keys.signer_of, now=now)
    return RestoredLedger(
        code, report.entries, report.size, origin, verdict, opened, tuple(findings)
    )


def _keyless(origin: str, last: object) -> tuple[Finding, ...]:
    return () if last is None else (Finding(None, "verifier_key", origin, "-"),)


def _fork(agency_id: int, newest: Checkpoint, outside: Checkpoint | None) -> list[Finding]:
    """A checkpoint that is not longer than the tree must be one of its own past."""
    if outside is None or outside.size > newest.size:
        return []
    session().rollback()
    root = append_leaves(outside.size, frontier_of(agency_id, outside.size), ()).root
    if root == outside.root:
        return []
    return [Finding(None, f"checkpoint:{outside.size}:root", outside.root.hex(), root.hex())]


def _verdict(newest: Checkpoint, outside: Checkpoint | None, has_signer: bool) -> RestoreVerdict:
    if outside is None:
        return RestoreVerdict.UNKNOWN
    if outside.size > newest.size:
        return RestoreVerdict.BEHIND
    return RestoreVerdict.CURRENT if has_signer else RestoreVerdict.KEYLESS

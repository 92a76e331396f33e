"""Posting to the ledger: sealed first, then written in as few statements as it takes.

Every other fact of the house ends here, so the way is short: ``entry_names`` reads what the
database calls the things of a command, ``entry_rows`` writes the rows.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.database import (
    after_commit,
    brief_connection,
    dialect_name,
    in_transaction,
    let_go_of_reads,
    refusal_of,
    session,
    transaction,
    turn_to_write,
)
from ledger.domain.actors import Actor
from ledger.domain.posting_commands import PostEntry
from ledger.services.entry_drafts import Occasion, rows_of
from ledger.services.entry_names import names_ahead, names_with_accounts
from ledger.services.entry_replays import posted_before
from ledger.services.entry_rows import EntryRows, insert_entries
from ledger.services.retries import retried
from ledger.services.seal_requests import ask_for_seal
from ledger.services.shared_commits import Shared


def post_entry(command: PostEntry, *, actor: Actor, now: datetime) -> str:
    """Append one entry and return its uid; asked again with the same key, the same uid.

    Joins the caller's transaction or opens its own. Raises Conflict ``idempotency_conflict`` when
    the key was used for something else, RuleRefused when a rule of the ledger says no.
    """
    return post_or_find(command, actor=actor, now=now)[0]


def post_or_find(command: PostEntry, *, actor: Actor, now: datetime) -> tuple[str, bool]:
    """The same, and whether the entry is new: only then is there something to tell others."""
    alone = None if in_transaction() else _rows_ahead(command, actor, now)
    if alone is None:
        rows, is_new = _post_within(command, actor, now)
    else:
        rows, is_new = alone, _TOGETHER.bring(alone)
    if not is_new:
        return _posted_before(rows), False
    after_commit(lambda: ask_for_seal(actor.agency_id, now=now))
    return str(rows.entry["uid"]), True


def _rows_ahead(command: PostEntry, actor: Actor, now: datetime) -> EntryRows | None:
    """Hashing and sealing wait for nobody, so alone they are done before the writers' line.

    None when an account it needs is not open yet. Raises NotFound for a unit of another agency.
    """
    names = names_ahead(command, actor.agency_id)
    names.require_units([command])
    if not names.suffice_for(command):
        return None
    return rows_of(command, names, Occasion(actor.agency_id, now, dialect_name()))


@retried
def _post_within(command: PostEntry, actor: Actor, now: datetime) -> tuple[EntryRows, bool]:
    """In the caller's transaction, or in one that has to open accounts first."""
    with transaction() as work:
        work.flush()
        connection = work.connection()
        rows = _rows_within(work, command, actor, now)
        (is_new,) = insert_entries(connection, [rows])
    return rows, is_new


@retried
def _write(batch: Sequence[EntryRows]) -> list[bool]:
    try:
        with brief_connection() as connection:
            return insert_entries(connection, batch)
    except IntegrityError as error:
        raise refusal_of(error) from error


_TOGETHER = Shared(_write, turn=turn_to_write)


def _rows_within(work: Session, command: PostEntry, actor: Actor, now: datetime) -> EntryRows:
    """Seal the entry inside the transaction, which may open accounts that are missing."""
    connection = work.connection()
    occasion = Occasion(actor.agency_id, now, connection.dialect.name)
    return rows_of(command, names_with_accounts(work, [command], actor.agency_id), occasion)


def _posted_before(rows: EntryRows) -> str:
    uid = posted_before(session().connection(), [rows])[rows.key].uid
    if not in_transaction():
        let_go_of_reads()
    return uid

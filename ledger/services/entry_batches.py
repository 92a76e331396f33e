"""Posting many entries at once: the same entries as one by one, in a fraction of the time.

An import or a whole quarter's quotas would otherwise ask for the names of every entry by itself
and send its rows table by table. Here a thousand entries share each question and each statement.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from itertools import islice

from sqlalchemy.orm import Session

from ledger.database import after_commit, transaction
from ledger.domain.actors import Actor
from ledger.domain.posting_commands import PostEntry
from ledger.services.collector import collector_held
from ledger.services.entropy import random_bytes
from ledger.services.entry_batch_rows import insert_batch
from ledger.services.entry_drafts import RANDOM_BYTES, Occasion, rows_of
from ledger.services.entry_names import names_with_accounts
from ledger.services.entry_replays import posted_before, require_same, standing_of
from ledger.services.entry_rows import EntryRows
from ledger.services.retries import retried
from ledger.services.seal_requests import ask_for_seal

#: So many entries share a statement; more would be no faster, and memory stays flat.
AT_ONCE = 1_000


def post_entries(commands: Iterable[PostEntry], *, actor: Actor, now: datetime) -> list[str]:
    """Append the entries and return their uids in order, as ``post_entry`` would one by one.

    All or none: joins the caller's transaction or opens its own, and a refusal of one entry takes
    the others with it. An entry whose key is in use, within this call too, is answered with the
    uid that stands. The commands may come from an iterator of any length, which is read within
    the transaction; of those in a list PostgreSQL may take the transaction back to break a ring,
    and it is done again. Raises what ``post_entry`` raises.
    """
    return [uid for uid, _ in post_or_find_entries(commands, actor=actor, now=now)]


def post_or_find_entries(
    commands: Iterable[PostEntry], *, actor: Actor, now: datetime
) -> list[tuple[str, bool]]:
    """The same, and whether each entry is new: only then is there something to tell others."""
    # An iterator is spent by the first attempt.
    post = retried(_post_all) if isinstance(commands, Sequence) else _post_all
    answers = post(commands, actor, now)
    if any(is_new for _, is_new in answers):
        after_commit(lambda: ask_for_seal(actor.agency_id, now=now))
    return answers


def _post_all(commands: Iterable[PostEntry], actor: Actor, now: datetime) -> list[tuple[str, bool]]:
    answers: list[tuple[str, bool]] = []
    with transaction() as work:
        work.flush()
        for batch in _batches(commands):
            with collector_held():
                answers += _post_batch(work, batch, actor, now)
    return answers


def _batches(commands: Iterable[PostEntry]) -> Iterator[list[PostEntry]]:
    rest = iter(commands)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def _post_batch(
    work: Session, batch: Sequence[PostEntry], actor: Actor, now: datetime
) -> list[tuple[str, bool]]:
    connection = work.connection()
    names = names_with_accounts(work, batch, actor.agency_id)
    draw = BytesIO(random_bytes(RANDOM_BYTES * len(batch))).read
    occasion = Occasion(actor.agency_id, now, connection.dialect.name, draw)
    asked = [rows_of(command, names, occasion) for command in batch]
    uids: dict[str, str] = {}
    new: set[str] = set()
    rows = _once_each(asked)
    # Where somebody else commits one of the keys meanwhile, theirs counts in the next round.
    while rows:
        uids.update({key: one.uid for key, one in posted_before(connection, rows).items()})
        rows = [one for one in rows if one.key not in uids]
        written = [
            one for one, is_new in zip(rows, insert_batch(connection, rows), strict=True) if is_new
        ]
        uids.update({one.key: one.uid for one in written})
        new.update(one.uid for one in written)
        rows = [one for one in rows if one.key not in uids]
    # What is asked twice in one call is new the first time only, with the uid it was sealed under.
    return [(uids[one.key], one.uid in new) for one in asked]


def _once_each(asked: Sequence[EntryRows]) -> list[EntryRows]:
    """The first under each key; raises Conflict when another says something else."""
    first: dict[str, EntryRows] = {}
    for rows in asked:
        if (before := first.setdefault(rows.key, rows)) is not rows:
            require_same(rows, standing_of(before))
    return list(first.values())

"""One entry as the auditor reads it: what was sealed, whether it still is, and how it is proved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.canonical import NotCanonical, read_canonical
from ledger.domain.checkpoints import BadCheckpoint, VerifierKey, open_checkpoint
from ledger.domain.commitments import PrivatePart
from ledger.domain.entries import commitment_field
from ledger.domain.merkle import (
    HASH_BYTES,
    InclusionStep,
    inclusion_positions,
    inclusion_proof,
    inclusion_steps,
)
from ledger.domain.origins import continues
from ledger.domain.postings import PostingLine
from ledger.domain.verification import Finding
from ledger.errors import NotFound
from ledger.models.entries import Checkpoint, Entry
from ledger.queries.damaged_rows import rows_of
from ledger.queries.entries import NO_ENTRY
from ledger.queries.entry_checks import entry_findings
from ledger.queries.entry_lists import EntryLine, entry_line, entry_lines
from ledger.queries.erasures import ErasedNote, erased_notes
from ledger.queries.seals import DamagedTree, lookup_in, nodes_at
from ledger.queries.stored_entries import LoadedEntry, load_entries


@dataclass(frozen=True, kw_only=True)
class Inclusion:
    """How the entry leads to the signed root; ``holds`` when it does, step by step."""

    index: int
    size: int
    root: str
    steps: tuple[InclusionStep, ...]
    holds: bool


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """An entry with what is sealed of it; ``fields`` is empty when its body is damaged."""

    line: EntryLine
    body: str
    fields: Mapping[str, Any]
    leaf_hash: str
    postings: tuple[PostingLine, ...]
    findings: tuple[Finding, ...]
    inclusion: Inclusion | None
    erased: ErasedNote | None


def get_entry_page(uid: str, *, agency_id: int, key: VerifierKey | None) -> EntryPage:
    """Raises NotFound, also for another agency's entry. ``key``: the newest, None before a seal."""
    work = session()
    wanted = entry_lines().where(Entry.agency_id == agency_id, Entry.uid == uid)
    found = next(iter(rows_of(work, wanted)), None)
    if found is None:
        raise NotFound(NO_ENTRY)
    line = entry_line(found)
    loaded = load_entries(work, select(Entry.id).where(Entry.id == line.id))[line.id]
    stored = loaded.stored
    fields = _fields(stored.body)
    return EntryPage(
        line=line,
        body=stored.body.decode("utf-8", "replace"),
        fields=fields,
        leaf_hash=stored.leaf_hash.hex(),
        postings=tuple(sorted(stored.lines)),
        findings=_findings(loaded, fields, key),
        inclusion=_inclusion(stored.leaf_hash, line.position, agency_id, key),
        erased=_erased(loaded, fields, agency_id),
    )


def _fields(body: bytes) -> Mapping[str, Any]:
    try:
        return read_canonical(body)
    except NotCanonical:
        return {}


def _findings(
    loaded: LoadedEntry, fields: Mapping[str, Any], key: VerifierKey | None
) -> tuple[Finding, ...]:
    if key is None:
        return ()
    # Which of the origins before a restore it must be, only the check of everything asks.
    stated = str(fields.get("origin", ""))
    origin = stated if continues(key.name, stated) else key.name
    return tuple(entry_findings(loaded, origin=origin))


def _erased(loaded: LoadedEntry, fields: Mapping[str, Any], agency_id: int) -> ErasedNote | None:
    """What was erased on the record; nobody need ask while everything opens."""
    uid = loaded.stored.uid
    is_open = all(
        part in loaded.openings for part in PrivatePart if commitment_field(part) in fields
    )
    return None if is_open else erased_notes([uid], agency_id=agency_id).get(uid)


def _inclusion(
    leaf: bytes, position: int | None, agency_id: int, key: VerifierKey | None
) -> Inclusion | None:
    newest = (
        select(Checkpoint.tree_size, Checkpoint.note)
        .where(Checkpoint.agency_id == agency_id)
        .order_by(Checkpoint.tree_size.desc())
        .limit(1)
    )
    row = next(iter(rows_of(session(), newest)), None)
    if row is None or position is None or key is None:
        return None
    try:
        signed = open_checkpoint(str(row.note), key)
        nodes = nodes_at(agency_id, inclusion_positions(position, signed.size))
        path = inclusion_proof(position, signed.size, lookup_in(nodes))
    except (BadCheckpoint, DamagedTree, ValueError):
        return Inclusion(index=position, size=0, root="", steps=(), holds=False)
    steps = tuple(inclusion_steps(leaf, position, signed.size, path))
    came_out = steps[-1].result if steps else leaf
    return Inclusion(
        index=position,
        size=signed.size,
        root=signed.root.hex(),
        steps=steps,
        holds=came_out == signed.root and len(leaf) == HASH_BYTES,
    )

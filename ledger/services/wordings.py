"""Choosing the words of papers: one person of HR writes them, another puts them in force."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentKind
from ledger.domain.people import Role
from ledger.domain.transitions import follow
from ledger.domain.wordings import (
    WORDING_LABELS,
    WORDING_STEPS,
    WordingEvent,
    WordingState,
    check_texts,
    fill,
    texts_sha256,
)
from ledger.errors import Conflict, Forbidden, NotFound, sentence
from ledger.models.wordings import Wording
from ledger.queries.wordings import NO_SUCH_WORDING, active_texts
from ledger.services.access import require_role
from ledger.services.events import record_event

BY_ANOTHER = sentence("Naskah ini Anda yang menulis, jadi orang lain yang memberlakukannya.")
CHANGED_MEANWHILE = sentence(
    "Naskah ini berubah sejak Anda membukanya. Baca lagi, lalu berlakukan."
)


def draft_wording(
    kind: DocumentKind, texts: Mapping[str, str], *, actor: Actor, now: datetime
) -> int:
    """Write the draft of a kind's next version and return its id; a draft is written over.

    Raises InvalidInput with a sentence at each text that cannot be used, and Forbidden.
    """
    require_role(actor, Role.HR, unit_id=None)
    clean = check_texts(kind, texts)
    if actor.person_id is None:
        raise Forbidden(BY_ANOTHER)
    with transaction() as work:
        row = _draft_of(work, kind, actor) or Wording(
            agency_id=actor.agency_id, kind=kind, version=_next_version(work, kind, actor)
        )
        row.texts, row.author_id, row.written_at = clean, actor.person_id, now
        work.add(row)
        work.flush()
        _record("drafted", row, actor, now)
        return row.id


def activate_wording(wording_id: int, *, seen: str, actor: Actor, now: datetime) -> None:
    """Put a draft in force and retire what was; papers that exist keep their words.

    ``seen`` is ``texts_sha256`` of what was read. Raises NotFound, Forbidden for its author,
    Conflict when it changed meanwhile, InvalidTransition when it is no draft any more.
    """
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        row = work.get(Wording, wording_id, with_for_update=True)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_SUCH_WORDING)
        state = follow(WORDING_STEPS, WORDING_LABELS, row.state, WordingEvent.ACTIVATE)
        if actor.person_id is None or row.author_id == actor.person_id:
            raise Forbidden(BY_ANOTHER)
        if texts_sha256(row.texts) != seen:
            raise Conflict(CHANGED_MEANWHILE)
        check_texts(row.kind, row.texts)
        _retire(work, row)
        row.state, row.activated_by, row.activated_at = state, actor.person_id, now
        work.flush()
        _record("activated", row, actor, now)


def words_for(
    agency_id: int, kind: DocumentKind, values: Mapping[str, str]
) -> tuple[int, dict[str, str]]:
    """The version in force and its texts, filled; 0 and nothing while the shipped words are.

    RuleRefused names a placeholder that nothing was given for.
    """
    found = active_texts(agency_id, kind)
    if found is None:
        return 0, {}
    version, texts = found
    return version, {name: fill(text, values) for name, text in texts.items()}


def _draft_of(work: Session, kind: DocumentKind, actor: Actor) -> Wording | None:
    return work.scalar(
        select(Wording)
        .where(
            Wording.agency_id == actor.agency_id,
            Wording.kind == kind,
            Wording.state == WordingState.DRAFT,
        )
        .with_for_update()
    )


def _next_version(work: Session, kind: DocumentKind, actor: Actor) -> int:
    last = work.scalar(
        select(func.max(Wording.version)).where(
            Wording.agency_id == actor.agency_id, Wording.kind == kind
        )
    )
    return (last or 0) + 1


def _retire(work: Session, successor: Wording) -> None:
    before = work.scalar(
        select(Wording)
        .where(
            Wording.agency_id == successor.agency_id,
            Wording.kind == successor.kind,
            Wording.state == WordingState.ACTIVE,
        )
        .with_for_update()
    )
    if before is not None:
        before.state = follow(WORDING_STEPS, WORDING_LABELS, before.state, WordingEvent.RETIRE)
        work.flush()


def _record(what: str, row: Wording, actor: Actor, now: datetime) -> None:
    record_event(
        f"wording:wording:{what}",
        subject_kind="wording",
        subject_id=row.id,
        actor=actor,
        now=now,
        data={"kind": row.kind.value, "version": row.version, "texts": texts_sha256(row.texts)},
    )

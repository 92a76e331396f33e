"""A lawful request: recorded with its letter by one person, decided by another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.domain.retention import (
    ERASURE_LABELS,
    ERASURE_TRANSITIONS,
    ErasureBasis,
    ErasureEvent,
    ErasureState,
    RequestErasure,
)
from ledger.domain.transitions import follow
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden, InvalidInput, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.entries import Entry
from ledger.models.erasures import Erasure, ErasureItem
from ledger.models.people import Person
from ledger.queries.erasures import NO_ERASURE, hold_on, record_of
from ledger.services.access import require_role
from ledger.services.erasures.carrying import carry_out
from ledger.services.erasures.numbering import next_number
from ledger.services.events import record_event

OWN_DATA = sentence("Permintaan ini tentang data Anda, jadi orang lain yang mencatatnya.")
DECIDE_OWN = sentence("Permintaan ini tentang data Anda, jadi orang lain yang memutuskan.")
DECIDE_TWICE = sentence("Anda yang mencatat permintaan ini, jadi orang lain yang memutuskan.")
NO_PERSON = sentence("Permintaan penghapusan dicatat dan diputuskan oleh seorang pegawai.")
NOT_THEIRS = sentence("Entri %(uid)s bukan tentang pegawai ini, atau tidak dapat dihapus di sini.")
HELD = sentence("Belum dapat dihapus: %(why)s")


def request_erasure(command: RequestErasure, *, actor: Actor, now: datetime) -> int:
    """Record who asks for what, and return the request's id; nothing is erased by it.

    For HR over the whole agency, never about oneself. Each entry brings its corrections and papers
    along. Raises InvalidInput for an entry that is not about the person or cannot be erased.
    """
    _require_officer(actor)
    if actor.person_id == command.person_id:
        raise Forbidden(OWN_DATA)
    with transaction() as work:
        person = work.get(Person, command.person_id)
        if person is None or person.agency_id != actor.agency_id:
            raise NotFound(sentence("Pegawai ini tidak ada di instansi Anda."))
        erasure = Erasure(
            agency_id=actor.agency_id,
            number=next_number(work, actor.agency_id, now=now),
            basis=ErasureBasis.REQUEST,
            state=ErasureState.PROPOSED,
            person_id=person.id,
            ground=command.ground,
            asked_by=command.asked_by.strip(),
            letter_number=command.letter_number.strip(),
            letter_on=command.letter_on,
            proposed_by=actor.person_id,
            proposed_at=now,
        )
        work.add(erasure)
        work.flush()
        name_entries(work, erasure, _asked_entries(work, command, actor))
        _tell("requested", erasure, actor, now)
        return erasure.id


def decide_erasure(
    erasure_id: int,
    *,
    approves: bool,
    reason: str,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> ErasureState:
    """Approve a request and carry it out at once, or reject it; the reason is kept.

    Raises Forbidden for whoever recorded it and for its subject, InvalidInput without a reason or
    while a case or a correction about one of the entries is open.
    """
    _require_officer(actor)
    require_reason(reason)
    with transaction() as work:
        erasure = _open_request(work, erasure_id, actor)
        if approves and (held := hold_on(work, erasure.id)):
            told = HELD % {"why": held}
            raise InvalidInput(told, fields={"verdict": [told]})
        event = ErasureEvent.APPROVE if approves else ErasureEvent.REJECT
        erasure.state = follow(ERASURE_TRANSITIONS, ERASURE_LABELS, erasure.state, event)
        erasure.decided_by, erasure.decided_at = actor.person_id, now
        erasure.decision_reason = reason.strip()
        work.flush()
        _tell("approved" if approves else "rejected", erasure, actor, now)
        if approves:
            carry_out(work, erasure, files=files, actor=actor, now=now)
        return erasure.state


def name_entries(work: Session, erasure: Erasure, entries: Sequence[Entry]) -> None:
    """Bind the entries to the erasure; afterwards none can be added."""
    work.add_all(
        ErasureItem(erasure_id=erasure.id, entry_id=entry_id, agency_id=erasure.agency_id)
        for entry_id in sorted({entry.id for entry in entries})
    )
    work.flush()


def _asked_entries(work: Session, command: RequestErasure, actor: Actor) -> list[Entry]:
    found: list[Entry] = []
    for uid in command.entry_uids:
        record = record_of(work, uid, agency_id=actor.agency_id, person_id=command.person_id)
        if not record:
            told = NOT_THEIRS % {"uid": uid}
            raise InvalidInput(told, fields={"entry_uids": [told]})
        found += record
    return found


def _open_request(work: Session, erasure_id: int, actor: Actor) -> Erasure:
    erasure = work.scalar(
        select(Erasure)
        .where(
            Erasure.id == erasure_id,
            Erasure.agency_id == actor.agency_id,
            Erasure.basis == ErasureBasis.REQUEST,
        )
        .with_for_update()
    )
    if erasure is None:
        raise NotFound(NO_ERASURE)
    if actor.person_id == erasure.person_id:
        raise Forbidden(DECIDE_OWN)
    if actor.person_id == erasure.proposed_by:
        raise Forbidden(DECIDE_TWICE)
    return erasure


def _require_officer(actor: Actor) -> None:
    require_role(actor, Role.HR, unit_id=None)
    if actor.person_id is None:
        raise Forbidden(NO_PERSON)


def _tell(what: str, erasure: Erasure, actor: Actor, now: datetime) -> None:
    record_event(
        f"erasure:request:{what}",
        subject_kind="erasure",
        subject_id=erasure.id,
        actor=actor,
        now=now,
        data={"number": erasure.number},
    )

"""Statements that somebody was never disciplined: asked by the person, verified, then signed."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.documents.clean_statement import CleanStatementContext
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import WITHOUT_EFFECT
from ledger.domain.discipline.statements import (
    PURPOSES,
    Recorded,
    StatementEvent,
    StatementPurpose,
    StatementState,
    hindrance_of,
    next_statement_state,
)
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.formats import date_text
from ledger.domain.imports import ImportKind, RunState
from ledger.domain.officials import Official
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.domain.proposals import StepCapacity
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.cases import Case, PastSanction, Sanction
from ledger.models.imports import ImportRun
from ledger.models.people import Agency, Person
from ledger.models.remedies import Statement
from ledger.queries.executions import LIVE
from ledger.services.access import can_act
from ledger.services.days import agency_today
from ledger.services.documents import paper_frame, person_block, prepare_document, signer_block
from ledger.services.events import notify, record_event
from ledger.services.officials import official_snapshot, person_snapshot, resolve_step

NO_STATEMENT = sentence("Permintaan surat keterangan ini tidak ada, atau bukan untuk Anda.")
HISTORY_NOT_IMPORTED = sentence(
    "Riwayat hukuman disiplin dari SIASN belum diimpor, jadi belum ada yang dapat diterangkan."
    " Impor riwayat_hukdis lebih dulu."
)
NOT_DELIVERED = sentence(
    "Ada keputusan yang belum disampaikan kepada pegawai. Periksa lagi sesudah disampaikan."
)
NOBODY_SIGNS = sentence("Belum ada pimpinan yang dapat menandatangani surat keterangan ini.")
TO_SIGN = sentence("Ada surat keterangan yang menunggu tanda tangan Anda.")
REFUSED_NEWS = sentence("Permintaan surat keterangan Anda sudah dijawab.")
#: The papers are Indonesian always, so their sentences are not for the catalogue.
CLAIM = "tidak pernah dijatuhi hukuman disiplin"
CLAIM_SERIOUS = "tidak pernah dijatuhi hukuman disiplin tingkat sedang atau berat"
OURS = "register Keputusan hukuman disiplin instansi dalam Neraca, dibaca pada {day}"
SIASN = "riwayat hukuman disiplin SIASN yang diimpor pada {day}"
_OF_SIASN = {StatementPurpose.SATYALANCANA: CLAIM_SERIOUS}


def request_statement(purpose: StatementPurpose, *, actor: Actor, now: datetime) -> int:
    """The person asks for it; a sanction they know of is answered at once with a clear sentence.

    Raises RuleRefused ``uq_statement_open`` while the same was asked before.
    """
    with transaction() as work:
        person = work.get(Person, actor.person_id or 0)
        if person is None or person.agency_id != actor.agency_id or not person.nip:
            raise NotFound(NO_STATEMENT)
        known = [one for one, is_known in _recorded(work, person.id) if is_known]
        hindrance = hindrance_of(purpose, known)
        row = Statement(
            agency_id=actor.agency_id,
            person_id=person.id,
            unit_id=person.unit_id,
            purpose=purpose,
            state=StatementState.REFUSED if hindrance else StatementState.REQUESTED,
            requested_at=now,
            refusal=hindrance.message if hindrance else "",
        )
        work.add(row)
        work.flush()
        _record("requested", row, actor, now)
        return row.id


def verify_statement(statement_id: int, *, actor: Actor, now: datetime) -> StatementState:
    """HR reads the registers: it goes on to the head, or is refused with the sentence why.

    For HR over the unit, never about oneself; NotFound for others. Raises RuleRefused
    ``history_not_imported``, ``decision_not_delivered`` or ``nobody_signs``.
    """
    with transaction() as work:
        row = _held(work, statement_id, actor)
        if not _is_hr(row, actor):
            raise NotFound(NO_STATEMENT)
        today = agency_today(actor.agency_id, now=now)
        recorded = _recorded(work, row.person_id)
        if not all(is_known for _, is_known in recorded):
            raise RuleRefused(NOT_DELIVERED, constraint="decision_not_delivered")
        row.verified_by, row.verified_at = actor.person_id, now
        hindrance = hindrance_of(row.purpose, [one for one, _ in recorded])
        if hindrance is not None:
            return _refuse(row, hindrance.message, actor, now)
        row.registers = _registers(work, row, today)
        signer = _signer(row, actor, today)
        row.signer_id = signer.person_id
        row.state = next_statement_state(row.state, StatementEvent.VERIFY)
        _record("verified", row, actor, now)
        notify(
            agency_id=row.agency_id,
            person_id=signer.person_id,
            key=f"statement:{row.id}:sign",
            text=TO_SIGN,
            path=f"/surat-keterangan/{row.id}",
            now=now,
        )
        return row.state


def sign_statement(statement_id: int, *, actor: Actor, now: datetime) -> StatementState:
    """The head signs: a numbered paper anybody can verify. What came up meanwhile refuses it."""
    with transaction() as work:
        row = _held(work, statement_id, actor)
        today = agency_today(actor.agency_id, now=now)
        signer = _signer(row, actor, today)
        if signer.person_id != actor.person_id:
            raise NotFound(NO_STATEMENT)
        state = next_statement_state(row.state, StatementEvent.SIGN)
        recorded = _recorded(work, row.person_id)
        if not all(is_known for _, is_known in recorded):
            raise RuleRefused(NOT_DELIVERED, constraint="decision_not_delivered")
        hindrance = hindrance_of(row.purpose, [one for one, _ in recorded])
        if hindrance is not None:
            return _refuse(row, hindrance.message, actor, now)
        row.signed_by, row.signed_at, row.signer_id = actor.person_id, now, actor.person_id
        row.document_id = _paper(row, signer, today, actor=actor, now=now)
        row.state = state
        _record("signed", row, actor, now)
        return row.state


def _recorded(work: Session, person_id: int) -> list[tuple[Recorded, bool]]:
    """What the registers know, each with whether the person may know of it yet."""
    rows = work.execute(
        select(Sanction.kind, Sanction.decided_on, Sanction.received_on, Case.state)
        .join(Case, Case.id == Sanction.case_id)
        .where(
            Sanction.subject_id == person_id,
            Sanction.replaced_on.is_(None),
            Case.state.not_in(WITHOUT_EFFECT),
        )
    )
    found = [
        (Recorded(kind=kind, decided_on=day, is_live=state in LIVE), received is not None)
        for kind, day, received, state in rows
    ]
    past = work.execute(
        select(PastSanction.kind, PastSanction.letter_on, PastSanction.ends_on).where(
            PastSanction.person_id == person_id
        )
    )
    found += [(Recorded(kind=kind, decided_on=day, is_live=False), True) for kind, day, _ in past]
    return found


def _registers(work: Session, row: Statement, today: date) -> list[str]:
    """What was read, and of which day: nothing is attested from a register nobody imported."""
    imported = work.scalar(
        select(func.max(ImportRun.at)).where(
            ImportRun.agency_id == row.agency_id,
            ImportRun.kind == ImportKind.DISCIPLINE_HISTORY,
            ImportRun.state == RunState.COMMITTED,
        )
    )
    if imported is None:
        raise RuleRefused(HISTORY_NOT_IMPORTED, constraint="history_not_imported")
    zone = work.get_one(Agency, row.agency_id).zone
    return [
        OURS.format(day=date_text(today)),
        SIASN.format(day=date_text(local_day(imported, zone))),
    ]


def _signer(row: Statement, actor: Actor, today: date) -> Official:
    exclude = {row.person_id, row.verified_by or actor.person_id or 0}
    found = resolve_step(
        StepCapacity.HEAD_OF_UNIT,
        subject_ids=[row.person_id],
        unit_id=row.unit_id,
        exclude=exclude,
        on=today,
    )
    if found.assignee_id is None:
        raise RuleRefused(NOBODY_SIGNS, constraint="nobody_signs")
    return Official(
        person_id=found.assignee_id,
        unit_id=found.unit_id,
        capacity=found.capacity,
        letter_number=found.letter_number,
    )


def _paper(row: Statement, signer: Official, today: date, *, actor: Actor, now: datetime) -> int:
    snapshot = official_snapshot(signer)
    context = CleanStatementContext(
        **paper_frame(row.unit_id, on=today),
        person=person_block(person_snapshot(row.person_id)),
        claim_text=_OF_SIASN.get(row.purpose, CLAIM),
        purpose_text=PURPOSES[row.purpose].label.lower(),
        registers=tuple(row.registers),
        as_of_text=date_text(today),
        signer=signer_block(snapshot),
    )
    return prepare_document(
        PrepareDocument(
            kind=DocumentKind.CLEAN_STATEMENT,
            source_key=f"statement:{row.id}",
            unit_id=row.unit_id,
            dated_on=today,
            context=context.to_mapping(),
            person_id=row.person_id,
            officials=(snapshot,),
        ),
        actor=actor,
        now=now,
    )


def _held(work: Session, statement_id: int, actor: Actor) -> Statement:
    row = work.get(Statement, statement_id, with_for_update=True, populate_existing=True)
    strange = row is None or row.agency_id != actor.agency_id
    if row is None or strange or actor.person_id in (None, row.person_id):
        raise NotFound(NO_STATEMENT)
    return row


def _is_hr(row: Statement, actor: Actor) -> bool:
    return not actor.is_system and can_act(actor, Role.HR, unit_id=row.unit_id)


def _refuse(row: Statement, why: str, actor: Actor, now: datetime) -> StatementState:
    row.refusal = why
    row.state = next_statement_state(row.state, StatementEvent.REFUSE)
    _record("refused", row, actor, now)
    notify(
        agency_id=row.agency_id,
        person_id=row.person_id,
        key=f"statement:{row.id}:refused",
        text=REFUSED_NEWS,
        path=f"/surat-keterangan/{row.id}",
        now=now,
    )
    return row.state


def _record(what: str, row: Statement, actor: Actor, now: datetime) -> None:
    record_event(
        f"statement:request:{what}",
        subject_kind="statement",
        subject_id=row.id,
        actor=actor,
        now=now,
    )

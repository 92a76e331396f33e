"""Correcting an issued recap: a corrigendum with a number of its own; the recap stays as it is."""

from datetime import datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.documents.recap_context import RecapContext
from ledger.documents.recap_corrigendum import RecapCorrigendumContext
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument
from ledger.domain.formats import date_text, datetime_text
from ledger.domain.people import Role
from ledger.domain.periods import local_day, parse_period
from ledger.domain.recaps import CORRIGENDUM_REASONS, CorrigendumReason
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.documents import Corrigendum, Document, Recap
from ledger.queries.recaps import RecapScope, get_scope
from ledger.queries.recaps.corrigenda import CorrigendumLine, affected_recaps, corrigenda_of
from ledger.queries.recaps.pages import NO_RECAP
from ledger.queries.recaps.pictures import Picture
from ledger.queries.seals import last_checkpoint
from ledger.services.access import require_role
from ledger.services.documents import prepare_document
from ledger.services.events import record_event
from ledger.services.recaps.composing import checkpoint_text
from ledger.services.recaps.restating import Restated, restate

NOT_ISSUED = sentence("Rekap ini belum terbit, jadi belum ada yang dikoreksi.")
NOT_AFFECTED = sentence("Tidak ada entri rekap ini yang dikoreksi sesudah rekap itu terbit.")
RECOUNTED = "Dihitung ulang hanya entri rekap itu yang dikoreksi sesudah {first} sampai {last}."
TITLE = "Koreksi Rekap Kinerja dan Penghargaan"


def correct_recap(recap_id: int, *, actor: Actor, now: datetime) -> int:
    """Freeze a corrigendum of what was reversed since, and return its document's id.

    For HR over the recap's unit. The number is bound and the paper issued as every other. Raises
    NotFound, Forbidden, and RuleRefused while nothing of the recap was reversed.
    """
    with transaction() as work:
        recap = work.get(Recap, recap_id, with_for_update=True)
        if recap is None or recap.agency_id != actor.agency_id:
            raise NotFound(NO_RECAP)
        require_role(actor, Role.HR, unit_id=recap.unit_id)
        paper = work.get(Document, recap.document_id) if recap.document_id else None
        if paper is None or paper.state is not DocumentState.ISSUED:
            raise RuleRefused(NOT_ISSUED, constraint="recap_not_issued")
        if not affected_recaps([recap]):
            raise RuleRefused(NOT_AFFECTED, constraint="recap_not_affected")
        return _freeze(work, recap, paper, actor, now)


def _freeze(work: Session, recap: Recap, paper: Document, actor: Actor, now: datetime) -> int:
    earlier = corrigenda_of([recap.id])
    scope = get_scope(recap.agency_id, recap.unit_id)
    position = len(earlier) + 1
    context = _context(recap, paper, earlier, scope, now)
    document_id = prepare_document(
        PrepareDocument(
            kind=DocumentKind.RECAP_CORRIGENDUM,
            source_key=f"recap:{recap.id}:corrigendum:{position}",
            unit_id=paper.unit_id,
            dated_on=local_day(now, scope.zone),
            context=context.to_mapping(),
        ),
        actor=actor,
        now=now,
    )
    work.add(
        Corrigendum(
            agency_id=recap.agency_id,
            recap_id=recap.id,
            position=position,
            document_id=document_id,
            reason=CorrigendumReason.ENTRY_REVERSED,
            requested_by=actor.account_id,
            frozen_at=now,
        )
    )
    work.flush()
    record_event(
        "recap:recap:corrected",
        subject_kind="recap",
        subject_id=recap.id,
        actor=actor,
        now=now,
        data={"document_id": document_id, "position": position},
    )
    return document_id


def _context(
    recap: Recap,
    paper: Document,
    earlier: list[CorrigendumLine],
    scope: RecapScope,
    now: datetime,
) -> RecapCorrigendumContext:
    frozen = RecapContext.from_mapping(paper.context)
    last = earlier[-1].frozen_at if earlier else paper.created_at
    restated = restate(
        scope,
        parse_period(recap.period),
        recap.sections,
        before=Picture(recorded_until=paper.created_at, reversed_until=last),
        after=Picture(recorded_until=paper.created_at, reversed_until=now),
    )
    reason = CorrigendumReason.ENTRY_REVERSED
    return RecapCorrigendumContext(
        letterhead=frozen.letterhead,
        place=frozen.place,
        date_text=date_text(local_day(now, scope.zone)),
        title=TITLE,
        scope_text=frozen.scope_text,
        period_text=frozen.period_text,
        recap_number=paper.number or "",
        recap_date_text=date_text(paper.dated_on),
        recap_sha256=paper.sha256 or "",
        corrects_before=earlier[-1].number if earlier else "",
        reason_code=reason.value,
        reason_text=CORRIGENDUM_REASONS[reason],
        changes=restated.changes,
        withdrawn=restated.withdrawn,
        checkpoint=checkpoint_text(scope, last_checkpoint(recap.agency_id)),
        notes=_notes(restated, last, scope, now),
    )


def _notes(restated: Restated, last: datetime, scope: RecapScope, now: datetime) -> tuple[str, ...]:
    notes = [
        RECOUNTED.format(
            first=datetime_text(last, scope.zone), last=datetime_text(now, scope.zone)
        ),
        "Entri yang dicatat sesudah rekap dibekukan tidak ditambahkan.",
        "Grafik dan baris pegawai yang memuat angka di atas ikut berubah dengannya.",
    ]
    if restated.hides_total:
        notes.append(
            "Jumlah seluruhnya tidak ditulis lagi jika dengannya kelompok di bawah lima dapat"
            " dihitung."
        )
    return tuple(notes)

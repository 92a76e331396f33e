"""Guidance and sanctions of one person, for that person alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select, union_all
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.standings import STANDING_LABELS, Standing, standing_of
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.entries import EntryKind
from ledger.domain.side_tracks import SIDE_STATE_LABELS, TRACK_LABELS, SideEvent
from ledger.models.cases import Case, CaseView, PastSanction, Sanction, Summons
from ledger.models.documents import Document, DocumentEvent
from ledger.models.entries import Entry, EntrySubject, SealedLeaf
from ledger.models.ethics import EthicsCase, EthicsSummons, EthicsView
from ledger.models.proposals import Reply
from ledger.models.side_tracks import SideSanction, SideStep, SideView
from ledger.queries.side_tracks import held_side_sanctions

_VIEWS_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class GuidanceNote:
    """One guidance: live until ``valid_until``, or taken back by a correction.

    ``letter_id`` is set once the letter can be fetched; ``expectations`` is what to do,
    ``respond_until`` and ``respond_to`` how to answer or object, as the letter says.
    """

    uid: str
    title: str
    sentence: str
    happened_on: date
    decided_at: datetime
    valid_until: date | None
    is_reversed: bool
    letter_id: int | None
    number: str
    expectations: tuple[str, ...]
    respond_until: str
    respond_to: str
    is_sealed: bool

    def is_live(self, today: date) -> bool:
        return not self.is_reversed and (self.valid_until is None or today < self.valid_until)


@dataclass(frozen=True, kw_only=True)
class SanctionHeld:
    """A sanction that reached the person, with the last day and the addressee of an objection."""

    kind: str
    violation: str
    decided_on: date
    effective_on: date | None
    objection_until: date | None
    objection_to: str
    objected_on: date | None
    number: str
    state: CaseState
    case_id: int
    is_sealed: bool
    is_replaced: bool

    def standing(self, today: date) -> str:
        """What it is worth today, in a word for people."""
        return STANDING_LABELS[
            standing_of(self.state, self.effective_on, is_replaced=self.is_replaced, on=today)
        ]

    def in_force_since(self, today: date) -> date | None:
        """None while it waits or an objection stays it, and once it was taken back."""
        standing = standing_of(self.state, self.effective_on, on=today)
        return self.effective_on if standing in (Standing.LIVE, Standing.SPENT) else None


@dataclass(frozen=True, kw_only=True)
class SanctionPast:
    """A sanction from before Neraca, as SIASN has it."""

    kind: str
    letter_number: str
    letter_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """A case in which the person has been summoned and nothing is decided yet."""

    id: int
    number: str
    state: CaseState
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReplyDue:
    """The right to answer before a decision, still open."""

    proposal_id: int | None
    case_id: int | None
    due_on: date


@dataclass(frozen=True, kw_only=True)
class SideHeld:
    """A performance or service sanction in the words of its own law; no punishment of PP 94."""

    track: str
    text: str
    article: str
    ground: str
    reason: str
    letter_number: str
    decided_on: date
    obey_until: date | None
    status: str
    official: str


@dataclass(frozen=True, kw_only=True)
class FileView:
    """Who opened a confidential file about the person, and when."""

    name: str
    what: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """Everything on the quiet page."""

    guidance: tuple[GuidanceNote, ...]
    sanctions: tuple[SanctionHeld, ...]
    past: tuple[SanctionPast, ...]
    cases: tuple[OpenCase, ...]
    replies: tuple[ReplyDue, ...]
    side: tuple[SideHeld, ...]
    views: tuple[FileView, ...]

    @property
    def is_empty(self) -> bool:
        return not (
            self.guidance or self.sanctions or self.past or self.cases or self.replies or self.side
        )


def get_conduct(person_id: int) -> Conduct:
    """Nine queries, however long the history."""
    sanctions = _sanctions(person_id)
    return Conduct(
        guidance=_guidance(person_id),
        sanctions=tuple(_held(*row) for row in sanctions if _has_reached(row[0])),
        past=_past(person_id),
        cases=_open_cases(person_id),
        replies=_replies(person_id),
        side=tuple(_side(row) for row in held_side_sanctions(person_id)),
        views=_views(person_id),
    )


def _guidance(person_id: int) -> tuple[GuidanceNote, ...]:
    later = aliased(Entry)
    rows = session().execute(
        select(Entry, later.uid, SealedLeaf.position)
        .join(EntrySubject, EntrySubject.entry_id == Entry.id)
        .outerjoin(SealedLeaf, SealedLeaf.entry_id == Entry.id)
        .outerjoin(later, (later.agency_id == Entry.agency_id) & (later.reverses_uid == Entry.uid))
        .where(EntrySubject.person_id == person_id, Entry.kind == EntryKind.GUIDANCE)
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
    )
    letters = _letters(person_id)
    return tuple(
        _note(entry, reversed_by, letters.get(entry.uid), is_sealed=position is not None)
        for entry, reversed_by, position in rows
    )


def _letters(person_id: int) -> Mapping[str, Document]:
    rows = session().scalars(
        select(Document).where(
            Document.person_id == person_id, Document.kind == DocumentKind.GUIDANCE_LETTER
        )
    )
    return {row.entry_uid: row for row in rows if row.entry_uid}


def _note(
    entry: Entry, reversed_by: str | None, letter: Document | None, *, is_sealed: bool
) -> GuidanceNote:
    detail = entry.detail or {}
    said: dict[str, Any] = letter.context if letter else {}
    until = detail.get("valid_until")
    is_issued = letter is not None and letter.state is DocumentState.ISSUED
    return GuidanceNote(
        uid=entry.uid,
        title=str(detail.get("title", "")),
        sentence=str(detail.get("sentence", "")),
        happened_on=entry.happened_on,
        decided_at=entry.decided_at,
        valid_until=date.fromisoformat(until) if until else None,
        is_reversed=reversed_by is not None,
        letter_id=letter.id if letter and is_issued else None,
        number=(letter.number or "") if letter else "",
        expectations=tuple(said.get("expectations", ())),
        respond_until=str(said.get("response_until_text", "")),
        respond_to=str(said.get("response_to", "")),
        is_sealed=is_sealed,
    )


def _sanctions(person_id: int) -> Sequence[tuple[Sanction, Case, Document | None, bool]]:
    rows = session().execute(
        select(Sanction, Case, Document, SealedLeaf.position)
        .join(Case, Case.id == Sanction.case_id)
        .outerjoin(Document, Document.id == Sanction.document_id)
        .outerjoin(
            Entry, (Entry.agency_id == Sanction.agency_id) & (Entry.uid == Sanction.entry_uid)
        )
        .outerjoin(SealedLeaf, SealedLeaf.entry_id == Entry.id)
        .where(Sanction.subject_id == person_id)
        .order_by(Sanction.decided_on.desc())
    )
    return [(row[0], row[1], row[2], row[3] is not None) for row in rows]


def _has_reached(sanction: Sanction) -> bool:
    """A Keputusan is handed over by its official, so nobody first learns of it here."""
    return sanction.received_on is not None or sanction.sent_on is not None


def _held(
    sanction: Sanction, case: Case, document: Document | None, is_sealed: bool
) -> SanctionHeld:
    said: dict[str, Any] = document.context if document else {}
    return SanctionHeld(
        kind=str(said.get("kind_text") or sanction.kind),
        violation=sanction.violation,
        decided_on=sanction.decided_on,
        effective_on=sanction.effective_on,
        objection_until=sanction.objection_until,
        objection_to=str(said.get("objection_addressee", "")),
        objected_on=sanction.objected_on,
        number=(document.number or "") if document else "",
        state=case.state,
        case_id=case.id,
        is_sealed=is_sealed,
        is_replaced=sanction.replaced_on is not None,
    )


def _past(person_id: int) -> tuple[SanctionPast, ...]:
    rows = session().scalars(
        select(PastSanction)
        .where(PastSanction.person_id == person_id)
        .order_by(PastSanction.letter_on.desc())
    )
    return tuple(
        SanctionPast(
            kind=row.kind,
            letter_number=row.letter_number,
            letter_on=row.letter_on,
            ends_on=row.ends_on,
        )
        for row in rows
    )


def _open_cases(person_id: int) -> tuple[OpenCase, ...]:
    summoned = select(Summons.id).where(Summons.case_id == Case.id).exists()
    decided = select(Sanction.id).where(Sanction.case_id == Case.id).exists()
    rows = session().scalars(
        select(Case)
        .where(Case.subject_id == person_id, Case.closed_at.is_(None), summoned, ~decided)
        .order_by(Case.id.desc())
    )
    return tuple(
        OpenCase(id=row.id, number=row.number, state=row.state, opened_at=row.opened_at)
        for row in rows
    )


def _replies(person_id: int) -> tuple[ReplyDue, ...]:
    rows = session().scalars(
        select(Reply)
        .where(Reply.person_id == person_id, Reply.replied_at.is_(None), Reply.unused_at.is_(None))
        .order_by(Reply.due_on)
    )
    return tuple(
        ReplyDue(proposal_id=row.proposal_id, case_id=row.case_id, due_on=row.due_on)
        for row in rows
    )


def _side(row: SideSanction) -> SideHeld:
    return SideHeld(
        track=TRACK_LABELS[row.track],
        text=row.text,
        article=row.article,
        ground=row.ground,
        reason=row.reason,
        letter_number=row.letter_number,
        decided_on=row.decided_on,
        obey_until=row.obey_until,
        status=SIDE_STATE_LABELS[row.track][row.state],
        official=str(row.official.get("full_name", "")),
    )


def _views(person_id: int) -> tuple[FileView, ...]:
    cases = (
        select(CaseView.person_name.label("name"), Case.number.label("what"), CaseView.at)
        .join(Case, Case.id == CaseView.case_id)
        .where(Case.subject_id == person_id)
    )
    letters = (
        select(
            DocumentEvent.actor_name.label("name"), Document.number.label("what"), DocumentEvent.at
        )
        .join(Document, Document.id == DocumentEvent.document_id)
        .where(
            Document.person_id == person_id,
            Document.kind != DocumentKind.CERTIFICATE,
            DocumentEvent.kind == "downloaded",
        )
    )
    # Of a letter nobody imposed, and of a case nobody was called in, the person learns nothing.
    imposed = exists().where(
        SideStep.side_sanction_id == SideSanction.id, SideStep.event == SideEvent.IMPOSED
    )
    beside = (
        select(SideView.person_name.label("name"), SideSanction.letter_number, SideView.at)
        .join(SideSanction, SideSanction.id == SideView.side_sanction_id)
        .where(SideSanction.subject_id == person_id, imposed)
    )
    called = exists().where(EthicsSummons.ethics_case_id == EthicsCase.id)
    ethics = (
        select(EthicsView.person_name.label("name"), EthicsCase.number, EthicsView.at)
        .join(EthicsCase, EthicsCase.id == EthicsView.ethics_case_id)
        .where(EthicsCase.subject_id == person_id, called)
    )
    seen = union_all(cases, letters, beside, ethics).subquery()
    rows = session().execute(select(seen).order_by(seen.c.at.desc()).limit(_VIEWS_SHOWN))
    return tuple(FileView(name=row.name, what=row.what or "", at=row.at) for row in rows)

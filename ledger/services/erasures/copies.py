"""The other places where the words of an erased entry stand, and how each is emptied.

The entry's own columns hold codes only, so they stay. Words that several entries share, such as the
story of a team's nomination, go with the last of those entries.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from ledger.domain.facts import FactKind
from ledger.domain.retention import ERASED_CONTEXT, ERASED_WORDS
from ledger.gateways.files import FileStore
from ledger.models.documents import Document, Signature
from ledger.models.entries import Entry, PrivateBody
from ledger.models.events import Notification
from ledger.models.mistakes import MistakeReport
from ledger.models.nominations import Nomination
from ledger.models.proposals import ApprovalStep, Proposal, Reply
from ledger.models.reissues import Reissue
from ledger.models.rules import Firing
from ledger.models.violations import ViolationReport
from ledger.services.erasures.files import remove_evidence, remove_unnamed
from ledger.services.erasures.submissions import erase_commendation, erase_complaint


def erase_copies(work: Session, entries: Sequence[Entry], *, files: FileStore, on: date) -> None:
    """Empty the copies of what these entries said; files that nobody else names are removed.

    ``on`` is the agency's day, which what a citizen sent keeps as the day it was emptied.
    """
    if not entries:
        return
    uids = [entry.uid for entry in entries]
    _erase_papers(work, entries[0].agency_id, uids, files)
    _erase_mistakes(work, entries[0].agency_id, uids)
    for proposal_id in sorted({one.proposal_id for one in entries if one.proposal_id}):
        if not _is_still_told(work, proposal_id):
            _erase_proposal(work, proposal_id, files, on)


def _is_still_told(work: Session, proposal_id: int) -> bool:
    """Whether another entry of the same decision still says what it was for."""
    told = (
        select(PrivateBody.entry_id)
        .join(Entry, Entry.id == PrivateBody.entry_id)
        .where(Entry.proposal_id == proposal_id)
    )
    return work.scalar(told.limit(1)) is not None


def _erase_papers(work: Session, agency_id: int, uids: Sequence[str], files: FileStore) -> None:
    of_entries = (Document.agency_id == agency_id, Document.entry_uid.in_(uids))
    papers = select(Document.sha256, Document.signing_sha256, Signature.scan_sha256)
    signed = papers.outerjoin(Signature, Signature.document_id == Document.id).where(*of_entries)
    hashes = {sha256 for row in work.execute(signed) for sha256 in row}
    work.execute(
        update(Document)
        .where(*of_entries)
        .values(context=dict(ERASED_CONTEXT), revoked_reason="")
        .execution_options(synchronize_session="fetch")
    )
    asked = Reissue.document_id.in_(select(Document.id).where(*of_entries))
    emptied = {"words": ERASED_WORDS, "mistake": ERASED_WORDS, "decision_reason": ""}
    work.execute(
        update(Reissue).where(asked).values(**emptied).execution_options(synchronize_session=False)
    )
    for sha256 in sorted(filter(None, hashes)):
        remove_unnamed(work, sha256, files)


def _erase_mistakes(work: Session, agency_id: int, uids: Sequence[str]) -> None:
    of_entries = (MistakeReport.agency_id == agency_id, MistakeReport.entry_uid.in_(uids))
    work.execute(update(MistakeReport).where(*of_entries).values(note=ERASED_WORDS))
    work.execute(
        update(MistakeReport)
        .where(*of_entries, MistakeReport.answer != "")
        .values(answer=ERASED_WORDS)
    )


def _erase_proposal(work: Session, proposal_id: int, files: FileStore, on: date) -> None:
    proposal = work.get_one(Proposal, proposal_id)
    work.execute(
        update(ApprovalStep)
        .where(ApprovalStep.proposal_id == proposal_id, ApprovalStep.reason != "")
        .values(reason=ERASED_WORDS)
        .execution_options(synchronize_session=False)
    )
    work.execute(
        update(Reply)
        .where(Reply.proposal_id == proposal_id, Reply.text != "")
        .values(text="")
        .execution_options(synchronize_session=False)
    )
    work.execute(update(Proposal).where(Proposal.id == proposal_id).values(reason=""))
    work.execute(
        update(Notification)
        .where(
            Notification.agency_id == proposal.agency_id,
            or_(
                Notification.key == f"proposal:{proposal_id}",
                Notification.key.startswith(f"proposal:{proposal_id}:"),
            ),
        )
        .values(params={})
    )
    firing = work.get(Firing, proposal.firing_id) if proposal.firing_id else None
    if firing is not None:
        _erase_fact(work, firing.fact_kind, firing.fact_id, files, on)


def _erase_fact(work: Session, kind: str, fact_id: int, files: FileStore, on: date) -> None:
    """What was typed when the fact came in; its codes and dates stay for the rules."""
    if kind == FactKind.NOMINATION_ACCEPTED:
        _erase_nomination(work, fact_id, files)
    elif kind == FactKind.COMMENDATION_VERIFIED:
        erase_commendation(work, fact_id, files=files, on=on)
    elif kind == FactKind.COMPLAINT_SUBSTANTIATED:
        erase_complaint(work, fact_id, files=files, on=on)
    elif kind == FactKind.VIOLATION_ASSESSED:
        work.execute(
            update(ViolationReport)
            .where(ViolationReport.id == fact_id)
            .values(narrative=ERASED_WORDS)
        )


def _erase_nomination(work: Session, nomination_id: int, files: FileStore) -> None:
    emptied = dict.fromkeys(
        ("story", "impact", "public_reason", "internal_reason", "verdict_reason"), ""
    )
    work.execute(update(Nomination).where(Nomination.id == nomination_id).values(**emptied))
    remove_evidence(work, "nomination", nomination_id, files=files)

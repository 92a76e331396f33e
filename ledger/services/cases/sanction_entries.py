"""The entry of a sanction in the ledger: nothing of it stands open in the leaf."""

from datetime import datetime

from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.posting_commands import PostEntry
from ledger.models.cases import Case, Sanction
from ledger.services.cases.holding import first_day
from ledger.services.entries import post_entry
from ledger.services.officials import person_snapshot


def post_sanction(case: Case, sanction: Sanction, *, key: str, actor: Actor, now: datetime) -> str:
    """Post it and return its uid; kind, violation and reasons are committed to, not shown."""
    command = PostEntry(
        kind=EntryKind.SANCTION,
        idempotency_key=key,
        happened_on=first_day(case),
        decided_at=now,
        unit_id=case.unit_id,
        subjects=((case.subject_id, 0),),
        decided_by=sanction.decided_by,
        proposal_id=case.proposal_id,
        detail={"case_id": case.id, "case_number": case.number, "kind": sanction.kind},
        subject_private=person_snapshot(case.subject_id),
        reason_private={
            "kind": sanction.kind,
            "violation": sanction.violation,
            "reason": sanction.reason,
        },
    )
    return post_entry(command, actor=actor, now=now)

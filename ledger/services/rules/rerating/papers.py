"""What goes with an award that a re-rating gives: its certificate and its development plan.

Those of the entry that it takes back are revoked with that entry, as in every correction.
"""

from datetime import datetime

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentKind
from ledger.domain.officials import Official
from ledger.errors import Conflict, sentence
from ledger.models.reratings import Rerating, ReratingLine
from ledger.models.rules import RuleVersion
from ledger.queries.deeds import award_deed
from ledger.services.development import plan_from
from ledger.services.officials import official_snapshot
from ledger.services.proposals.papers import prepare_certificate
from ledger.services.rules.rerating.deciding import decider_of

LEFT_OFFICE = sentence(
    "Pejabat yang menyetujui tidak lagi menjabat, jadi piagamnya tidak dapat ditandatangani. Minta"
    " penilaian ulang lagi."
)


def give_papers(
    line: ReratingLine, batch: Rerating, uid: str, *, actor: Actor, now: datetime
) -> None:
    """In the transaction of the line. Raises Conflict when nobody may sign the certificate."""
    if line.person_id is None:
        return
    plan_from(
        line.outcome,
        agency_id=line.agency_id,
        person_id=line.person_id,
        entry_uid=uid,
        happened_on=line.happened_on,
    )
    if line.outcome.get("document") != DocumentKind.CERTIFICATE:
        return
    resolved = decider_of(batch, now=now)
    if resolved.assignee_id is None or resolved.assignee_id != batch.decided_by:
        raise Conflict(LEFT_OFFICE, code="left_office")
    official = Official(
        person_id=resolved.assignee_id,
        unit_id=resolved.unit_id,
        capacity=resolved.capacity,
        letter_number=resolved.letter_number,
    )
    rule = session().get_one(RuleVersion, line.rule_version_id)
    prepare_certificate(
        source_key=f"rerating:{line.id}",
        unit_id=line.unit_id,
        person_id=line.person_id,
        uid=uid,
        title=rule.title,
        reason=award_deed(line.fact_kind, line.fact_id, line.happened_on),
        official=official_snapshot(official),
        actor=actor,
        now=now,
    )

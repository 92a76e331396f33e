"""What waits to be decided about a certificate with wrong words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.reissues import ReissueState
from ledger.models.people import Person
from ledger.models.reissues import Reissue


@dataclass(frozen=True, kw_only=True)
class ReissueLine:
    """A request that waits; for HR, who may open the certificate's page anyway."""

    words: str
    mistake: str
    proposer_id: int
    proposer: str
    proposed_at: datetime


def find_waiting_reissue(document_id: int) -> ReissueLine | None:
    row = (
        session()
        .execute(
            select(Reissue, Person.name)
            .join(Person, Person.id == Reissue.proposed_by)
            .where(Reissue.document_id == document_id, Reissue.state == ReissueState.PROPOSED)
        )
        .one_or_none()
    )
    if row is None:
        return None
    reissue, name = row
    return ReissueLine(
        words=reissue.words,
        mistake=reissue.mistake,
        proposer_id=reissue.proposed_by,
        proposer=name,
        proposed_at=reissue.proposed_at,
    )

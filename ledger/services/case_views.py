"""The log of who looked into a case, which the person it concerns can read."""

from datetime import datetime, timedelta

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.models.cases import CaseView

#: The pages and papers of one sitting are one opening, so that the log stays readable.
ONE_OPENING = timedelta(minutes=10)


def record_case_view(case_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that the actor looked into the file; the system itself looks at nobody."""
    if actor.account_id is None:
        return
    with transaction() as work:
        recent = (
            work.query(CaseView.id)
            .filter(
                CaseView.case_id == case_id,
                CaseView.account_id == actor.account_id,
                CaseView.at > now - ONE_OPENING,
            )
            .first()
        )
        if recent is None:
            work.add(
                CaseView(
                    agency_id=actor.agency_id,
                    case_id=case_id,
                    account_id=actor.account_id,
                    person_name=actor.name,
                    at=now,
                )
            )

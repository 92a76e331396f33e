"""The person's right to reply before guidance is decided, with a term of its own."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from ledger.errors import sentence
from ledger.models.proposals import Proposal, Reply
from ledger.services.events import notify
from ledger.services.proposals.steps import REPLY_DAYS_KEY, due_day

#: Nothing confidential stands in a message.
INVITED = sentence("Ada dokumen kepegawaian untuk Anda. Anda dapat memberi tanggapan.")
#: A right needs a last day even where the calendar is silent, so it gets the longer one.
DAYS_WITHOUT_CALENDAR = 14


def invite_reply(work: Session, proposal: Proposal, today: date, *, now: datetime) -> None:
    """Open the term of the reply and tell the person; the proposal is due on its last day."""
    person_id = proposal.person_id
    if person_id is None:
        raise ValueError("guidance concerns a person")
    due_on = due_day(proposal.agency_id, proposal.unit_id, key=REPLY_DAYS_KEY, on=today)
    due_on = due_on or today + timedelta(days=DAYS_WITHOUT_CALENDAR)
    work.add(
        Reply(
            agency_id=proposal.agency_id,
            proposal_id=proposal.id,
            person_id=person_id,
            invited_at=now,
            due_on=due_on,
        )
    )
    proposal.due_on = due_on
    notify(
        agency_id=proposal.agency_id,
        person_id=person_id,
        key=f"proposal:{proposal.id}:reply",
        text=INVITED,
        path=f"/tanggapan/{proposal.id}",
        now=now,
    )

"""HR looks at what came in: nominations, thanks, complaints, applied training."""

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.commendations import (
    CommendationState,
    CommendationVerdict,
    ComplaintEvent,
    ComplaintState,
    suggest_cause,
)
from ledger.domain.intake_commands import VerifyCommendation, VerifyComplaint
from ledger.domain.nominations import NominationState
from ledger.models.commendations import Commendation, Complaint
from ledger.models.development import Training
from ledger.models.nominations import Nomination, NominationMember
from ledger.models.people import Person
from ledger.services.commendations import verify_commendation
from ledger.services.complaints import verify_complaint
from ledger.services.demo.cast import Actors, Cast
from ledger.services.demo.clock import DemoClock
from ledger.services.nominations import (
    accept_nomination,
    reject_nomination,
    return_nomination,
)
from ledger.services.trainings import confirm_applied

_RETURN_REASON = "Tulis hasil yang terukur dan lampirkan bukti penerapannya."
_REJECT_REASON = "Sudah dihargai pada usulan lain dengan kegiatan yang sama."
_COMPLAINT_REASON = "Keterangan petugas dan catatan antrean sudah diperiksa."
#: Of every twelve nominations one goes back and one is declined, as in a real month.
_ROUND, _RETURNED, _REJECTED = 12, 5, 9


class IntakeDesk:
    """The officers of HR at work; nobody looks at what concerns themselves."""

    def __init__(self, cast: Cast, actors: Actors, clock: DemoClock) -> None:
        self._cast, self._actors, self._clock = cast, actors, clock

    def verify_nominations(self) -> int:
        rows = session().execute(
            select(Nomination.id, Nomination.nominator_id)
            .where(Nomination.state == NominationState.SUBMITTED)
            .order_by(Nomination.happened_on, Nomination.id)
        )
        waiting = [(row.id, row.nominator_id) for row in rows]
        for number, (nomination_id, nominator_id) in enumerate(waiting):
            members = session().scalars(
                select(NominationMember.person_id).where(
                    NominationMember.nomination_id == nomination_id
                )
            )
            officer = self._officer({nominator_id, *members})
            self._verify_nomination(number, nomination_id, officer)
        return len(waiting)

    def verify_commendations(self) -> int:
        rows = session().execute(
            select(Commendation.id, Commendation.person_id, Commendation.words)
            .where(Commendation.state == CommendationState.RECEIVED)
            .order_by(Commendation.happened_on, Commendation.id)
        )
        waiting = [(row.id, row.person_id, row.words) for row in rows]
        for commendation_id, person_id, words in waiting:
            command = VerifyCommendation(
                commendation_id=commendation_id,
                verdict=CommendationVerdict.ACCEPTED,
                person_id=person_id,
                refused_tip="menolak uang" in words,
            )
            verify_commendation(command, actor=self._officer({person_id}), now=self._clock.tick())
        return len(waiting)

    def verify_complaints(self) -> int:
        rows = session().scalars(
            select(Complaint)
            .where(Complaint.state == ComplaintState.RECEIVED)
            .order_by(Complaint.filed_on, Complaint.id)
        )
        waiting = [
            (row.id, row.person_id, row.classification, row.category, row.lapor_status)
            for row in rows
        ]
        for complaint_id, person_id, classification, category, status in waiting:
            cause = suggest_cause(category)
            found = classification == "pengaduan" and cause is not None and status != ""
            command = VerifyComplaint(
                complaint_id=complaint_id,
                event=ComplaintEvent.SUBSTANTIATE if found else ComplaintEvent.SET_ASIDE,
                cause=cause if found else None,
                person_id=person_id if found else None,
                reason=_COMPLAINT_REASON,
            )
            verify_complaint(command, actor=self._officer({person_id}), now=self._clock.tick())
        return len(waiting)

    def confirm_trainings(self) -> int:
        """The direct superior says of each training with a plan that it is applied in service."""
        rows = session().execute(
            select(Training.id, Person.superior_id)
            .join(Person, Person.id == Training.person_id)
            .where(Training.plan != "", Training.is_applied.is_(False))
            .order_by(Training.finished_on, Training.id)
        )
        waiting = [(row.id, row.superior_id) for row in rows if row.superior_id]
        for training_id, superior_id in waiting:
            confirm_applied(training_id, actor=self._actors.of(superior_id), now=self._clock.tick())
        return len(waiting)

    def _verify_nomination(self, number: int, nomination_id: int, officer: Actor) -> None:
        now = self._clock.tick()
        if number % _ROUND == _RETURNED:
            return_nomination(nomination_id, reason=_RETURN_REASON, actor=officer, now=now)
        elif number % _ROUND == _REJECTED:
            reject_nomination(nomination_id, reason=_REJECT_REASON, actor=officer, now=now)
        else:
            accept_nomination(nomination_id, actor=officer, now=now)

    def _officer(self, concerned: set[int | None]) -> Actor:
        """The first officer whom the matter does not concern."""
        return self._actors.of(next(one for one in self._cast.hr if one not in concerned))

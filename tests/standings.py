"""A house whose staff have earned something: rules in force, decided awards, guidance."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

import ledger
from ledger.database import session
from ledger.domain.approvals import Verdict
from ledger.domain.facts import Fact, FactKind
from ledger.domain.people import Role
from ledger.models.people import Person
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.services.proposals import (
    decide_proposal,
    propose_reversal,
    record_reply,
)
from ledger.services.rules import TeamShare, apply_rules
from tests.factories import NOW, make_account, make_actor, make_person
from tests.packs import put_in_force
from tests.proposals import HAPPENED, House

PACK = Path(ledger.__file__).parent / "rulepacks" / "layanan-dasar.yaml"


class Story(House):
    """The house with the shipped pack of awards in force."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        self.accounts = {p.id: make_account(p) for p in (self.staff, self.mate, self.head)}
        for person in (self.staff, self.mate, self.head):
            self._actors[person.id] = make_actor(person, account=self.accounts[person.id])
        self.officer = make_person(self.dinas, self.chief, name="Kadek")
        self.accounts[self.officer.id] = make_account(self.officer)
        self.hr = make_actor(self.officer, Role.HR, account=self.accounts[self.officer.id])
        self._actors[self.officer.id] = self.hr
        second = make_actor(make_person(self.dinas, self.chief), Role.HR)
        put_in_force(PACK.read_text(encoding="utf-8"), self.hr, second)
        self._numbers = iter(range(1, 10_000))

    def tell(
        self,
        kind: FactKind,
        person: Person,
        day: date = HAPPENED,
        team: tuple[TeamShare, ...] = (),
        **fields: Any,
    ) -> list[int]:
        """An accepted fact meets the rules; the proposals that come of it."""
        fact = Fact(
            kind=kind,
            id=next(self._numbers),
            agency_id=self.agency.id,
            subject_person_id=person.id,
            unit_id=person.unit_id,
            happened_on=day,
            recorded_at=NOW,
            fields=fields,
        )
        return apply_rules(fact, proposer_id=self.clerk.id, team=team, actor=self.system, now=NOW)

    def thank(self, person: Person, *days: date) -> list[int]:
        """Commendations with the best rating; the proposals that come of them."""
        fields = {"rating": 4, "refused_tip": False, "about_person": True}
        kind = FactKind.COMMENDATION_VERIFIED
        return [one for day in days for one in self.tell(kind, person, day, **fields)]

    def award(self, person: Person, points: int, day: date = HAPPENED, **outcome: Any) -> str:
        """An award proposed by the clerk and approved by the head; the uid of its entry."""
        number = self.propose(
            person,
            points=points,
            happened_on=day,
            outcome={"points": {"amount": points, "to": "person"}, **outcome},
        )
        self.approve(number)
        return self.entry_uid(number)

    def approve(self, *numbers: int, reason: str = "") -> None:
        """Let every step be approved by whoever holds it."""
        for number in numbers:
            for step in self.steps(number):
                by = session().get_one(Person, step.assignee_id)
                command = self.decide(number, by, Verdict.APPROVE, reason)
                decide_proposal(command, actor=self.actor(by), now=NOW)

    def guide(self) -> str:
        """A guidance of the staff member, decided after the person's reply."""
        number = self.propose_guidance()
        words = "Saya menggantikan dua rekan yang cuti hari itu."
        record_reply(number, words, actor=self.actor(self.staff), now=NOW)
        self.approve(number)
        return self.entry_uid(number)

    def take_back(self, uid: str) -> str:
        """A correction of an entry, decided; its uid."""
        number = propose_reversal(
            uid, reason="Poin tercatat dua kali untuk hal yang sama.", actor=self.hr, now=NOW
        )
        self.approve(number)
        return self.entry_uid(number)

    def steps(self, number: int) -> list[ApprovalStep]:
        return list(
            session().scalars(
                select(ApprovalStep)
                .where(ApprovalStep.proposal_id == number)
                .order_by(ApprovalStep.position)
            )
        )

    def entry_uid(self, number: int) -> str:
        session().rollback()
        session().expire_all()
        uid = session().get_one(Proposal, number).entry_uid
        assert uid
        return uid

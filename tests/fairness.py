"""An agency in which nominations and commendations can be written in bulk, by their patterns."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from ledger.database import transaction
from ledger.domain.commendations import CommendationState
from ledger.domain.nominations import NominationState
from ledger.domain.people import Role
from ledger.models.commendations import Commendation, Counter, Service
from ledger.models.nominations import Nomination, NominationMember
from ledger.models.people import Account, Person
from tests.factories import NOW, make_account, make_agency, make_person, make_unit
from tests.intake import grant

_numbers = count(1)
DAY = date(2026, 10, 5)


class Village:
    """One unit with a chief, eight staff, and readers of every kind at another unit."""

    def __init__(self) -> None:
        self.agency = make_agency()
        self.unit = make_unit(self.agency, name="Dinas Contoh")
        self.office = make_unit(self.agency, name="Badan Kepegawaian")
        self.chief = make_person(self.unit, name="Wayan", sex="L")
        self.staff = [make_person(self.unit, self.chief, name=f"Staf {n}") for n in range(8)]
        self.hr = self.reader("Ratna", Role.HR)
        self.inspector = self.reader("Yusuf", Role.INSPECTORATE)
        self.auditor = self.reader("Agus", Role.AUDITOR)

    def reader(self, name: str, role: Role, unit_id: int | None = None) -> Account:
        account = make_account(make_person(self.office, name=name))
        grant(account.id, role, unit_id)
        return account

    def nominate(self, by: Person, *people: Person, times: int = 1, **fields: Any) -> None:
        state = fields.pop("state", NominationState.ACCEPTED)
        sent = []
        with transaction() as work:
            for _ in range(times):
                number = next(_numbers)
                values = {
                    "number": f"USL-2026-{number:06}",
                    "state": NominationState.DRAFT,
                    "title": f"Usulan {number}",
                    "title_key": f"usulan {number}",
                    "round_key": "2026",
                    "category": "pelayanan_publik",
                    "stage": "uji_coba",
                    "happened_on": DAY,
                }
                sent.append(
                    Nomination(
                        agency_id=self.agency.id,
                        nominator_id=by.id,
                        nominee_id=people[0].id,
                        unit_id=self.unit.id,
                        members=list(self._team(people)),
                        **{**values, **fields},
                    )
                )
            work.add_all(sent)
            work.flush()
            for one in sent:
                one.state = state

    def counter(self) -> Counter:
        with transaction() as work:
            service = Service(
                agency_id=self.agency.id,
                code=f"L{next(_numbers)}",
                name="KTP",
                unit_id=self.unit.id,
                promised_amount=1,
                promised_unit="jam",
            )
            work.add(service)
            work.flush()
            counter = Counter(
                agency_id=self.agency.id,
                code="LOKET-1",
                public_code=f"P{next(_numbers)}",
                service_id=service.id,
                name="Loket Satu",
                is_open=True,
            )
            work.add(counter)
        return counter

    def thank(self, person: Person, times: int, **fields: Any) -> None:
        with transaction() as work:
            for _ in range(times):
                values = {
                    "tracking_code": f"TRM-{next(_numbers)}",
                    "state": CommendationState.ACCEPTED,
                    "unit_id": self.unit.id,
                    "rating": 4,
                    "happened_on": DAY,
                    "received_at": NOW,
                }
                work.add(
                    Commendation(
                        agency_id=self.agency.id, person_id=person.id, **{**values, **fields}
                    )
                )

    def _team(self, people: Iterable[Person]) -> Iterable[NominationMember]:
        team = list(people)
        share, rest = divmod(100, len(team))
        for place, person in enumerate(team):
            yield NominationMember(
                agency_id=self.agency.id,
                person_id=person.id,
                share_percent=share + (place < rest),
            )

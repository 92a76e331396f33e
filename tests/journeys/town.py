"""A small house in which everything has happened once, with accounts for everybody in it."""

from dataclasses import dataclass
from datetime import date

from ledger.database import session, transaction
from ledger.domain.discipline.commands import RecordDelivery
from ledger.domain.intake_commands import ReceiveCommendation, ReceiveComplaint, citizen_actor
from ledger.domain.people import Role
from ledger.domain.periods import parse_period
from ledger.domain.recaps import RequestRecap
from ledger.gateways.passwords import hash_password
from ledger.models.calendars import CalendarYear
from ledger.models.commendations import Counter, Service
from ledger.models.people import Account, Person
from ledger.services.cases import record_delivery
from ledger.services.commendations import receive_commendation
from ledger.services.complaints import receive_complaint
from ledger.services.quotas import open_quota
from ledger.services.recaps import request_recap
from tests.conduct import ConductHouse, later
from tests.factories import NOW, _save, make_actor, make_person, make_position, make_unit
from tests.intake import grant
from tests.proposals import PERIOD, appoint
from tests.standings import Story

PASSWORD = "kuda laut menghitung bintang"
COUNTER = "7K3M-9Q2F"
OTHER_COUNTER = "4H8P-2W6X"
#: A week after the story began, so that its cases have been decided.
OPENS = later(7)


@dataclass(frozen=True)
class Resident:
    """Somebody with an account; ids, because rows do not outlive their session."""

    account_id: int
    person_id: int
    name: str
    nip: str


class Town(ConductHouse, Story):
    """The house of conduct and the house of merit are the same house."""

    def __init__(self) -> None:
        super().__init__()
        self.unit_code = self.bidang.code
        self._name_the_desks()
        self._open_counters()
        self._reward()
        self._guide_and_punish()
        self._receive()
        self.residents = self._hand_out_accounts()

    def _name_the_desks(self) -> None:
        """Roles as rows, for the web reads them from the database."""
        self.second_officer = make_person(self.dinas, self.chief, name="Made Suryani")
        self.auditor = make_person(self.dinas, self.chief, name="Gede Prasetyo")
        self.operator = make_person(self.dinas, self.chief, name="Komang Ayu")
        self.front = make_person(self.bidang, self.head, name="Ketut Wirawan")
        for person, role, unit_id in (
            (self.officer, Role.HR, None),
            (self.second_officer, Role.HR, None),
            (self.inspector, Role.INSPECTORATE, None),
            (self.auditor, Role.AUDITOR, None),
            (self.operator, Role.OPERATOR, None),
            (self.front, Role.UNIT_ADMIN, self.bidang.id),
        ):
            account = session().get_one(Account, self.actor(person).account_id)
            self._actors[person.id] = make_actor(person, role, account=account)
            grant(account.id, role, unit_id)
        self.hr = self._actors[self.officer.id]
        self.newcomer = make_person(self.bidang, self.head, name="Nyoman Surya")
        make_position(self.agency, "Pelaksana")
        empty_post = make_unit(self.agency, self.dinas, name="Bidang Arsip")
        appoint(empty_post, self.stranger)
        with transaction() as work:
            work.add(CalendarYear(agency_id=self.agency.id, year=2027, loaded_at=NOW))

    def _open_counters(self) -> None:
        service = _save(
            Service(
                agency_id=self.agency.id,
                code="KTP",
                name="Rekam KTP",
                unit_id=self.bidang.id,
                promised_amount=15,
                promised_unit="menit",
            )
        )
        for code, public_code in (("L1", COUNTER), ("L2", OTHER_COUNTER)):
            values = {"code": code, "public_code": public_code, "name": f"Loket {code[1]}"}
            counter = Counter(agency_id=self.agency.id, service_id=service.id, **values)
            self.counter_id = _save(counter).id
        self.service_id = service.id

    def _reward(self) -> None:
        """Decided awards, one with a certificate, one taken back, and a queue that waits."""
        for unit in (self.bidang, self.dinas):
            open_quota(unit.id, PERIOD, 500, actor=self.system, now=NOW)
        self.entry_of_staff = self.award(self.staff, 25)
        self.award(self.staff, 60, document="certificate")
        self.take_back(self.award(self.mate, 15))
        self.waiting = [
            self.propose(one, title=title)
            for one, title in (
                (self.staff, "Formulir satu halaman"),
                (self.mate, "Papan antrean"),
                (self.front, "Jemput berkas"),
            )
        ]

    def _guide_and_punish(self) -> None:
        self.guide()
        self.propose_guidance(title="Berkas tertukar")
        self.report(subject_id=self.front.id, narrative="Terlambat membuka loket dua kali")
        self.absent(date(2026, 11, 9), date(2026, 11, 10), person=self.front)
        self.summon(self.open_case(subject_id=self.mate.id, reporter_id=self.staff.id))
        self.case_id = self.decided()
        delivery = RecordDelivery(received_on=later(4).date())
        record_delivery(self.case_id, delivery, actor=self.actor(self.head), now=later(4))

    def _receive(self) -> None:
        """What citizens said, a recap that was asked for, and a draft version of the rules."""
        citizen = citizen_actor(self.agency.id)
        words = ReceiveCommendation(
            unit_id=self.bidang.id,
            counter_id=self.counter_id,
            service_id=self.service_id,
            person_id=self.staff.id,
            rating=4,
            words="Petugas ramah dan cepat.",
            happened_on=date(2026, 11, 20),
        )
        receive_commendation(words, actor=citizen, now=NOW)
        complaint = ReceiveComplaint(
            unit_id=self.bidang.id, title="Loket tutup sebelum jamnya", filed_on=date(2026, 11, 20)
        )
        receive_complaint(complaint, actor=citizen, now=NOW)
        self.complain()
        request = RequestRecap(unit_id=None, period=parse_period(PERIOD))
        request_recap(request, actor=self.hr, now=NOW)

    def _hand_out_accounts(self) -> dict[str, Resident]:
        """Everybody gets in with the same password, as only in a test."""
        people = {
            "staff": self.staff,
            "mate": self.mate,
            "head": self.head,
            "chief": self.chief,
            "hr": self.officer,
            "hr2": self.second_officer,
            "unit_admin": self.front,
            "inspector": self.inspector,
            "auditor": self.auditor,
            "operator": self.operator,
            "newcomer": self.newcomer,
            "stranger": self.stranger,
            "governor": self.governor,
        }
        residents = {name: self._resident(person) for name, person in people.items()}
        hashed = hash_password(PASSWORD)
        with transaction() as work:
            for one in residents.values():
                work.get_one(Account, one.account_id).password_hash = hashed
        return residents

    def _resident(self, person: Person) -> Resident:
        person = session().get_one(Person, person.id)
        account_id = self.actor(person).account_id
        assert account_id is not None
        return Resident(account_id, person.id, person.name, person.nip or "")

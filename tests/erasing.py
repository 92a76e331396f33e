"""A house whose ledger holds an award of long ago and one of this year, each with its papers."""

from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.documents import DocumentKind
from ledger.domain.people import Role
from ledger.domain.retention import (
    ErasureGround,
    RecordKind,
    RecordRetention,
    RequestErasure,
)
from ledger.models.documents import Document
from ledger.models.entries import Entry, PrivateBody
from ledger.models.people import Person
from ledger.queries.verification import VerifyReport, verify_ledger
from ledger.services.documents import issue_document
from ledger.services.erasures import (
    confirm_retention_rule,
    decide_erasure,
    record_retention_rule,
    request_erasure,
)
from ledger.services.proposals import decide_proposal
from ledger.services.quotas import open_quota
from ledger.services.sealing import seal_pending
from tests.factories import NOW, make_actor, make_person
from tests.files import MemoryFiles
from tests.proposals import HAPPENED, House

LONG_AGO = date(2010, 2, 1)
REASON = "Suratnya lengkap dan data ini tidak diperlukan lagi."


class ErasingHouse(House):
    """HR has two officers over the whole agency: one records, the other decides."""

    def __init__(self) -> None:
        super().__init__()
        self.files = MemoryFiles()
        self.signer = SignerKey(self.agency.origin, bytes(range(32)))
        self.first = make_actor(make_person(self.dinas, self.chief, name="Kadek"), Role.HR)
        self.second = make_actor(make_person(self.dinas, self.chief, name="Luh"), Role.HR)
        open_quota(self.bidang.id, "2010-T1", 100, actor=self.system, now=NOW)

    def award(
        self,
        *people: Person,
        on: date = HAPPENED,
        has_paper: bool = True,
        firing_id: int | None = None,
    ) -> list[str]:
        """An award that the head approved, sealed, with a certificate for each; gives the uids."""
        points = {"points": {"amount": 20, "to": "team"}}
        proposal_id = self.propose(
            *(people or (self.staff,)),
            happened_on=on,
            firing_id=firing_id,
            outcome={**points, "document": "certificate"} if has_paper else points,
            reason="Budi dari loket tiga memangkas antrean.",
        )
        command = self.decide(proposal_id, self.head, reason="Sudah kami periksa di loket tiga.")
        decide_proposal(command, actor=self.actor(self.head), now=NOW)
        self.seal()
        waiting = select(Document.id).where(Document.sha256.is_(None)).order_by(Document.id)
        for document_id in session().scalars(waiting).all():
            issue_document(document_id, files=self.files, public_url="http://localhost", now=NOW)
        self.seal()
        entries = select(Entry.uid).where(
            Entry.proposal_id == proposal_id, Entry.kind != "document_issued"
        )
        return list(session().scalars(entries.order_by(Entry.id)))

    def seal(self) -> None:
        seal_pending(self.agency.id, signer=self.signer, now=NOW)
        session().rollback()

    def request(self, *uids: str, actor: Actor | None = None, person: Person | None = None) -> int:
        command = RequestErasure(
            person_id=(person or self.staff).id,
            entry_uids=uids,
            ground=ErasureGround.SUBJECT,
            asked_by="Bintang",
            letter_number="12/2026",
            letter_on=date(2026, 11, 20),
        )
        return request_erasure(command, actor=actor or self.first, now=NOW)

    def erase(self, *uids: str, person: Person | None = None) -> int:
        """Requested by the first officer, approved by the second."""
        erasure_id = self.request(*uids, person=person)
        decide_erasure(
            erasure_id, approves=True, reason=REASON, files=self.files, actor=self.second, now=NOW
        )
        return erasure_id

    def keep(self, years: int = 10, kind: RecordKind = RecordKind.AWARD) -> int:
        """A line of the schedule that nobody confirmed yet."""
        command = RecordRetention(
            record_kind=kind, valid_from=date(2026, 1, 1), years=years, law="JRA Contoh 1/2026"
        )
        return record_retention_rule(command, actor=self.first, now=NOW)

    def confirm(self, rule_id: int) -> None:
        confirm_retention_rule(rule_id, actor=self.second, now=NOW)

    def private_parts(self, uid: str) -> list[str]:
        parts = (
            select(PrivateBody.part)
            .join(Entry, Entry.id == PrivateBody.entry_id)
            .where(Entry.uid == uid)
        )
        return sorted(session().scalars(parts))

    def certificate(self, uid: str) -> Document:
        session().expire_all()
        paper = select(Document).where(
            Document.entry_uid == uid, Document.kind == DocumentKind.CERTIFICATE
        )
        return session().scalars(paper).one()

    def nip_of(self, actor: Actor) -> str:
        return session().get_one(Person, actor.person_id).nip or ""

    def verified(self) -> VerifyReport:
        session().rollback()
        return verify_ledger(self.agency.id, verifier_key=self.signer.verifier_key)

"""An agency in which something can be proposed and decided: people, a rule, a quota."""

from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import ledger
from ledger.database import transaction
from ledger.domain.actors import Actor, Post, system_actor
from ledger.domain.approvals import DecideProposal, Verdict, seen_hash
from ledger.domain.nominations import NominationState
from ledger.domain.packs import PackState
from ledger.domain.people import Capacity
from ledger.domain.proposals import CreateProposal, ProposalKind, ProposalShare, StepCapacity
from ledger.models.nominations import Nomination
from ledger.models.people import ActingAppointment, ConflictDeclaration, Person, Unit
from ledger.models.rules import Firing, RulePack, RuleVersion
from ledger.services.proposals import create_proposal, proposal_payload
from ledger.services.quotas import open_quota
from tests.factories import (
    NOW,
    load_calendar,
    make_account,
    make_actor,
    make_agency,
    make_official,
    make_person,
    make_position,
    make_unit,
)
from tests.packs import put_row_in_force

PACKS = Path(ledger.__file__).parent / "rulepacks"
RULES = {
    "commendation_verified": ("layanan-dasar", "sahabat-warga-perunggu"),
    "nomination_accepted": ("layanan-dasar", "inovasi-uji-coba"),
    "training_applied": ("layanan-dasar", "pelatihan-diterapkan"),
    "violation_assessed": ("pembinaan-layanan", "kekeliruan-bukan-pelanggaran"),
}
_numbers = count(1)
TODAY = date(2026, 11, 23)
HAPPENED = date(2026, 11, 2)
PERIOD = "2026-T4"
REASON = "Bukti pelaksanaannya belum lengkap sama sekali."


class House:
    """Governor over a dinas over a bidang with a head, two staff and an HR officer's desk."""

    def __init__(self, *, quota: int = 100, calendar: bool = True) -> None:
        self.agency = make_agency()
        self.top = make_unit(self.agency, name="Pemerintah Provinsi Contoh")
        self.dinas = make_unit(self.agency, self.top, name="Dinas Contoh")
        self.bidang = make_unit(self.agency, self.dinas, name="Bidang Contoh")
        posts = {
            name: make_position(self.agency, name, level)
            for name, level in (("Kepala Dinas", "jpt_pratama"), ("Kepala Bidang", "administrator"))
        }
        self.governor = make_official(self.top)
        self.chief = make_person(
            self.dinas,
            self.governor,
            name="Wayan",
            is_unit_head=True,
            position_id=posts["Kepala Dinas"].id,
        )
        self.head = make_person(
            self.bidang,
            self.chief,
            name="Siti",
            is_unit_head=True,
            position_id=posts["Kepala Bidang"].id,
        )
        self.staff = make_person(self.bidang, self.head, name="Bintang")
        self.mate = make_person(self.bidang, self.head, name="Putri")
        self.clerk = make_person(self.dinas, self.chief, name="Ratna")
        self.stranger = make_person(self.dinas, self.chief, name="Yohanes")
        self.system = system_actor(self.agency.id)
        self._actors: dict[int, Actor] = {}
        if calendar:
            load_calendar(self.agency)
        if quota:
            open_quota(self.bidang.id, PERIOD, quota, actor=self.system, now=NOW)

    def actor(self, person: Person) -> Actor:
        if person.id not in self._actors:
            self._actors[person.id] = make_actor(person)
        return self._actors[person.id]

    def propose(self, *subjects: Person, points: int = 25, **fields: Any) -> int:
        """An award proposed by the clerk and decided by the head of the unit."""
        subjects = subjects or (self.staff,)
        share, rest = divmod(100, len(subjects))
        values: dict[str, Any] = {
            "kind": ProposalKind.AWARD,
            "unit_id": self.bidang.id,
            "title": "Inovasi diuji coba",
            "happened_on": HAPPENED,
            "outcome": {"points": {"amount": points, "to": "team"}} if points else {},
            "steps": (StepCapacity.HEAD_OF_UNIT,),
            "subjects": tuple(
                ProposalShare(person_id=one.id, share_percent=share + (place < rest))
                for place, one in enumerate(subjects)
            ),
            "proposer_id": self.clerk.id,
        }
        command = CreateProposal(**{**values, **fields})
        return create_proposal(command, actor=self.system, now=NOW)

    def propose_guidance(self, **fields: Any) -> int:
        values: dict[str, Any] = {
            "kind": ProposalKind.GUIDANCE,
            "title": "Kekeliruan layanan",
            "points": 0,
            "outcome": {"guidance": {"level": 1, "valid_months": 6}},
            "steps": (StepCapacity.DIRECT_SUPERIOR,),
            "proposer_id": self.head.id,
            "is_assessed": True,
        }
        return self.propose(self.staff, **{**values, **fields})

    def fire(self, kind: str = "training_applied", fact_id: int = 1, **fact: Any) -> Firing:
        """A shipped rule that held for a fact."""
        with transaction() as work:
            version = self._version(work, kind)
            firing = Firing(
                agency_id=self.agency.id,
                rule_version_id=version.id,
                rule_code=version.code,
                fact_kind=kind,
                fact_id=fact_id,
                subject_key=f"person:{self.staff.id}",
                once_key=f"{kind}:{next(_numbers)}",
                person_id=self.staff.id,
                unit_id=self.bidang.id,
                happened_on=HAPPENED,
                fired_at=NOW,
                inputs={"fact": fact or {"hours": 24, "planned": True}, "measure": {"jumlah": 3}},
                outcome={},
            )
            work.add(firing)
        return firing

    def _version(self, work: Session, kind: str) -> RuleVersion:
        """The rule in force for facts of the kind; put in force when it is not yet."""
        pack_name, code = RULES[kind]
        known = work.scalar(
            select(RuleVersion)
            .join(RulePack, RulePack.id == RuleVersion.pack_id)
            .where(
                RuleVersion.agency_id == self.agency.id,
                RuleVersion.code == code,
                RulePack.state == PackState.ACTIVE,
            )
        )
        if known is not None:
            return known
        author, second = (make_account(make_person(self.dinas)) for _ in range(2))
        pack = RulePack(
            agency_id=self.agency.id,
            code=f"{pack_name}-{next(_numbers)}",
            version=1,
            name="Layanan dasar",
            source=(PACKS / f"{pack_name}.yaml").read_text(encoding="utf-8"),
            sha256=f"{next(_numbers):064}",
            state=PackState.DRAFT,
            author_id=author.id,
            loaded_at=NOW,
        )
        work.add(pack)
        work.flush()
        version = RuleVersion(
            agency_id=self.agency.id,
            pack_id=pack.id,
            code=code,
            version=next(_numbers),
            title="Inovasi diuji coba",
            sentence="Inovasi yang sudah diuji coba memberi 25 poin.",
            fact_kind=kind,
            legal_basis="UU 20/2023 Pasal 21",
        )
        work.add(version)
        work.flush()
        put_row_in_force(work, pack, second.id)
        return version

    def nominate(self, nominator: Person, verifier: Person) -> Nomination:
        with transaction() as work:
            row = Nomination(
                agency_id=self.agency.id,
                number="USL-2026-000001",
                state=NominationState.DRAFT,
                nominator_id=nominator.id,
                nominee_id=self.staff.id,
                unit_id=self.bidang.id,
                title="Loket malam",
                title_key="loket malam",
                round_key="2026",
                category="pelayanan_publik",
                stage="uji_coba",
                happened_on=HAPPENED,
                story="Membuka loket malam untuk pekerja pabrik.",
            )
            work.add(row)
            work.flush()
            row.verifier_id = verifier.id
        return row

    def decide(
        self, proposal_id: int, by: Person, verdict: Verdict = Verdict.APPROVE, reason: str = ""
    ) -> DecideProposal:
        """The command of somebody who looked at the proposal just now."""
        return DecideProposal(
            proposal_id=proposal_id,
            verdict=verdict,
            reason=reason,
            seen_sha256=seen_hash(proposal_payload(proposal_id)),
        )


def appoint(unit: Unit, person: Person, capacity: Capacity = Capacity.PLH) -> Post:
    with transaction() as work:
        work.add(
            ActingAppointment(
                agency_id=unit.agency_id,
                unit_id=unit.id,
                person_id=person.id,
                capacity=capacity,
                letter_number="800/12/BKD/2026",
                valid_from=date(2026, 11, 1),
            )
        )
    return Post(unit_id=unit.id, capacity=capacity, letter_number="800/12/BKD/2026")


def declare_conflict(person: Person, other: Person) -> None:
    with transaction() as work:
        work.add(
            ConflictDeclaration(
                agency_id=person.agency_id,
                person_id=person.id,
                other_person_id=other.id,
                kind="family",
                declared_at=NOW,
            )
        )

"""Proposals are created for the right officials, and each verdict is bound to what was seen."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.approvals import ProposalState, Verdict
from ledger.domain.people import Capacity
from ledger.domain.proposals import StepCapacity
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.models.events import AuditEvent, Notification
from ledger.models.people import Person
from ledger.models.proposals import Proposal, Reply
from ledger.queries.quotas import quota_available
from ledger.services.proposals import decide_proposal, proposal_payload
from tests.factories import NOW
from tests.proposals import HAPPENED, REASON, House, appoint, declare_conflict

APPROVE, RETURN, REJECT = Verdict.APPROVE, Verdict.RETURN, Verdict.REJECT


@pytest.fixture
def house(session: Session) -> House:
    return House()


def read(session: Session, proposal_id: int) -> Proposal:
    session.rollback()
    session.expire_all()
    return session.get_one(Proposal, proposal_id)


def decide(house: House, proposal_id: int, by: Person, *args, **options) -> ProposalState:
    command = house.decide(proposal_id, by, *args, **options)
    return decide_proposal(command, actor=house.actor(by), now=NOW)


def test_award_waits_for_the_head_of_the_unit(house: House, session: Session):
    proposal = read(session, house.propose())
    step = proposal.steps[0]
    assert proposal.number == f"RK-2026-{proposal.id:06}"
    assert (proposal.state, step.assignee_id) == (ProposalState.PENDING, house.head.id)
    assert proposal.due_on == date(2026, 11, 30)
    assert [one.points_delta for one in proposal.subjects] == [25]
    told = session.scalars(select(Notification).where(Notification.person_id == house.head.id))
    assert [one.path for one in told] == [f"/keputusan/{proposal.id}"]
    tags = session.scalars(select(AuditEvent.tag).where(AuditEvent.subject_kind == "proposal"))
    assert list(tags) == ["proposal:award:created"]


def test_due_day_is_open_when_the_calendar_is_not_loaded(session: Session):
    house = House(calendar=False)
    assert read(session, house.propose()).due_on is None


def test_step_moves_past_the_proposer(house: House, session: Session):
    step = read(session, house.propose(proposer_id=house.head.id)).steps[0]
    assert step.assignee_id == house.chief.id
    assert "Siti" in step.moved_reason


def test_two_steps_never_fall_to_the_same_official(house: House, session: Session):
    steps = (StepCapacity.DIRECT_SUPERIOR, StepCapacity.HEAD_OF_UNIT, StepCapacity.HEAD_OF_AGENCY)
    proposal = read(session, house.propose(steps=steps))
    assignees = [step.assignee_id for step in proposal.steps]
    assert assignees == [house.head.id, house.chief.id, house.governor.id]


def test_proposer_among_the_subjects_is_refused(house: House):
    with pytest.raises(RuleRefused):
        house.propose(house.staff, house.clerk)


def test_only_an_award_goes_without_steps(house: House):
    with pytest.raises(RuleRefused) as refusal:
        house.propose_guidance(steps=())
    assert refusal.value.constraint == "steps_missing"


def test_small_award_is_given_by_the_rule_itself(house: House, session: Session):
    small = read(session, house.propose(points=5, steps=()))
    assert small.state is ProposalState.APPROVED
    entry = session.scalars(select(Entry).where(Entry.uid == small.entry_uid)).one()
    assert entry.decided_by is None
    large = read(session, house.propose(points=50, steps=()))
    assert [step.required for step in large.steps] == [StepCapacity.HEAD_OF_UNIT]


def test_approved_award_becomes_an_entry_with_points(house: House, session: Session):
    proposal_id = house.propose(house.staff, house.mate, firing_id=house.fire().id)
    assert decide(house, proposal_id, house.head) is ProposalState.APPROVED
    proposal = read(session, proposal_id)
    entries = session.scalars(select(Entry).where(Entry.proposal_id == proposal_id)).all()
    assert sorted(entry.person_id for entry in entries) == [house.staff.id, house.mate.id]
    assert all(entry.decided_by == house.head.id for entry in entries)
    assert proposal.entry_uid in {entry.uid for entry in entries}
    assert quota_available(house.bidang.id, on=HAPPENED) == 75
    step = proposal.steps[0]
    assert (step.verdict, step.capacity, step.official["name"]) == (
        APPROVE,
        Capacity.DEFINITIF,
        "Siti",
    )
    (own_uid,) = (entry.uid for entry in entries if entry.person_id == house.staff.id)
    told = session.scalars(select(Notification).where(Notification.person_id == house.staff.id))
    assert [(one.path, one.params) for one in told] == [
        (f"/capaian/entri/{own_uid}", {"title": proposal.title})
    ]


def test_award_with_a_document_prepares_a_certificate_for_each(house: House, session: Session):
    outcome = {"points": {"amount": 60, "to": "team"}, "document": "certificate"}
    proposal_id = house.propose(house.staff, house.mate, outcome=outcome)
    decide(house, proposal_id, house.head)
    papers = session.scalars(select(Document)).all()
    assert sorted(paper.person_id for paper in papers) == [house.staff.id, house.mate.id]
    assert all(paper.number and paper.entry_uid for paper in papers)
    assert papers[0].context["signer"]["name"] == "Siti"


def test_unit_is_thanked_as_such(house: House, session: Session):
    proposal_id = house.propose(
        subjects=(), outcome={"points": {"amount": 30, "to": "unit"}}, points=30
    )
    decide(house, proposal_id, house.head)
    entry = session.scalars(select(Entry).where(Entry.proposal_id == proposal_id)).one()
    assert (entry.person_id, entry.unit_id) == (None, house.bidang.id)


def test_second_step_follows_the_first(house: House, session: Session):
    proposal_id = house.propose(steps=(StepCapacity.HEAD_OF_UNIT, StepCapacity.HEAD_OF_AGENCY))
    assert decide(house, proposal_id, house.head) is ProposalState.PENDING
    with pytest.raises(Conflict) as refusal:
        decide(house, proposal_id, house.head)
    assert refusal.value.message == (
        "Usulan ini sudah disetujui oleh Siti pada 23 November 2026 pukul 10.00 WIB."
    )
    assert decide(house, proposal_id, house.governor) is ProposalState.APPROVED
    assert read(session, proposal_id).steps[1].official["kind"] == "pejabat_negara"


def test_deciding_twice_says_who_and_when(house: House):
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    with pytest.raises(Conflict) as refusal:
        decide_proposal(command, actor=house.actor(house.head), now=NOW)
    assert refusal.value.code == "already_decided"
    assert "sudah disetujui oleh Siti pada 23 November 2026" in refusal.value.message


def test_verdict_on_something_else_than_seen_is_refused(house: House, session: Session):
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head)
    with transaction() as work:
        work.get_one(Proposal, proposal_id).title = "Inovasi direplikasi"
    with pytest.raises(Conflict) as refusal:
        decide_proposal(command, actor=house.actor(house.head), now=NOW)
    assert refusal.value.code == "seen_changed"
    assert read(session, proposal_id).state is ProposalState.PENDING


@pytest.mark.parametrize("verdict", [RETURN, REJECT])
def test_return_and_rejection_need_a_reason(house: House, session: Session, verdict: Verdict):
    proposal_id = house.propose()
    with pytest.raises(InvalidInput):
        decide(house, proposal_id, house.head, verdict, "terlalu pendek")
    state = decide(house, proposal_id, house.head, verdict, REASON)
    assert state is {RETURN: ProposalState.RETURNED, REJECT: ProposalState.REJECTED}[verdict]
    assert read(session, proposal_id).steps[0].reason == REASON
    assert session.scalar(select(Entry.id).where(Entry.proposal_id == proposal_id)) is None


def test_stranger_learns_nothing(house: House):
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head)
    with pytest.raises(NotFound):
        decide_proposal(command, actor=house.actor(house.stranger), now=NOW)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    with pytest.raises(NotFound):
        decide_proposal(command, actor=house.actor(house.stranger), now=NOW)


def test_proposer_is_told_why_they_cannot_decide(house: House):
    proposal_id = house.propose(proposer_id=house.clerk.id)
    with pytest.raises(RuleRefused) as refusal:
        decide(house, proposal_id, house.clerk)
    assert refusal.value.constraint == "four_eyes"
    assert refusal.value.params["because"] == "karena Anda yang memverifikasinya"


def test_nominator_and_verifier_are_told_why_they_cannot_decide(house: House, session: Session):
    nomination = house.nominate(house.head, house.chief)
    firing = house.fire("nomination_accepted", nomination.id, category="pelayanan_publik")
    proposal_id = house.propose(proposer_id=house.head.id, firing_id=firing.id)
    assert read(session, proposal_id).steps[0].assignee_id == house.governor.id
    for person, because in (
        (house.head, "karena Anda pengusulnya"),
        (house.chief, "karena Anda yang memverifikasinya"),
    ):
        with pytest.raises(RuleRefused) as refusal:
            decide(house, proposal_id, person)
        assert refusal.value.params["because"] == because


def test_subject_cannot_decide(house: House):
    proposal_id = house.propose(house.staff)
    with pytest.raises(RuleRefused) as refusal:
        decide(house, proposal_id, house.staff)
    assert refusal.value.params["because"] == "karena keputusan ini tentang Anda"


def test_step_moves_when_a_conflict_is_declared_meanwhile(house: House, session: Session):
    proposal_id = house.propose()
    declare_conflict(house.head, house.staff)
    with pytest.raises(RuleRefused) as refusal:
        decide(house, proposal_id, house.head)
    assert refusal.value.constraint == "step_moved"
    assert "Siti menyatakan konflik kepentingan" in refusal.value.message
    assert decide(house, proposal_id, house.chief) is ProposalState.APPROVED
    step = read(session, proposal_id).steps[0]
    assert (step.decided_by, step.assignee_id) == (house.chief.id, house.chief.id)
    assert "konflik" in step.moved_reason


@pytest.mark.parametrize("capacity", [Capacity.PLT, Capacity.PLH])
def test_acting_official_decides_in_that_capacity(
    house: House, session: Session, capacity: Capacity
):
    proposal_id = house.propose()
    appoint(house.bidang, house.mate, capacity)
    with pytest.raises(RuleRefused):
        decide(house, proposal_id, house.head)
    decide(house, proposal_id, house.mate)
    step = read(session, proposal_id).steps[0]
    assert (step.decided_by, step.capacity, step.letter_number) == (
        house.mate.id,
        capacity,
        "800/12/BKD/2026",
    )


def test_somebody_elses_step_is_forbidden(house: House):
    proposal_id = house.propose(steps=(StepCapacity.HEAD_OF_UNIT, StepCapacity.HEAD_OF_AGENCY))
    with pytest.raises(Forbidden) as refusal:
        decide(house, proposal_id, house.governor)
    assert "Siti" in refusal.value.message


def test_award_over_quota_waits(house: House, session: Session):
    proposal_id = house.propose(points=500)
    assert decide(house, proposal_id, house.head) is ProposalState.AWAITING_QUOTA
    assert session.scalar(select(Entry.id).where(Entry.proposal_id == proposal_id)) is None
    with pytest.raises(Conflict) as refusal:
        decide(house, proposal_id, house.head)
    assert "sudah disetujui oleh Siti" in refusal.value.message


def test_guidance_waits_for_the_reply(house: House, session: Session):
    proposal = read(session, house.propose_guidance())
    assert proposal.state is ProposalState.AWAITING_REPLY
    reply = session.scalars(select(Reply)).one()
    assert (reply.person_id, reply.due_on) == (house.staff.id, date(2026, 11, 30))
    told = session.scalars(select(Notification).where(Notification.person_id == house.staff.id))
    assert [one.path for one in told] == [f"/tanggapan/{proposal.id}"]
    with pytest.raises(Conflict):
        decide(house, proposal.id, house.chief)


def test_guidance_without_the_superiors_word_waits_for_it(house: House, session: Session):
    proposal = read(session, house.propose_guidance(is_assessed=False))
    assert proposal.state is ProposalState.AWAITING_ASSESSMENT
    firing = house.fire("violation_assessed", suspected=False)
    told = read(session, house.propose_guidance(is_assessed=False, firing_id=firing.id))
    assert told.state is ProposalState.AWAITING_REPLY


def test_payload_names_claim_rule_and_subjects(house: House):
    proposal_id = house.propose(firing_id=house.fire().id)
    payload = proposal_payload(proposal_id)
    assert payload["rule"]["sentence"].startswith("Inovasi yang sudah")
    assert payload["subjects"][0]["points"] == 25
    assert ("Jam pelajaran", "24") in payload["claim"]["rows"]
    with pytest.raises(NotFound):
        proposal_payload(999_999)

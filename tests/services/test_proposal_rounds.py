"""Replies, repairs, corrections, waiting for quota, posts that change hands, bulk decisions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.approvals import ProposalState, Verdict
from ledger.domain.entries import EntryKind
from ledger.domain.people import Role
from ledger.domain.posting_commands import WidenQuota
from ledger.domain.proposals import ProposalKind, StepCapacity
from ledger.domain.violations import ReportState
from ledger.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RuleRefused,
)
from ledger.models.cases import Case, PastSanction, Sanction
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.models.events import AuditEvent, Notification
from ledger.models.people import Person
from ledger.models.proposals import Proposal, Reply
from ledger.models.remedies import Upload
from ledger.models.violations import SuperiorAssessment, ViolationReport
from ledger.queries.proposals import waits_for
from ledger.queries.quotas import quota_available
from ledger.services.proposals import (
    assess_guidance,
    decide_awards,
    decide_proposal,
    lapse_replies,
    propose_reversal,
    reassign_steps,
    record_reply,
    record_unused_reply,
    release_waiting,
    resubmit,
    withdraw,
)
from ledger.services.quotas import widen_quota
from tests.factories import NOW, make_actor
from tests.proposals import HAPPENED, PERIOD, REASON, House, appoint

LATER = NOW + timedelta(days=8)


@pytest.fixture
def house(session: Session) -> House:
    return House()


def read(session: Session, proposal_id: int) -> Proposal:
    session.rollback()
    session.expire_all()
    return session.get_one(Proposal, proposal_id)


def decide(house: House, proposal_id: int, by: Person, *args) -> ProposalState:
    command = house.decide(proposal_id, by, *args)
    return decide_proposal(command, actor=house.actor(by), now=NOW)


def tags(session: Session) -> list[str]:
    rows = select(AuditEvent.tag).where(AuditEvent.subject_kind == "proposal")
    return list(session.scalars(rows.order_by(AuditEvent.id)))


def test_i25_guidance_is_no_sanction_and_never_uploaded(house: House, session: Session):
    proposal_id = house.propose_guidance(firing_id=house.fire("violation_assessed").id)
    record_reply(proposal_id, "Loket rusak sejak pagi.", actor=house.actor(house.staff), now=NOW)
    decide(house, proposal_id, house.chief)
    of_it = select(Entry.kind).where(Entry.proposal_id == proposal_id)
    assert session.scalars(of_it).all() == [EntryKind.GUIDANCE]
    for table in (Sanction, Upload, PastSanction):
        assert session.scalars(select(table)).all() == []
    letter = session.scalars(select(Document)).one()
    assert "teguran" not in str(letter.context).casefold()
    assert "keputusan nomor" not in str(letter.context).casefold()


def test_reply_passes_guidance_on_and_guidance_becomes_an_entry(house: House, session: Session):
    proposal_id = house.propose_guidance(firing_id=house.fire("violation_assessed").id)
    record_reply(proposal_id, "Loket rusak sejak pagi.", actor=house.actor(house.staff), now=NOW)
    assert read(session, proposal_id).state is ProposalState.PENDING
    assert decide(house, proposal_id, house.chief) is ProposalState.APPROVED
    entry = session.scalars(select(Entry).where(Entry.proposal_id == proposal_id)).one()
    assert (entry.kind, entry.person_id, entry.posting_count) == (
        EntryKind.GUIDANCE,
        house.staff.id,
        0,
    )
    assert entry.detail["valid_until"] == "2027-05-02"
    letter = session.scalars(select(Document)).one()
    assert letter.kind == "guidance_letter"
    assert letter.context["reply_text"] == "Loket rusak sejak pagi."
    assert letter.context["signer"]["name"] == "Wayan"
    assert tags(session) == [
        "proposal:guidance:created",
        "proposal:guidance:replied",
        "proposal:guidance:approve",
    ]


def test_only_the_person_replies_and_only_once(house: House):
    proposal_id = house.propose_guidance()
    for other in (house.mate, house.head):
        with pytest.raises(NotFound):
            record_reply(proposal_id, "Bukan saya.", actor=house.actor(other), now=NOW)
    me = house.actor(house.staff)
    with pytest.raises(InvalidInput):
        record_reply(proposal_id, " ", actor=me, now=NOW)
    with pytest.raises(InvalidInput):
        record_reply(proposal_id, "x" * 1001, actor=me, now=NOW)
    record_reply(proposal_id, "Loket rusak.", actor=me, now=NOW)
    with pytest.raises(Conflict) as refusal:
        record_reply(proposal_id, "Sekali lagi.", actor=me, now=NOW)
    assert refusal.value.code == "reply_closed"


def test_unused_reply_is_recorded_after_its_last_day(house: House, session: Session):
    proposal_id = house.propose_guidance()
    chief = house.actor(house.chief)
    with pytest.raises(RuleRefused) as refusal:
        record_unused_reply(proposal_id, actor=chief, now=NOW)
    assert refusal.value.message.startswith("Pegawai masih dapat menanggapi sampai 30 November")
    with pytest.raises(NotFound):
        record_unused_reply(proposal_id, actor=house.actor(house.stranger), now=LATER)
    with pytest.raises(Forbidden):
        record_unused_reply(proposal_id, actor=house.actor(house.staff), now=LATER)
    record_unused_reply(proposal_id, actor=chief, now=LATER)
    assert read(session, proposal_id).state is ProposalState.PENDING
    assert session.scalars(select(Reply)).one().unused_at == LATER


def test_superior_assesses_before_the_reply(house: House, session: Session):
    proposal_id = house.propose_guidance(is_assessed=False, proposer_id=None)
    with pytest.raises(NotFound):
        assess_guidance(
            proposal_id, suspected=False, reason=REASON, actor=house.actor(house.mate), now=NOW
        )
    assess_guidance(
        proposal_id, suspected=False, reason=REASON, actor=house.actor(house.head), now=NOW
    )
    proposal = read(session, proposal_id)
    assert (proposal.state, proposal.proposer_id) == (ProposalState.AWAITING_REPLY, house.head.id)
    ended = house.propose_guidance(is_assessed=False, proposer_id=None)
    assess_guidance(ended, suspected=True, reason=REASON, actor=house.actor(house.head), now=NOW)
    assert read(session, ended).state is ProposalState.WITHDRAWN


def test_acting_superior_assesses_in_the_place_of_the_recorded_one(house: House, session: Session):
    proposal_id = house.propose_guidance(is_assessed=False, proposer_id=None)
    post = appoint(house.bidang, house.mate)
    acting = replace(house.actor(house.mate), posts=(post,))
    assert waits_for(acting, proposal_id)
    assert not waits_for(house.actor(house.stranger), proposal_id)
    with pytest.raises(Forbidden):
        assess_guidance(
            proposal_id, suspected=False, reason=REASON, actor=house.actor(house.head), now=NOW
        )
    assess_guidance(proposal_id, suspected=False, reason=REASON, actor=acting, now=NOW)
    assert read(session, proposal_id).state is ProposalState.AWAITING_REPLY


def test_returned_award_is_mended_and_decided_by_the_same_official(house: House, session: Session):
    steps = (StepCapacity.HEAD_OF_UNIT, StepCapacity.HEAD_OF_AGENCY)
    proposal_id = house.propose(steps=steps)
    decide(house, proposal_id, house.head, Verdict.RETURN, REASON)
    clerk = house.actor(house.clerk)
    with pytest.raises(Forbidden):
        resubmit(proposal_id, REASON, actor=house.actor(house.head), now=NOW)
    with pytest.raises(InvalidInput):
        resubmit(proposal_id, "sudah", actor=clerk, now=NOW)
    resubmit(proposal_id, "Bukti pelaksanaan sudah dilampirkan.", actor=clerk, now=NOW)
    proposal = read(session, proposal_id)
    assert [step.required for step in proposal.steps] == [steps[0], *steps]
    assert (proposal.state, proposal.current_step) == (ProposalState.PENDING, 2)
    assert decide(house, proposal_id, house.head) is ProposalState.PENDING
    assert decide(house, proposal_id, house.governor) is ProposalState.APPROVED


def test_proposer_withdraws_until_it_is_decided(house: House, session: Session):
    proposal_id = house.propose()
    with pytest.raises(NotFound):
        withdraw(proposal_id, actor=house.actor(house.stranger), now=NOW)
    with pytest.raises(Forbidden):
        withdraw(proposal_id, actor=house.actor(house.head), now=NOW)
    withdraw(proposal_id, actor=house.actor(house.clerk), now=NOW)
    assert read(session, proposal_id).state is ProposalState.WITHDRAWN
    decided = house.propose()
    decide(house, decided, house.head)
    with pytest.raises(InvalidTransition):
        withdraw(decided, actor=house.actor(house.clerk), now=NOW)


def award(house: House, session: Session, **fields) -> Entry:
    proposal_id = house.propose(**fields)
    decide(house, proposal_id, house.head)
    return session.scalars(select(Entry).where(Entry.proposal_id == proposal_id)).one()


def test_reversal_is_decided_by_a_second_person(house: House, session: Session):
    outcome = {"points": {"amount": 25, "to": "team"}, "document": "certificate"}
    entry = award(house, session, outcome=outcome)
    head = house.actor(house.head)
    proposal_id = propose_reversal(entry.uid, REASON, actor=head, now=NOW)
    assert read(session, proposal_id).steps[0].assignee_id == house.chief.id
    with pytest.raises(RuleRefused) as refusal:
        propose_reversal(entry.uid, REASON, actor=head, now=NOW)
    assert refusal.value.constraint == "reversal_waits"
    with pytest.raises(RuleRefused):
        decide(house, proposal_id, house.head)
    assert decide(house, proposal_id, house.chief) is ProposalState.APPROVED
    assert read(session, entry.proposal_id).state is ProposalState.REVERSED
    assert quota_available(house.bidang.id, on=HAPPENED) == 100
    assert session.scalars(select(Document)).one().state == "revoked"
    with pytest.raises(RuleRefused) as refusal:
        propose_reversal(entry.uid, REASON, actor=head, now=NOW)
    assert refusal.value.constraint == "uq_entry_agency_id_reverses_uid"


def test_reversal_proposed_by_hr_is_not_decided_by_the_first_official(
    house: House, session: Session
):
    entry = award(house, session)
    hr = make_actor(house.stranger, Role.HR)
    proposal_id = propose_reversal(entry.uid, REASON, actor=hr, now=NOW)
    with pytest.raises(RuleRefused) as refusal:
        decide(house, proposal_id, house.head)
    assert refusal.value.params["because"] == "karena Anda yang memutuskan entri yang dikoreksi"
    assert decide(house, proposal_id, house.chief) is ProposalState.APPROVED


def test_reversal_is_not_for_everybody_or_everything(house: House, session: Session):
    entry = award(house, session)
    with pytest.raises(NotFound):
        propose_reversal(entry.uid, REASON, actor=house.actor(house.stranger), now=NOW)
    with pytest.raises(InvalidInput):
        propose_reversal(entry.uid, "salah", actor=house.actor(house.head), now=NOW)
    opening = session.scalars(select(Entry).where(Entry.kind == EntryKind.QUOTA_OPENING)).one()
    with pytest.raises(RuleRefused) as refusal:
        propose_reversal(opening.uid, REASON, actor=make_actor(house.mate, Role.HR), now=NOW)
    assert refusal.value.constraint == "reversal_not_here"


def test_widened_quota_releases_the_oldest_award_that_fits(house: House, session: Session):
    first, second = house.propose(points=150), house.propose(points=140)
    for one in (first, second):
        assert decide(house, one, house.head) is ProposalState.AWAITING_QUOTA
    assert release_waiting(house.bidang.id, actor=house.system, now=NOW) == []
    widen(house, 60)
    released = read(session, first)
    assert (released.state, read(session, second).state) == (
        ProposalState.APPROVED,
        ProposalState.AWAITING_QUOTA,
    )
    entry = session.scalars(select(Entry).where(Entry.uid == released.entry_uid)).one()
    assert entry.decided_by == house.head.id
    assert "proposal:award:released" in tags(session)


def widen(house: House, points: int) -> None:
    command = WidenQuota(
        key="tambah-1", unit_id=house.bidang.id, period=PERIOD, points=points, reason=REASON
    )
    widen_quota(command, actor=house.system, now=NOW)


def test_approved_case_is_opened(house: House, session: Session):
    with transaction() as work:
        report = ViolationReport(
            agency_id=house.agency.id,
            number="LPR-2026-000001",
            state=ReportState.ASSESSED_SUSPECTED,
            subject_id=house.staff.id,
            unit_id=house.bidang.id,
            code="K4f",
            impact="unit",
            narrative="Meninggalkan loket selama tiga jam.",
            happened_on=HAPPENED,
            known_on=HAPPENED,
            reported_at=NOW,
        )
        work.add(report)
        work.flush()
        word = SuperiorAssessment(
            agency_id=house.agency.id,
            violation_report_id=report.id,
            subject_id=house.staff.id,
            superior_id=house.head.id,
            substantiated=True,
            suspected=True,
            reason=REASON,
            assessed_at=NOW,
        )
        work.add(word)
    firing = house.fire("violation_assessed", report.id, suspected=True)
    proposal_id = house.propose(
        kind=ProposalKind.OPEN_CASE,
        points=0,
        outcome={"open_case": {"article": "Pasal 4 huruf f"}},
        steps=(StepCapacity.DIRECT_SUPERIOR,),
        proposer_id=None,
        firing_id=firing.id,
    )
    assert decide(house, proposal_id, house.head) is ProposalState.APPROVED
    case = session.scalars(select(Case)).one()
    assert (case.subject_id, case.proposal_id) == (house.staff.id, proposal_id)


def test_lapsed_replies_pass_on_by_themselves(house: House, session: Session):
    proposal_id = house.propose_guidance()
    assert lapse_replies(house.agency.id, now=NOW) == 0
    assert lapse_replies(house.agency.id, now=LATER) == 1
    assert read(session, proposal_id).state is ProposalState.PENDING


def test_steps_follow_the_post_and_the_late_are_told_above(house: House, session: Session):
    proposal_id = house.propose()
    assert reassign_steps(house.agency.id, now=NOW) == 0
    appoint(house.bidang, house.mate)
    assert reassign_steps(house.agency.id, now=LATER) == 1
    assert read(session, proposal_id).steps[0].assignee_id == house.mate.id
    assert "proposal:step:reassigned" in tags(session)
    overdue = session.scalars(select(Notification).where(Notification.key.contains("overdue")))
    assert [one.person_id for one in overdue] == [house.head.id]


def test_bulk_decides_each_award_for_itself(house: House, session: Session):
    mine = [house.propose(), house.propose(house.mate)]
    own = house.propose(proposer_id=house.head.id)
    guidance = house.propose_guidance()
    stale = house.propose()
    commands = [house.decide(one, house.head) for one in (*mine, own, guidance, stale)]
    with transaction() as work:
        work.get_one(Proposal, stale).title = "Berubah"
    results = decide_awards(commands, actor=house.actor(house.head), now=NOW)
    assert [one.is_decided for one in results] == [True, True, False, False, False]
    assert results[2].reason == "karena Anda yang memverifikasinya"
    assert results[3].reason == "karena hanya penghargaan yang dapat diputuskan sekaligus"
    assert results[4].reason.startswith("Rancangan ini berubah")
    states = [read(session, one).state for one in (*mine, own, stale)]
    assert states == [ProposalState.APPROVED] * 2 + [ProposalState.PENDING] * 2


def test_bulk_refuses_more_than_a_hundred(house: House):
    command = house.decide(house.propose(), house.head)
    with pytest.raises(InvalidInput):
        decide_awards([command] * 101, actor=house.actor(house.head), now=NOW)

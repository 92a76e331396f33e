"""A report becomes something only by the word of the direct superior, with its reason."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.proposals import ProposalKind
from ledger.domain.violations import Assess, Assessment, ReportState
from ledger.errors import (
    Conflict,
    InvalidInput,
    InvalidTransition,
    LedgerError,
    NotFound,
    RuleRefused,
)
from ledger.models.cases import Case
from ledger.models.events import AuditEvent, Notification
from ledger.models.nominations import Evidence
from ledger.models.proposals import Proposal
from ledger.models.rules import FactRecord
from ledger.models.violations import SuperiorAssessment, ViolationReport
from ledger.services.proposals import proposal_payload
from ledger.services.violations import (
    assess_complaint,
    open_at_once,
    report_to_assess,
    waiting_assessments,
)
from tests.conduct import REASON, ConductHouse
from tests.factories import NOW
from tests.proposals import appoint, declare_conflict
from tests.statements import listening


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def proposals_of(session: Session, ids: list[int]) -> list[Proposal]:
    return list(session.scalars(select(Proposal).where(Proposal.id.in_(ids))))


def test_report_is_kept_with_number_evidence_event_and_a_word_to_the_superior(
    house: ConductHouse, session: Session
):
    report_id = house.report(evidence=("laporan-000.jpg",))
    row = session.get(ViolationReport, report_id)
    assert row.number == f"LPR-2026-{report_id:06}"
    assert (row.state, row.reporter_id) == (ReportState.REPORTED, house.mate.id)
    evidence = session.scalars(select(Evidence)).one()
    assert (evidence.subject_kind, evidence.subject_id) == ("violation_report", report_id)
    assert (
        session.scalars(
            select(AuditEvent.subject_id).where(AuditEvent.tag == "violation:report:received")
        ).one()
        == report_id
    )
    of_report = Notification.path == f"/laporan/{report_id}"
    told = session.scalars(select(Notification).where(of_report)).one()
    assert told.person_id == house.head.id
    assert house.staff.name not in told.text


def test_report_from_the_same_source_is_kept_once(house: ConductHouse):
    first = house.report(source_key="laporan.csv:1")
    assert house.report(source_key="laporan.csv:1") == first
    assert house.report(source_key="laporan.csv:2") != first


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "K4f"}, "code"),
        ({"code": "L5m"}, "impact"),
        ({"narrative": " "}, "narrative"),
        ({"happened_on": date(2026, 12, 1), "known_on": date(2026, 12, 2)}, "happened_on"),
        ({"subject_id": 999_999}, "subject_id"),
    ],
)
def test_incomplete_report_is_refused_by_field(house: ConductHouse, fields, field):
    with pytest.raises(InvalidInput) as refusal:
        house.report(**fields)
    assert field in refusal.value.fields


def test_report_about_oneself_is_refused(house: ConductHouse):
    with pytest.raises(InvalidInput) as refusal:
        house.report(subject_id=house.mate.id)
    assert "subject_id" in refusal.value.fields


def test_report_about_a_pejabat_negara_is_refused(house: ConductHouse):
    with pytest.raises(RuleRefused) as refusal:
        house.report(subject_id=house.governor.id)
    assert refusal.value.constraint == "kind_never_subject"


def test_no_suspicion_proposes_guidance_by_the_superior_who_looked(
    house: ConductHouse, session: Session
):
    (proposal,) = proposals_of(session, house.assess(house.report(), Assessment.NO_SUSPICION))
    assert (proposal.kind, proposal.proposer_id) == (ProposalKind.GUIDANCE, house.head.id)
    word = session.scalars(select(SuperiorAssessment)).one()
    assert (word.superior_id, word.suspected, word.code) == (house.head.id, False, "K3e")


def test_suspicion_proposes_a_case_put_forward_by_the_reporter(
    house: ConductHouse, session: Session
):
    (proposal,) = proposals_of(session, house.assess(house.report()))
    assert (proposal.kind, proposal.proposer_id) == (ProposalKind.OPEN_CASE, house.mate.id)
    fact = session.scalars(select(FactRecord)).one()
    assert fact.fields == {
        "code": "K3e",
        "impact": "unit",
        "level": "ringan",
        "suspected": True,
        "always_case": False,
    }


def test_dismissed_report_leaves_no_fact(house: ConductHouse, session: Session):
    report_id = house.report()
    assert house.assess(report_id, Assessment.DISMISS) == []
    assert session.get(ViolationReport, report_id).state is ReportState.DISMISSED
    assert session.scalars(select(FactRecord)).all() == []


@pytest.mark.parametrize("assessment", [Assessment.DISMISS, Assessment.NO_SUSPICION])
def test_levy_is_never_talked_away(house: ConductHouse, assessment: Assessment):
    report_id = house.report(code="L5g")
    for attempt in ({}, {"code": "K3e"}):
        with pytest.raises(RuleRefused) as refusal:
            house.assess(report_id, assessment, **attempt)
        assert refusal.value.constraint == "always_case"


def test_loss_to_the_state_always_opens_a_case(house: ConductHouse, session: Session):
    report_id = house.report(loss_to_state=True)
    with pytest.raises(RuleRefused):
        house.assess(report_id, Assessment.NO_SUSPICION)
    (proposal,) = proposals_of(session, house.assess(report_id))
    assert proposal.kind is ProposalKind.OPEN_CASE
    assert session.scalars(select(FactRecord)).one().fields["always_case"] is True


def test_word_without_reason_is_refused(house: ConductHouse):
    with pytest.raises(InvalidInput) as refusal:
        house.assess(house.report(), reason="Terbukti.")
    assert "reason" in refusal.value.fields


def test_second_word_is_refused(house: ConductHouse):
    report_id = house.report()
    house.assess(report_id)
    with pytest.raises(InvalidTransition):
        house.assess(report_id, Assessment.DISMISS)


@pytest.mark.parametrize("who", ["staff", "mate", "chief", "stranger", "officer", "governor"])
def test_third_person_learns_nothing_of_a_report(house: ConductHouse, who: str):
    report_id = house.report()
    actor = house.actor(getattr(house, who))
    with pytest.raises(NotFound):
        report_to_assess(report_id, actor=actor, now=NOW)
    with pytest.raises(NotFound):
        house.assess(report_id, by=getattr(house, who))
    assert waiting_assessments(actor=actor, now=NOW) == []


def test_superior_in_conflict_gives_way_to_the_next(house: ConductHouse):
    report_id = house.report()
    declare_conflict(house.head, house.staff)
    with pytest.raises(NotFound):
        house.assess(report_id)
    assert house.assess(report_id, by=house.chief)


def test_what_the_superior_found_out_has_no_reporter(house: ConductHouse, session: Session):
    report_id = house.report(reporter_id=house.head.id)
    assert session.get(ViolationReport, report_id).reporter_id is None
    (proposal,) = proposals_of(session, house.assess(report_id))
    assert proposal.proposer_id is None


def test_higher_official_who_reports_does_not_assess(house: ConductHouse, session: Session):
    report_id = house.report(reporter_id=house.chief.id)
    declare_conflict(house.head, house.staff)
    with pytest.raises(NotFound):
        house.assess(report_id, by=house.chief)
    assert house.assess(report_id, by=house.governor)


def test_acting_superior_assesses(house: ConductHouse):
    appoint(house.bidang, house.stranger)
    report_id = house.report()
    with pytest.raises(NotFound):
        house.assess(report_id)
    assert house.assess(report_id, by=house.stranger)


def test_waiting_list_is_the_superiors_own_and_flat(house: ConductHouse):
    head, chief = house.actor(house.head), house.actor(house.chief)
    for _ in range(3):
        house.report()
    with listening() as few:
        assert len(waiting_assessments(actor=head, now=NOW)) == 3
    for _ in range(9):
        house.report()
    complaint_id = house.complain()
    with listening() as many:
        waiting = waiting_assessments(actor=head, now=NOW)
    assert len(waiting) == 13
    assert ("complaint", complaint_id) in {(one.kind, one.id) for one in waiting}
    assert len(many) == len(few) <= 12
    assert waiting_assessments(actor=chief, now=NOW) == []


def test_complaint_without_suspicion_counts_towards_guidance(house: ConductHouse, session: Session):
    command = Assess(assessment=Assessment.NO_SUSPICION, reason=REASON)
    actor = house.actor(house.head)
    assert assess_complaint(house.complain(), command, actor=actor, now=NOW) == []
    (proposal,) = proposals_of(
        session, assess_complaint(house.complain(), command, actor=actor, now=NOW)
    )
    assert (proposal.kind, proposal.proposer_id) == (ProposalKind.GUIDANCE, house.head.id)


def test_suspected_complaint_names_its_violation_and_opens_a_case(
    house: ConductHouse, session: Session
):
    complaint_id, actor = house.complain(), house.actor(house.head)
    bare = Assess(assessment=Assessment.SUSPECTED, reason=REASON)
    with pytest.raises(InvalidInput) as refusal:
        assess_complaint(complaint_id, bare, actor=actor, now=NOW)
    assert "code" in refusal.value.fields
    command = Assess(assessment=Assessment.SUSPECTED, reason=REASON, code="K3f")
    proposals = assess_complaint(complaint_id, command, actor=actor, now=NOW)
    (proposal,) = proposals_of(session, proposals)
    assert (proposal.kind, proposal.proposer_id) == (ProposalKind.OPEN_CASE, house.officer.id)
    assert open_at_once(proposals, actor=actor, now=NOW) is not None
    with pytest.raises(Conflict):
        assess_complaint(complaint_id, command, actor=actor, now=NOW)


def test_complaint_about_a_levy_is_never_talked_away(house: ConductHouse):
    complaint_id = house.complain(category="Pungutan liar")
    command = Assess(assessment=Assessment.NO_SUSPICION, reason=REASON)
    with pytest.raises(RuleRefused) as refusal:
        assess_complaint(complaint_id, command, actor=house.actor(house.head), now=NOW)
    assert refusal.value.constraint == "always_case"


@pytest.mark.parametrize("who", ["staff", "mate", "chief", "officer"])
def test_third_person_learns_nothing_of_a_complaint(house: ConductHouse, who: str):
    command = Assess(assessment=Assessment.DISMISS, reason=REASON)
    actor = house.actor(getattr(house, who))
    with pytest.raises(NotFound):
        assess_complaint(house.complain(), command, actor=actor, now=NOW)


def test_word_of_the_superior_is_never_changed(house: ConductHouse, session: Session):
    house.assess(house.report())
    with pytest.raises(LedgerError), transaction() as work:
        work.query(SuperiorAssessment).update({"suspected": False})
    assert session.scalars(select(SuperiorAssessment.suspected)).all() == [True]


@pytest.mark.parametrize(
    ("code", "is_watched"),
    [("K3e", False), ("L5g", True), ("L5k", True), ("K4i", True)],
)
def test_suspicion_opens_a_case_even_where_no_rule_is_in_force(
    session: Session, code: str, is_watched: bool
):
    """Illegal levies and gifts always propose a case, whatever HR loaded (I33)."""
    house = ConductHouse(with_pack=False)
    ids = house.assess(house.report(code=code))
    (proposal,) = proposals_of(session, ids)
    assert (proposal.kind, proposal.firing_id) == (ProposalKind.OPEN_CASE, None)
    assert proposal.proposer_id == house.mate.id
    assert "Pasal" in proposal.outcome["open_case"]["article"]
    payload = proposal_payload(proposal.id)
    assert "Meninggalkan loket selama tiga jam" in str(payload["claim"]["texts"])
    keys = session.scalars(select(Notification.key).where(Notification.key.endswith("hr"))).all()
    assert keys == [f"proposal:{proposal.id}:hr"]
    watched = session.scalars(
        select(Notification.person_id).where(Notification.key.endswith("inspectorate"))
    ).all()
    assert watched == ([house.inspector.id] if is_watched else [])
    case_id = open_at_once(ids, actor=house.actor(house.head), now=NOW)
    assert session.get_one(Case, case_id).allegations[0].code == code


def test_suspected_complaint_opens_a_case_where_no_rule_is_in_force(session: Session):
    house = ConductHouse(with_pack=False)
    command = Assess(
        assessment=Assessment.SUSPECTED, reason=REASON, code="L5m", impact=Impact.INSTANSI
    )
    actor = house.actor(house.head)
    ids = assess_complaint(house.complain(), command, actor=actor, now=NOW)
    assert [one.kind for one in proposals_of(session, ids)] == [ProposalKind.OPEN_CASE]
    case_id = open_at_once(ids, actor=actor, now=NOW)
    assert session.get_one(Case, case_id).allegations[0].complaint_id is not None


def test_no_suspicion_proposes_nothing_where_no_rule_is_in_force(session: Session):
    house = ConductHouse(with_pack=False)
    assert house.assess(house.report(), Assessment.NO_SUSPICION) == []


def test_rule_and_law_together_open_one_case(house: ConductHouse, session: Session):
    ids = house.assess(house.report(code="L5g"))
    assert [one.kind for one in proposals_of(session, ids)] == [ProposalKind.OPEN_CASE]
    assert proposals_of(session, ids)[0].firing_id is not None

"""Objections and appeals after a decision: routes, clocks, outcomes and what ripples (PP 79)."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.commands import RecordDelivery, RecordObjection
from ledger.domain.discipline.endings import Discontinue, EndingGround
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome, RemedyRoute
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.entries import EntryKind
from ledger.errors import Conflict, InvalidInput, NotFound, RuleRefused
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.models.people import Person
from ledger.models.remedies import Measure, Remedy, Upload
from ledger.queries.remedies import waiting_remedies
from ledger.services.cases import (
    answer_remedy,
    discontinue_case,
    file_objection,
    open_remedy_file,
    record_delivery,
    record_objection,
    record_reply_to_bpasn,
    take_effect_due,
)
from tests.conduct import REASON, ConductHouse, later
from tests.proposals import declare_conflict

GROUNDS = "Saksi kedua tidak berada di tempat."


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def read(session: Session, case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def delivered(house: ConductHouse, kind: Kind = Kind.R2) -> int:
    case_id = house.decided(kind)
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    return case_id


def objected(house: ConductHouse, days: int = 5, kind: Kind = Kind.R2) -> int:
    case_id = delivered(house, kind)
    file_objection(case_id, GROUNDS, actor=house.actor(house.staff), now=later(days))
    return case_id


def answer(house: ConductHouse, case_id: int, outcome: RemedyOutcome, by=None, **fields):
    now = fields.pop("now", later(10))
    command = DecideRemedy(**{"outcome": outcome, "reason": REASON, **fields})
    return answer_remedy(case_id, command, actor=house.actor(by or house.chief), now=now)


def test_i18_objection_is_addressed_to_the_superior_with_its_last_days(
    house: ConductHouse, session: Session
):
    objected(house)
    row = session.scalars(select(Remedy)).one()
    assert (row.route, row.handler_id) == (RemedyRoute.SUPERIOR, house.chief.id)
    assert (row.filed_on, row.last_day, row.is_late) == (
        date(2026, 11, 28),
        date(2026, 12, 17),
        False,
    )
    # 21 working days after 28 November reach into a year nobody has loaded yet.
    assert row.due_on == date(2026, 12, 28)


def test_i18_last_day_is_in_time_and_the_next_working_day_is_late(
    house: ConductHouse, session: Session
):
    first = objected(house, days=24)
    assert read(session, first).state is CaseState.SUSPENDED
    assert session.scalars(select(Remedy.is_late)).all() == [False]


def test_i18_late_objection_is_received_and_declared_inadmissible(
    house: ConductHouse, session: Session
):
    case_id = objected(house, days=25)
    assert read(session, case_id).state is CaseState.EFFECTIVE
    for outcome in (RemedyOutcome.ANNULLED, RemedyOutcome.UPHELD, RemedyOutcome.CHANGED):
        with pytest.raises(RuleRefused) as refusal:
            answer(house, case_id, outcome, now=later(26))
        assert refusal.value.constraint == "remedy_late"
    answer(house, case_id, RemedyOutcome.INADMISSIBLE, now=later(26))
    row = session.scalars(select(Remedy)).one()
    paper = session.get_one(Document, row.document_id)
    assert paper.kind is DocumentKind.REMEDY_DECISION
    assert paper.context["is_inadmissible"]
    assert paper.context["last_day_text"] == "17 Desember 2026"
    assert read(session, case_id).state is CaseState.EFFECTIVE


def test_paper_that_came_in_time_counts_from_the_day_it_arrived(
    house: ConductHouse, session: Session
):
    case_id = delivered(house)
    take_effect_due(actor=house.system, now=later(25))
    command = RecordObjection(grounds=GROUNDS, filed_on=date(2026, 12, 17))
    with pytest.raises(NotFound):
        record_objection(case_id, command, actor=house.actor(house.mate), now=later(28))
    record_objection(case_id, command, actor=house.hr, now=later(28))
    assert read(session, case_id).state is CaseState.SUSPENDED
    assert session.scalars(select(Remedy.recorded_on)).one() == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (RecordObjection(grounds=" ", filed_on=date(2026, 12, 1)), "text"),
        (RecordObjection(grounds=GROUNDS, filed_on=date(2026, 12, 9)), "filed_on"),
        (RecordObjection(grounds=GROUNDS, filed_on=date(2026, 11, 26)), "filed_on"),
    ],
)
def test_impossible_objection_is_refused_by_field(house: ConductHouse, command, field):
    with pytest.raises(InvalidInput) as refusal:
        record_objection(delivered(house), command, actor=house.hr, now=later(15))
    assert field in refusal.value.fields


def test_second_objection_waits_for_the_answer_to_the_first(house: ConductHouse):
    case_id = objected(house)
    with pytest.raises(Conflict):
        file_objection(case_id, GROUNDS, actor=house.actor(house.staff), now=later(6))
    answer(house, case_id, RemedyOutcome.UPHELD)
    file_objection(case_id, GROUNDS, actor=house.actor(house.staff), now=later(30))


def test_i19_pending_objection_holds_the_effect_and_follows_its_outcome(
    house: ConductHouse, session: Session
):
    case_id = objected(house)
    assert take_effect_due(actor=house.system, now=later(40)) == 0
    assert read(session, case_id).state is CaseState.SUSPENDED
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text("UPDATE discipline_case SET state = 'effective'"))
    assert refusal.value.constraint == "tg_case_effect_waits"
    answer(house, case_id, RemedyOutcome.UPHELD)
    case = read(session, case_id)
    assert (case.state, case.sanction.effective_on) == (CaseState.EFFECTIVE, date(2026, 12, 3))
    assert session.scalars(select(Upload.final_on)).all() == [date(2026, 12, 3)]


@pytest.mark.parametrize("who", ["staff", "mate", "head", "stranger", "officer", "governor"])
def test_i28_nobody_but_the_next_official_answers(house: ConductHouse, who: str):
    case_id = objected(house)
    with pytest.raises(NotFound):
        answer(house, case_id, RemedyOutcome.UPHELD, by=getattr(house, who))
    answer(house, case_id, RemedyOutcome.UPHELD)


def test_i28_conflict_moves_the_answer_one_higher(house: ConductHouse, session: Session):
    declare_conflict(house.chief, house.staff)
    case_id = objected(house)
    assert session.scalars(select(Remedy.handler_id)).one() == house.governor.id
    with pytest.raises(NotFound):
        answer(house, case_id, RemedyOutcome.UPHELD)
    answer(house, case_id, RemedyOutcome.UPHELD, by=house.governor)


def test_official_who_retired_meanwhile_is_answered_for_by_the_post(
    house: ConductHouse, session: Session
):
    case_id = objected(house)
    with transaction() as work:
        work.execute(text("UPDATE person SET state = 'left' WHERE id = :id"), {"id": house.head.id})
        work.get_one(Person, house.head.id).is_unit_head = False
    answer(house, case_id, RemedyOutcome.UPHELD)
    assert session.scalars(select(Remedy.decided_by)).one() == house.chief.id


def test_annulled_decision_leaves_ledger_papers_and_standing(house: ConductHouse, session: Session):
    case_id = objected(house)
    answer(house, case_id, RemedyOutcome.ANNULLED)
    case = read(session, case_id)
    assert (case.state, case.closed_at) == (CaseState.ANNULLED, later(10))
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds.count(EntryKind.SANCTION) == 1
    assert EntryKind.REVERSAL in kinds
    old = session.get_one(Document, case.sanction.document_id)
    assert old.state is DocumentState.REVOKED
    assert session.scalars(select(Upload)).all() == []


@pytest.mark.parametrize(
    ("outcome", "fields", "kind"),
    [
        (RemedyOutcome.LIGHTENED, {"kind": Kind.R1}, "R1"),
        (RemedyOutcome.AGGRAVATED, {"kind": Kind.R3}, "R3"),
        (RemedyOutcome.CHANGED, {}, "R2"),
    ],
)
def test_replaced_decision_is_a_new_one_beside_the_old(
    house: ConductHouse, session: Session, outcome, fields, kind
):
    case_id = objected(house)
    answer(house, case_id, outcome, **fields)
    case = read(session, case_id)
    rows = session.scalars(select(Sanction).order_by(Sanction.id)).all()
    assert [(row.kind, row.replaced_on) for row in rows] == [
        ("R2", date(2026, 12, 3)),
        (kind, None),
    ]
    assert case.sanction.id == rows[1].id
    assert (case.state, rows[1].decided_by) == (CaseState.EFFECTIVE, house.chief.id)
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds.count(EntryKind.SANCTION) == 2
    assert kinds.count(EntryKind.REVERSAL) == 1
    assert rows[1].document_id == session.scalars(select(Remedy.document_id)).one()
    assert rows[1].entry_uid != rows[0].entry_uid


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (RemedyOutcome.LIGHTENED, Kind.R3),
        (RemedyOutcome.AGGRAVATED, None),
        (RemedyOutcome.AGGRAVATED, Kind.R1),
        (RemedyOutcome.CHANGED, Kind.S1),
    ],
)
def test_kind_that_does_not_follow_from_the_outcome_is_refused(house: ConductHouse, outcome, kind):
    with pytest.raises(RuleRefused) as refusal:
        answer(house, objected(house), outcome, kind=kind)
    assert refusal.value.constraint == "remedy_kind"


def test_answer_without_reasons_is_refused(house: ConductHouse):
    with pytest.raises(InvalidInput):
        answer(house, objected(house), RemedyOutcome.UPHELD, reason="Ditolak.")


def test_aggravated_sanction_is_carried_out(house: ConductHouse, session: Session):
    case_id = objected(house)
    answer(house, case_id, RemedyOutcome.AGGRAVATED, kind=Kind.S1)
    rows = {row.kind: row for row in session.scalars(select(Measure))}
    cut = rows["allowance_cut"]
    assert (cut.starts_on, cut.ends_on, cut.percent) == (date(2027, 1, 1), date(2027, 7, 1), 25)
    assert {row.starts_on for row in rows.values()} == {date(2027, 1, 1), date(2026, 12, 3)}


def test_bpasn_decides_elsewhere_and_hr_writes_it_down_with_its_letter(
    house: ConductHouse, session: Session
):
    case_id = _appealed(house, session)
    with pytest.raises(InvalidInput) as refusal:
        answer_remedy(
            case_id,
            DecideRemedy(outcome=RemedyOutcome.UPHELD, reason=REASON),
            actor=house.hr,
            now=later(20),
        )
    assert set(refusal.value.fields) == {"letter_number", "decided_on"}
    record_reply_to_bpasn(case_id, date(2026, 12, 9), actor=house.hr, now=later(20))
    command = DecideRemedy(
        outcome=RemedyOutcome.LIGHTENED,
        reason=REASON,
        kind=Kind.R1,
        decided_on=date(2026, 12, 10),
        letter_number="12/KPTS/BPASN/2026",
    )
    for other in (house.governor, house.chief, house.staff):
        with pytest.raises(NotFound):
            answer_remedy(case_id, command, actor=house.actor(other), now=later(20))
    answer_remedy(case_id, command, actor=house.hr, now=later(20))
    case = read(session, case_id)
    assert (case.state, case.sanction.kind) == (CaseState.EFFECTIVE, "R1")
    assert case.sanction.effective_on == date(2026, 12, 10)
    assert session.scalars(select(Remedy.letter_number)).one() == "12/KPTS/BPASN/2026"


def _appealed(house: ConductHouse, session: Session) -> int:
    """An appeal as it stands; no team examines in this house, so nobody can be dismissed here."""
    case_id = delivered(house)
    sanction = read(session, case_id).sanction
    with transaction() as work:
        work.add(
            Remedy(
                agency_id=house.agency.id,
                case_id=case_id,
                sanction_id=sanction.id,
                subject_id=house.staff.id,
                route=RemedyRoute.BPASN,
                filed_on=date(2026, 12, 1),
                last_day=date(2026, 12, 17),
                is_late=False,
                grounds=GROUNDS,
                recorded_on=date(2026, 12, 1),
            )
        )
        work.get_one(Case, case_id).state = CaseState.SUSPENDED
    return case_id


def test_kind_that_only_a_team_may_lead_to_is_not_offered(house: ConductHouse, session: Session):
    case_id = objected(house)
    file = open_remedy_file(case_id, actor=house.actor(house.chief), now=later(10))
    offered = file.kinds[RemedyOutcome.AGGRAVATED]
    assert set(offered) == {Kind.R3, Kind.S1, Kind.S2, Kind.S3}


def test_objection_in_a_discontinued_case_waits_for_nobody(house: ConductHouse):
    case_id, chief = objected(house), house.actor(house.chief)
    assert [one.case_id for one in waiting_remedies(chief)] == [case_id]
    command = Discontinue(ground=EndingGround.RETIRED, reason=REASON)
    discontinue_case(case_id, command, actor=house.hr, now=later(6))
    assert waiting_remedies(chief) == []

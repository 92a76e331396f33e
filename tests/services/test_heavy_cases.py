"""Heavy kinds from the report to their last day: team, PPK, terms, appeal, execution, return."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.commands import DecideCase, RecordDelivery
from ledger.domain.discipline.dismissals import DismissalType
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome, RemedyRoute
from ledger.domain.documents import DocumentKind
from ledger.domain.people import PersonKind
from ledger.errors import Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.models.people import Person
from ledger.models.remedies import Measure, Remedy
from ledger.services.cases import (
    answer_remedy,
    carry_on_due,
    decide_case,
    draft_decision,
    file_objection,
    record_delivery,
    record_execution,
    record_return,
    refer_case,
    sign_record,
    take_effect_due,
)
from ledger.services.settings import record_setting
from tests.conduct import REASON, ConductHouse, later
from tests.proposals import declare_conflict

GROUNDS = "Hadiah itu milik kantor."
RECEIVED = date(2026, 11, 27)
#: The 15th working day after the receipt.
IN_FORCE = date(2026, 12, 18)
A_YEAR_ON = date(2027, 12, 18)
TERMS = {
    Kind.B1: {"position_after": "Kepala Subbagian Umum"},
    Kind.B2: {},
    Kind.B3: {"dismissal_type": DismissalType.HONOURABLE},
}
FIRST_MEASURE = {Kind.B1: "post_lowered", Kind.B2: "post_released"}


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def read(session: Session, case_id: int) -> Case:
    session.expire_all()
    return session.get_one(Case, case_id)


def referred(house: ConductHouse) -> int:
    """A gift that was taken: examined by a team, answered, written up and reported to the PPK."""
    case_id = house.open_case(code="L5k")
    house.form_team(case_id)
    house.summon(case_id)
    house.examine(case_id)
    for member in (house.inspector, house.officer):
        sign_record(case_id, actor=house.actor(member), now=later(2))
    house.answer(case_id)
    house.write_report(case_id, Kind.B1)
    refer_case(case_id, actor=house.actor(house.head), now=later(3))
    return case_id


def command_of(kind: Kind, **fields) -> DecideCase:
    return DecideCase(**{"kind": kind, "reason": REASON, **TERMS[kind], **fields})


def decide(house: ConductHouse, case_id: int, kind: Kind, by=None, **fields) -> None:
    actor = house.actor(by or house.governor)
    decide_case(case_id, command_of(kind, **fields), actor=actor, now=later(4))


def in_force(house: ConductHouse, kind: Kind) -> int:
    case_id = referred(house)
    decide(house, case_id, kind)
    command = RecordDelivery(received_on=RECEIVED)
    record_delivery(case_id, command, actor=house.actor(house.governor), now=later(4))
    take_effect_due(actor=house.system, now=later(25))
    return case_id


def measures(session: Session) -> dict[str, Measure]:
    session.expire_all()
    return {row.kind.value: row for row in session.scalars(select(Measure))}


def carry_out(house: ConductHouse, session: Session) -> None:
    for row in measures(session).values():
        record_execution(
            row.id, receipt="SK 7/2026", executed_on=IN_FORCE, actor=house.hr, now=later(26)
        )


@pytest.mark.parametrize("kind", list(TERMS))
def test_heavy_kind_is_the_ppks_alone(house: ConductHouse, session: Session, kind: Kind):
    case_id = referred(house)
    for other in (house.head, house.chief):
        with pytest.raises((Forbidden, NotFound)):
            decide(house, case_id, kind, by=other)
    decide(house, case_id, kind)
    sanction = session.scalars(select(Sanction)).one()
    assert (sanction.decided_by, sanction.level) == (house.governor.id, "berat")
    assert read(session, case_id).state is CaseState.DECIDED


def test_ppk_in_conflict_leaves_nobody_to_decide(house: ConductHouse, session: Session):
    case_id = referred(house)
    declare_conflict(house.governor, house.staff)
    with pytest.raises((Forbidden, NotFound, RuleRefused)):
        decide(house, case_id, Kind.B1)
    assert session.scalars(select(Sanction)).all() == []


def test_heavy_kind_waits_for_its_terms(house: ConductHouse):
    case_id = referred(house)
    with pytest.raises(InvalidInput) as refusal:
        decide(house, case_id, Kind.B1, position_after=" ")
    assert list(refusal.value.fields) == ["position_after"]
    with pytest.raises(InvalidInput) as refusal:
        decide(house, case_id, Kind.B3, dismissal_type=None)
    assert list(refusal.value.fields) == ["dismissal_type"]


@pytest.mark.parametrize(
    ("kind", "after"), [(Kind.B1, "Kepala Subbagian Umum"), (Kind.B2, "Jabatan pelaksana")]
)
def test_paper_and_draft_say_the_post_before_and_after(
    house: ConductHouse, session: Session, kind: Kind, after: str
):
    case_id = referred(house)
    pdf = draft_decision(case_id, command_of(kind), actor=house.actor(house.governor), now=later(4))
    assert pdf.startswith(b"%PDF")
    decide(house, case_id, kind)
    paper = session.get_one(Document, session.scalars(select(Sanction.document_id)).one())
    assert paper.context["position_after"] == after
    assert paper.context["position_before"] == "Jabatan pelaksana"
    assert paper.context["remedy"] == "keberatan"
    assert len(paper.context["copies"]) == 3


def test_decisions_of_the_governor_stand_under_the_name_of_that_office(
    house: ConductHouse, session: Session
):
    decide(house, referred(house), Kind.B2)
    kinds = (DocumentKind.TEAM_DECISION, DocumentKind.SANCTION_DECISION)
    papers = session.scalars(select(Document).where(Document.kind.in_(kinds))).all()
    offices = {one.context["letterhead"]["agency"] for one in papers}
    assert (len(papers), len(offices)) == (2, 1)
    assert "Dinas" not in offices.pop()


def test_class_of_a_pelaksana_is_lowered_where_there_is_no_lower_post(
    house: ConductHouse, session: Session
):
    case_id = referred(house)
    decide(house, case_id, Kind.B1, class_before="7", position_after="6")
    paper = session.get_one(Document, session.scalars(select(Sanction.document_id)).one())
    said = [paper.context[key] for key in ("place_label", "position_before", "position_after")]
    assert said == ["Kelas jabatan", "7", "6"]


def test_dismissal_says_how_it_counts_and_is_appealed_to_bpasn(
    house: ConductHouse, session: Session
):
    case_id = referred(house)
    decide(house, case_id, Kind.B3, dismissal_type=DismissalType.DISHONOURABLE)
    paper = session.get_one(Document, session.scalars(select(Sanction.document_id)).one())
    assert "tidak dengan hormat" in paper.context["dismissal_text"]
    assert paper.context["remedy"] == "banding administratif"
    assert "Badan Pertimbangan" in paper.context["objection_addressee"]


@pytest.mark.parametrize("kind", list(FIRST_MEASURE))
def test_post_is_lowered_for_a_year_and_given_back(
    house: ConductHouse, session: Session, kind: Kind
):
    case_id = in_force(house, kind)
    rows = measures(session)
    assert set(rows) == {FIRST_MEASURE[kind], "increment_hold", "promotion_hold"}
    assert {(row.starts_on, row.ends_on) for row in rows.values()} == {(IN_FORCE, A_YEAR_ON)}
    assert read(session, case_id).state is CaseState.EFFECTIVE
    carry_out(house, session)
    assert read(session, case_id).state is CaseState.EXECUTED
    post = rows[FIRST_MEASURE[kind]].id
    with pytest.raises(InvalidInput):
        record_return(
            post,
            receipt="SK 8",
            returned_on=date(2027, 12, 17),
            actor=house.hr,
            now=later(390),
        )
    # Over by its days, it still runs until somebody says by which letter the post was given back.
    assert carry_on_due(actor=house.system, now=later(391)) == 0
    record_return(post, receipt="SK 8", returned_on=A_YEAR_ON, actor=house.hr, now=later(391))
    assert read(session, case_id).state is CaseState.SPENT


def test_dismissal_is_carried_out_once_and_ends_there(house: ConductHouse, session: Session):
    case_id = in_force(house, Kind.B3)
    rows = measures(session)
    assert [(one.kind.value, one.ends_on) for one in rows.values()] == [("dismissal", None)]
    carry_out(house, session)
    assert read(session, case_id).state is CaseState.SPENT


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(RemedyOutcome.UPHELD, CaseState.EFFECTIVE), (RemedyOutcome.ANNULLED, CaseState.ANNULLED)],
)
def test_appeal_holds_the_dismissal_until_bpasn_decided(
    house: ConductHouse, session: Session, outcome: RemedyOutcome, state: CaseState
):
    case_id = referred(house)
    decide(house, case_id, Kind.B3)
    command = RecordDelivery(received_on=RECEIVED)
    record_delivery(case_id, command, actor=house.actor(house.governor), now=later(4))
    file_objection(
        case_id, "Hadiah itu milik kantor.", actor=house.actor(house.staff), now=later(7)
    )
    assert session.scalars(select(Remedy.route)).one() is RemedyRoute.BPASN
    assert take_effect_due(actor=house.system, now=later(25)) == 0
    assert read(session, case_id).state is CaseState.SUSPENDED
    answer = DecideRemedy(
        outcome=outcome,
        reason=REASON,
        letter_number="12/BPASN/2026",
        decided_on=date(2026, 12, 21),
    )
    with pytest.raises(NotFound):
        answer_remedy(case_id, answer, actor=house.actor(house.governor), now=later(29))
    answer_remedy(case_id, answer, actor=house.hr, now=later(29))
    assert read(session, case_id).state is state
    planned = [row for row in measures(session).values() if row.stopped_on is None]
    assert len(planned) == (1 if outcome is RemedyOutcome.UPHELD else 0)


def test_lower_post_is_objected_to_at_the_ppk_itself(house: ConductHouse, session: Session):
    case_id = referred(house)
    decide(house, case_id, Kind.B1)
    command = RecordDelivery(received_on=RECEIVED)
    record_delivery(case_id, command, actor=house.actor(house.governor), now=later(4))
    file_objection(
        case_id, "Hadiah itu milik kantor.", actor=house.actor(house.staff), now=later(7)
    )
    row = session.scalars(select(Remedy)).one()
    assert (row.route, row.handler_id) == (RemedyRoute.PPK, house.governor.id)
    answer = DecideRemedy(outcome=RemedyOutcome.LIGHTENED, reason=REASON, kind=Kind.S3)
    answer_remedy(case_id, answer, actor=house.actor(house.governor), now=later(10))
    assert (
        session.scalars(select(Sanction.kind).where(Sanction.replaced_on.is_(None))).one() == "S3"
    )


def test_heavy_kind_of_a_cpns_is_that_of_a_pns(house: ConductHouse, session: Session):
    make_kind(house, PersonKind.CPNS)
    in_force(house, Kind.B2)
    assert FIRST_MEASURE[Kind.B2] in measures(session)
    assert session.scalars(select(Sanction.kind_text)).one() is None


def test_pppk_ends_by_the_words_of_the_agency(house: ConductHouse, session: Session):
    make_kind(house, PersonKind.PPPK)
    case_id = referred(house)
    with pytest.raises(RuleRefused) as refusal:
        decide(house, case_id, Kind.B3)
    assert refusal.value.constraint == "kind_mapped"
    words = "pemutusan hubungan perjanjian kerja tidak atas permintaan sendiri"
    record_setting(
        "kinds.pppk", {"B3": words}, valid_from=date(2026, 1, 1), actor=house.hr, now=later(3)
    )
    decide(house, case_id, Kind.B3)
    sanction = session.scalars(select(Sanction)).one()
    paper = session.get_one(Document, sanction.document_id)
    assert (sanction.kind_text, paper.context["kind_text"]) == (words, words)


def test_answer_to_a_pppk_speaks_the_words_of_the_agency(house: ConductHouse, session: Session):
    make_kind(house, PersonKind.PPPK)
    words = {"S2": "penundaan kenaikan gaji berkala", "S1": "peringatan dengan penundaan"}
    record_setting("kinds.pppk", words, valid_from=date(2026, 1, 1), actor=house.hr, now=later(0))
    case_id = house.reported(Kind.S2, code="L5m", impact=Impact.INSTANSI)
    refer_case(case_id, actor=house.actor(house.head), now=later(3))
    decide_case(
        case_id,
        DecideCase(kind=Kind.S2, reason=REASON),
        actor=house.actor(house.chief),
        now=later(4),
    )
    command = RecordDelivery(received_on=RECEIVED)
    record_delivery(case_id, command, actor=house.actor(house.chief), now=later(4))
    file_objection(case_id, GROUNDS, actor=house.actor(house.staff), now=later(7))
    answer = DecideRemedy(outcome=RemedyOutcome.LIGHTENED, reason=REASON, kind=Kind.S1)
    answer_remedy(case_id, answer, actor=house.actor(house.governor), now=later(10))
    paper = session.get_one(Document, session.scalars(select(Remedy.document_id)).one())
    assert paper.context["kind_text"] == words["S2"]
    assert words["S1"] in paper.context["answer_text"]


def test_database_refuses_a_heavy_sanction_without_its_team(house: ConductHouse):
    case_id = house.reported(code="K3e", impact=Impact.INSTANSI)
    with pytest.raises(RuleRefused), transaction() as work:
        work.execute(
            text(
                "insert into sanction (agency_id, case_id, subject_id, kind, level, violation,"
                " aggravating, mitigating, reason, decided_by, capacity, decided_on, official,"
                " objection, delivery_time, delivery_place, sent_to, receipt_day_counts)"
                " values (:agency, :case, :person, 'B1', 'berat', 'x', '', '', :reason, :decider,"
                " 'definitif', '2026-11-27', '{}', '', '', '', '', false)"
            ),
            {
                "agency": house.agency.id,
                "case": case_id,
                "person": house.staff.id,
                "reason": REASON,
                "decider": house.governor.id,
            },
        )


def make_kind(house: ConductHouse, kind: PersonKind) -> None:
    with transaction() as work:
        work.get_one(Person, house.staff.id).kind = kind

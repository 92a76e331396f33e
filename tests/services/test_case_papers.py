"""What stands in the papers of a case: the act, its days, the hour and the last day to object."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.kinds import Kind
from ledger.domain.documents import DocumentKind
from ledger.domain.violations import Assess, Assessment
from ledger.models.cases import Case
from ledger.models.documents import Document
from ledger.models.people import Agency
from ledger.services.cases.alleging import alleged_acts, days_text, told_acts
from ledger.services.violations import assess_complaint, open_at_once
from tests.conduct import REASON, ConductHouse
from tests.factories import NOW


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def context_of(session: Session, kind: DocumentKind) -> dict:
    return session.scalars(select(Document).where(Document.kind == kind)).one().context


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([date(2026, 3, 16)], "16 Maret 2026"),
        ([date(2026, 3, 17), date(2026, 3, 16)], "16 dan 17 Maret 2026"),
        (
            [date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 18), date(2026, 4, 2)],
            "16, 17, dan 18 Maret 2026 dan 2 April 2026",
        ),
    ],
)
def test_days_of_one_month_stand_together(days: list[date], told: str):
    assert days_text(days) == told


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Asia/Jakarta", "09.00 WIB"), ("Asia/Makassar", "09.00 WITA"), ("WIT", "09.00 WIT")],
)
def test_hour_carries_the_short_name_of_the_zone(
    house: ConductHouse, session: Session, zone: str, told: str
):
    with transaction() as work:
        work.get_one(Agency, house.agency.id).zone = zone
    case_id = house.open_case()
    house.summon(case_id)
    house.examine(case_id)
    assert context_of(session, DocumentKind.SUMMONS)["time_text"] == told
    assert context_of(session, DocumentKind.EXAMINATION_RECORD)["time_text"] == told


def test_complaint_stands_in_the_papers_as_the_act_it_tells_of(
    house: ConductHouse, session: Session
):
    """ "Diduga diminta biaya" would accuse the wrong one: citizens tell what happened to them."""
    command = Assess(assessment=Assessment.SUSPECTED, reason=REASON, code="L5g", impact=Impact.UNIT)
    complaint_id = house.complain(title="Diminta biaya tambahan Rp50.000")
    actor = house.actor(house.head)
    ids = assess_complaint(complaint_id, command, actor=actor, now=NOW)
    house.summon(open_at_once(ids, actor=actor, now=NOW))
    alleged = context_of(session, DocumentKind.SUMMONS)["allegation_text"]
    assert alleged == (
        "melakukan pungutan di luar ketentuan (menurut pengaduan warga yang diterima pada"
        " 9 November 2026), pada 9 November 2026"
    )


def test_neglected_obligation_of_a_complaint_is_said_as_not_done(
    house: ConductHouse, session: Session
):
    command = Assess(assessment=Assessment.SUSPECTED, reason=REASON, code="K4i", impact=Impact.UNIT)
    actor = house.actor(house.head)
    ids = assess_complaint(house.complain(), command, actor=actor, now=NOW)
    case_id = open_at_once(ids, actor=actor, now=NOW)
    assert case_id is not None
    case = session.get_one(Case, case_id)
    assert alleged_acts(case).startswith("tidak menolak segala bentuk pemberian")


def test_decision_prints_the_last_day_to_object_when_received_at_once(
    house: ConductHouse, session: Session
):
    house.decided(Kind.R1)
    context = context_of(session, DocumentKind.REPRIMAND_DECISION)
    # Friday 27 November 2026 and 14 working days.
    assert context["objection_if_received_text"] == "17 Desember 2026"
    assert context["violation_date_text"] == "10 November 2026"


def test_person_and_papers_read_no_name_of_who_reported_it(house: ConductHouse, session: Session):
    told = f"Meninggalkan loket, dan {house.mate.name} harus melayani sendiri"
    case = session.get_one(Case, house.open_case(narrative=told))
    for text in (told_acts(case)[0].text, alleged_acts(case)):
        assert house.mate.name not in text
        assert "[nama disamarkan] harus melayani" in text

"""Decisions in SIASN: taken back there too once an objection took them back here (I27)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.commands import RecordDelivery, RecordObjection
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.domain.people import PersonKind
from ledger.errors import RuleRefused
from ledger.models.cases import Case
from ledger.models.people import Person
from ledger.models.remedies import Upload
from ledger.queries.executions import list_uploads
from ledger.services.cases import (
    answer_remedy,
    file_objection,
    record_delivery,
    record_objection,
    take_effect_due,
)
from ledger.services.cases.choosing import PPPK_KEY
from ledger.services.cases.deadlines import UPLOAD, deadlines_on
from ledger.services.cases.uploading import record_upload
from ledger.services.settings import record_setting
from ledger.spreadsheets.executions import siasn_csv
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW

OWN = "pengurangan gaji menurut perjanjian kerja"


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse()


def delivered(house: ConductHouse) -> int:
    case_id = house.decided()
    command = RecordDelivery(received_on=date(2026, 11, 27))
    record_delivery(case_id, command, actor=house.actor(house.head), now=later(4))
    return case_id


def annulled(house: ConductHouse, case_id: int) -> None:
    """An objection that came in time on paper and was written down after the effect."""
    command = RecordObjection(grounds="Tidak benar.", filed_on=date(2026, 12, 17))
    record_objection(case_id, command, actor=house.hr, now=later(28))
    answer = DecideRemedy(outcome=RemedyOutcome.ANNULLED, reason=REASON)
    answer_remedy(case_id, answer, actor=house.actor(house.chief), now=later(30))


def test_i27_uploaded_decision_that_was_annulled_goes_out_once_more(
    house: ConductHouse, session: Session
):
    case_id = delivered(house)
    take_effect_due(actor=house.system, now=later(25))
    upload_id = session.scalars(select(Upload.id)).one()
    done = {"actor": house.hr, "now": later(26)}
    record_upload(upload_id, number="IDIS-9", uploaded_on=date(2026, 12, 18), **done)
    assert not list_uploads(house.hr)[0].waits
    annulled(house, case_id)
    session.expire_all()
    (line,) = list_uploads(house.hr)
    assert line.waits
    assert line.cancelled_on == date(2026, 12, 23)
    cells = siasn_csv([line], siasn_ids={line.kind: 2}).decode("utf-8-sig").splitlines()
    assert cells[0].endswith("skPembatalanNomor,skPembatalanTanggal")
    assert cells[1].endswith(f"{line.cancel_number},23-12-2026")
    assert UPLOAD in {one.what for one in deadlines_on(house.agency.id, date(2026, 12, 24))}
    done = {"actor": house.hr, "now": later(31)}
    record_upload(upload_id, number="IDIS-10", uploaded_on=date(2026, 12, 24), **done)
    session.expire_all()
    assert not list_uploads(house.hr)[0].waits
    assert UPLOAD not in {one.what for one in deadlines_on(house.agency.id, date(2026, 12, 24))}


def test_decision_annulled_before_its_upload_never_goes_out(house: ConductHouse):
    case_id = delivered(house)
    take_effect_due(actor=house.system, now=later(25))
    assert list_uploads(house.hr)[0].waits
    annulled(house, case_id)
    assert not list_uploads(house.hr)[0].waits


def aggravate(house: ConductHouse) -> int:
    with transaction() as work:
        work.get_one(Person, house.staff.id).kind = PersonKind.PPPK
    case_id = delivered(house)
    file_objection(case_id, "Tidak benar.", actor=house.actor(house.staff), now=later(5))
    command = DecideRemedy(outcome=RemedyOutcome.AGGRAVATED, reason=REASON, kind=Kind.S1)
    answer_remedy(case_id, command, actor=house.actor(house.chief), now=later(10))
    return case_id


def test_i31_aggravated_kind_of_a_pppk_is_in_the_words_of_the_agency(
    house: ConductHouse, session: Session
):
    since = {"valid_from": date(2026, 1, 1), "actor": house.hr, "now": NOW}
    record_setting(PPPK_KEY, {"S1": OWN}, **since)
    case_id = aggravate(house)
    session.expire_all()
    assert session.get_one(Case, case_id).sanction.kind_text == OWN


def test_i31_kind_without_words_of_the_agency_is_refused_on_aggravation(house: ConductHouse):
    with pytest.raises(RuleRefused) as refusal:
        aggravate(house)
    assert refusal.value.constraint == "kind_mapped"

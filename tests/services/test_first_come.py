"""The second of two people at the same thing hears who was first, and when."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.commendations import CommendationVerdict, ComplaintCause, ComplaintEvent
from ledger.domain.intake_commands import VerifyCommendation, VerifyComplaint
from ledger.domain.people import Role
from ledger.domain.violations import Assessment
from ledger.errors import InvalidTransition
from ledger.models.commendations import Commendation, Complaint
from ledger.models.people import Agency
from ledger.services.commendations import receive_commendation, verify_commendation
from ledger.services.complaints import answer_complaint, receive_complaint, verify_complaint
from ledger.services.nominations import (
    accept_nomination,
    reject_nomination,
    resubmit_nomination,
    withdraw_nomination,
)
from tests.conduct import REASON, ConductHouse
from tests.factories import NOW, make_person
from tests.intake import Office, commendation, complaint, make_office, nomination, send

#: 23 November 2026, 3.00 UTC, by the clock of an agency in WIB.
WHEN = "23 November 2026 pukul 10.00 WIB"


@pytest.fixture
def office(session: Session) -> Office:
    return make_office()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(InvalidTransition) as refusal:
        act()
    return refusal.value.message


def second_of(office: Office):
    return office.acting(make_person(office.hr.unit, name="Dewi Anggraini"), Role.HR)


def test_second_reader_of_a_commendation_hears_who_was_first(office: Office, session: Session):
    receive_commendation(commendation(office), actor=office.by_citizen, now=NOW)
    row = session.scalars(select(Commendation)).one()
    command = VerifyCommendation(
        commendation_id=row.id, verdict=CommendationVerdict.ACCEPTED, person_id=row.person_id
    )
    verify_commendation(command, actor=office.by_hr, now=NOW)
    told = refused(lambda: verify_commendation(command, actor=second_of(office), now=NOW))
    assert f"oleh Ratna Dewi pada {WHEN}" in told
    assert "statusnya sekarang: Diteruskan sebagai apresiasi." in told


def test_second_word_on_a_complaint_hears_who_was_first(office: Office, session: Session):
    receive_complaint(complaint(office), actor=office.by_citizen, now=NOW)
    row = session.scalars(select(Complaint)).one()
    command = VerifyComplaint(
        complaint_id=row.id,
        event=ComplaintEvent.SUBSTANTIATE,
        cause=ComplaintCause.WORKLOAD,
        reason=REASON,
    )
    verify_complaint(command, actor=office.by_hr, now=NOW)
    second = second_of(office)
    assert f"oleh Ratna Dewi pada {WHEN}" in refused(
        lambda: verify_complaint(command, actor=second, now=NOW)
    )
    answer_complaint(row.id, text="Loket kini berdua.", actor=office.by_hr, now=NOW)
    told = refused(
        lambda: answer_complaint(row.id, text="Maaf atas antrean.", actor=second, now=NOW)
    )
    assert "statusnya sekarang: Sudah dijawab." in told
    assert row.answer == "Loket kini berdua."


def test_second_verdict_on_a_nomination_hears_who_was_first(office: Office, session: Session):
    sent = send(office)
    reject_nomination(sent, reason=REASON, actor=office.by_hr, now=NOW)
    second, by_head = second_of(office), office.acting(office.head)
    for act in (
        lambda: accept_nomination(sent, actor=second, now=NOW),
        lambda: withdraw_nomination(sent, actor=by_head, now=NOW),
        lambda: resubmit_nomination(sent, nomination(office), actor=by_head, now=NOW),
    ):
        told = refused(act)
        assert f"oleh Ratna Dewi pada {WHEN}, dan statusnya sekarang: Ditolak." in told


def test_second_word_of_the_superior_hears_of_the_first(session: Session):
    house = ConductHouse()
    report_id = house.report()
    house.assess(report_id, Assessment.DISMISS)
    assert f"oleh {house.head.name} pada {WHEN}" in refused(
        lambda: house.assess(report_id, Assessment.SUSPECTED)
    )


def test_second_letter_of_a_case_hears_who_wrote_the_first_two(session: Session):
    house = ConductHouse()
    case_id = house.decided()
    told = refused(lambda: house.summon(case_id))
    assert f"Langkah terakhir oleh {house.head.name} pada" in told


def test_moment_is_told_by_the_clock_of_the_agency(office: Office):
    with transaction() as work:
        work.get(Agency, office.agency.id).zone = "WIT"
    sent = send(office)
    reject_nomination(sent, reason=REASON, actor=office.by_hr, now=NOW)
    told = refused(lambda: accept_nomination(sent, actor=second_of(office), now=NOW))
    assert "pukul 12.00 WIT" in told

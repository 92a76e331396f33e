"""The desks where HR and unit admins verify what citizens sent, and who may not."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.domain.commendations import (
    CommendationState,
    CommendationVerdict,
    ComplaintCause,
    ComplaintState,
)
from ledger.domain.intake_commands import VerifyCommendation
from ledger.domain.people import Role
from ledger.models.commendations import Commendation, Complaint
from ledger.models.people import Account
from ledger.queries.home import count_waiting
from ledger.queries.intake import count_intake
from ledger.services.commendations import receive_commendation, verify_commendation
from ledger.services.complaints import receive_complaint
from tests.factories import make_actor, make_person, make_unit
from tests.intake import (
    REASON,
    commendation,
    complaint,
    facts,
    grant,
    make_office,
    nomination,
    send,
)
from tests.statements import listening
from tests.visits import sign_in

NOW = datetime.now(UTC)
EARLIER = datetime(2026, 1, 5, tzinfo=UTC).date()


@pytest.fixture
def office(app):
    return make_office()


def browser(app, office, person, *roles, unit_id=None):
    account_id = office.acting(person).account_id
    for role in roles:
        grant(account_id, role, unit_id)
    return sign_in(app.test_client(), session().get(Account, account_id))


@pytest.fixture
def hr(app, office):
    return browser(app, office, office.hr, Role.HR)


def thanked(office, **changes) -> Commendation:
    command = commendation(office, happened_on=EARLIER, **changes)
    code = receive_commendation(command, actor=office.by_citizen, now=NOW)
    return session().scalars(select(Commendation).filter_by(tracking_code=code)).one()


def accused(office, **changes) -> Complaint:
    command = complaint(office, filed_on=EARLIER, **changes)
    code = receive_complaint(command, actor=office.by_citizen, now=NOW)
    return session().scalars(select(Complaint).filter_by(tracking_code=code)).one()


def test_commendation_is_read_masked_and_passed_on(office, hr):
    row = thanked(office, words="Ramah. Telepon saya 0812-3456-7890. <b>x</b>")
    listed = hr.get("/apresiasi/periksa").text
    page = hr.get(f"/apresiasi/periksa/{row.id}").text
    for text in (listed, page):
        assert "0812-3456-7890" not in text
        assert "<b>x</b>" not in text
        assert "Ramah." in text
    answer = hr.post(
        f"/apresiasi/periksa/{row.id}",
        data={"verdict": "accepted", "officer": str(office.clerk.id), "refused_tip": "1"},
    )
    assert answer.status_code == 303
    session().expire_all()
    assert session().get(Commendation, row.id).state is CommendationState.ACCEPTED
    assert facts("commendation_verified")[0].fields["refused_tip"] is True
    again = hr.post(f"/apresiasi/periksa/{row.id}", data={"verdict": "accepted"})
    assert again.status_code == 409


def test_refused_verdict_keeps_what_was_typed(office, hr):
    row = thanked(office)
    address = f"/apresiasi/periksa/{row.id}"
    assert hr.post(address, data={}).status_code == 422
    answer = hr.post(address, data={"verdict": "abusive", "reason": "kasar"})
    assert answer.status_code == 422
    assert "Alasan paling sedikit" in answer.text
    assert "kasar" in answer.text


def test_desk_is_closed_to_strangers_and_to_whom_it_is_about(app, office):
    about = thanked(office)
    address = f"/apresiasi/periksa/{about.id}"
    other = make_unit(office.agency, office.unit)
    elsewhere = browser(app, office, make_person(other), Role.UNIT_ADMIN, unit_id=other.id)
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(address, data={"verdict": "accepted"}).status_code == 404
    plain = browser(app, office, office.colleague)
    assert plain.get(address).status_code == 403
    assert plain.get("/pengaduan/periksa").status_code == 403
    assert plain.get("/periksa").status_code == 403
    officer = browser(app, office, office.clerk, Role.HR)
    assert officer.get(address).status_code == 404
    assert officer.post(address, data={"verdict": "accepted"}).status_code == 404
    assert "Tidak ada" in officer.get("/apresiasi/periksa").text


def test_admin_of_a_unit_sees_that_unit_only(app, office):
    here, there = thanked(office), thanked(office, unit_id=office.hr.unit_id, person_id=None)
    admin = browser(app, office, make_person(office.unit), Role.UNIT_ADMIN, unit_id=office.unit.id)
    assert admin.get(f"/apresiasi/periksa/{here.id}").status_code == 200
    assert admin.get(f"/apresiasi/periksa/{there.id}").status_code == 404


def test_inspectorate_reads_what_was_handed_over_and_nothing_else(app, office, hr):
    suspected, other = thanked(office), thanked(office)
    verify_commendation(
        VerifyCommendation(
            commendation_id=suspected.id,
            verdict=CommendationVerdict.SUSPECTED_GRATUITY,
            person_id=office.clerk.id,
            reason=REASON,
        ),
        actor=office.by_hr,
        now=NOW,
    )
    inspector = browser(app, office, make_person(office.unit), Role.INSPECTORATE)
    assert suspected.tracking_code in inspector.get("/apresiasi/dugaan").text
    assert inspector.get(f"/apresiasi/periksa/{suspected.id}").status_code == 200
    assert inspector.get(f"/apresiasi/periksa/{other.id}").status_code == 404
    assert inspector.get("/apresiasi/periksa").status_code == 403
    assert hr.get("/apresiasi/dugaan").status_code == 403


def test_complaint_is_judged_by_its_cause_and_answered(office, hr):
    row = accused(office, person_id=office.clerk.id, category="antrean panjang")
    address = f"/pengaduan/periksa/{row.id}"
    assert "Beban kerja" in hr.get(address).text
    assert hr.post(address, data={"event": "substantiate", "reason": REASON}).status_code == 422
    verdict = {"event": "substantiate", "cause": "workload", "reason": REASON}
    assert hr.post(address, data={**verdict, "officer": str(office.clerk.id)}).status_code == 303
    session().expire_all()
    row = session().get(Complaint, row.id)
    assert (row.cause, row.person_id) == (ComplaintCause.WORKLOAD, None)
    assert hr.post(f"{address}/jawab", data={"answer": ""}).status_code == 422
    hr.post(f"{address}/jawab", data={"answer": "Loket ditambah satu."})
    session().expire_all()
    assert session().get(Complaint, row.id).state is ComplaintState.ANSWERED
    assert "Loket ditambah satu." in hr.get(address).text


def test_complaint_is_hidden_from_whom_it_is_about(app, office):
    row = accused(office, person_id=office.clerk.id)
    officer = browser(app, office, office.clerk, Role.HR)
    address = f"/pengaduan/periksa/{row.id}"
    assert officer.get(address).status_code == 404
    assert row.title not in officer.get("/pengaduan/periksa").text
    plain = browser(app, office, office.colleague)
    assert plain.get(address).status_code == 403
    assert plain.post(f"{address}/jawab", data={"answer": "x"}).status_code == 403


def test_levy_is_pointed_out(office, hr):
    row = accused(office, category="pungutan liar")
    assert "selalu diperiksa sebagai kasus" in hr.get(f"/pengaduan/periksa/{row.id}").text


def test_numbers_beside_the_rooms_are_the_lengths_of_the_queues(office, hr):
    send(office, happened_on=EARLIER)
    thanked(office)
    thanked(office, person_id=office.hr.id, unit_id=office.hr.unit_id)
    accused(office)
    counted = count_intake(office.by_hr)
    assert (counted.nominations, counted.commendations, counted.complaints) == (1, 1, 1)
    assert count_waiting(office.by_hr)["intake.index"] == 3
    stranger = make_actor(office.colleague)
    assert "intake.index" not in count_waiting(stranger)
    assert "3 hal menunggu verifikasi Anda" in hr.get("/").text
    assert "1 menunggu" in hr.get("/periksa").text
    assert nomination(office).nominator_id == office.head.id


def test_queues_ask_the_database_as_little_for_many_as_for_one(office, hr):
    for number in range(12):
        thanked(office, words=f"Baik {number}")
        accused(office, title=f"Antre {number}")
    for path in ("/apresiasi/periksa", "/pengaduan/periksa", "/periksa", "/usulan/periksa"):
        hr.get(path)
        with listening() as heard:
            assert hr.get(path).status_code == 200
        assert len(heard) <= 12, (path, len(heard), heard)


def test_burst_for_one_officer_is_flagged(office, hr):
    for number in range(5):
        thanked(office, words=f"Baik {number}")
    assert "Banyak dalam sehari" in hr.get("/apresiasi/periksa").text

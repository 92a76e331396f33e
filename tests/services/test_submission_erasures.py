"""What citizens sent goes by the schedule, with its photo, whether or not anything came of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from ledger.database import session, transaction
from ledger.domain.commendations import CommendationVerdict, ComplaintEvent
from ledger.domain.intake_commands import VerifyCommendation, VerifyComplaint
from ledger.domain.people import Role
from ledger.domain.retention import ERASED_WORDS, RecordKind, RecordRetention
from ledger.errors import Forbidden, RuleRefused
from ledger.models.commendations import Commendation, Complaint
from ledger.models.erasures import Erasure
from ledger.models.events import AuditEvent
from ledger.models.nominations import Evidence
from ledger.queries.citizens import find_tracked
from ledger.queries.erasure_pages import get_erasure
from ledger.queries.erasures import retention_lines
from ledger.services.citizen_photos import (
    receive_commendation_with_photo,
    receive_complaint_with_photo,
)
from ledger.services.commendations import verify_commendation
from ledger.services.complaints import answer_complaint, verify_complaint
from ledger.services.erasures import (
    confirm_retention_rule,
    record_retention_rule,
    run_retention,
)
from tests.factories import NOW, make_person
from tests.files import MemoryFiles
from tests.intake import REASON, Office, commendation, complaint, make_office

LATER = NOW + timedelta(days=800)
PHOTO = b"\xff\xd8\xff\xe0 a photograph"
OTHER = b"\xff\xd8\xff\xe0 another one"


class Archive:
    """An office whose citizens sent photographs, and its schedule."""

    def __init__(self) -> None:
        self.office: Office = make_office()
        self.files = MemoryFiles()
        self.second = self.office.acting(make_person(self.office.unit, name="Luh"), Role.HR)

    def thanks(self, photo: bytes = PHOTO, **changes) -> str:
        said = commendation(
            self.office, person_id=None, citizen_name="Wati", contact="0812", **changes
        )
        return receive_commendation_with_photo(
            said,
            photo,
            files=self.files,
            actor=self.office.by_citizen,
            now=NOW,
            source_key=f"web:{len(session().scalars(select(Commendation.id)).all())}",
        )

    def wrong(self, photo: bytes = PHOTO) -> str:
        said = complaint(self.office, body="Nama saya Wati, saya menunggu tiga jam.")
        return receive_complaint_with_photo(
            said,
            photo,
            files=self.files,
            actor=self.office.by_citizen,
            now=NOW,
            source_key="web:complaint",
        )

    def judge(self, code: str) -> None:
        command = VerifyCommendation(
            commendation_id=self.commendation(code).id,
            verdict=CommendationVerdict.ACCEPTED,
            person_id=None,
            staff_name="Pak Udin",
            reply="Terima kasih, Bu Wati.",
        )
        verify_commendation(command, actor=self.office.by_hr, now=NOW)

    def answer(self, code: str) -> None:
        row = self.complaint(code)
        command = VerifyComplaint(
            complaint_id=row.id, event=ComplaintEvent.FIND_UNSUBSTANTIATED, reason=REASON
        )
        verify_complaint(command, actor=self.office.by_hr, now=NOW)
        answer_complaint(row.id, text="Bu Wati, ini duduknya.", actor=self.office.by_hr, now=NOW)

    def keep(self, years: int = 2) -> int:
        command = RecordRetention(
            record_kind=RecordKind.CITIZEN,
            valid_from=date(2026, 1, 1),
            years=years,
            law="JRA Contoh 1/2026",
        )
        return record_retention_rule(command, actor=self.office.by_hr, now=NOW)

    def schedule(self, years: int = 2) -> None:
        confirm_retention_rule(self.keep(years), actor=self.second, now=NOW)

    def run(self, now=LATER) -> int:
        erased = run_retention(self.office.agency.id, files=self.files, now=now)
        session().expire_all()
        return erased

    def commendation(self, code: str) -> Commendation:
        return session().scalars(select(Commendation).filter_by(tracking_code=code)).one()

    def complaint(self, code: str) -> Complaint:
        return session().scalars(select(Complaint).filter_by(tracking_code=code)).one()


@pytest.fixture
def archive(app) -> Archive:
    return Archive()


def test_commendation_that_never_became_an_entry_is_emptied_with_its_photo(archive: Archive):
    code = archive.thanks()
    archive.judge(code)
    archive.schedule()
    assert archive.run() == 1
    row = archive.commendation(code)
    texts = (row.words, row.citizen_name, row.contact, row.staff_name, row.reply)
    assert texts == ("",) * 5
    assert (row.rating, row.tracking_code, row.happened_on) == (4, code, date(2026, 11, 20))
    assert archive.files.kept == {}
    assert session().scalars(select(Evidence)).all() == []
    assert archive.run() == 0


def test_complaint_that_was_answered_is_emptied_with_its_photo(archive: Archive):
    code = archive.wrong()
    archive.answer(code)
    archive.schedule()
    assert archive.run() == 1
    row = archive.complaint(code)
    assert (row.title, row.body, row.answer, row.verdict_reason) == (ERASED_WORDS, "", "", "")
    assert archive.files.kept == {}


def test_trail_says_what_was_erased_and_on_which_ground(archive: Archive):
    code = archive.thanks()
    archive.judge(code)
    archive.schedule()
    archive.run()
    said = session().scalars(
        select(AuditEvent.data).where(AuditEvent.tag == "commendation:data:erased")
    )
    number = session().scalars(select(Erasure.number)).one()
    assert said.all() == [{"erasure": number, "ground": "jadwal-retensi-arsip", "files": 1}]
    erasure_id = session().scalars(select(Erasure.id)).one()
    page = get_erasure(erasure_id, actor=archive.second, today=date(2029, 1, 1))
    assert (page.rule_is_citizen, page.rule_law, page.entries) == (True, "JRA Contoh 1/2026", ())


def test_citizen_reads_since_when_the_words_are_gone(archive: Archive):
    code = archive.thanks()
    archive.judge(code)
    archive.schedule()
    assert find_tracked(code).erased_on is None
    archive.run()
    found = find_tracked(code)
    assert (found.erased_on, found.reply, found.has_name) == (LATER.date(), "", False)


def test_photo_that_somebody_else_sent_too_stays(archive: Archive):
    gone, waits = archive.thanks(), archive.thanks(words="Antreannya cepat.")
    archive.judge(gone)
    archive.schedule()
    archive.run()
    assert archive.commendation(waits).words == "Antreannya cepat."
    assert list(archive.files.kept.values()) == [PHOTO]


def test_nothing_goes_before_its_time_or_by_a_line_nobody_confirmed(archive: Archive):
    code = archive.thanks()
    archive.judge(code)
    rule_id = archive.keep()
    assert archive.run() == 0
    with pytest.raises(Forbidden):
        confirm_retention_rule(rule_id, actor=archive.office.by_hr, now=NOW)
    confirm_retention_rule(rule_id, actor=archive.second, now=NOW)
    assert archive.run(now=NOW + timedelta(days=700)) == 0
    assert archive.commendation(code).citizen_name == "Wati"


def test_what_still_waits_for_a_verdict_or_an_answer_stays(archive: Archive):
    archive.thanks()
    archive.wrong(OTHER)
    archive.schedule()
    assert archive.run() == 0
    assert len(archive.files.kept) == 2


def test_plan_counts_what_citizens_sent(archive: Archive):
    archive.judge(archive.thanks())
    archive.answer(archive.wrong())
    archive.schedule()
    (line,) = retention_lines(archive.office.agency.id, today=LATER.date())
    assert (line.record_kind, line.due) == (RecordKind.CITIZEN, 2)


@pytest.mark.parametrize(
    ("kind", "changes"), [(Commendation, {"reply": "x"}), (Complaint, {"answer": "x"})]
)
def test_database_keeps_empty_what_was_emptied(archive: Archive, kind, changes):
    archive.judge(archive.thanks())
    archive.answer(archive.wrong())
    archive.schedule()
    archive.run()
    with pytest.raises(RuleRefused, match="sudah dihapus"), transaction() as work:
        work.execute(update(kind).values(**changes))

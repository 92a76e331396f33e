"""A recap says what the ledger says, hides small groups, and is made once whatever happens."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from pikepdf import Pdf
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from ledger.database import session, transaction
from ledger.documents.recap_context import RecapContext
from ledger.domain.commendations import CommendationState, ComplaintCause, ComplaintState
from ledger.domain.documents import DocumentState
from ledger.domain.entries import EntryKind
from ledger.domain.jobs import JobStopped
from ledger.domain.people import Role
from ledger.domain.periods import parse_period
from ledger.domain.recaps import RecapSection, RequestRecap
from ledger.domain.zones import zone_info
from ledger.errors import Forbidden, InvalidInput, NotFound
from ledger.gateways.files import FsspecFiles
from ledger.models.commendations import Commendation, Complaint
from ledger.models.documents import Document, Recap
from ledger.models.entries import Entry, MeritAccount, Posting
from ledger.models.events import AuditEvent, Notification
from ledger.models.indicators import ServiceIndexScore, SurveyIndex
from ledger.models.jobs import Job
from ledger.queries.recaps import get_recap, list_recaps, read_recap_data
from ledger.services.entries import post_entry
from ledger.services.recaps import build_recap, request_recap
from ledger.services.recaps.sheets import printed_number, recap_xlsx
from tests.factories import NOW, make_actor, make_agency, make_person, make_unit
from tests.postings import guidance
from tests.proposals import HAPPENED
from tests.standings import Story
from tests.statements import listening

QUARTER = parse_period("2026-T4")
URL = "https://neraca.contoh.go.id"


@pytest.fixture
def story(app) -> Story:
    return Story(quota=1000)


@pytest.fixture
def files(tmp_path) -> FsspecFiles:
    return FsspecFiles(f"file://{tmp_path}")


def ask(story: Story, unit_id: int | None = None, **fields) -> int:
    command = RequestRecap(unit_id=unit_id, **{"period": QUARTER, **fields})
    return request_recap(command, actor=story.hr, now=NOW)


def build(recap_id: int, files: FsspecFiles, report=lambda done, total: None):
    return build_recap(recap_id, files=files, public_url=URL, now=NOW, report=report)


def context_of(recap_id: int) -> RecapContext:
    session().rollback()
    session().expire_all()
    recap = session().get_one(Recap, recap_id)
    return RecapContext.from_mapping(session().get_one(Document, recap.document_id).context)


def figure(context: RecapContext, label: str) -> str:
    return next(one.value_text for one in context.summary if one.label == label)


def note_guidance(story: Story, person, count: int, day: date = date(2026, 11, 2)) -> None:
    for number in range(count):
        key = f"catatan:{person.id}:{number}"
        command = guidance(person, NOW, idempotency_key=key, happened_on=day)
        post_entry(command, actor=story.system, now=NOW)


def thank_in_words(story: Story, person, count: int, day: date = date(2026, 11, 3)) -> None:
    with transaction() as work:
        for number in range(count):
            work.add(
                Commendation(
                    agency_id=story.agency.id,
                    tracking_code=f"TRM-{person.id}-{number}",
                    state=CommendationState.ACCEPTED,
                    unit_id=person.unit_id,
                    person_id=person.id,
                    rating=4,
                    happened_on=day,
                    received_at=NOW,
                )
            )


def test_totals_are_those_of_the_ledger(story: Story, files):
    kept = [story.award(story.staff, 25), story.award(story.mate, 15, date(2026, 12, 31))]
    story.take_back(story.award(story.staff, 40))
    thank_in_words(story, story.staff, 3)
    recap_id = ask(story)
    build(recap_id, files)
    context = context_of(recap_id)
    posted = session().scalar(
        select(func.sum(Posting.points_delta))
        .join(Entry, Entry.id == Posting.entry_id)
        .join(MeritAccount, MeritAccount.id == Posting.account_id)
        .where(
            MeritAccount.person_id.is_not(None),
            Entry.happened_on >= QUARTER.start,
            Entry.happened_on < QUARTER.end,
        )
    )
    people = [line for unit in context.units for line in unit.people]
    assert figure(context, "Poin diberikan") == str(posted) == "40"
    assert sum(line.points for line in people) == posted
    assert sum(line.points for line in context.awards) == posted
    assert figure(context, "Penghargaan diputuskan") == str(len(kept))
    assert figure(context, "Apresiasi warga") == "3"
    bars = next(chart for chart in context.charts if chart.shape == "bar")
    assert sum(point.value or 0 for point in bars.points) == posted
    lines = [chart for chart in context.charts if chart.shape == "line"]
    assert [sum(p.value or 0 for p in chart.points) for chart in lines] == [posted, 3]


def test_period_keeps_to_its_days(story: Story, files):
    story.award(story.staff, 10, date(2026, 10, 1))
    story.award(story.staff, 5, date(2026, 12, 31))
    wanted = {"2026-T4": "15", "2026-10": "10", "2026-12": "5", "2026-11": "0", "2026-S2": "15"}
    for code, points in wanted.items():
        recap_id = ask(story, period=parse_period(code))
        build(recap_id, files)
        assert figure(context_of(recap_id), "Poin diberikan") == points


def test_paper_is_numbered_issued_and_sealed_by_its_entry(story: Story, files):
    story.award(story.staff, 25)
    recap_id = ask(story)
    result = build(recap_id, files)
    line = get_recap(recap_id, actor=story.hr)
    assert line.is_issued
    assert line.number.startswith("800.1.5/1/")
    content = files.get(line.pdf_sha256)
    with Pdf.open(io.BytesIO(content)) as paper:
        assert len(paper.pages) >= 4
    document = session().get_one(Document, result["document_id"])
    assert document.state is DocumentState.ISSUED
    issued = session().scalars(select(Entry).where(Entry.kind == EntryKind.RECAP_ISSUED)).one()
    assert issued.detail["number"] == line.number
    assert session().scalar(select(Job.id).where(Job.kind == "documents.issue")) is None
    told = session().scalars(select(Notification).where(Notification.key == f"recap:{recap_id}"))
    assert [one.path for one in told] == [f"/rekap/{recap_id}"]
    tags = session().scalars(select(AuditEvent.tag).where(AuditEvent.tag.like("recap:%")))
    assert list(tags) == ["recap:recap:requested", "recap:recap:frozen", "recap:recap:tabulated"]


def test_spreadsheet_keeps_the_nip_as_text(story: Story, files):
    story.award(story.staff, 25)
    recap_id = ask(story)
    build(recap_id, files)
    line = get_recap(recap_id, actor=story.hr)
    book = CalamineWorkbook.from_filelike(io.BytesIO(files.get(line.spreadsheet_sha256)))
    rows = book.get_sheet_by_name("Pegawai").to_python()[1:]
    own = next(row for row in rows if row[1] == "Bintang")
    assert own[2] == story.staff.nip
    assert isinstance(own[2], str)
    assert sum(row[4] for row in rows) == 25
    assert "Keterangan" in book.sheet_names


def test_small_groups_of_guidance_are_hidden_without_any_name(story: Story, files):
    other = make_unit(story.agency, story.dinas, name="Bidang Kedua")
    neighbour = make_person(other, story.chief, name="Nama Rahasia")
    note_guidance(story, story.staff, 6)
    note_guidance(story, neighbour, 2)
    recap_id = ask(story, sections=(RecapSection.GUIDANCE,))
    build(recap_id, files)
    context = context_of(recap_id)
    assert [(one.label, one.count) for one in context.guidance] == [
        ("Bidang Contoh", 6),
        ("Bidang Kedua", None),
    ]
    assert "8" not in context.guidance_text
    document = session().get_one(Document, session().get_one(Recap, recap_id).document_id)
    assert "Nama Rahasia" not in str(document.context)


def test_unit_reads_its_own_small_numbers(story: Story, files):
    note_guidance(story, story.staff, 2)
    recap_id = ask(story, story.bidang.id, sections=(RecapSection.GUIDANCE,))
    build(recap_id, files)
    context = context_of(recap_id)
    assert [one.count for one in context.guidance] == [2]
    assert "2 catatan" in context.guidance_text


def test_guidance_taken_back_counts_no_more(story: Story, files):
    story.take_back(story.guide())
    recap_id = ask(story, story.bidang.id)
    build(recap_id, files)
    assert context_of(recap_id).guidance == ()


def test_unit_covers_everything_below_it_and_nothing_beside(story: Story, files):
    other = make_unit(story.agency, story.top, name="Dinas Lain")
    make_person(other, story.governor, name="Orang Lain")
    story.award(story.staff, 25)
    recap_id = ask(story, story.dinas.id)
    build(recap_id, files)
    context = context_of(recap_id)
    assert context.scope_text == "Dinas Contoh"
    assert [unit.name for unit in context.units] == ["Dinas Contoh", "Bidang Contoh"]
    assert figure(context, "Poin diberikan") == "25"


def test_complaints_indexes_and_service_index_are_told(story: Story, files):
    with transaction() as work:
        for number, cause in enumerate((ComplaintCause.FACILITY, ComplaintCause.PEOPLE, None)):
            state = ComplaintState.SUBSTANTIATED if cause else ComplaintState.RECEIVED
            work.add(
                Complaint(
                    agency_id=story.agency.id,
                    tracking_code=f"ADU-{number}",
                    state=state,
                    classification="pengaduan",
                    title="Antrean panjang",
                    unit_id=story.bidang.id,
                    filed_on=date(2026, 11, 3),
                    cause=cause,
                )
            )
        work.add(
            SurveyIndex(
                agency_id=story.agency.id,
                unit_id=story.bidang.id,
                period="2026-T4",
                respondents=150,
                sums={},
                weight="exact",
                index=88.31,
                grade="A",
                file_sha256="0" * 64,
                computed_at=NOW,
            )
        )
        for aspect, score in (("Kebijakan Pelayanan", 4), ("Profesionalisme SDM", 3)):
            work.add(
                ServiceIndexScore(
                    agency_id=story.agency.id,
                    unit_id=story.bidang.id,
                    year=2026,
                    aspect=aspect,
                    score=score,
                )
            )
    recap_id = ask(story)
    build(recap_id, files)
    context = context_of(recap_id)
    causes = {one.label: one.count for one in context.complaints}
    assert causes["Sarana atau sistem"] == causes["Petugas"] == causes["Belum ditentukan"] == 1
    (index,) = context.indexes
    assert (index.index_text, index.grade, index.respondents) == ("88,31", "A (Sangat Baik)", 150)
    assert [one.value_text for one in context.aspects] == ["4,00", "3,00"]
    assert figure(context, "IPP") == "3,50"


def test_sections_not_asked_for_are_absent(story: Story, files):
    story.award(story.staff, 25)
    recap_id = ask(story, sections=(RecapSection.AWARDS,))
    build(recap_id, files)
    context = context_of(recap_id)
    assert (context.sections, context.charts, context.units) == ((), (), ())
    assert len(context.awards) == 1


def test_killed_worker_goes_on_with_the_same_number_and_numbers(story: Story, files):
    story.award(story.staff, 25)
    recap_id = ask(story)

    def die(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(recap_id, files, report=die)
    number = session().scalar(select(Document.number))
    story.award(story.staff, 99)
    heard: list[tuple[int, int]] = []
    build(recap_id, files, report=lambda done, total: heard.append((done, total)))
    build(recap_id, files)
    line = get_recap(recap_id, actor=story.hr)
    assert (line.number, figure(context_of(recap_id), "Poin diberikan")) == (number, "25")
    assert heard[-1][0] == heard[-1][1]
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert session().scalar(select(func.count(Document.id))) == 1


def test_cancelled_recap_stops_before_it_is_issued(story: Story, files):
    recap_id = ask(story)

    def stop(done: int, total: int) -> None:
        raise JobStopped("berhenti")

    with pytest.raises(JobStopped):
        build(recap_id, files, report=stop)
    assert get_recap(recap_id, actor=story.hr).document_id is None


def test_spreadsheet_is_a_function_of_the_frozen_paper(story: Story, files):
    story.award(story.staff, 25)
    recap_id = ask(story)
    build(recap_id, files)
    kept = get_recap(recap_id, actor=story.hr).spreadsheet_sha256
    made_at = NOW.astimezone(zone_info("Asia/Jakarta"))
    again = recap_xlsx(context_of(recap_id), made_at=made_at, made_by=story.agency.name)
    assert sha256(again).hexdigest() == kept


def test_spreadsheet_holds_days_and_numbers_that_can_be_reckoned_with(story: Story, files):
    story.award(story.staff, 25)
    recap_id = ask(story)
    build(recap_id, files)
    made_at = NOW.astimezone(zone_info("Asia/Jakarta"))
    data = recap_xlsx(context_of(recap_id), made_at=made_at, made_by=story.agency.name)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    award = book.get_sheet_by_name("Penghargaan").to_python()[1]
    assert award[0] == HAPPENED
    assert award[2] == story.staff.nip
    assert award[5] == 25.0
    summary = {row[0]: row[1] for row in book.get_sheet_by_name("Ringkasan").to_python()}
    assert summary["Poin diberikan"] == 25.0
    assert summary["IPP"] == "–"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.204", 1204),
        ("85,10", Decimal("85.10")),
        ("-3", -3),
        ("–", "–"),
        ("12 unit", "12 unit"),
    ],
)
def test_printed_figure_becomes_the_number_it_stands_for(text: str, number: object):
    assert printed_number(text) == number


def test_asking_twice_while_it_is_made_is_one_recap(story: Story):
    assert ask(story) == ask(story)
    assert ask(story) != ask(story, sections=(RecapSection.AWARDS,))


def test_only_hr_over_the_unit_may_ask(story: Story):
    command = RequestRecap(unit_id=None, period=QUARTER)
    for actor in (story.actor(story.staff), story.actor(story.head)):
        with pytest.raises(Forbidden):
            request_recap(command, actor=actor, now=NOW)
    elsewhere = make_unit(make_agency())
    with pytest.raises(NotFound):
        ask(story, elsewhere.id)
    with pytest.raises(InvalidInput):
        RequestRecap(unit_id=None, period=QUARTER, sections=())


def test_recap_of_another_agency_is_not_there(story: Story):
    recap_id = ask(story)
    stranger = make_actor(make_person(make_unit(make_agency())), Role.HR)
    with pytest.raises(NotFound):
        get_recap(recap_id, actor=stranger)
    assert list_recaps(stranger, offset=0, limit=10) == []


def test_queries_do_not_grow_with_people(story: Story):
    def count() -> int:
        with listening() as heard:
            read_recap_data(agency_id, None, QUARTER)
        return len(heard)

    agency_id = story.agency.id
    story.award(story.staff, 1)
    few = count()
    for number in range(6):
        other = make_person(story.bidang, story.head)
        story.award(other, 1, date(2026, 11, 3 + number))
        thank_in_words(story, other, 2)
        note_guidance(story, other, 1)
    assert count() <= few <= 18


def test_day_of_the_recap_is_that_of_the_agency(story: Story, files):
    recap_id = ask(story)
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    build_recap(recap_id, files=files, public_url=URL, now=late, report=lambda *_: None)
    assert context_of(recap_id).date_text == "24 November 2026"

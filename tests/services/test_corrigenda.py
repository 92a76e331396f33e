"""An issued recap is never changed: what was reversed since is said by a paper of its own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ledger.database import session
from ledger.documents.recap_corrigendum import RecapCorrigendumContext
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.entries import EntryKind
from ledger.domain.recaps import RecapSection
from ledger.errors import Forbidden, NotFound, RuleRefused
from ledger.models.documents import Corrigendum, Document, Recap
from ledger.models.entries import Entry
from ledger.models.events import AuditEvent
from ledger.queries.recaps import get_recap, list_recaps
from ledger.queries.verified_documents import verify_document
from ledger.services.awards import post_award
from ledger.services.documents import issue_document
from ledger.services.recaps import correct_recap
from ledger.services.reversals import reverse_entry
from tests.factories import NOW, make_actor, make_agency, make_person, make_unit
from tests.files import MemoryFiles
from tests.postings import award as made_award
from tests.proposals import HAPPENED
from tests.services.test_recaps import ask, build, note_guidance
from tests.standings import Story
from tests.statements import listening

LATER = NOW + timedelta(days=1)
REASON = "Penerimanya keliru, yang benar pegawai lain."


@pytest.fixture
def story(app) -> Story:
    return Story(quota=1000)


@pytest.fixture
def files() -> MemoryFiles:
    return MemoryFiles()


@pytest.fixture
def recap_id(story, files) -> int:
    """Two awards and seven notes of guidance in the quarter, frozen and issued."""
    story.award(story.staff, 25)
    story.award(story.mate, 25)
    note_guidance(story, story.staff, 7)
    recap_id = ask(story)
    build(recap_id, files)
    return recap_id


def reverse(story: Story, kind: EntryKind, count: int = 1, now=LATER) -> list[str]:
    uids = session().scalars(
        select(Entry.uid)
        .where(Entry.kind == kind, Entry.happened_on >= date(2026, 10, 1))
        .order_by(Entry.id)
        .limit(count)
    )
    return [
        reverse_entry(uid, reason=REASON, proposal_id=None, actor=story.system, now=now)
        for uid in uids.all()
    ]


def correct(story: Story, recap_id: int, now=LATER) -> RecapCorrigendumContext:
    document_id = correct_recap(recap_id, actor=story.hr, now=now)
    return context_of(document_id)


def context_of(document_id: int) -> RecapCorrigendumContext:
    session().rollback()
    return RecapCorrigendumContext.from_mapping(session().get_one(Document, document_id).context)


def changes(context: RecapCorrigendumContext) -> dict[tuple[str, str], tuple[str, str]]:
    return {(one.part, one.label): (one.before_text, one.after_text) for one in context.changes}


def test_corrigendum_names_the_recap_and_the_changed_figures(story, recap_id):
    paper = session().get_one(Document, session().get_one(Recap, recap_id).document_id)
    before = (paper.sha256, dict(paper.context), paper.number)
    reverse(story, EntryKind.AWARD_POINTS)
    assert get_recap(recap_id, actor=story.hr).affected == 1
    context = correct(story, recap_id)
    assert (context.recap_number, context.recap_sha256) == (paper.number, paper.sha256)
    assert context.reason_code == "entry_reversed"
    told = changes(context)
    assert told["Ringkasan", "Penghargaan diputuskan"] == ("2", "1")
    assert told["Ringkasan", "Poin diberikan"] == ("50", "25")
    assert told["Ringkasan", "Penerima"] == ("2", "1")
    assert told["Bidang Contoh", "Poin"] == ("50", "25")
    assert [line.name for line in context.withdrawn] == [story.staff.name]
    assert "Catatan pembinaan" not in {part for part, _ in told}
    session().expire_all()
    kept = session().get_one(Document, paper.id)
    assert (kept.sha256, dict(kept.context), kept.number) == before
    assert kept.state is DocumentState.ISSUED


def test_corrigendum_is_numbered_issued_and_told_by_the_recaps_code(story, recap_id, files):
    reverse(story, EntryKind.AWARD_POINTS)
    document_id = correct_recap(recap_id, actor=story.hr, now=LATER)
    recap = session().get_one(Document, session().get_one(Recap, recap_id).document_id)
    assert verify_document(recap.verification_code).corrections == ()
    issue_document(document_id, files=files, public_url="http://localhost", now=LATER)
    session().expire_all()
    paper = session().get_one(Document, document_id)
    assert (paper.kind, paper.state) == (DocumentKind.RECAP_CORRIGENDUM, DocumentState.ISSUED)
    assert paper.number not in (None, recap.number)
    assert files.get(paper.sha256).startswith(b"%PDF-")
    told = verify_document(recap.verification_code)
    assert told.corrections == ((paper.number, paper.dated_on),)
    assert verify_document(paper.verification_code).corrects == (recap.number, recap.dated_on)
    entry = session().scalars(
        select(Entry).where(Entry.idempotency_key == f"document:{document_id}:issued")
    )
    assert entry.one().kind is EntryKind.DOCUMENT_ISSUED
    tags = session().scalars(select(AuditEvent.tag).where(AuditEvent.subject_kind == "recap"))
    assert list(tags).count("recap:recap:corrected") == 1


def test_guidance_under_five_stays_hidden_and_its_sum_is_withheld(story, recap_id):
    reverse(story, EntryKind.GUIDANCE, count=3)
    context = correct(story, recap_id)
    told = changes(context)
    assert told["Catatan pembinaan", "Bidang Contoh"] == ("7", "<5")
    assert told["Catatan pembinaan", "Jumlah seluruhnya"] == ("7", "tidak ditulis")
    assert context.withdrawn == ()
    assert "4" not in str(context.changes)


def test_second_corrigendum_goes_on_from_the_first(story, recap_id):
    reverse(story, EntryKind.AWARD_POINTS)
    first = correct_recap(recap_id, actor=story.hr, now=LATER)
    assert get_recap(recap_id, actor=story.hr).affected == 0
    with pytest.raises(RuleRefused) as refusal:
        correct_recap(recap_id, actor=story.hr, now=LATER)
    assert refusal.value.constraint == "recap_not_affected"
    session().rollback()
    much_later = LATER + timedelta(days=1)
    last = select(Entry.uid).where(Entry.kind == EntryKind.AWARD_POINTS).order_by(Entry.id.desc())
    uid = session().scalars(last.limit(1)).one()
    reverse_entry(uid, reason=REASON, proposal_id=None, actor=story.system, now=much_later)
    context = correct(story, recap_id, now=much_later)
    assert context.corrects_before == session().get_one(Document, first).number
    assert changes(context)["Ringkasan", "Poin diberikan"] == ("25", "0")
    rows = session().scalars(select(Corrigendum).order_by(Corrigendum.position)).all()
    assert [(row.position, row.recap_id) for row in rows] == [(1, recap_id), (2, recap_id)]


def test_reversal_of_what_the_recap_never_counted_does_not_touch_it(story, recap_id):
    post_award(
        made_award(story.bidang, LATER, key="later", happened_on=HAPPENED, points=5),
        actor=story.system,
        now=LATER,
    )
    newest = select(Entry.uid).where(Entry.kind == EntryKind.AWARD_POINTS)
    uid = session().scalars(newest.order_by(Entry.id.desc()).limit(1)).one()
    reverse_entry(uid, reason=REASON, proposal_id=None, actor=story.system, now=LATER)
    assert get_recap(recap_id, actor=story.hr).affected == 0


def test_recap_that_is_not_issued_or_not_ones_own_is_not_corrected(story, recap_id):
    reverse(story, EntryKind.AWARD_POINTS)
    waiting = ask(story, unit_id=story.bidang.id)
    with pytest.raises(RuleRefused) as refusal:
        correct_recap(waiting, actor=story.hr, now=LATER)
    assert refusal.value.constraint == "recap_not_issued"
    session().rollback()
    with pytest.raises(Forbidden):
        correct_recap(recap_id, actor=story.actor(story.head), now=LATER)
    session().rollback()
    stranger = make_actor(make_person(make_unit(make_agency())))
    with pytest.raises(NotFound):
        correct_recap(recap_id, actor=stranger, now=LATER)


def test_list_of_recaps_says_which_are_affected_in_as_many_queries(story, recap_id, files):
    def queries() -> int:
        session().rollback()
        with listening() as statements:
            list_recaps(story.hr, offset=0, limit=25)
        return len(statements)

    one = queries()
    build(ask(story, unit_id=story.dinas.id), files)
    build(ask(story, unit_id=None, sections=(RecapSection.AWARDS,)), files)
    reverse(story, EntryKind.AWARD_POINTS)
    assert [line.affected for line in list_recaps(story.hr, offset=0, limit=25)] == [1, 1, 1]
    assert queries() <= one + 1

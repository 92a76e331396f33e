"""An objection is heard by somebody who did not decide; it ends in a correction and an entry."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from ledger.database import session
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.entries import EntryKind
from ledger.domain.objections import (
    GROUND_LABELS,
    OBJECTION_LABELS,
    OBJECTION_TRANSITIONS,
    DecideObjection,
    FileObjection,
    ObjectionEvent,
    ObjectionGround,
    ObjectionState,
    grounds_for,
)
from ledger.domain.transitions import follow
from ledger.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RuleRefused,
)
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.models.events import Notification
from ledger.models.objections import Objection
from ledger.models.people import Person
from ledger.services.objections import decide_objection, file_objection, withdraw_objection
from tests.factories import NOW
from tests.postings import points_of
from tests.proposals import HAPPENED
from tests.standings import Story

REASON = "Inovasi itu dipakai tiga loket, bukan satu."
ANSWER = "Berkas penerapan di tiga loket sudah kami periksa."


@pytest.fixture
def story(app) -> Story:
    return Story(quota=1000)


def file(story: Story, ground=ObjectionGround.WRONG_POINTS, now=NOW, **fields) -> int:
    command = FileObjection(ground=ground, reason=REASON, **fields)
    return file_objection(command, actor=story.actor(story.staff), now=now)


def decide(story: Story, number: int, by, *, grants=True, points=40, now=NOW) -> None:
    command = DecideObjection(objection_id=number, grants=grants, reason=ANSWER, points=points)
    decide_objection(command, actor=story.actor(by), now=now)


def row(number: int) -> Objection:
    session().rollback()
    session().expire_all()
    return session().get_one(Objection, number)


@pytest.mark.parametrize("event", ObjectionEvent)
@pytest.mark.parametrize("state", ObjectionState)
def test_objection_is_answered_once(state, event):
    if state is ObjectionState.FILED:
        after = follow(OBJECTION_TRANSITIONS, OBJECTION_LABELS, state, event)
        assert after is not ObjectionState.FILED
    else:
        with pytest.raises(InvalidTransition):
            follow(OBJECTION_TRANSITIONS, OBJECTION_LABELS, state, event)


def test_grounds_fit_the_kind_of_entry_and_all_have_words():
    offered = {
        ground
        for kind in EntryKind
        for shared in (True, False)
        for ground in grounds_for(kind, is_shared=shared)
    }
    assert offered | {ObjectionGround.NOT_AWARDED} == set(ObjectionGround) == set(GROUND_LABELS)
    assert grounds_for(EntryKind.SANCTION, is_shared=False) == ()


def test_objection_goes_past_whoever_decided_to_the_next_official_with_a_term(story: Story):
    uid = story.award(story.staff, 25)
    found = row(file(story, entry_uid=uid))
    assert found.first_decided_by == story.head.id
    assert found.assignee_id == story.chief.id
    assert (found.due_on, found.is_late) == (date(2026, 12, 7), False)
    told = session().scalars(
        select(Notification.person_id).where(Notification.key == f"objection:{found.id}:filed")
    )
    assert list(told) == [story.chief.id]


def test_objection_after_its_term_is_heard_all_the_same_and_marked(story: Story):
    uid = story.award(story.staff, 25)
    late = NOW + timedelta(days=60)
    assert row(file(story, entry_uid=uid, now=late)).is_late


def test_granted_points_are_corrected_and_posted_anew(story: Story):
    uid = story.award(story.staff, 25, badge={"code": "x", "tier": "emas", "name": "Sahabat"})
    number = file(story, entry_uid=uid)
    decide(story, number, story.chief)
    found = row(number)
    assert found.state is ObjectionState.GRANTED
    assert points_of(story.staff) == 40
    corrected, given = (entry_of(one) for one in (found.reversal_uid, found.award_uid))
    assert (corrected.reverses_uid, corrected.decided_by) == (uid, story.chief.id)
    assert (given.detail["badge"]["name"], given.happened_on) == ("Sahabat", HAPPENED)
    assert found.official["name"] == "Wayan"


def test_granted_objection_to_guidance_takes_it_back_and_gives_nothing(story: Story):
    uid = story.guide()
    number = file(story, ObjectionGround.GUIDANCE, entry_uid=uid)
    official = session().get_one(Person, row(number).assignee_id)
    assert official.id not in {story.head.id, entry_of(uid).decided_by}
    decide(story, number, official, points=None)
    found = row(number)
    assert entry_of(found.reversal_uid).reverses_uid == uid
    assert found.award_uid is None


def test_what_was_never_rewarded_is_rewarded_by_the_officials_decision(story: Story):
    number = file(
        story, ObjectionGround.NOT_AWARDED, title="Antrean daring loket 2", happened_on=HAPPENED
    )
    assert row(number).assignee_id == story.head.id
    decide(story, number, story.head, points=15)
    found = row(number)
    assert (found.reversal_uid, points_of(story.staff)) == (None, 15)
    assert entry_of(found.award_uid).detail["title"] == "Antrean daring loket 2"


def test_rejected_objection_leaves_the_entry_and_tells_the_reason(story: Story):
    uid = story.award(story.staff, 25)
    number = file(story, entry_uid=uid)
    decide(story, number, story.chief, grants=False, points=None)
    found = row(number)
    assert (found.state, found.decision_reason) == (ObjectionState.REJECTED, ANSWER)
    assert (found.reversal_uid, points_of(story.staff)) == (None, 25)
    key = f"objection:{number}:decided"
    assert session().scalar(select(Notification.person_id).where(Notification.key == key)) == (
        story.staff.id
    )


def test_certificate_of_a_corrected_award_is_renewed(story: Story):
    uid = story.award(story.staff, 25, document="certificate")
    number = file(story, entry_uid=uid)
    decide(story, number, story.chief)
    found = row(number)
    papers = session().scalars(
        select(Document).where(Document.kind == DocumentKind.CERTIFICATE).order_by(Document.id)
    )
    old, new = papers.all()
    assert (old.entry_uid, new.entry_uid) == (uid, found.award_uid)
    assert old.state in (DocumentState.REVOKED, DocumentState.NUMBERED)
    assert new.context["award_title"] == old.context["award_title"]
    assert new.number != old.number


def test_nobody_hears_what_they_decided_nor_their_own(story: Story):
    uid = story.award(story.staff, 25)
    number = file(story, entry_uid=uid)
    for person in (story.head, story.mate, story.clerk):
        with pytest.raises(NotFound):
            decide(story, number, person)
    with pytest.raises(Forbidden):
        decide(story, number, story.staff)
    assert row(number).state is ObjectionState.FILED


def test_points_that_are_none_or_the_same_are_refused_and_change_nothing(story: Story):
    uid = story.award(story.staff, 25)
    number = file(story, entry_uid=uid)
    for points in (None, 0, 1_001, 25):
        with pytest.raises(InvalidInput) as refused:
            decide(story, number, story.chief, points=points)
        assert "points" in refused.value.fields
    assert (row(number).state, points_of(story.staff)) == (ObjectionState.FILED, 25)


def test_more_points_than_the_quota_holds_are_refused_and_the_award_stands(story: Story):
    uid = story.award(story.staff, 900)
    other = story.award(story.mate, 90)
    number = file(story, entry_uid=uid)
    with pytest.raises(RuleRefused):
        decide(story, number, story.chief, points=1_000)
    assert (row(number).state, points_of(story.staff)) == (ObjectionState.FILED, 900)
    assert entry_of(other).reverses_uid is None


def test_objection_is_refused_for_another_person_twice_and_against_what_was_corrected(
    story: Story,
):
    uid = story.award(story.staff, 25)
    command = FileObjection(ground=ObjectionGround.WRONG_POINTS, reason=REASON, entry_uid=uid)
    with pytest.raises(NotFound):
        file_objection(command, actor=story.actor(story.mate), now=NOW)
    with pytest.raises(InvalidInput):
        file(story, ObjectionGround.GUIDANCE, entry_uid=uid)
    first = file(story, entry_uid=uid)
    with pytest.raises(Conflict):
        file(story, entry_uid=uid)
    withdraw_objection(first, actor=story.actor(story.staff), now=NOW)
    story.take_back(uid)
    with pytest.raises(RuleRefused):
        file(story, entry_uid=uid)


def test_unrewarded_deed_that_is_still_to_come_is_refused(story: Story):
    with pytest.raises(InvalidInput):
        file(story, ObjectionGround.NOT_AWARDED, title="Besok", happened_on=date(2026, 12, 24))


def test_withdrawn_objection_is_heard_no_more(story: Story):
    number = file(story, entry_uid=story.award(story.staff, 25))
    with pytest.raises(NotFound):
        withdraw_objection(number, actor=story.actor(story.chief), now=NOW)
    withdraw_objection(number, actor=story.actor(story.staff), now=NOW)
    with pytest.raises(InvalidTransition):
        decide(story, number, story.chief)


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ("state = 'granted', decided_by = {head}", "objection_"),
        ("reason = 'Alasan lain yang cukup panjang.'", "objection_fixed"),
        ("decided_by = {chief}, state = 'rejected', decision_reason = 'pendek'", "has_reason"),
    ],
)
def test_database_refuses_what_the_service_would(story: Story, change: str, guard: str):
    number = file(story, entry_uid=story.award(story.staff, 25))
    people = {"head": story.head.id, "chief": story.chief.id}
    with pytest.raises(IntegrityError, match=guard):
        session().execute(
            text(f"UPDATE objection SET {change.format(**people)} WHERE id = {number}")  # noqa: S608 - our own words, no input
        )
    session().rollback()
    with pytest.raises(IntegrityError, match="objection_kept"):
        session().execute(text("DELETE FROM objection"))
    session().rollback()


def entry_of(uid: str | None) -> Entry:
    return session().scalars(select(Entry).where(Entry.uid == uid)).one()

"""A standing is the sum of its lines, by the day things happened, in a fixed number of queries."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.facts import FactKind
from ledger.domain.people import Role
from ledger.domain.periods import parse_period
from ledger.errors import NotFound
from ledger.queries.standing import (
    get_conduct,
    get_entry_story,
    get_head,
    get_standing,
    require_merit_reader,
)
from ledger.queries.standing.lines import merit_lines
from ledger.services.rules import TeamShare
from tests.factories import make_actor, make_person
from tests.packs import put_in_force
from tests.postings import points_of
from tests.standings import PACK, Story
from tests.statements import listening

TODAY = date(2026, 11, 23)
BADGE = {"badge": {"code": "sahabat-warga", "tier": "perunggu", "name": "Sahabat Warga"}}


@pytest.fixture
def story(app) -> Story:
    return Story(quota=1000)


def standing_of(story: Story, person=None, period: str = "2026-T4"):
    person = person or story.staff
    head = get_head(person.id, agency_id=story.agency.id, today=TODAY)
    return get_standing(head, period=parse_period(period), today=TODAY)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    awards=st.lists(
        st.tuples(
            st.integers(1, 20), st.dates(date(2026, 10, 1), date(2026, 12, 31)), st.booleans()
        ),
        max_size=3,
    )
)
def test_points_are_the_sum_of_the_lines_and_of_the_postings(story, awards):
    story.staff = make_person(story.bidang, story.head)
    for points, day, is_taken_back in awards:
        uid = story.award(story.staff, points, day)
        if is_taken_back:
            story.take_back(uid)
    lines = merit_lines(story.staff.id)
    kept = sum(points for points, _, is_taken_back in awards if not is_taken_back)
    standing = standing_of(story)
    assert sum(line.points for line in lines) == kept == standing.points_all
    assert (lines[-1].running if lines else 0) == kept
    assert (points_of(story.staff) or 0) == kept
    assert standing.points == sum(line.points for line in standing.lines)
    assert standing.trend[-1].value == standing.points
    assert [point.running for point in standing.trend] == [False] * 5 + [True]


def test_line_says_reason_rule_official_and_running_sum(story: Story):
    numbers = story.thank(story.staff, *(date(2026, 11, day) for day in (3, 4, 5)))
    story.approve(*numbers, reason="Warga menyebutnya dengan nama.")
    (line,) = standing_of(story).lines
    assert line.title == "Sahabat Warga, perunggu"
    assert line.reason.startswith("Tiga apresiasi warga")
    assert line.rule == "sahabat-warga-perunggu@1"
    assert (line.decider, line.capacity) == ("Siti", "Kepala Bidang")
    assert line.verdict_reason == "Warga menyebutnya dengan nama."
    assert (line.points, line.running) == (15, 15)


def test_correction_stands_beside_the_line_it_takes_back(story: Story):
    uid = story.award(story.staff, 25, **BADGE)
    assert [badge.times for badge in standing_of(story).badges] == [1]
    taken = story.take_back(uid)
    standing = standing_of(story)
    later, earlier = standing.lines
    assert (earlier.uid, earlier.reversed_by) == (uid, taken)
    assert (later.uid, later.reverses_uid, later.points) == (taken, uid, -25)
    assert later.title == earlier.title
    assert later.reason == "Poin tercatat dua kali untuk hal yang sama."
    assert (standing.points, standing.badges) == (0, ())


def test_badge_counts_its_deeds_and_shows_the_highest_tier(story: Story):
    story.award(story.staff, 5, date(2026, 10, 6), **BADGE)
    silver = {"badge": {**BADGE["badge"], "tier": "perak"}}
    newest = story.award(story.staff, 5, date(2026, 11, 6), **silver)
    (badge,) = standing_of(story).badges
    assert (badge.name, badge.tier, badge.times) == ("Sahabat Warga", "perak", 2)
    assert badge.deeds[0].uid == newest


def test_period_counts_by_the_day_it_happened(story: Story):
    story.award(story.staff, 10, date(2026, 10, 1))
    story.award(story.staff, 5, date(2026, 12, 31))
    assert standing_of(story).points == 15
    assert standing_of(story, period="2026-10").points == 10
    assert standing_of(story, period="2026-T3").points == 0
    assert standing_of(story, period="2026-12").points_before == 10


def test_goal_tells_what_is_still_missing(story: Story):
    story.thank(story.staff, date(2026, 11, 3), date(2026, 11, 4))
    goals = standing_of(story).goals
    nearest = goals[0]
    assert (nearest.title, nearest.value, nearest.missing) == ("Sahabat Warga, perunggu", 2, 1)
    assert nearest.counted == "apresiasi warga bernilai 4 dalam triwulan ini"
    assert nearest.until == date(2026, 12, 31)
    assert len(goals) <= 3


def test_goal_stays_while_the_successor_of_its_version_has_not_begun(story: Story):
    """The version still in force is retired as soon as its end is known."""
    story.thank(story.staff, date(2026, 11, 3), date(2026, 11, 4))
    before = standing_of(story).goals
    richer = PACK.read_text(encoding="utf-8").replace("amount: 15", "amount: 25")
    second = make_actor(make_person(story.dinas, story.chief), Role.HR)
    put_in_force(richer, story.hr, second, valid_from=date(2027, 1, 1))
    assert before
    assert standing_of(story).goals == before


def test_goal_is_silent_when_nothing_has_begun_or_all_is_there(story: Story):
    assert standing_of(story).goals == ()
    story.thank(story.staff, *(date(2026, 11, day) for day in (3, 4, 5)))
    assert "Sahabat Warga, perunggu" not in [goal.title for goal in standing_of(story).goals]


def test_guidance_stands_apart_and_never_among_the_points(story: Story):
    uid = story.guide()
    assert standing_of(story).lines == ()
    (note,) = get_conduct(story.staff.id).guidance
    assert (note.uid, note.is_live(TODAY), note.valid_until) == (uid, True, date(2027, 5, 2))
    assert not note.is_live(date(2027, 5, 2))
    story.take_back(uid)
    (note,) = get_conduct(story.staff.id).guidance
    assert note.is_reversed
    assert standing_of(story).lines == ()


def test_open_reply_is_offered_until_it_is_used(story: Story):
    number = story.propose_guidance()
    (due,) = get_conduct(story.staff.id).replies
    assert due.proposal_id == number


def test_story_of_an_entry_runs_its_rule_again(story: Story):
    story.approve(*story.thank(story.staff, *(date(2026, 11, day) for day in (3, 4, 5))))
    (line,) = standing_of(story).lines
    told = get_entry_story(line.uid, person_id=story.staff.id, agency_id=story.agency.id)
    assert told.firing
    counted = [part for part in told.firing.explanation.parts if part.threshold == 3]
    assert [part.values[0].value for part in counted] == [3]
    assert told.firing.explanation.held
    assert [step.name for step in told.steps] == ["Siti"]
    assert (told.points, told.seal) == (15, None)


def test_story_of_somebody_else_is_not_there(story: Story):
    uid = story.award(story.staff, 10)
    guidance = story.guide()
    for person in (story.mate, story.head, story.officer):
        for one in (uid, guidance):
            with pytest.raises(NotFound):
                get_entry_story(one, person_id=person.id, agency_id=story.agency.id)


def test_member_of_a_team_does_not_learn_the_service_of_the_nominee(story: Story):
    team = (TeamShare(story.staff.id, 60), TeamShare(story.mate.id, 40))
    fields = {
        "category": "pelayanan_publik",
        "stage": "uji_coba",
        "impact_percent": 10,
        "team_size": 2,
        "evidence_count": 1,
    }
    numbers = story.tell(FactKind.NOMINATION_ACCEPTED, story.staff, team=team, **fields)
    story.approve(*numbers)
    (own,), (other,) = (standing_of(story, who).lines for who in (story.staff, story.mate))
    assert (own.points, other.points) == (15, 10)
    told = get_entry_story(other.uid, person_id=story.mate.id, agency_id=story.agency.id)
    assert told.firing
    used = [v for part in told.firing.explanation.parts for v in part.values]
    assert all(v.value is None for v in used if v.path.startswith("person."))


def test_merit_is_read_by_oneself_the_direct_superior_and_hr(story: Story):
    head = get_head(story.staff.id, agency_id=story.agency.id, today=TODAY)
    for actor in (story.actor(story.staff), story.actor(story.head), story.hr):
        require_merit_reader(head, actor)
    for person in (story.mate, story.chief, story.clerk):
        with pytest.raises(NotFound):
            require_merit_reader(head, story.actor(person))


def test_person_of_another_agency_is_not_there(story: Story):
    with pytest.raises(NotFound):
        get_head(story.staff.id, agency_id=story.agency.id + 1, today=TODAY)


def test_queries_do_not_grow_with_people_or_lines(story: Story):
    def count(person_id: int, agency_id: int) -> int:
        with listening() as heard:
            head = get_head(person_id, agency_id=agency_id, today=TODAY)
            get_standing(head, period=parse_period("2026-T4"), today=TODAY)
        return len(heard)

    ids = story.staff.id, story.agency.id
    story.award(story.staff, 1)
    few = count(*ids)
    for number in range(8):
        other = make_person(story.bidang, story.head)
        story.award(other, 1, date(2026, 11, 3 + number))
        story.award(story.staff, 1, date(2026, 11, 3 + number), **BADGE)
    assert count(*ids) == few <= 6


def test_quarter_begins_at_midnight_of_the_agency():
    period = parse_period("2026-T4")
    start, _ = period.bounds_utc("WITA")
    assert start == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)

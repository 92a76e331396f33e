"""A standing on a past day: what was decided or taken back later is not there yet."""

from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner

from ledger.cli.standings import standing
from ledger.database import session
from ledger.domain.as_of import CountedDate
from ledger.gateways.resources import EXTENSION
from ledger.queries.standing import get_past_standing
from ledger.services.reversals import reverse_entry
from tests.factories import NOW
from tests.proposals import HAPPENED
from tests.standings import Story

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def story(app) -> Story:
    return Story(quota=1000)


def on(story: Story, day: date, counted: CountedDate = CountedDate.DECIDED):
    return get_past_standing(story.staff.id, agency_id=story.agency.id, day=day, counted=counted)


def take_back(story: Story, uid: str, now: datetime) -> None:
    reverse_entry(uid, reason="Salah orang.", proposal_id=None, actor=story.system, now=now)
    session().rollback()


def test_award_counts_from_the_day_it_was_decided_or_from_its_deed(story: Story):
    story.award(story.staff, 25, badge={"code": "x", "tier": "emas", "name": "Sahabat Warga"})
    before = on(story, YESTERDAY)
    assert (before.points, before.badges, before.later) == (0, (), 1)
    after = on(story, TODAY)
    assert (after.points, after.later) == (25, 0)
    assert [badge.name for badge in after.badges] == ["Sahabat Warga"]
    assert on(story, HAPPENED, CountedDate.HAPPENED).points == 25


def test_award_that_was_taken_back_later_still_stands_on_the_day_before(story: Story):
    uid = story.award(story.staff, 25, badge={"code": "x", "tier": "emas", "name": "Sahabat"})
    take_back(story, uid, NOW + timedelta(days=3))
    then = on(story, TODAY)
    assert (then.points, len(then.badges), then.lines[0].reversed_by) == (25, 1, None)
    later = on(story, TODAY + timedelta(days=3))
    assert (later.points, later.badges, len(later.lines)) == (0, (), 2)


def test_running_sum_ends_at_the_points_of_the_day(story: Story):
    for points in (10, 20, 30):
        story.award(story.staff, points)
    past = on(story, TODAY)
    assert past.lines[0].running == past.points == sum(line.points for line in past.lines) == 60


def test_rules_of_the_day_are_those_that_were_in_force_then(story: Story):
    (pack,) = on(story, TODAY).packs
    assert pack.label.startswith("layanan-dasar@")
    assert on(story, pack.valid_from - timedelta(days=1)).packs == ()


def test_command_says_each_line_and_what_is_left_out(app, story: Story):
    story.award(story.staff, 25)
    told = run(app, story.staff.nip, "--at", TODAY.isoformat())
    assert told.exit_code == 0
    assert "Pada akhir 23 November 2026: 25 poin" in told.output
    assert "Inovasi diuji coba" in told.output
    told = run(app, story.staff.nip, "--at", YESTERDAY.isoformat())
    assert "1 baris sesudahnya tidak ikut dihitung." in told.output


def test_command_for_somebody_unknown_is_refused_with_a_sentence(app, story: Story):
    told = run(app, "199901012020011001")
    assert told.exit_code == 1
    assert "Pegawai ini tidak ada di instansi Anda." in told.output


def run(app, *words: str):
    return CliRunner().invoke(standing, list(words), obj=app.extensions[EXTENSION])

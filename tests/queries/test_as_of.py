"""Points on a past day: by each of the three dates, as a replay of the entries says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.cli.balances import balance
from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.as_of import CountedDate, EntryDates, counts_by
from ledger.domain.posting_commands import AwardShare
from ledger.errors import NotFound
from ledger.gateways.resources import EXTENSION
from ledger.models.entries import Entry, MeritAccount, Posting
from ledger.queries.as_of import balance_of_person
from ledger.services.awards import post_award
from ledger.services.quotas import open_quota
from tests.factories import make_agency, make_person, make_unit
from tests.postings import award

JUNE_30 = date(2026, 6, 30)
#: 30 June 2026, 23.30 WIB is still June; half an hour later it is not, though UTC says 30 June.
LATE_IN_JUNE = datetime(2026, 6, 30, 16, 30, tzinfo=UTC)


@pytest.fixture
def person(app, now):
    agency = make_agency()
    unit = make_unit(agency)
    open_quota(unit.id, "2026-T2", 9_000, actor=system_actor(agency.id), now=now)
    return make_person(unit)


def post(person, key: str, points: int, **dates) -> None:
    share = AwardShare(person_id=person.id)
    decided = dates.pop("decided_at", LATE_IN_JUNE)
    command = award(person.unit, decided, share, key=key, points=points, **dates)
    post_award(command, actor=system_actor(person.agency_id), now=decided)


def points(person, day: date, counted: CountedDate) -> int:
    found = balance_of_person(person.id, agency_id=person.agency_id, day=day, counted=counted)
    return found.points


def test_late_decision_counts_by_the_deed_and_not_by_the_day_it_was_made(person):
    post(person, "in time", 10)
    post(person, "late", 7, happened_on=JUNE_30, decided_at=LATE_IN_JUNE + timedelta(hours=1))
    assert points(person, JUNE_30, CountedDate.DECIDED) == 10
    assert points(person, JUNE_30 + timedelta(days=1), CountedDate.DECIDED) == 17
    assert points(person, JUNE_30, CountedDate.HAPPENED) == 17


def test_what_takes_effect_later_counts_from_then(person):
    post(person, "later", 5, effective_on=date(2026, 8, 1))
    assert points(person, date(2026, 7, 31), CountedDate.EFFECTIVE) == 0
    assert points(person, date(2026, 8, 1), CountedDate.EFFECTIVE) == 5


def test_day_before_the_first_posting_is_zero_and_another_agency_sees_nothing(person):
    post(person, "one", 5)
    assert points(person, date(2020, 1, 1), CountedDate.DECIDED) == 0
    with pytest.raises(NotFound):
        balance_of_person(
            person.id, agency_id=make_agency().id, day=JUNE_30, counted=CountedDate.DECIDED
        )


DAYS = st.integers(0, 60).map(lambda days: date(2026, 4, 1) + timedelta(days=days))
MOMENTS = st.integers(0, 60 * 24).map(
    lambda hours: datetime(2026, 4, 1, tzinfo=UTC) + timedelta(hours=hours)
)
AWARDS = st.lists(st.tuples(st.integers(1, 50), DAYS, MOMENTS, DAYS), min_size=1, max_size=6)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(awards=AWARDS, day=DAYS)
def test_every_day_is_what_a_replay_gives(person, awards, day):
    for share, happened_on, decided_at, effective_on in awards:
        key = f"{session().query(Entry).count()}"
        dates = {"decided_at": decided_at, "effective_on": effective_on}
        post(person, key, share, happened_on=happened_on, **dates)
    for counted in CountedDate:
        assert points(person, day, counted) == replayed(person, day, counted)


def replayed(person, day: date, counted: CountedDate) -> int:
    rows = (
        session()
        .query(Entry, Posting.points_delta)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(MeritAccount, MeritAccount.id == Posting.account_id)
        .filter(MeritAccount.person_id == person.id)
    )
    return sum(
        delta
        for entry, delta in rows
        if counts_by(
            EntryDates(entry.happened_on, entry.decided_at, entry.effective_on),
            day,
            counted,
            "WIB",
        )
    )


def test_command_tells_the_points_and_which_date_counted(app, person):
    post(person, "late", 7, happened_on=JUNE_30, decided_at=LATE_IN_JUNE + timedelta(hours=1))
    session().rollback()

    def run(*arguments: str):
        return CliRunner().invoke(balance, arguments, obj=app.extensions[EXTENSION])

    told = run("--person", person.nip, "--at", "2026-06-30").output
    assert "0 poin pada akhir 30 Juni 2026" in told
    assert "diputuskan sampai dengan hari itu" in told
    told = run("--person", person.nip, "--at", "2026-06-30", "--by", "happened").output
    assert "7 poin" in told
    assert "terjadi sampai dengan hari itu" in told
    assert run("--person", "198001012005011001").exit_code == 1

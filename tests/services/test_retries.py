"""What PostgreSQL takes back to break a ring is done again; everything else is not."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from ledger.database import db, session, transaction
from ledger.services.retries import PAUSES_SECONDS, TAKEN_BACK, retried
from tests.factories import make_agency

DEADLOCK = "40P01"


class TakenBack(Exception):
    """As the driver tells it."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


class Verb:
    """Taken back so often, then done."""

    def __init__(self, times: int, sqlstate: str = DEADLOCK) -> None:
        self.times, self.sqlstate, self.attempts = times, sqlstate, 0

    def __call__(self) -> str:
        self.attempts += 1
        if self.attempts <= self.times:
            raise OperationalError("", {}, TakenBack(self.sqlstate))
        return "done"


@pytest.fixture
def names(app):
    """The codes of two agencies whose rows are changed at the same time."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    return make_agency().code, make_agency().code


def together(app, *verbs):
    """Run the verbs at the same time; what each of them returned or raised."""
    told: list[object] = [None] * len(verbs)

    def live(place: int) -> None:
        with app.app_context():
            try:
                told[place] = verbs[place]()
            except BaseException as failure:
                told[place] = failure
            finally:
                db.session.remove()

    threads = [threading.Thread(target=live, args=(place,)) for place in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session().rollback()
    return told


def changing(meeting, first, second):
    """A verb that changes two rows and meets the other verb between them, the first time."""
    attempts = []

    def change() -> int:
        attempts.append(1)
        with transaction() as work:
            _touch(work, first)
            if len(attempts) == 1:
                meeting.wait()
            _touch(work, second)
        return len(attempts)

    return change


def _touch(work, code):
    work.execute(text("UPDATE agency SET name = name || '+' WHERE code = :code"), {"code": code})


def test_two_that_wait_in_a_ring_are_both_done(app, names):
    one, other = names
    meeting = threading.Barrier(2)
    verbs = [changing(meeting, one, other), changing(meeting, other, one)]
    told = together(app, *map(retried, verbs))
    # PostgreSQL lets one of them go through and takes the other back.
    assert sorted(told) == [1, 2]
    changed = session().execute(text("SELECT name FROM agency")).scalars().all()
    assert [name.count("+") for name in changed] == [2, 2]


def test_ring_without_a_second_attempt_fails_one_of_the_two(app, names):
    one, other = names
    meeting = threading.Barrier(2)
    told = together(app, changing(meeting, one, other), changing(meeting, other, one))
    assert {type(outcome) for outcome in told} == {int, OperationalError}


def test_picture_that_grew_stale_is_taken_anew(app, names):
    meeting = threading.Barrier(2)

    def verb():
        attempts = []

        def change() -> int:
            attempts.append(1)
            with transaction() as work:
                work.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
                work.execute(text("SELECT count(*) FROM agency")).scalar()
                if len(attempts) == 1:
                    meeting.wait()
                _touch(work, names[0])
            return len(attempts)

        return retried(change)

    assert sorted(together(app, verb(), verb())) == [1, 2]


@pytest.mark.parametrize("sqlstate", sorted(TAKEN_BACK))
def test_verb_is_done_again_until_it_stands(app, sqlstate):
    verb = Verb(2, sqlstate)
    assert retried(verb)() == "done"
    assert verb.attempts == 3


def test_verb_that_is_always_taken_back_fails_in_the_end(app):
    verb = Verb(99)
    with pytest.raises(OperationalError):
        retried(verb)()
    assert verb.attempts == 1 + len(PAUSES_SECONDS)


def test_other_failure_is_told_at_once(app):
    verb = Verb(1, "53100")
    with pytest.raises(OperationalError):
        retried(verb)()
    assert verb.attempts == 1


def test_verb_within_a_transaction_leaves_it_to_the_outermost(app):
    verb = Verb(1)

    def outer() -> str:
        with transaction():
            return retried(verb)()

    with pytest.raises(OperationalError):
        outer()
    assert verb.attempts == 1
    assert retried(outer)() == "done"

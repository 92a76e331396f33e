"""Many entries in one call beside others: nobody waits in a ring, and a broken ring is mended."""

from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from ledger.database import session
from ledger.domain.posting_commands import PostEntry
from ledger.models.entries import Entry, Posting
from tests.postings import points_of
from tests.services.test_entry_batches import Office, count_of
from tests.together import WRITERS, together


@pytest.fixture
def office(app, now) -> Office:
    return Office(now)


def test_one_call_sent_by_all_at_once_is_done_once(app, office):
    commands = [office.award(number % 3, 1, f"k:{number}") for number in range(6)]
    before, answers = count_of(Entry), []
    # Half of them the other way round, which must not make them wait in a ring.
    told = together(app, lambda number: answers.append(sent(office, commands, bool(number % 2))))
    assert told == {"done": WRITERS}
    assert len({tuple(uids) for uids in answers}) == 1
    assert count_of(Entry) == before + 6
    assert [points_of(person) for person in office.people] == [2, 2, 2]


class TakenBackOnce(list[PostEntry]):
    """PostgreSQL breaks a ring the first time, when something of it is written already."""

    def __init__(self, commands: Iterable[PostEntry]) -> None:
        super().__init__(commands)
        self.attempts = 0

    def __iter__(self) -> Iterator[PostEntry]:
        self.attempts += 1
        yield from super().__iter__()
        if self.attempts == 1:
            raise OperationalError("", {}, TakenBack())


class TakenBack(Exception):
    sqlstate = "40P01"


def test_call_that_was_taken_back_is_done_again_and_once(office):
    before = count_of(Entry)
    commands = TakenBackOnce(office.award(n % 3, 1, f"k:{n}") for n in range(30))
    assert len(set(office.post(commands))) == 30
    assert (commands.attempts, count_of(Entry) - before) == (2, 30)


def test_iterator_that_was_taken_back_is_not_begun_in_its_middle(office):
    before = count_of(Entry)
    commands = TakenBackOnce(office.award(n % 3, 1, f"k:{n}") for n in range(30))
    with pytest.raises(OperationalError):
        office.post(iter(commands))
    assert count_of(Entry) == before


@pytest.mark.parametrize("many", [5, 30])
def test_postings_of_one_call_are_written_in_the_order_of_their_accounts(office, many):
    """Else two calls that change the same balances could wait for each other in a ring."""
    if session().get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    last = session().scalar(select(func.max(Posting.entry_id)))
    office.post([office.award(2 - n % 3, 1, f"k:{n}") for n in range(many)])
    written = select(Posting.account_id).where(Posting.entry_id > last).order_by(text("ctid"))
    accounts = session().scalars(written).all()
    assert len(accounts) == 2 * many
    assert accounts == sorted(accounts)


def sent(office: Office, commands: list[PostEntry], is_backwards: bool) -> list[str]:
    if is_backwards:
        return office.post(commands[::-1])[::-1]
    return office.post(commands)

"""Writers wait in line before a SQLite database, and a place in it is always given back."""

import fcntl
import os
import threading

import pytest

from ledger.database import db, session, transaction
from ledger.errors import RuleRefused
from ledger.models.people import Agency
from tests.factories import make_agency


@pytest.fixture
def queue(app):
    """The file as another process opens it."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    make_agency()
    number = os.open(f"{db.engine.url.database}.queue", os.O_RDWR)
    yield number
    os.close(number)


def is_free(queue: int) -> bool:
    try:
        fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(queue, fcntl.LOCK_UN)
    return True


def test_place_is_held_by_the_outermost_transaction(queue):
    with transaction():
        with transaction():
            assert not is_free(queue)
        assert not is_free(queue)
    assert is_free(queue)


def test_place_is_given_back_after_a_failure(queue):
    code = session().query(Agency.code).scalar()
    with pytest.raises(RuleRefused):
        make_agency(code=code)
    assert is_free(queue)

    def fail() -> None:
        with transaction():
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        fail()
    assert is_free(queue)


def test_writer_waits_until_the_one_before_it_is_done(app, queue):
    fcntl.flock(queue, fcntl.LOCK_EX)
    seen = threading.Event()

    def write() -> None:
        with app.app_context():
            make_agency()
            seen.set()
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    assert not seen.wait(0.2)
    fcntl.flock(queue, fcntl.LOCK_UN)
    writer.join()
    assert seen.is_set()

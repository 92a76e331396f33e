"""Nominations sent and judged at the same moment: one number each, one record, one verdict."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from ledger.database import db, session
from ledger.errors import InvalidTransition, LedgerError
from ledger.models.nominations import Nomination
from ledger.services.drafts import save_draft
from ledger.services.nominations import accept_nomination, submit_nomination
from tests.factories import NOW
from tests.intake import facts, make_office, nomination, send


@pytest.fixture
def office(app):
    return make_office()


def together(app, *works: Callable[[], Any]) -> list[Any]:
    """Run all at once, each on a session of its own; a refusal is an answer."""
    gate = Barrier(len(works))
    session().rollback()

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context():
            gate.wait()
            try:
                return work()
            except LedgerError as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_numbers_given_at_once_are_dense_and_differ(app, office):
    by = office.acting(office.head)
    commands = [nomination(office, title=f"Usulan {number}") for number in range(6)]
    together(
        app, *(lambda c=command: submit_nomination(c, actor=by, now=NOW) for command in commands)
    )
    numbers = session().scalars(select(Nomination.number).order_by(Nomination.number)).all()
    assert numbers == [f"USL-2026-{number:06d}" for number in range(1, 7)]


def test_draft_sent_twice_at_once_is_one_nomination(app, office):
    by = office.acting(office.head)
    token = save_draft("nomination", {}, actor=by, now=NOW)
    command = nomination(office)
    ids = together(
        app, *[lambda: submit_nomination(command, actor=by, now=NOW, draft_token=token)] * 3
    )
    assert len(set(ids)) == 1
    assert session().scalars(select(Nomination.id)).all() == ids[:1]


def test_nomination_accepted_twice_at_once_is_one_fact(app, office):
    nomination_id = send(office)
    by = office.by_hr
    answers = together(app, *[lambda: accept_nomination(nomination_id, actor=by, now=NOW)] * 2)
    assert sum(isinstance(one, InvalidTransition) for one in answers) == 1
    assert len(facts("nomination_accepted")) == 1

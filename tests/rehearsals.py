"""A browser at any time of the story, in which anybody of a house can be signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from ledger.blueprints.clock import EXTENSION
from ledger.database import transaction
from ledger.gateways.passwords import hash_password
from ledger.models.people import Account, Person
from ledger.services.sessions import open_session
from tests.conduct import ConductHouse
from tests.factories import NOW

PASSWORD = "dua belas ekor kuda laut"


class Rehearsal:
    """Goes in by a real session; the clock of the application is the story's."""

    def __init__(self, client: FlaskClient, house: ConductHouse) -> None:
        self.client, self.house, self.moment = client, house, NOW

    def enter(self, person: Person, moment: datetime | None = None) -> "Rehearsal":
        self.moment = moment or self.moment
        account_id = self.house.actor(person).account_id or 0
        key = open_session(account_id, device="uji", life=timedelta(hours=8), now=self.moment)
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = key, True
        return self

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"Accept-Language": "id"})

    def post(self, path: str, **typed: Any) -> Any:
        return self.client.post(path, data=typed, headers={"Accept-Language": "id"})

    def give_password(self, person: Person) -> None:
        with transaction() as work:
            account = work.get_one(Account, self.house.actor(person).account_id)
            account.password_hash = hash_password(PASSWORD)


@contextmanager
def rehearsing(app: Flask, house: ConductHouse) -> Iterator[Rehearsal]:
    """A browser over the application, whose clock is the story's until the end."""
    with app.test_client() as client:
        rehearsal = Rehearsal(client, house)
        app.extensions[EXTENSION] = lambda: rehearsal.moment
        yield rehearsal
        del app.extensions[EXTENSION]


def text_of(answer: Any) -> str:
    return unescape(answer.get_data(as_text=True))

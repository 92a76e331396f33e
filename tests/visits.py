"""A browser in which somebody is signed in, without going through the door each time."""

from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from ledger.models.people import Account
from ledger.services.sessions import open_session


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Open a session of the account and put its key into the browser."""
    leave(client)
    key = open_session(account.id, device="uji", life=timedelta(hours=8), now=datetime.now(UTC))
    with client.session_transaction() as kept:
        kept["_user_id"] = key
        kept["_fresh"] = True
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "id"
    return client


def leave(client: FlaskClient) -> FlaskClient:
    """Nobody is signed in any more."""
    with client.session_transaction() as kept:
        kept.clear()
    return client

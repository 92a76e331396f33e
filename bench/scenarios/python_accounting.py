"""The peer: python-accounting posts a two-sided journal entry to its hashed ledger on SQLite."""

import sqlite3
from datetime import datetime
from pathlib import Path

from python_accounting.database.session import AccountingSession, get_session
from python_accounting.models import Account, Base, Currency, Entity, Ledger, LineItem
from python_accounting.transactions import JournalEntry
from sqlalchemy import Engine, create_engine, event, func, select

from bench.clients import Work, drive
from bench.measures import report, workspace

SECONDS = 6.0


def engine_on(path: Path) -> Engine:
    """As durable as our own database: WAL with a full sync at each commit."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def make_durable(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    Base.metadata.create_all(engine)
    return engine


def accounts_in(session: AccountingSession) -> tuple[Account, Account]:
    entity = Entity(name="Agency")
    session.add(entity)
    session.commit()
    currency = Currency(name="Point", code="PNT", entity_id=entity.id)
    session.add(currency)
    session.commit()
    kinds = Account.AccountType
    pair = tuple(
        Account(name=name, account_type=kind, currency_id=currency.id, entity_id=entity.id)
        for name, kind in (("Quota", kinds.BANK), ("Person", kinds.OPERATING_REVENUE))
    )
    session.add_all(pair)
    session.commit()
    return pair


def posts(engine: Engine) -> Work:
    session = get_session(engine)
    quota, person = accounts_in(session)
    names = {"narration": "Award", "entity_id": quota.entity_id}

    def post_one_entry() -> None:
        entry = JournalEntry(
            transaction_date=datetime.now(),  # noqa: DTZ005 - the peer keeps local times
            account_id=quota.id,
            **names,
        )
        session.add(entry)
        session.flush()
        line = LineItem(account_id=person.id, amount=25, **names)
        session.add(line)
        session.flush()
        entry.line_items.add(line)
        session.add(entry)
        entry.post(session)

    return post_one_entry


if __name__ == "__main__":
    with workspace() as place:
        peer = engine_on(place / "peer.sqlite3")
        load = drive(clients=1, seconds=SECONDS, prepare=lambda _: posts(peer))
        with peer.connect() as connection:
            rows = connection.scalar(select(func.count()).select_from(Ledger.__table__))
        # Each entry stands twice in the peer's ledger: once for either side.
        assert rows == 2 * load.done
        report("python-accounting, journal entries, WAL, FULL", load.measures("1 client"))

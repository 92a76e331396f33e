"""What the database calls the things of commands: public codes and opaque account keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ledger.database import dialect_name, let_go_of_reads, look_up
from ledger.domain.posting_commands import PostEntry
from ledger.domain.postings import ISSUANCE_KEY
from ledger.errors import NotFound, sentence
from ledger.services.merit_accounts import open_issuance_account, open_person_accounts
from ledger.services.shared_commits import Shared

NO_UNIT = sentence("Unit ini tidak ada di instansi Anda.")
NO_ACCOUNT = sentence("Akun poin ini belum dibuka di instansi Anda.")

# Each kind of thing is asked for by its own index; an OR would walk through every account.
_QUERY = """
SELECT 'origin', id, origin, CAST(NULL AS BIGINT) FROM agency WHERE id = {agency_id}
UNION ALL
SELECT 'unit', id, code, NULL FROM unit WHERE agency_id = {agency_id} AND id {units}
UNION ALL
SELECT 'rule', id, code || '@' || version, NULL FROM rule_version
    WHERE agency_id = {agency_id} AND id {rules}
UNION ALL
SELECT 'account', id, ref, person_id FROM merit_account
    WHERE agency_id = {agency_id} AND ref {refs}
UNION ALL
SELECT 'account', id, ref, person_id FROM merit_account
    WHERE agency_id = {agency_id} AND kind = 'person' AND person_id {people}
"""
_LISTS = ("units", "rules", "refs", "people")
_EACH_OF = "IN (SELECT value FROM json_each(:{}))"
_SQLITE = _QUERY.format(agency_id=":agency_id", **{name: _EACH_OF.format(name) for name in _LISTS})
_POSTGRESQL = _QUERY.format(
    agency_id="%(agency_id)s", **{name: f"= ANY(%({name})s)" for name in _LISTS}
)


@dataclass(frozen=True)
class Names:
    """The names of some commands; a rule is called ``code@version``."""

    origin: str
    units: dict[int, str]
    rules: dict[int, str]
    account_ids: dict[str, int]
    person_refs: dict[int, str]

    def suffice_for(self, command: PostEntry) -> bool:
        """Whether every account that the command needs is open."""
        return self.person_refs.keys() >= command.named and all(
            line.account_key in self.account_ids for line in command.lines
        )

    def require_units(self, commands: Iterable[PostEntry]) -> None:
        """Raise NotFound for a unit of another agency."""
        if not {command.unit_id for command in commands} - {None} <= self.units.keys():
            raise NotFound(NO_UNIT)


def names_ahead(command: PostEntry, agency_id: int) -> Names:
    """Read the names before the writers' line, outside of every transaction.

    Whoever asks at the same moment shares the answer, so it may hold more than was asked. Units
    of another agency and accounts that are not open are left out.
    """
    let_go_of_reads()
    return _TOGETHER.bring((command, agency_id))


def names_within(commands: Sequence[PostEntry], agency_id: int, connection: Connection) -> Names:
    """The same within the transaction that is open on the connection."""
    dialect = connection.dialect.name
    values = _VALUES[dialect](commands, agency_id)
    return _names(connection.exec_driver_sql(_QUERIES[dialect], values).all())


def names_with_accounts(work: Session, commands: Sequence[PostEntry], agency_id: int) -> Names:
    """The same for commands about to be written: accounts that are missing are opened.

    One question for all, and another when some had to be opened. Raises NotFound for a unit of
    another agency, and for an account that does not open by itself.
    """
    names = names_within(commands, agency_id, work.connection())
    names.require_units(commands)
    waiting = [command for command in commands if not names.suffice_for(command)]
    if not waiting:
        return names
    open_person_accounts(
        work, agency_id, {person_id for command in waiting for person_id in command.named}
    )
    if any(line.account_key == ISSUANCE_KEY for command in waiting for line in command.lines):
        open_issuance_account(work, agency_id)
    names = names_within(commands, agency_id, work.connection())
    if not all(map(names.suffice_for, waiting)):
        raise NotFound(NO_ACCOUNT)
    return names


def _values(commands: Sequence[PostEntry], agency_id: int) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "units": _once(command.unit_id for command in commands),
        "rules": _once(command.rule_version_id for command in commands),
        "refs": _once(line.account_key for command in commands for line in command.lines),
        "people": _once(person_id for command in commands for person_id in command.named),
    }


def _once(given: Iterable[Any]) -> list[Any]:
    return [one for one in dict.fromkeys(given) if one is not None]


def _sqlite_values(commands: Sequence[PostEntry], agency_id: int) -> dict[str, Any]:
    """SQLite binds no lists; it reads them from JSON, by the same index."""
    values = _values(commands, agency_id)
    return {**values, **{name: orjson.dumps(values[name]).decode() for name in _LISTS}}


_QUERIES = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_VALUES = {"sqlite": _sqlite_values, "postgresql": _values}


def _look_up(asked: Sequence[tuple[PostEntry, int]]) -> list[Names]:
    dialect, found = dialect_name(), {}
    for agency_id in {agency_id for _, agency_id in asked}:
        commands = [command for command, of_agency in asked if of_agency == agency_id]
        rows = look_up(_QUERIES[dialect], _VALUES[dialect](commands, agency_id))
        found[agency_id] = _names(rows)
    return [found[agency_id] for _, agency_id in asked]


_TOGETHER = Shared(_look_up)


def _names(rows: Sequence[Any]) -> Names:
    origin, *_ = (name for kind, _, name, _ in rows if kind == "origin")
    accounts = [(row_id, name, owner) for kind, row_id, name, owner in rows if kind == "account"]
    return Names(
        origin=origin,
        units={row_id: name for kind, row_id, name, _ in rows if kind == "unit"},
        rules={row_id: name for kind, row_id, name, _ in rows if kind == "rule"},
        account_ids={ref: row_id for row_id, ref, _ in accounts},
        person_refs={owner: ref for _, ref, owner in accounts if owner is not None},
    )

"""What the database calls the things of one command: public codes and opaque account keys."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ledger.database import look_up
from ledger.domain.posting_commands import PostEntry
from ledger.errors import NotFound, sentence

# Two look-ups by index: an OR of both would walk through every account of the agency.
_SQLITE = """
SELECT agency.origin, unit.code, rule_version.code, rule_version.version,
    merit_account.id, merit_account.ref, merit_account.person_id
FROM agency
LEFT JOIN unit ON unit.agency_id = agency.id AND unit.id = :unit_id
LEFT JOIN rule_version
    ON rule_version.agency_id = agency.id AND rule_version.id = :rule_version_id
LEFT JOIN merit_account ON merit_account.id IN (
    SELECT id FROM merit_account
    WHERE agency_id = :agency_id AND ref IN (SELECT value FROM json_each(:refs))
    UNION ALL
    SELECT id FROM merit_account WHERE agency_id = :agency_id AND kind = 'person'
        AND person_id IN (SELECT value FROM json_each(:people)))
WHERE agency.id = :agency_id
"""
_POSTGRESQL = """
SELECT agency.origin, unit.code, rule_version.code, rule_version.version,
    merit_account.id, merit_account.ref, merit_account.person_id
FROM agency
LEFT JOIN unit ON unit.agency_id = agency.id AND unit.id = %(unit_id)s
LEFT JOIN rule_version
    ON rule_version.agency_id = agency.id AND rule_version.id = %(rule_version_id)s
LEFT JOIN merit_account ON merit_account.id IN (
    SELECT id FROM merit_account WHERE agency_id = %(agency_id)s AND ref = ANY(%(refs)s)
    UNION ALL
    SELECT id FROM merit_account WHERE agency_id = %(agency_id)s AND kind = 'person'
        AND person_id = ANY(%(people)s))
WHERE agency.id = %(agency_id)s
"""


@dataclass(frozen=True)
class Names:
    """The names of one command; ``rule`` is ``code@version``."""

    origin: str
    unit_code: str | None
    rule: str | None
    account_ids: dict[str, int]
    person_refs: dict[int, str]

    def suffice_for(self, command: PostEntry) -> bool:
        """Whether every account that the command needs is open."""
        return self.person_refs.keys() >= command.named and all(
            line.account_key in self.account_ids for line in command.lines
        )


def names_ahead(command: PostEntry, agency_id: int) -> Names:
    """Read the names before the writers' line of SQLite, outside of every transaction.

    Raises NotFound for a unit of another agency; accounts that are not open are left out.
    """
    return _names(command, look_up(_SQLITE, _sqlite_values(command, agency_id)))


def names_within(command: PostEntry, agency_id: int, connection: Connection) -> Names:
    """The same within the transaction that is open on the connection."""
    if connection.dialect.name == "sqlite":
        asked = connection.exec_driver_sql(_SQLITE, _sqlite_values(command, agency_id))
    else:
        asked = connection.exec_driver_sql(_POSTGRESQL, _values(command, agency_id))
    return _names(command, asked.all())


def _values(command: PostEntry, agency_id: int) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "unit_id": command.unit_id,
        "rule_version_id": command.rule_version_id,
        "refs": [line.account_key for line in command.lines],
        "people": sorted(command.named),
    }


def _sqlite_values(command: PostEntry, agency_id: int) -> dict[str, Any]:
    """SQLite binds no lists; it reads them from JSON, by the same index."""
    values = _values(command, agency_id)
    return {**values, "refs": json.dumps(values["refs"]), "people": json.dumps(values["people"])}


def _names(command: PostEntry, rows: Sequence[Any]) -> Names:
    if not rows or (command.unit_id is not None and rows[0][1] is None):
        raise NotFound(sentence("Unit ini tidak ada di instansi Anda."))
    origin, unit_code, rule, version, *_ = rows[0]
    return Names(
        origin=origin,
        unit_code=unit_code,
        rule=None if rule is None else f"{rule}@{version}",
        account_ids={ref: account_id for *_, account_id, ref, _ in rows},
        person_refs={person_id: ref for *_, ref, person_id in rows if person_id is not None},
    )

"""What a guard is: a refusal by the database, or something it does itself, and how it is said."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Refuse the event on the table when the condition over NEW and OLD holds.

    With ``among``, PostgreSQL asks once for all that a statement inserted: a query over ``written``
    that finds what is refused. Thousands of rows then cost hardly more than one.
    """

    name: str
    table: str
    event: str
    when: str | Mapping[str, str]
    after: bool = False
    among: str | None = None

    def condition(self, dialect: str) -> str:
        return self.when if isinstance(self.when, str) else self.when[dialect]


@dataclass(frozen=True)
class Effect:
    """Something the database does itself after the event.

    ``together`` does the same on PostgreSQL, once for all that a statement inserted (``written``).
    """

    name: str
    table: str
    event: str
    statement: str
    together: str | None = None


def changed(*columns: str) -> str:
    """Whether one of the columns, each of them never empty, is another one now."""
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


def moved(*columns: str) -> str:
    """The same for references, which may be empty."""
    return " OR ".join(
        f"coalesce(NEW.{column}, 0) <> coalesce(OLD.{column}, 0)" for column in columns
    )


def rewritten(column: str) -> str:
    """The same for a JSON column, which cannot be compared as it is."""
    return f"CAST(NEW.{column} AS text) <> CAST(OLD.{column} AS text)"

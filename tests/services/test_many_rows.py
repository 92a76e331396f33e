"""Many rows hold the same values as one that is written the ordinary way, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.errors import RuleRefused
from ledger.models.events import AuditEvent
from ledger.services.copy_text import copy_text
from ledger.services.many_rows import insert_rows
from tests.factories import make_agency

NAMES = [
    "Sri Wahyuni",
    "tab\tdan baris\nbaru\rdan \\N serta \\.",
    "kutip \"ganda\" dan 'tunggal'",
    "",
    "Ünïcödé 官 \U0001f600",
]
DATA: list[dict[str, Any]] = [
    {"number": "RK-2026-000001"},
    {"teks": 'garis miring \\ dan "kutip"', "daftar": [1, 2.5, None, True], "dalam": {"a": {}}},
    {},
    {"官": "\u2028", "besar": 2**70},
    {"satu": 1, "nol": None},
]


def _rows(agency_id: int, count: int) -> list[dict[str, Any]]:
    moment = datetime(2026, 5, 4, 1, 2, 3, 456789, tzinfo=UTC)
    return [
        {
            "agency_id": agency_id,
            "at": moment,
            "tag": "test:row:made",
            "subject_kind": "row",
            "subject_id": number,
            "account_id": None,
            "actor_name": NAMES[number % len(NAMES)],
            "data": DATA[number % len(DATA)],
        }
        for number in range(count)
    ]


def _stored(session: Session) -> list[tuple[Any, ...]]:
    session.expire_all()
    events = session.query(AuditEvent).filter_by(tag="test:row:made").order_by(AuditEvent.id)
    return [(e.subject_id, e.at, e.account_id, e.actor_name, e.data) for e in events]


@pytest.mark.parametrize("count", [5, 40])
def test_rows_come_back_as_they_were_told(session: Session, count: int) -> None:
    """Few go the ordinary way, many share their statements or are copied."""
    rows = _rows(make_agency().id, count)
    with transaction() as work:
        insert_rows(work, AuditEvent, rows)
    names = ("subject_id", "at", "account_id", "actor_name", "data")
    assert _stored(session) == [tuple(row[name] for name in names) for row in rows]


def test_one_row_that_is_refused_takes_all_with_it(session: Session) -> None:
    rows = _rows(make_agency().id, 40)
    rows[30]["agency_id"] = 987_654
    session.commit()
    with pytest.raises(RuleRefused), transaction() as work:
        insert_rows(work, AuditEvent, rows)
    assert _stored(session) == []


@given(st.lists(st.tuples(st.text(), st.integers(), st.none() | st.booleans()), min_size=1))
def test_each_row_is_one_line_of_copy_and_reads_back(rows: list[tuple[Any, ...]]) -> None:
    text = copy_text(rows)
    lines = text.removesuffix("\n").split("\n")
    assert [line.split("\t") for line in lines] == [
        [_escaped(name), str(number), {None: r"\N", True: "t", False: "f"}[flag]]
        for name, number, flag in rows
    ]


def test_bytes_and_times_are_written_as_postgresql_reads_them() -> None:
    moment = datetime(2026, 5, 4, 1, 2, 3, tzinfo=UTC)
    row = (b"\x00\xff", date(2026, 5, 4), moment, 1.5)
    assert copy_text([row]) == "\\\\x00ff\t2026-05-04\t2026-05-04T01:02:03+00:00\t1.5\n"


def test_value_that_is_not_plain_is_left_to_the_driver() -> None:
    with pytest.raises(KeyError):
        copy_text([(1, {"a": 1})])


def _escaped(text: str) -> str:
    for one, other in (("\\", "\\\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        text = text.replace(one, other)
    return text

"""An agency of any size, written straight into its tables: people, points, words, a queue.

The guards rest while the rows are written, because a measurement of reading needs the rows only.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, insert

from ledger.authorizer import schema_changes
from ledger.config import Config
from ledger.database import Base, db, transaction
from ledger.domain.commendations import CommendationState
from ledger.domain.entries import EntryKind
from ledger.domain.facts import FactKind
from ledger.domain.people import AccountState, PersonKind, PersonState, Role
from ledger.domain.proposals import MeritAccountKind
from ledger.factory import create_app
from ledger.models.commendations import Commendation
from ledger.models.entries import Balance, Entry, EntrySubject, MeritAccount, Posting, PrivateBody
from ledger.models.guards import reinstall_guards
from ledger.models.people import Account, Agency, Person, Position, RoleGrant, Unit
from ledger.models.proposals import ApprovalStep, Proposal, ProposalSubject
from ledger.models.rules import FactRecord, RulePack, RuleVersion

PEOPLE_PER_UNIT = 30
ENTRIES_PER_PERSON = 4
QUEUE = 20
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 1)
DAYS = 320
_AT_ONCE = 5000
_PACK = Path(__file__).resolve().parent.parent / "ledger" / "rulepacks" / "layanan-dasar.yaml"


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """What the visitors of a measurement need to know."""

    agency_id: int
    head_account: int
    staff_account: int
    officer_account: int


@contextmanager
def crowded(folder: Path, people: int) -> Iterator[tuple[Flask, Crowd]]:
    """An application over an agency of so many people; each visit opens a context of its own."""
    folder.mkdir()
    app = create_app(Config(mode="testing", data_dir=folder))
    with app.app_context():
        with db.engine.begin() as connection:
            Base.metadata.create_all(connection)
        crowd = fill(people)
        with db.engine.begin() as connection:
            reinstall_guards(connection)
            with schema_changes():
                connection.exec_driver_sql("ANALYZE")
    yield app, crowd
    with app.app_context():
        db.engine.dispose()


def fill(people: int) -> Crowd:
    """Units of thirty with a head each; everybody has some awards, words and facts."""
    with transaction() as work:
        connection = work.connection()
        units = -(-people // PEOPLE_PER_UNIT)
        _write(connection, Agency, [_agency()])
        _write(connection, Position, [_position()])
        _write(connection, Unit, (_unit(number) for number in range(1, units + 1)))
        _write(connection, Person, (_person(number, people) for number in range(1, people + 1)))
        _write(connection, Account, (_account(number) for number in (1, 2, 3)))
        _write(connection, RoleGrant, [_grant(3)])
        _write(connection, RulePack, [_pack()])
        _write(connection, RuleVersion, [_version()])
        _write_ledger(connection, people)
        _write(connection, Commendation, map(_commendation, range(1, people + 1)))
        _write(connection, FactRecord, map(_fact, range(1, people + 1)))
        _write_queue(connection, people)
    return Crowd(agency_id=1, head_account=1, staff_account=2, officer_account=3)


def _write(connection: Connection, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        connection.execute(insert(table), batch)


def _unit_of(person: int) -> int:
    return (person - 1) // PEOPLE_PER_UNIT + 1


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number * 37 % DAYS)


def _agency() -> dict[str, Any]:
    return {"id": 1, "code": "A", "name": "Agency", "city": "Kota", "origin": "bench.example/log/1"}


def _position() -> dict[str, Any]:
    return {"id": 1, "agency_id": 1, "title": "Pengadministrasi", "level": "pelaksana"}


def _unit(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "agency_id": 1,
        "code": f"U{number:05}",
        "name": f"Unit {number}",
        "parent_id": None if number == 1 else 1,
        "letter_code": f"U{number}",
    }


def _person(number: int, people: int) -> dict[str, Any]:
    first = (_unit_of(number) - 1) * PEOPLE_PER_UNIT + 1
    is_head = number == first
    return {
        "id": number,
        "agency_id": 1,
        "nip": f"19850315{number:010}",
        "kind": PersonKind.PNS,
        "state": PersonState.ACTIVE,
        "name": f"Person {number}",
        "unit_id": _unit_of(number),
        "position_id": 1,
        "is_unit_head": is_head,
        "superior_id": None if is_head else first,
        "appointed_on": date(2015, 1, 1),
    }


def _account(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "agency_id": 1,
        "person_id": number,
        "state": AccountState.ACTIVE,
        "password_hash": "x",
        "invited_at": NOW,
    }


def _grant(account: int) -> dict[str, Any]:
    return {"agency_id": 1, "account_id": account, "role": Role.HR, "valid_from": FIRST_DAY}


def _pack() -> dict[str, Any]:
    return {
        "id": 1,
        "agency_id": 1,
        "code": "layanan-dasar",
        "version": 1,
        "name": "Layanan dasar",
        "source": _PACK.read_text(encoding="utf-8"),
        "sha256": "0" * 64,
        "state": "active",
        "author_id": 1,
        "activated_by": 2,
        "loaded_at": NOW,
        "activated_at": NOW,
        "valid_from": FIRST_DAY,
    }


def _version() -> dict[str, Any]:
    return {
        "id": 1,
        "agency_id": 1,
        "pack_id": 1,
        "code": "sahabat-warga-perunggu",
        "version": 1,
        "title": "Sahabat Warga, perunggu",
        "sentence": "Tiga apresiasi warga dengan nilai 4 dalam satu triwulan memberi 15 poin.",
        "fact_kind": FactKind.COMMENDATION_VERIFIED.value,
    }


def _write_ledger(connection: Connection, people: int) -> None:
    """Every entry moves five points from issuance to its person."""
    total = people * ENTRIES_PER_PERSON
    accounts = [_merit_account(0), *(_merit_account(n) for n in range(1, people + 1))]
    _write(connection, MeritAccount, accounts)
    _write(connection, Balance, (_balance(number, people) for number in range(people + 1)))
    numbers = range(1, total + 1)
    _write(connection, Entry, (_entry(number, people) for number in numbers))
    _write(connection, EntrySubject, (_subject(number, people) for number in numbers))
    _write(connection, Posting, (row for number in numbers for row in _postings(number, people)))
    _write(connection, PrivateBody, map(_private, numbers))


def _holder(entry: int, people: int) -> int:
    """The entries of one person lie far apart, as they do when a year goes by."""
    return (entry - 1) % people + 1


def _merit_account(person: int) -> dict[str, Any]:
    kind = MeritAccountKind.PERSON if person else MeritAccountKind.ISSUANCE
    return {
        "id": person + 1,
        "agency_id": 1,
        "ref": f"person:{person}" if person else "issuance",
        "kind": kind,
        "person_id": person or None,
    }


def _balance(person: int, people: int) -> dict[str, Any]:
    entries = ENTRIES_PER_PERSON if person else ENTRIES_PER_PERSON * people
    return {
        "account_id": person + 1,
        "agency_id": 1,
        "is_issuance": not person,
        "points": 5 * entries if person else -5 * entries,
        "version": entries,
    }


def _entry(number: int, people: int) -> dict[str, Any]:
    person = _holder(number, people)
    day = _day(number)
    badge = {"code": "sahabat-warga", "tier": "perunggu", "name": "Sahabat Warga"}
    return {
        "id": number,
        "agency_id": 1,
        "uid": f"{number:026}",
        "kind": EntryKind.AWARD_POINTS,
        "idempotency_key": f"bench:{number}",
        "request_sha256": "0" * 64,
        "happened_on": day,
        "decided_at": NOW,
        "effective_on": day,
        "recorded_at": NOW,
        "unit_id": _unit_of(person),
        "person_id": person,
        "decided_by": 1,
        "rule_version_id": 1,
        "posting_count": 2,
        "detail": {"title": "Sahabat Warga, perunggu", "badge": badge},
        "body": b"x" * 400,
        "leaf_hash": b"x" * 32,
    }


def _subject(number: int, people: int) -> dict[str, Any]:
    person = _holder(number, people)
    return {"entry_id": number, "person_id": person, "agency_id": 1, "points_delta": 5}


def _postings(number: int, people: int) -> Sequence[dict[str, Any]]:
    shared = {"entry_id": number, "agency_id": 1}
    return (
        {**shared, "line": 1, "account_id": 1, "points_delta": -5},
        {**shared, "line": 2, "account_id": _holder(number, people) + 1, "points_delta": 5},
    )


def _private(number: int) -> dict[str, Any]:
    return {
        "entry_id": number,
        "part": "reason",
        "agency_id": 1,
        "salt": b"x" * 32,
        "content": {"verdict_reason": "Warga menyebutnya dengan nama."},
    }


def _commendation(number: int) -> dict[str, Any]:
    return {
        "agency_id": 1,
        "tracking_code": f"TRM-{number}",
        "state": CommendationState.ACCEPTED,
        "unit_id": _unit_of(number),
        "person_id": number,
        "rating": 4,
        "words": "Terima kasih atas pelayanannya.",
        "happened_on": _day(number),
        "received_at": NOW,
    }


def _fact(number: int) -> dict[str, Any]:
    return {
        "agency_id": 1,
        "kind": FactKind.COMMENDATION_VERIFIED.value,
        "source_id": number,
        "person_id": number,
        "unit_id": _unit_of(number),
        "happened_on": _day(number),
        "recorded_at": NOW,
        "fields": {"rating": 4, "refused_tip": False, "about_person": True},
    }


def _write_queue(connection: Connection, people: int) -> None:
    """Every head decides on twenty proposals about their own staff."""
    units = people // PEOPLE_PER_UNIT
    numbers = range(1, units * QUEUE + 1)
    _write(connection, Proposal, map(_proposal, numbers))
    _write(connection, ProposalSubject, map(_proposal_subject, numbers))
    _write(connection, ApprovalStep, map(_step, numbers))


def _of_proposal(number: int) -> tuple[int, int, int]:
    """The unit, its head, and the one of its staff whom the proposal is about."""
    unit = (number - 1) // QUEUE + 1
    head = (unit - 1) * PEOPLE_PER_UNIT + 1
    return unit, head, head + 1 + number % (PEOPLE_PER_UNIT - 1)


def _proposal(number: int) -> dict[str, Any]:
    unit, _, person = _of_proposal(number)
    return {
        "id": number,
        "agency_id": 1,
        "number": f"RK-2026-{number:06}",
        "kind": "award",
        "state": "pending",
        "person_id": person,
        "unit_id": unit,
        "title": "Sahabat Warga, perunggu",
        "outcome": {"points": {"amount": 15, "to": "person"}},
        "happened_on": _day(number),
        "created_at": NOW,
        "due_on": date(2026, 11, 30),
    }


def _proposal_subject(number: int) -> dict[str, Any]:
    _, _, person = _of_proposal(number)
    return {
        "agency_id": 1,
        "proposal_id": number,
        "person_id": person,
        "share_percent": 100,
        "points_delta": 15,
    }


def _step(number: int) -> dict[str, Any]:
    unit, head, _ = _of_proposal(number)
    return {
        "agency_id": 1,
        "proposal_id": number,
        "position": 1,
        "required": "head_of_unit",
        "unit_id": unit,
        "assignee_id": head,
    }

"""Where points lie: accounts come into being by upsert and are never changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.postings import ISSUANCE_KEY, person_key, quota_key, unit_key
from ledger.domain.proposals import MeritAccountKind
from ledger.domain.uids import new_ref
from ledger.errors import NotFound, sentence
from ledger.models.entries import MeritAccount
from ledger.models.people import Person, Unit
from ledger.services.entropy import random_bytes

_REF_BYTES = 16
# The first who spends and the second meet here: whoever comes second finds the account there.
_OPENING = {
    "postgresql": postgresql.insert(MeritAccount).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(MeritAccount).on_conflict_do_nothing(),
}


def person_account_ref(person_id: int) -> str:
    """The key of a person's account, opened by the first who asks; opaque, so it may be sealed."""
    with transaction() as work:
        person = _require(work.get(Person, person_id))
        return open_person_accounts(work, person.agency_id, [person_id])[person_id]


def open_person_accounts(
    work: Session, agency_id: int, person_ids: Iterable[int]
) -> dict[int, str]:
    """Open what is missing and return each person's account key."""
    wanted = sorted(set(person_ids))
    found = _person_refs(work, agency_id, wanted)
    missing = [person_id for person_id in wanted if person_id not in found]
    if not missing:
        return found
    known = work.scalars(
        select(Person.id).where(Person.agency_id == agency_id, Person.id.in_(missing))
    )
    if set(missing) - set(known):
        _require(None)
    for person_id in missing:
        ref = person_key(new_ref(random_bytes(_REF_BYTES)))
        _open(work, agency_id, ref, MeritAccountKind.PERSON, person_id=person_id)
    # Somebody else may have opened one meanwhile; theirs counts.
    return _person_refs(work, agency_id, wanted)


def open_quota_accounts(
    work: Session, agency_id: int, wanted: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], str]:
    """Open what is missing and return the account key of each (unit_id, period)."""
    pairs = list(dict.fromkeys(wanted))
    named = select(Unit.id, Unit.code).where(
        Unit.agency_id == agency_id, Unit.id.in_({unit_id for unit_id, _ in pairs})
    )
    codes = {row.id: row.code for row in work.execute(named)}
    if codes.keys() != {unit_id for unit_id, _ in pairs}:
        _require(None)
    refs = {(unit_id, period): quota_key(codes[unit_id], period) for unit_id, period in pairs}
    there = set(
        work.scalars(
            select(MeritAccount.ref).where(
                MeritAccount.agency_id == agency_id, MeritAccount.ref.in_(refs.values())
            )
        )
    )
    kind = MeritAccountKind.QUOTA
    missing = [
        {"agency_id": agency_id, "ref": ref, "kind": kind, "unit_id": unit_id, "period": period}
        for (unit_id, period), ref in refs.items()
        if ref not in there
    ]
    if missing:
        connection = work.connection()
        connection.execute(_OPENING[connection.dialect.name], missing)
    return refs


def open_unit_account(work: Session, unit_id: int) -> str:
    unit: Unit = _require(work.get(Unit, unit_id))
    ref = unit_key(unit.code)
    _open(work, unit.agency_id, ref, MeritAccountKind.UNIT, unit_id=unit_id)
    return ref


def open_issuance_account(work: Session, agency_id: int) -> str:
    _open(work, agency_id, ISSUANCE_KEY, MeritAccountKind.ISSUANCE)
    return ISSUANCE_KEY


def _open(work: Session, agency_id: int, ref: str, kind: MeritAccountKind, **owner: Any) -> None:
    values: Mapping[str, Any] = {"agency_id": agency_id, "ref": ref, "kind": kind, **owner}
    there = select(MeritAccount.id).where(
        MeritAccount.agency_id == agency_id, MeritAccount.ref == ref
    )
    if work.scalar(there) is None:
        connection = work.connection()
        connection.execute(_OPENING[connection.dialect.name], values)


def _person_refs(work: Session, agency_id: int, person_ids: list[int]) -> dict[int, str]:
    rows = work.execute(
        select(MeritAccount.person_id, MeritAccount.ref).where(
            MeritAccount.agency_id == agency_id,
            MeritAccount.kind == MeritAccountKind.PERSON,
            MeritAccount.person_id.in_(person_ids),
        )
    )
    return {person_id: ref for person_id, ref in rows if person_id is not None}


def _require(row: Any) -> Any:
    if row is None:
        raise NotFound(sentence("Pegawai atau unit ini tidak ada di instansi Anda."))
    return row

"""Keeping the totals that boards are drawn from, and deciding who sees a board."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ledger.database import transaction, upsert_into
from ledger.domain.actors import Actor
from ledger.domain.boards import DecideBoardPolicy
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden, InvalidInput, sentence
from ledger.models.boards import BoardMark, BoardPolicy, BoardTotal
from ledger.models.entries import SealedLeaf
from ledger.queries.agencies import get_zone
from ledger.queries.boards import policy_in_force, sealed_points
from ledger.services.events import record_event

#: Sealed entries that one transaction adds to the totals.
BATCH = 20_000

NOT_YOURS = sentence("Siapa yang melihat papan unit diputuskan oleh kepegawaian.")
NOTHING_NEW = sentence("Papan unit sudah seperti itu. Ubah salah satu pilihannya.")

Month = tuple[int, date, date]


def decide_board_policy(command: DecideBoardPolicy, *, actor: Actor, now: datetime) -> None:
    """Add a decision that holds from now on.

    Raises Forbidden for others than HR of the whole agency; InvalidInput for what already holds
    and for a reason that says nothing.
    """
    if actor.person_id is None or actor.units_reached(Role.HR) is not None:
        raise Forbidden(NOT_YOURS)
    require_reason(command.reason)
    if policy_in_force(actor.agency_id) == command.policy:
        raise InvalidInput(NOTHING_NEW, fields={"visibility": [NOTHING_NEW]})
    with transaction() as work:
        row = BoardPolicy(
            agency_id=actor.agency_id,
            visibility=command.policy.visibility,
            brackets=command.policy.brackets,
            reason=command.reason,
            decided_by=actor.person_id,
            decided_name=actor.name,
            decided_at=now,
        )
        work.add(row)
        work.flush()
        record_event(
            "board:policy:decided",
            subject_kind="board_policy",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={
                "visibility": command.policy.visibility.value,
                "brackets": command.policy.brackets.value,
            },
        )


def refresh_board(agency_id: int, *, batch: int = BATCH) -> int:
    """Add what was sealed since the last time; returns how many sealed entries were read.

    Safe to be done by several workers at once: only one of them moves the mark on.
    """
    zone, read = get_zone(agency_id), 0
    while step := _add_batch(agency_id, zone, batch):
        read += step
    return read


def _add_batch(agency_id: int, zone: str, batch: int) -> int:
    with transaction() as work:
        start = _mark(work, agency_id)
        size = work.scalar(
            select(func.count()).where(
                SealedLeaf.agency_id == agency_id,
                SealedLeaf.position >= start,
                SealedLeaf.position < start + batch,
            )
        )
        end = start + int(size or 0)
        if end == start or not _move_mark(work, agency_id, start, end):
            return 0
        _add(work, agency_id, _by_month(sealed_points(agency_id, start=start, end=end), zone))
    return end - start


def _mark(work: Session, agency_id: int) -> int:
    work.execute(
        upsert_into(BoardMark)
        .values(agency_id=agency_id, position=0)
        .on_conflict_do_nothing(index_elements=["agency_id"])
    )
    return work.scalars(select(BoardMark.position).where(BoardMark.agency_id == agency_id)).one()


def _move_mark(work: Session, agency_id: int, start: int, end: int) -> bool:
    """False when another worker was faster, which then has added these entries too."""
    moved = work.execute(
        update(BoardMark)
        .where(BoardMark.agency_id == agency_id, BoardMark.position == start)
        .values(position=end)
        .returning(BoardMark.position)
    )
    return moved.first() is not None


def _by_month(rows: Iterable[Any], zone: str) -> dict[Month, int]:
    sums: dict[Month, int] = defaultdict(int)
    for row in rows:
        decided = local_day(row.decided_at, zone)
        sums[row.unit_id, row.happened_on.replace(day=1), decided.replace(day=1)] += row.points
    return sums


def _add(work: Session, agency_id: int, sums: dict[Month, int]) -> None:
    if not sums:
        return
    adding = upsert_into(BoardTotal).values(
        [
            {
                "agency_id": agency_id,
                "unit_id": unit_id,
                "happened_month": happened,
                "decided_month": decided,
                "points": points,
            }
            for (unit_id, happened, decided), points in sorted(sums.items())
        ]
    )
    work.execute(
        adding.on_conflict_do_update(
            index_elements=["unit_id", "happened_month", "decided_month"],
            set_={"points": BoardTotal.points + adding.excluded.points},
        )
    )

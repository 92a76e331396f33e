"""The log of who looked into a case, which the person it concerns can read."""

from datetime import datetime, timedelta

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.models.cases import CaseView
from ledger.models.ethics import EthicsView
from ledger.models.side_tracks import SideView

#: The pages and papers of one sitting are one opening, so that the log stays readable.
ONE_OPENING = timedelta(minutes=10)


def record_case_view(case_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that the actor looked into the file of a case of discipline."""
    _record(CaseView, "case_id", case_id, actor, now)


def record_ethics_view(ethics_case_id: int, *, actor: Actor, now: datetime) -> None:
    """The same of a case of ethics."""
    _record(EthicsView, "ethics_case_id", ethics_case_id, actor, now)


def record_side_view(side_sanction_id: int, *, actor: Actor, now: datetime) -> None:
    """The same of a performance or service sanction."""
    _record(SideView, "side_sanction_id", side_sanction_id, actor, now)


def add_case_view(case_id: int, *, actor: Actor, now: datetime) -> None:
    """The same as ``record_case_view`` where the log is known not to have this opening yet."""
    _add(CaseView, "case_id", case_id, actor, now)


_View = CaseView | EthicsView | SideView


def _record(kind: type[_View], owner: str, record_id: int, actor: Actor, now: datetime) -> None:
    recent = select(kind.id).where(
        getattr(kind, owner) == record_id,
        kind.account_id == actor.account_id,
        kind.at > now - ONE_OPENING,
    )
    if session().scalar(recent.limit(1)) is None:
        _add(kind, owner, record_id, actor, now)


def _add(kind: type[_View], owner: str, record_id: int, actor: Actor, now: datetime) -> None:
    """The system itself looks at nobody."""
    if actor.account_id is None:
        return
    with transaction() as work:
        work.add(
            kind(
                agency_id=actor.agency_id,
                account_id=actor.account_id,
                person_name=actor.name,
                at=now,
                **{owner: record_id},
            )
        )

"""Where people stand in the registers of discipline: open cases, sanctions, imported history."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.discipline.cases import WITHOUT_EFFECT, CaseState
from ledger.domain.discipline.kinds import Kind
from ledger.domain.interlocks import Cause, Standing
from ledger.domain.periods import local_day
from ledger.models.cases import Case, PastSanction, Sanction
from ledger.models.people import Agency
from ledger.queries.executions import LIVE

#: A case with neither a sanction nor one of these is still open.
OVER = (*WITHOUT_EFFECT, CaseState.CLOSED)
_KINDS = frozenset(kind.value for kind in Kind)


def standings_of(person_ids: Collection[int], *, on: date) -> list[Standing]:
    """Every case that is open and every sanction that was not annulled, of these people."""
    return [*_cases(person_ids), *_history(person_ids, on)]


def _cases(person_ids: Collection[int]) -> list[Standing]:
    rows = session().execute(
        select(
            Case.subject_id,
            Case.state,
            Case.opened_at,
            Agency.zone,
            Sanction.kind,
            Sanction.decided_on,
            Sanction.effective_on,
        )
        .join(Agency, Agency.id == Case.agency_id)
        .outerjoin(Sanction, (Sanction.case_id == Case.id) & Sanction.replaced_on.is_(None))
        .where(Case.subject_id.in_(person_ids), Case.state.not_in(WITHOUT_EFFECT))
        .order_by(Case.id)
    )
    found = []
    for row in rows:
        if row.kind is not None:
            since = row.effective_on or row.decided_on
            found.append(_standing(row.subject_id, row.kind, since, is_live=row.state in LIVE))
        elif row.state not in OVER:
            since = local_day(row.opened_at, row.zone)
            found.append(_standing(row.subject_id, None, since, is_live=True))
    return found


def _history(person_ids: Collection[int], on: date) -> list[Standing]:
    rows = session().scalars(
        select(PastSanction).where(PastSanction.person_id.in_(person_ids)).order_by(PastSanction.id)
    )
    return [
        _standing(
            row.person_id,
            row.kind,
            row.effective_on or row.letter_on,
            is_live=row.ends_on is not None and on <= row.ends_on,
        )
        for row in rows
    ]


def _standing(person_id: int, kind: str | None, since: date, *, is_live: bool) -> Standing:
    cause = Cause.OPEN_CASE if kind is None else _cause(kind)
    return Standing(person_id=person_id, cause=cause, since=since, is_live=is_live)


def _cause(kind: str) -> Cause:
    """A kind that nobody can read as R1 to B3 weighs as the heaviest, never as nothing."""
    return Cause(Kind(kind).level.value) if kind in _KINDS else Cause.HEAVY

"""What a worker does for a batch: list its lines, or carry out what was approved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ledger.database import session
from ledger.domain.reratings import ReratingState
from ledger.errors import NotFound
from ledger.models.reratings import Rerating
from ledger.queries.reratings import NO_RERATING
from ledger.services.rules.rerating.carrying import carry_out
from ledger.services.rules.rerating.listing import list_lines
from ledger.services.rules.simulation.comparing import Progress


def run_rerating(rerating_id: int, *, report: Progress, now: datetime) -> Mapping[str, Any]:
    """Do the next thing; done again it finds nothing left to do. Raises NotFound."""
    row = session().get(Rerating, rerating_id, populate_existing=True)
    if row is None:
        raise NotFound(NO_RERATING)
    state = row.state
    session().rollback()
    if state is ReratingState.ASKED:
        return {"lines": list_lines(rerating_id, report=report, now=now)}
    if state is ReratingState.APPROVED:
        return carry_out(rerating_id, report=report, now=now)
    return {}

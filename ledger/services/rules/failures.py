"""Facts on which a rule stopped: HR reads each, follows it by hand, and says that it is settled."""

from datetime import datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import NotFound, sentence
from ledger.models.rules import RuleFailure
from ledger.services.access import can_act, require_role
from ledger.services.events import record_event

NO_FAILURE = sentence("Catatan aturan yang terhenti ini tidak ada.")


def may_settle_failures(actor: Actor) -> bool:
    """Whoever else reads the page only reads it."""
    return can_act(actor, Role.HR, unit_id=None)


def settle_failure(failure_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that somebody saw to it; saying so twice changes nothing. Raises NotFound, Forbidden."""
    require_role(actor, Role.HR, unit_id=None)
    with transaction() as work:
        row = work.get(RuleFailure, failure_id, with_for_update=True)
        if row is None or row.agency_id != actor.agency_id:
            raise NotFound(NO_FAILURE)
        if row.settled_at is not None:
            return
        row.settled_at, row.settled_by = now, actor.account_id
        record_event(
            "rule:failure:settled",
            subject_kind="rule_failure",
            subject_id=row.id,
            actor=actor,
            now=now,
            data={"rule": row.rule_code},
        )

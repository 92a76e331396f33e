"""Checking the ledger in the background, for those who may: asked for, done, and on record."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ledger.database import transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.canonical import utc_text
from ledger.domain.checkpoints import VerifierKey
from ledger.domain.checks import RequestCheck, unreadable
from ledger.domain.jobs import JobStopped
from ledger.domain.people import Role
from ledger.errors import InvalidInput
from ledger.queries.checks import CHECK_JOB, WHOLE, find_going_check
from ledger.queries.verification import verify_ledger
from ledger.queries.verified_ranges import verify_range
from ledger.services.access import require_any_role
from ledger.services.events import record_event
from ledger.services.jobs import submit_job

logger = logging.getLogger(__name__)


class Keys(NamedTuple):
    """The key of the origin that signs now, and those of the origins before a restore."""

    verifier_key: VerifierKey
    earlier_keys: Sequence[VerifierKey]


def request_check(command: RequestCheck, *, actor: Actor, now: datetime) -> int:
    """Have the ledger checked and return the job; while the same is being checked, that one.

    For the auditor and the inspectorate; raises Forbidden for others.
    """
    require_any_role(actor, Role.AUDITOR, Role.INSPECTORATE)
    args = command.as_args()
    with transaction():
        going = find_going_check(actor.agency_id, args)
        if going is not None:
            return going
        # The key begins with what was asked, and two askings never share one.
        what = WHOLE if command.is_whole else "-".join(str(one) for one in args.values())
        key = f"{what}:{utc_text(now)}"
        job_id = submit_job(CHECK_JOB, key, args, agency_id=actor.agency_id, actor=actor, now=now)
        _tell("requested", job_id, actor, now, args)
        return job_id


def check_entries(
    job_id: int,
    command: RequestCheck,
    *,
    agency_id: int,
    keys: Keys,
    report: Callable[[int, int], None],
    now: datetime,
) -> Mapping[str, Any]:
    """Recompute what was asked for and keep what came of it, also when reading had to stop.

    Raises InvalidInput when nothing sealed lies in the part.
    """
    try:
        if command.is_whole:
            found = verify_ledger(agency_id, **keys._asdict(), report=report).for_reading()
        else:
            found = verify_range(agency_id, command, **keys._asdict(), report=report)
    except (JobStopped, InvalidInput):
        raise
    except Exception as error:
        # Whatever stands in a damaged ledger, the person who asked is told that it is damaged.
        logger.exception("the ledger of agency %s cannot be read", agency_id)
        found = unreadable(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")
    outcome = {"is_ok": found.is_ok, "found": found.found, "size": found.size, "root": found.root}
    with transaction():
        _tell("finished", job_id, system_actor(agency_id), now, outcome)
    return found.as_result()


def _tell(what: str, job_id: int, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    record_event(
        f"entry:check:{what}",
        subject_kind="job",
        subject_id=job_id,
        actor=actor,
        now=now,
        data=data,
    )

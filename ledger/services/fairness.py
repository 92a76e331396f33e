"""Answering a flag: somebody whom it does not concern says what they found."""

from datetime import datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden
from ledger.models.fairness import FairnessAnswer, FairnessConcern
from ledger.queries.fairness import get_flag
from ledger.queries.fairness.page import NOT_FOR_YOU
from ledger.services.events import record_event


def answer_flag(key: str, *, reason: str, actor: Actor, now: datetime) -> int:
    """Keep an answer with the numbers as they are now; nothing else changes, nobody is punished.

    Raises Forbidden, NotFound for a flag that is gone or about the actor, InvalidInput without a
    reason.
    """
    if actor.person_id is None:
        raise Forbidden(NOT_FOR_YOU)
    with transaction() as work:
        flag = get_flag(actor, key).flag.flag
        require_reason(reason)
        answer = FairnessAnswer(
            agency_id=actor.agency_id,
            kind=flag.kind,
            flag_key=key,
            numbers=dict(flag.numbers),
            reason=reason.strip(),
            answered_by=actor.person_id,
            answered_at=now,
        )
        work.add(answer)
        work.flush()
        work.add_all(
            FairnessConcern(
                agency_id=actor.agency_id,
                answer_id=answer.id,
                answered_by=actor.person_id,
                person_id=person_id,
            )
            for person_id in flag.person_ids
        )
        record_event(
            "fairness:flag:answered",
            subject_kind="fairness_answer",
            subject_id=answer.id,
            actor=actor,
            now=now,
            data={"kind": flag.kind.value},
        )
        return answer.id

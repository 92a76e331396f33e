"""HR checks a nomination: what is accepted becomes a fact and meets the rules."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact, FactKind
from ledger.domain.nominations import NominationEvent, next_state
from ledger.domain.people import Role
from ledger.domain.refusals import sentence_for
from ledger.domain.wording import require_reason
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.nominations import Nomination, NominationMember
from ledger.services.access import can_act
from ledger.services.events import notify, record_event
from ledger.services.evidence import count_evidence
from ledger.services.first_come import naming_who_was_first
from ledger.services.nominations.submitting import NO_NOMINATION, SUBJECT, locked_nomination
from ledger.services.rules import TeamShare, apply_rules

WAS_ACCEPTED = sentence("Usulan %(number)s diterima dan diteruskan untuk diputuskan.")
WAS_RETURNED = sentence("Usulan %(number)s dikembalikan untuk diperbaiki.")
WAS_REJECTED = sentence("Usulan %(number)s ditolak. Buka usulan untuk membaca alasannya.")


def accept_nomination(nomination_id: int, *, actor: Actor, now: datetime) -> list[int]:
    """Accept what was sent and let the rules judge it; return the ids of the new proposals.

    Only HR of the nominee's unit, and nobody who nominated or is in the team. The nominee hears
    of it when it is decided. Raises NotFound, RuleRefused or InvalidTransition.
    """
    with transaction():
        nomination, team = _for_verdict(nomination_id, actor)
        _judge(nomination, NominationEvent.ACCEPT, "", actor, now)
        _tell_nominator(nomination, WAS_ACCEPTED, now)
        fact = _fact(nomination, len(team), now)
        return apply_rules(
            fact, proposer_id=nomination.nominator_id, team=team, actor=actor, now=now
        )


def return_nomination(nomination_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Give it back to be mended, with a reason of 20 letters or more."""
    require_reason(reason)
    with transaction():
        nomination, _ = _for_verdict(nomination_id, actor)
        _judge(nomination, NominationEvent.RETURN, reason, actor, now)
        _tell_nominator(nomination, WAS_RETURNED, now)


def reject_nomination(nomination_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Refuse it for good, with a reason of 20 letters or more."""
    require_reason(reason)
    with transaction():
        nomination, _ = _for_verdict(nomination_id, actor)
        _judge(nomination, NominationEvent.REJECT, reason, actor, now)
        _tell_nominator(nomination, WAS_REJECTED, now)


def _for_verdict(nomination_id: int, actor: Actor) -> tuple[Nomination, list[TeamShare]]:
    nomination = locked_nomination(nomination_id, actor)
    person_id = actor.person_id
    if person_id is None or not can_act(actor, Role.HR, unit_id=nomination.unit_id):
        raise NotFound(NO_NOMINATION)
    rows = session().execute(
        select(NominationMember.person_id, NominationMember.share_percent)
        .where(NominationMember.nomination_id == nomination.id)
        .order_by(NominationMember.id)
    )
    team = [TeamShare(person_id=one, share_percent=share) for one, share in rows]
    if person_id == nomination.nominator_id:
        raise _refused("ck_nomination_verifier_is_not_nominator")
    if person_id == nomination.nominee_id:
        raise _refused("ck_nomination_verifier_is_not_nominee")
    if person_id in {share.person_id for share in team}:
        raise _refused("tg_nomination_verifier_is_not_member")
    return nomination, team


def _refused(name: str) -> RuleRefused:
    return RuleRefused(sentence_for(name), constraint=name)


def _judge(
    nomination: Nomination, event: NominationEvent, reason: str, actor: Actor, now: datetime
) -> None:
    with naming_who_was_first(SUBJECT, nomination.id, actor=actor):
        nomination.state = next_state(nomination.state, event)
    nomination.verifier_id, nomination.verified_at = actor.person_id, now
    nomination.verdict_reason = reason.strip()
    record_event(
        f"nomination:verdict:{nomination.state}",
        subject_kind=SUBJECT,
        subject_id=nomination.id,
        actor=actor,
        now=now,
        data={"number": nomination.number},
    )
    # The guards speak before any rule is asked.
    session().flush()


def _fact(nomination: Nomination, team_size: int, now: datetime) -> Fact:
    return Fact(
        kind=FactKind.NOMINATION_ACCEPTED,
        id=nomination.id,
        agency_id=nomination.agency_id,
        subject_person_id=nomination.nominee_id,
        unit_id=nomination.unit_id,
        happened_on=nomination.happened_on,
        recorded_at=now,
        fields={
            "category": nomination.category,
            "stage": nomination.stage,
            "impact_percent": int(nomination.impact_percent or 0),
            "team_size": team_size,
            "evidence_count": count_evidence(SUBJECT, nomination.id),
        },
    )


def _tell_nominator(nomination: Nomination, text: str, now: datetime) -> None:
    notify(
        agency_id=nomination.agency_id,
        person_id=nomination.nominator_id,
        key=f"nomination:{nomination.id}:{nomination.state}:{now.isoformat()}",
        text=text,
        params={"number": nomination.number},
        path=f"/usulan/{nomination.id}",
        now=now,
    )

"""The database itself refuses what no service would ask: verdicts out of turn and by the wrong."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.database import db, transaction
from ledger.domain.actors import Grant
from ledger.domain.approvals import ProposalState, Verdict
from ledger.domain.people import Role
from ledger.domain.proposals import StepCapacity
from ledger.errors import Conflict, LedgerError, RuleRefused
from ledger.models.people import Person
from ledger.models.proposals import Proposal
from ledger.services.proposals import (
    decide_awards,
    decide_proposal,
    propose_reversal,
    record_reply,
)
from tests.factories import NOW
from tests.proposals import REASON, House, declare_conflict

SIGN = text(
    "UPDATE approval_step SET verdict = :verdict, decided_by = :by, decided_at = :at,"
    " seen_sha256 = 'x', reason = :reason WHERE proposal_id = :proposal AND position = :position"
)


@pytest.fixture
def house(session: Session) -> House:
    return House()


def sign(
    proposal_id: int, by: Person, *, position: int = 1, verdict: str = "approve", reason: str = ""
) -> None:
    values = {
        "proposal": proposal_id,
        "by": by.id,
        "position": position,
        "verdict": verdict,
        "reason": reason,
        "at": "2026-11-23 03:00:00+00:00",
    }
    with transaction() as work:
        work.execute(SIGN, values)


def refused(constraint: str, *args, **options) -> None:
    with pytest.raises(RuleRefused) as refusal:
        sign(*args, **options)
    assert refusal.value.constraint == constraint


def test_proposer_cannot_sign_by_sql(house: House):
    refused("tg_approval_by_proposer", house.propose(), house.clerk)


@pytest.mark.parametrize("member", ["staff", "mate"])
def test_no_member_of_the_team_can_sign_by_sql(house: House, member: str):
    proposal_id = house.propose(house.staff, house.mate)
    refused("tg_approval_by_subject", proposal_id, getattr(house, member))


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_nominator_and_verifier_cannot_sign_by_sql(house: House, who: str):
    nomination = house.nominate(house.clerk, house.stranger)
    firing = house.fire("nomination_accepted", nomination.id)
    proposal_id = house.propose(proposer_id=None, firing_id=firing.id)
    refused("tg_approval_by_verifier", proposal_id, getattr(house, who))


def test_one_official_cannot_sign_two_steps_by_sql(house: House):
    steps = (StepCapacity.HEAD_OF_UNIT, StepCapacity.HEAD_OF_AGENCY)
    proposal_id = house.propose(steps=steps)
    refused("tg_approval_in_order", proposal_id, house.governor, position=2)
    sign(proposal_id, house.head)
    refused("tg_approval_twice_by_one", proposal_id, house.head, position=2)
    refused("tg_approval_fixed", proposal_id, house.chief)
    sign(proposal_id, house.governor, position=2)


def test_verdict_needs_its_reason_by_sql(house: House):
    proposal_id = house.propose()
    refused("ck_approval_step_reason_given", proposal_id, house.head, verdict="reject")


def test_nothing_is_signed_while_it_does_not_wait(house: House):
    refused("tg_approval_while_pending", house.propose_guidance(), house.chief)


def test_guidance_is_not_approved_without_a_reply_by_sql(house: House):
    proposal_id = house.propose_guidance()
    approve = text("UPDATE proposal SET state = 'approved' WHERE id = :id")
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(approve, {"id": proposal_id})
    assert refusal.value.constraint == "tg_guidance_after_reply"


def test_subject_cannot_be_proposer_by_sql(house: House):
    proposal_id = house.propose()
    add = text(
        "INSERT INTO proposal_subject"
        " (agency_id, proposal_id, person_id, share_percent, points_delta)"
        " VALUES (:agency, :proposal, :person, 0, 0)"
    )
    values = {"agency": house.agency.id, "proposal": proposal_id, "person": house.clerk.id}
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(add, values)
    assert refusal.value.constraint == "tg_proposal_subject_is_not_proposer"


def test_first_official_cannot_sign_the_correction_by_sql(house: House, session: Session):
    proposal_id = house.propose()
    command = house.decide(proposal_id, house.head)
    decide_proposal(command, actor=house.actor(house.head), now=NOW)
    session.expire_all()
    uid = session.get_one(Proposal, proposal_id).entry_uid or ""
    officer = replace(house.actor(house.clerk), grants=(Grant(role=Role.HR),))
    reversal_id = propose_reversal(uid, REASON, actor=officer, now=NOW)
    refused("tg_approval_by_first_decider", reversal_id, house.head)


def attack(statement: str, **values) -> str:
    """Which guard refuses the statement."""
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(statement), values)
    return refusal.value.constraint


def test_declared_conflict_cannot_sign_by_sql(house: House):
    proposal_id = house.propose(house.staff, house.mate)
    declare_conflict(house.mate, house.head)
    refused("tg_approval_in_conflict", proposal_id, house.head)
    sign(proposal_id, house.chief)


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE proposal SET proposer_id = :other", "tg_proposal_fixed"),
        ("UPDATE proposal SET proposer_id = NULL", "tg_proposal_fixed"),
        ("UPDATE proposal SET outcome = '{\"points\": {}}'", "tg_proposal_fixed"),
        ("UPDATE proposal SET happened_on = '2025-01-01'", "tg_proposal_fixed"),
        ("UPDATE proposal SET person_id = :other", "tg_proposal_fixed"),
        ("UPDATE proposal SET kind = 'reversal'", "tg_proposal_fixed"),
        ("UPDATE proposal SET state = 'approved'", "tg_proposal_approved_by_steps"),
        ("UPDATE proposal SET state = 'awaiting_quota'", "tg_proposal_approved_by_steps"),
        ("UPDATE proposal_subject SET person_id = :other", "tg_proposal_subject_append_only"),
        ("DELETE FROM proposal_subject", "tg_proposal_subject_append_only"),
        ("DELETE FROM approval_step", "tg_approval_kept"),
        ("UPDATE approval_step SET required = 'direct_superior'", "tg_approval_step_fixed"),
    ],
)
def test_proposal_is_not_bent_until_it_fits_by_sql(house: House, statement: str, guard: str):
    house.propose()
    assert attack(statement, **({"other": house.mate.id} if ":other" in statement else {})) == guard


def test_proposal_is_not_born_approved_by_sql(house: House):
    house.propose()
    columns = (
        "agency_id, kind, unit_id, proposer_id, person_id, title, outcome, reason, happened_on,"
        " created_at, current_step"
    )
    copy = f"INSERT INTO proposal (number, state, {columns}) SELECT 'RK-X', :state, {columns}"
    assert attack(f"{copy} FROM proposal", state="approved") == "tg_proposal_starts_open"
    with transaction() as work:
        work.execute(text(f"{copy} FROM proposal"), {"state": "pending"})


def test_nobody_joins_a_proposal_that_is_being_decided_by_sql(house: House):
    steps = (StepCapacity.HEAD_OF_UNIT, StepCapacity.HEAD_OF_AGENCY)
    proposal_id = house.propose(steps=steps)
    join = (
        "INSERT INTO proposal_subject"
        " (agency_id, proposal_id, person_id, share_percent, points_delta)"
        " VALUES (:agency, :proposal, :person, 0, 0)"
    )
    values = {"agency": house.agency.id, "proposal": proposal_id}
    with transaction() as work:
        work.execute(text(join), {**values, "person": house.mate.id})
    sign(proposal_id, house.head)
    guard = attack(join, **values, person=house.stranger.id)
    assert guard == "tg_proposal_subject_in_time"


def test_reply_is_not_rewritten_by_sql(house: House):
    proposal_id = house.propose_guidance()
    assert attack("UPDATE reply SET due_on = '2026-11-01'") == "tg_reply_fixed"
    assert attack("DELETE FROM reply") == "tg_reply_kept"
    record_reply(proposal_id, "Antrean sedang panjang.", actor=house.actor(house.staff), now=NOW)
    assert attack("UPDATE reply SET text = 'Saya bersalah.'") == "tg_reply_fixed"


def in_threads(app: Flask, *works) -> list[object]:
    """Do all of them at the same moment, each with a session of its own."""
    barrier = Barrier(len(works))

    def run(work):
        with app.app_context():
            barrier.wait()
            try:
                return work()
            except LedgerError as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_two_at_once_the_second_learns_who_and_when(app: Flask, house: House, session: Session):
    proposal_id = house.propose()
    actor = house.actor(house.head)
    approve = house.decide(proposal_id, house.head)
    reject = house.decide(proposal_id, house.head, Verdict.REJECT, REASON)
    session.rollback()
    answers = in_threads(
        app,
        lambda: decide_proposal(approve, actor=actor, now=NOW),
        lambda: decide_proposal(reject, actor=actor, now=NOW),
    )
    refusals = [one for one in answers if isinstance(one, Conflict)]
    states = [one for one in answers if isinstance(one, ProposalState)]
    assert (len(refusals), len(states)) == (1, 1)
    assert "oleh Siti pada 23 November 2026 pukul 10.00 WIB." in refusals[0].message
    session.expire_all()
    assert session.get_one(Proposal, proposal_id).state is states[0]


def test_awards_at_once_never_spend_more_than_the_quota(app: Flask, house: House, session: Session):
    ids = [house.propose(points=40) for _ in range(4)]
    actor = house.actor(house.head)
    commands = [house.decide(one, house.head) for one in ids]
    session.rollback()
    answers = in_threads(
        app,
        lambda: decide_awards(commands[:2], actor=actor, now=NOW),
        lambda: decide_awards(commands[2:], actor=actor, now=NOW),
    )
    states = [item.state for results in answers for item in results]
    assert sorted(states) == [ProposalState.APPROVED] * 2 + [ProposalState.AWAITING_QUOTA] * 2

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.approvals import (
    INITIAL_STATES,
    PROPOSAL_STATE_LABELS,
    PROPOSAL_STEPS,
    STEP_CAPACITY_LABELS,
    VERDICT_LABELS,
    ProposalEvent,
    ProposalState,
    StepCapacity,
    Verdict,
    event_for,
    four_eyes_reason,
    next_state,
    open_events,
    require_four_eyes,
    require_seen,
    require_verdict_reason,
    seen_hash,
)
from ledger.domain.canonical import NotCanonical
from ledger.domain.proposals import ProposalKind
from ledger.errors import Conflict, InvalidInput, InvalidTransition, RuleRefused

E, S = ProposalEvent, ProposalState
EXPECTED = {
    S.AWAITING_ASSESSMENT: {
        E.ASSESS_NO_SUSPICION: S.AWAITING_REPLY,
        E.ASSESS_SUSPECTED: S.WITHDRAWN,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.AWAITING_REPLY: {
        E.RECORD_REPLY: S.PENDING,
        E.RECORD_UNUSED_REPLY: S.PENDING,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.PENDING: {
        E.APPROVE_STEP: S.PENDING,
        E.APPROVE: S.APPROVED,
        E.APPROVE_OVER_QUOTA: S.AWAITING_QUOTA,
        E.HOLD: S.AWAITING_VERIFICATION,
        E.RETURN: S.RETURNED,
        E.REJECT: S.REJECTED,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.AWAITING_QUOTA: {
        E.WIDEN_QUOTA: S.APPROVED,
        E.HOLD: S.AWAITING_VERIFICATION,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.AWAITING_VERIFICATION: {
        E.CLEAR: S.APPROVED,
        E.APPROVE_OVER_QUOTA: S.AWAITING_QUOTA,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.RETURNED: {E.RESUBMIT: S.PENDING, E.WITHDRAW: S.WITHDRAWN},
    S.APPROVED: {E.REVERSE: S.REVERSED},
    S.REJECTED: {},
    S.WITHDRAWN: {},
    S.REVERSED: {},
}
REASON = "Bukti belum menunjukkan hasilnya."
NOMINATOR, VERIFIER, SUBJECT, MEMBER, LEADER = 1, 2, 3, 4, 5


@pytest.mark.parametrize(("state", "event"), list(product(ProposalState, ProposalEvent)))
def test_every_pair_of_state_and_event_is_settled(
    state: ProposalState, event: ProposalEvent
) -> None:
    expected = EXPECTED[state].get(event)
    if expected is not None:
        assert next_state(state, event) == expected
        return
    with pytest.raises(InvalidTransition) as refusal:
        next_state(state, event)
    assert PROPOSAL_STATE_LABELS[state] in refusal.value.message


@pytest.mark.parametrize("state", ProposalState)
def test_open_events_are_those_of_the_table(state: ProposalState) -> None:
    assert set(open_events(state)) == set(EXPECTED[state])


def test_everything_has_a_label_and_a_start() -> None:
    assert set(PROPOSAL_STATE_LABELS) == set(ProposalState)
    assert set(STEP_CAPACITY_LABELS) == set(StepCapacity)
    assert set(VERDICT_LABELS) == set(Verdict)
    assert set(INITIAL_STATES) == set(ProposalKind)


def test_guidance_is_approved_only_after_assessment_and_reply() -> None:
    state = INITIAL_STATES[ProposalKind.GUIDANCE]
    with pytest.raises(InvalidTransition):
        next_state(state, E.APPROVE)
    state = next_state(state, E.ASSESS_NO_SUSPICION)
    with pytest.raises(InvalidTransition):
        next_state(state, E.APPROVE)
    state = next_state(state, E.RECORD_UNUSED_REPLY)
    assert next_state(state, E.APPROVE) == S.APPROVED


def test_award_over_quota_waits_and_is_never_rejected_for_it() -> None:
    state = next_state(INITIAL_STATES[ProposalKind.AWARD], E.APPROVE_OVER_QUOTA)
    assert (state, E.REJECT) not in PROPOSAL_STEPS
    assert next_state(state, E.WIDEN_QUOTA) == S.APPROVED


@pytest.mark.parametrize(
    ("verdict", "is_last_step", "is_over_quota", "event"),
    [
        (Verdict.APPROVE, True, False, E.APPROVE),
        (Verdict.APPROVE, True, True, E.APPROVE_OVER_QUOTA),
        (Verdict.APPROVE, False, False, E.APPROVE_STEP),
        (Verdict.APPROVE, False, True, E.APPROVE_STEP),
        (Verdict.RETURN, True, True, E.RETURN),
        (Verdict.RETURN, False, False, E.RETURN),
        (Verdict.REJECT, True, True, E.REJECT),
        (Verdict.REJECT, False, False, E.REJECT),
    ],
)
def test_verdict_becomes_an_event(
    verdict: Verdict, is_last_step: bool, is_over_quota: bool, event: ProposalEvent
) -> None:
    found = event_for(verdict, is_last_step=is_last_step, is_over_quota=is_over_quota)
    assert found == event


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.REJECT])
@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Tulis alasan Anda"),
        ("   \n ", "Tulis alasan Anda"),
        ("kurang bukti", "Alasan paling sedikit 20 huruf. Tambah 8 huruf."),
        ("a" + " " * 30 + "b", "Alasan paling sedikit 20 huruf. Tambah 17 huruf."),
    ],
)
def test_return_and_reject_need_a_reason(verdict: Verdict, reason: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_verdict_reason(verdict, reason)
    assert refusal.value.fields == {"reason": [sentence]}
    assert refusal.value.message == sentence


def test_approval_needs_no_reason_and_twenty_characters_are_enough() -> None:
    require_verdict_reason(Verdict.APPROVE, "")
    require_verdict_reason(Verdict.REJECT, "x" * 20)
    with pytest.raises(InvalidInput):
        require_verdict_reason(Verdict.REJECT, "x" * 19)


def four_eyes(check: Callable[..., Any], **changes: Any) -> Any:
    arguments = {
        "proposer_id": VERIFIER,
        "subject_ids": (SUBJECT, MEMBER),
        "approver_id": LEADER,
        "nominator_ids": (NOMINATOR,),
        **changes,
    }
    return check(**arguments)


@pytest.mark.parametrize(
    ("approver", "because"),
    [
        (NOMINATOR, "karena Anda pengusulnya"),
        (VERIFIER, "karena Anda yang memverifikasinya"),
        (SUBJECT, "karena keputusan ini tentang Anda"),
        (MEMBER, "karena keputusan ini tentang Anda"),
        (LEADER, None),
    ],
)
def test_approver_is_another_than_proposer_and_subjects(approver: int, because: str | None) -> None:
    assert four_eyes(four_eyes_reason, approver_id=approver) == because
    if because is None:
        four_eyes(require_four_eyes, approver_id=approver)
        return
    with pytest.raises(RuleRefused) as refusal:
        four_eyes(require_four_eyes, approver_id=approver)
    assert refusal.value.constraint == "four_eyes"
    assert refusal.value.params == {"because": because}


@pytest.mark.parametrize(
    "changes", [{"proposer_id": SUBJECT}, {"nominator_ids": (NOMINATOR, MEMBER)}]
)
def test_proposer_is_no_subject(changes: dict[str, Any]) -> None:
    assert four_eyes(four_eyes_reason, **changes) == (
        "karena yang mengajukan termasuk pegawai yang dinilai"
    )


def test_system_may_propose() -> None:
    assert four_eyes(four_eyes_reason, proposer_id=None, nominator_ids=()) is None


PEOPLE = st.integers(1, 6)


@given(st.none() | PEOPLE, st.sets(PEOPLE), PEOPLE, st.sets(PEOPLE))
def test_four_eyes_hold_exactly_when_the_three_groups_are_apart(
    proposer: int | None, subjects: set[int], approver: int, nominators: set[int]
) -> None:
    proposers = nominators | ({proposer} if proposer is not None else set())
    apart = approver not in proposers | subjects and not proposers & subjects
    because = four_eyes_reason(
        proposer_id=proposer,
        subject_ids=subjects,
        approver_id=approver,
        nominator_ids=nominators,
    )
    assert (because is None) == apart


VALUES = st.integers(-(2**40), 2**40) | st.text(max_size=20) | st.booleans()
PAYLOADS = st.dictionaries(st.sampled_from("abcdef"), VALUES)


@given(PAYLOADS)
def test_seen_hash_does_not_depend_on_order(payload: dict[str, Any]) -> None:
    assert seen_hash(payload) == seen_hash(dict(reversed(payload.items())))
    assert len(seen_hash(payload)) == 64


@given(PAYLOADS, st.sampled_from("abcdef"))
def test_seen_hash_changes_with_any_value(payload: dict[str, Any], key: str) -> None:
    assert seen_hash(payload) != seen_hash({**payload, key: [payload.get(key, "")]})


def test_seen_hash_takes_dates_and_refuses_floats() -> None:
    assert seen_hash({"on": date(2026, 8, 6), "x": None}) == seen_hash({"on": "2026-08-06"})
    assert seen_hash({"d": Decimal("12.50")}) == seen_hash({"d": "12.5"})
    with pytest.raises(NotCanonical):
        seen_hash({"points": 12.5})


def test_verdict_on_something_changed_is_a_conflict() -> None:
    seen = seen_hash({"points": 25})
    require_seen({"points": 25}, seen)
    with pytest.raises(Conflict) as refusal:
        require_seen({"points": 30}, seen)
    assert refusal.value.code == "seen_changed"

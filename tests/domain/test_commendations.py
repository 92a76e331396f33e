from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.commendations import (
    CAUSE_LABELS,
    COMMENDATION_STATE_LABELS,
    COMPLAINT_STATE_LABELS,
    TRACKING_ALPHABET,
    CommendationState,
    CommendationVerdict,
    ComplaintCause,
    ComplaintEvent,
    ComplaintState,
    format_tracking_code,
    next_commendation_state,
    next_complaint_state,
    normalise_tracking_code,
    open_complaint_events,
    suggest_cause,
    suggest_violation,
)
from ledger.errors import InvalidInput, InvalidTransition

E, S = ComplaintEvent, ComplaintState
VERDICTS = {
    E.SUBSTANTIATE: S.SUBSTANTIATED,
    E.FIND_UNSUBSTANTIATED: S.UNSUBSTANTIATED,
    E.SET_ASIDE: S.NOT_A_COMPLAINT,
}
EXPECTED = {
    S.RECEIVED: {**VERDICTS, E.FORWARD: S.FORWARDED},
    S.FORWARDED: {**VERDICTS, E.ANSWER: S.ANSWERED},
    S.SUBSTANTIATED: {E.ANSWER: S.ANSWERED},
    S.UNSUBSTANTIATED: {E.ANSWER: S.ANSWERED},
    S.NOT_A_COMPLAINT: {E.ANSWER: S.ANSWERED},
    S.ANSWERED: {},
}
FIVE_BYTES = st.binary(min_size=5, max_size=5)


@pytest.mark.parametrize(("state", "event"), list(product(ComplaintState, ComplaintEvent)))
def test_every_pair_of_complaint_state_and_event_is_settled(
    state: ComplaintState, event: ComplaintEvent
) -> None:
    expected = EXPECTED[state].get(event)
    if expected is not None:
        assert next_complaint_state(state, event) == expected
        return
    with pytest.raises(InvalidTransition) as refusal:
        next_complaint_state(state, event)
    assert COMPLAINT_STATE_LABELS[state] in refusal.value.message


@pytest.mark.parametrize("state", ComplaintState)
def test_no_complaint_is_a_dead_end_before_its_answer(state: ComplaintState) -> None:
    assert bool(open_complaint_events(state)) == (state is not ComplaintState.ANSWERED)


@pytest.mark.parametrize(
    ("state", "verdict"), list(product(CommendationState, CommendationVerdict))
)
def test_every_pair_of_commendation_state_and_verdict_is_settled(
    state: CommendationState, verdict: CommendationVerdict
) -> None:
    if state is CommendationState.RECEIVED:
        assert next_commendation_state(state, verdict).value == verdict.value
        return
    with pytest.raises(InvalidTransition):
        next_commendation_state(state, verdict)


@pytest.mark.parametrize("cause", ComplaintCause)
def test_only_people_concerns_a_person(cause: ComplaintCause) -> None:
    assert cause.concerns_person == (cause is ComplaintCause.PEOPLE)


@pytest.mark.parametrize(
    ("category", "cause", "violation"),
    [
        ("terlambat masuk", ComplaintCause.PEOPLE, None),
        ("petugas tidak ramah", ComplaintCause.PEOPLE, None),
        ("pungutan liar", ComplaintCause.PEOPLE, "L5g"),
        ("prosedur berbelit", ComplaintCause.PROCEDURE, None),
        ("aplikasi error", ComplaintCause.FACILITY, None),
        ("antrean panjang", ComplaintCause.WORKLOAD, None),
        ("  Pungutan   Liar ", ComplaintCause.PEOPLE, "L5g"),
        ("jalan rusak", None, None),
        ("", None, None),
    ],
)
def test_category_suggests_a_cause_and_perhaps_a_violation(
    category: str, cause: ComplaintCause | None, violation: str | None
) -> None:
    assert suggest_cause(category) == cause
    assert suggest_violation(category) == violation


def test_everything_has_a_label() -> None:
    assert set(CAUSE_LABELS) == set(ComplaintCause)
    assert set(COMPLAINT_STATE_LABELS) == set(ComplaintState)
    assert set(COMMENDATION_STATE_LABELS) == set(CommendationState)


def test_alphabet_leaves_out_what_the_eye_confuses() -> None:
    assert len(set(TRACKING_ALPHABET)) == 32
    assert not set("0O1I") & set(TRACKING_ALPHABET)


@pytest.mark.parametrize(
    ("random_bytes", "code"),
    [(bytes(5), "TRM-2222-2222"), (b"\xff" * 5, "TRM-ZZZZ-ZZZZ"), (b"\0\0\0\0\1", "TRM-2222-2223")],
)
def test_tracking_code_spells_its_bytes(random_bytes: bytes, code: str) -> None:
    assert format_tracking_code(random_bytes) == code


@given(FIVE_BYTES, FIVE_BYTES)
def test_tracking_codes_differ_exactly_when_their_bytes_do(first: bytes, second: bytes) -> None:
    same = format_tracking_code(first) == format_tracking_code(second)
    assert same == (first == second)


@given(FIVE_BYTES)
def test_tracking_code_is_read_back_however_it_is_typed(random_bytes: bytes) -> None:
    code = format_tracking_code(random_bytes)
    typed = (code, code.lower(), code.replace("-", ""), f" {code[4:]} ", code.replace("-", " "))
    assert {normalise_tracking_code(text) for text in typed} == {code}


def test_code_without_prefix_may_begin_like_the_prefix() -> None:
    assert normalise_tracking_code("TRM2-3456") == "TRM-TRM2-3456"


@pytest.mark.parametrize("size", [0, 4, 6])
def test_tracking_code_needs_exactly_five_bytes(size: int) -> None:
    with pytest.raises(ValueError, match="5 bytes"):
        format_tracking_code(bytes(size))


@pytest.mark.parametrize(
    "text", ["", "TRM-7K3M-9Q2", "TRM-7K3M-9Q2O", "TRM-7K3M-9Q21", "XYZ-7K3M-9Q2F", "é" * 8]
)
def test_unreadable_code_is_refused_with_its_shape(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        normalise_tracking_code(text)
    assert "TRM-7K3M-9Q2F" in refusal.value.fields["code"][0]

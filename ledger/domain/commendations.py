"""What citizens thank for and complain about: verdicts, causes and the code to follow it up."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.transitions import events_from, follow
from ledger.errors import InvalidInput, sentence


class CommendationState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    NOT_ABOUT_STAFF = "not_about_staff"
    ABUSIVE = "abusive"
    SUSPECTED_GRATUITY = "suspected_gratuity"


class CommendationVerdict(StrEnum):
    """What HR says of a commendation; a refused tip is a mark on an accepted one, and merit."""

    ACCEPTED = "accepted"
    NOT_ABOUT_STAFF = "not_about_staff"
    ABUSIVE = "abusive"
    SUSPECTED_GRATUITY = "suspected_gratuity"


class ComplaintState(StrEnum):
    RECEIVED = "received"
    SUBSTANTIATED = "substantiated"
    UNSUBSTANTIATED = "unsubstantiated"
    NOT_A_COMPLAINT = "not_a_complaint"
    FORWARDED = "forwarded"
    ANSWERED = "answered"


class ComplaintEvent(StrEnum):
    """``forward`` hands it to SP4N-LAPOR; ``answer`` copies the answer back to the citizen."""

    SUBSTANTIATE = "substantiate"
    FIND_UNSUBSTANTIATED = "find_unsubstantiated"
    SET_ASIDE = "set_aside"
    FORWARD = "forward"
    ANSWER = "answer"


class ComplaintCause(StrEnum):
    PEOPLE = "people"
    PROCEDURE = "procedure"
    FACILITY = "facility"
    WORKLOAD = "workload"

    @property
    def concerns_person(self) -> bool:
        """Only people ever concerns a person; the others become a follow-up of the unit."""
        return self is ComplaintCause.PEOPLE


COMMENDATION_STATE_LABELS: Mapping[CommendationState, str] = MappingProxyType(
    {
        CommendationState.RECEIVED: sentence("Menunggu pemeriksaan"),
        CommendationState.ACCEPTED: sentence("Diteruskan sebagai apresiasi"),
        CommendationState.NOT_ABOUT_STAFF: sentence("Bukan tentang pegawai"),
        CommendationState.ABUSIVE: sentence("Tidak pantas"),
        CommendationState.SUSPECTED_GRATUITY: sentence("Dugaan gratifikasi atau pungutan"),
    }
)

COMPLAINT_STATE_LABELS: Mapping[ComplaintState, str] = MappingProxyType(
    {
        ComplaintState.RECEIVED: sentence("Menunggu pemeriksaan"),
        ComplaintState.SUBSTANTIATED: sentence("Terbukti"),
        ComplaintState.UNSUBSTANTIATED: sentence("Tidak terbukti"),
        ComplaintState.NOT_A_COMPLAINT: sentence("Bukan pengaduan"),
        ComplaintState.FORWARDED: sentence("Diteruskan ke SP4N-LAPOR"),
        ComplaintState.ANSWERED: sentence("Sudah dijawab"),
    }
)

CAUSE_LABELS: Mapping[ComplaintCause, str] = MappingProxyType(
    {
        ComplaintCause.PEOPLE: sentence("Petugas"),
        ComplaintCause.PROCEDURE: sentence("Prosedur"),
        ComplaintCause.FACILITY: sentence("Sarana atau sistem"),
        ComplaintCause.WORKLOAD: sentence("Beban kerja"),
    }
)

COMMENDATION_STEPS: Mapping[tuple[CommendationState, CommendationVerdict], CommendationState] = (
    MappingProxyType(
        {
            (CommendationState.RECEIVED, verdict): CommendationState(verdict.value)
            for verdict in CommendationVerdict
        }
    )
)

_S, _E = ComplaintState, ComplaintEvent

#: Whatever its verdict a complaint ends in an answer: the citizen never meets a dead end.
COMPLAINT_STEPS: Mapping[tuple[ComplaintState, ComplaintEvent], ComplaintState] = MappingProxyType(
    {
        (_S.RECEIVED, _E.SUBSTANTIATE): _S.SUBSTANTIATED,
        (_S.RECEIVED, _E.FIND_UNSUBSTANTIATED): _S.UNSUBSTANTIATED,
        (_S.RECEIVED, _E.SET_ASIDE): _S.NOT_A_COMPLAINT,
        (_S.RECEIVED, _E.FORWARD): _S.FORWARDED,
        (_S.FORWARDED, _E.SUBSTANTIATE): _S.SUBSTANTIATED,
        (_S.FORWARDED, _E.FIND_UNSUBSTANTIATED): _S.UNSUBSTANTIATED,
        (_S.FORWARDED, _E.SET_ASIDE): _S.NOT_A_COMPLAINT,
        (_S.FORWARDED, _E.ANSWER): _S.ANSWERED,
        (_S.SUBSTANTIATED, _E.ANSWER): _S.ANSWERED,
        (_S.UNSUBSTANTIATED, _E.ANSWER): _S.ANSWERED,
        (_S.NOT_A_COMPLAINT, _E.ANSWER): _S.ANSWERED,
    }
)

#: What the words of a LAPOR category point at; an official decides.
SUGGESTED_CAUSES: Mapping[str, ComplaintCause] = MappingProxyType(
    {
        "terlambat masuk": ComplaintCause.PEOPLE,
        "petugas tidak ramah": ComplaintCause.PEOPLE,
        "pungutan liar": ComplaintCause.PEOPLE,
        "prosedur berbelit": ComplaintCause.PROCEDURE,
        "aplikasi error": ComplaintCause.FACILITY,
        "antrean panjang": ComplaintCause.WORKLOAD,
    }
)

#: The same for the violation of the catalogue; a levy never ends in guidance.
SUGGESTED_VIOLATIONS: Mapping[str, str] = MappingProxyType({"pungutan liar": "L5g"})

#: Digits and capitals without 0, O, 1 and I: 32 signs, five bits each.
TRACKING_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
TRACKING_PREFIX = "TRM"
TRACKING_RANDOM_BYTES = 5
_BITS = 5
_SIGNS = TRACKING_RANDOM_BYTES * 8 // _BITS

CODE_UNREADABLE = sentence(
    "Kode tidak dikenal. Tulis seperti TRM-7K3M-9Q2F; huruf O dan I serta angka 0 dan 1 tidak"
    " dipakai."
)


def next_commendation_state(
    state: CommendationState, verdict: CommendationVerdict
) -> CommendationState:
    """Give the state after ``verdict``; raises InvalidTransition when one was given before."""
    return follow(COMMENDATION_STEPS, COMMENDATION_STATE_LABELS, state, verdict)


def next_complaint_state(state: ComplaintState, event: ComplaintEvent) -> ComplaintState:
    """Give the state after ``event``; raises InvalidTransition outside the table."""
    return follow(COMPLAINT_STEPS, COMPLAINT_STATE_LABELS, state, event)


def open_complaint_events(state: ComplaintState) -> tuple[ComplaintEvent, ...]:
    return events_from(COMPLAINT_STEPS, state)


def suggest_cause(category: str) -> ComplaintCause | None:
    """Suggest a cause from a LAPOR category, None for an unknown one; a person decides."""
    return SUGGESTED_CAUSES.get(_plain(category))


def suggest_violation(category: str) -> str | None:
    """Suggest a catalogue code from a LAPOR category; only levies point at one."""
    return SUGGESTED_VIOLATIONS.get(_plain(category))


def format_tracking_code(random_bytes: bytes) -> str:
    """Write five random bytes as TRM-7K3M-9Q2F: 40 bits that nobody can count up."""
    if len(random_bytes) != TRACKING_RANDOM_BYTES:
        raise ValueError(f"a tracking code is made of {TRACKING_RANDOM_BYTES} bytes")
    number = int.from_bytes(random_bytes, "big")
    signs = "".join(
        TRACKING_ALPHABET[number >> shift & (1 << _BITS) - 1]
        for shift in range((_SIGNS - 1) * _BITS, -1, -_BITS)
    )
    return _spelled(signs)


def normalise_tracking_code(text: str) -> str:
    """Read a code typed in any case, with or without prefix, dashes and blanks.

    Raises InvalidInput on ``code`` with the shape it should have.
    """
    signs = "".join(text.upper().replace("-", "").split())
    if len(signs) == len(TRACKING_PREFIX) + _SIGNS:
        signs = signs.removeprefix(TRACKING_PREFIX)
    if len(signs) != _SIGNS or not set(signs) <= set(TRACKING_ALPHABET):
        raise InvalidInput(CODE_UNREADABLE, fields={"code": [CODE_UNREADABLE]})
    return _spelled(signs)


def _spelled(signs: str) -> str:
    return f"{TRACKING_PREFIX}-{signs[:4]}-{signs[4:]}"


def _plain(category: str) -> str:
    return " ".join(category.casefold().split())

"""What is asked of a case, step by step, as its forms and files give it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.domain.discipline.dismissals import DismissalType
from ledger.domain.discipline.exhibits import ExhibitKind
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.teams import TeamElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Summon:
    """Call the person to the examination; ``letter_on`` is today when it is left out."""

    exam_on: date
    place: str
    exam_time: str = "09.00"
    letter_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReceipt:
    """How a letter was brought: who took it, or in ``refusal_note`` why nobody did."""

    received_on: date
    handed_by: str
    received_by: str = ""
    refusal_note: str = ""


class GivenAnswer(NamedTuple):
    """One question, its answer, and what the person wants put right in that answer."""

    question: str
    answer: str
    correction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExamination:
    """What was asked and answered; either the examinee signed or the refusal is noted."""

    answers: tuple[GivenAnswer, ...]
    held_on: date | None = None
    place: str = ""
    corrections: str = ""
    examinee_signed: bool = True
    refusal_note: str = ""
    copy_given: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTeam:
    """Who examines, by which decision; ``members`` are (person, element), ``chair_id`` is one.

    ``formed_by`` is the delegated official, None for the PPK.
    """

    letter_number: str
    formed_on: date
    members: tuple[tuple[int, TeamElement], ...]
    chair_id: int
    formed_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceMember:
    """Who leaves the team and who takes the seat; the seat of the superior fills itself."""

    leaving_id: int
    person_id: int
    letter_number: str
    left_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddExhibit:
    """One piece of evidence; ``content`` is what it shows, or the statement itself."""

    kind: ExhibitKind
    title: str
    content: str = ""
    dated_on: date | None = None
    allegation_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTemporarily:
    """Released from the duties of the post until the decision; ``acting_id`` is the Plh."""

    letter_number: str
    acting_id: int
    reason: str
    from_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReport:
    """What the examination found (LHP); ``recommended`` is None when nothing was proven."""

    facts: str
    analysis: str
    recommended: Kind | None
    aggravating: str = ""
    mitigating: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideCase:
    """The kind chosen with its reasons.

    ``dismissal_type`` goes with B3 alone, ``position_after`` is the new post of B1; with
    ``class_before`` both are classes of the post of a pelaksana, who has no lower post (F16).
    """

    kind: Kind
    reason: str
    aggravating: str = ""
    mitigating: str = ""
    dismissal_type: DismissalType | None = None
    position_after: str = ""
    class_before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDelivery:
    """How the Keputusan reached the person.

    ``received_on`` alone when it was handed over or arrived; ``planned_on`` with ``sent_on`` when
    nobody came to receive it, so that it was sent. ``deliverer_nip`` is left out when whoever
    records it handed it over; ``sent_to`` is the last known address.
    """

    received_on: date | None = None
    planned_on: date | None = None
    sent_on: date | None = None
    deliverer_nip: str = ""
    sent_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDelivery:
    """Call the person to receive the Keputusan (F17): a day, an hour, a place."""

    planned_on: date
    place: str
    time: str = "09.00"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordObjection:
    """An objection as it came; ``filed_on`` is the day it arrived, perhaps on paper."""

    grounds: str
    filed_on: date

"""Keberatan and banding administratif (PP 79/2021): to whom, how long, and what can come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.cases import CaseEvent
from ledger.domain.discipline.clocks import ClockName
from ledger.domain.discipline.kinds import Kind
from ledger.errors import RuleRefused, sentence


class RemedyRoute(StrEnum):
    """Who answers: the superior of the official, the PPK itself, or BPASN from outside."""

    SUPERIOR = "superior"
    PPK = "ppk"
    BPASN = "bpasn"

    @property
    def is_appeal(self) -> bool:
        """Banding administratif; the others are keberatan."""
        return self is RemedyRoute.BPASN


class RemedyOutcome(StrEnum):
    UPHELD = "upheld"
    LIGHTENED = "lightened"
    AGGRAVATED = "aggravated"
    CHANGED = "changed"
    ANNULLED = "annulled"
    INADMISSIBLE = "inadmissible"


ROUTE_LABELS: Mapping[RemedyRoute, str] = MappingProxyType(
    {
        RemedyRoute.SUPERIOR: sentence("Keberatan kepada atasan pejabat yang menghukum"),
        RemedyRoute.PPK: sentence("Keberatan kepada Pejabat Pembina Kepegawaian"),
        RemedyRoute.BPASN: sentence("Banding administratif kepada Badan Pertimbangan ASN"),
    }
)
OUTCOME_LABELS: Mapping[RemedyOutcome, str] = MappingProxyType(
    {
        RemedyOutcome.UPHELD: sentence("Keputusan dikuatkan"),
        RemedyOutcome.LIGHTENED: sentence("Hukuman diringankan"),
        RemedyOutcome.AGGRAVATED: sentence("Hukuman diperberat"),
        RemedyOutcome.CHANGED: sentence("Keputusan diubah, jenis hukumannya tetap"),
        RemedyOutcome.ANNULLED: sentence("Keputusan dibatalkan"),
        RemedyOutcome.INADMISSIBLE: sentence("Tidak dapat diterima"),
    }
)
#: The articles are those of the routes; the words of the outcomes await a check at the source.
ROUTE_ARTICLES: Mapping[RemedyRoute, str] = MappingProxyType(
    {
        RemedyRoute.SUPERIOR: "Pasal 2 PP 79/2021",
        RemedyRoute.PPK: "Pasal 2 PP 79/2021",
        RemedyRoute.BPASN: "Pasal 11 PP 79/2021",
    }
)
ANSWER_CLOCKS: Mapping[RemedyRoute, ClockName] = MappingProxyType(
    {
        RemedyRoute.SUPERIOR: ClockName.SUPERIOR_ANSWER,
        RemedyRoute.PPK: ClockName.PPK_ANSWER,
        RemedyRoute.BPASN: ClockName.BPASN_ANSWER,
    }
)
#: What takes the place of the first decision.
REPLACES = frozenset({RemedyOutcome.LIGHTENED, RemedyOutcome.AGGRAVATED, RemedyOutcome.CHANGED})

LATE_IS_INADMISSIBLE = sentence(
    "Keberatan ini diajukan pada %(filed)s, sesudah hari terakhir %(last_day)s (%(article)s)."
    " Tetapkan bahwa keberatan tidak dapat diterima."
)
KIND_NOT_OF_OUTCOME = sentence(
    "Jenis hukuman %(kind)s tidak sesuai dengan putusan itu. Pilih jenis yang ditawarkan."
)
NO_SUCH_OUTCOME = sentence("Putusan ini tidak mungkin bagi jenis hukuman tersebut.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRemedy:
    """The answer to an objection: the outcome, its reasons, and the kind that comes instead.

    ``decided_on`` and the letter are those of BPASN, which decides elsewhere.
    """

    outcome: RemedyOutcome
    reason: str
    kind: Kind | None = None
    decided_on: date | None = None
    letter_number: str = ""
    #: How a dismissal that comes of it counts; the PPK says so, nobody derives it.
    dismissal_type: str | None = None


def route_of(kind: Kind, *, decided_by_ppk: bool) -> RemedyRoute:
    """Dismissal by the PPK goes to BPASN, another decision of the PPK back to the PPK (I18)."""
    if not decided_by_ppk:
        return RemedyRoute.SUPERIOR
    return RemedyRoute.BPASN if kind is Kind.B3 else RemedyRoute.PPK


def kinds_of_outcome(outcome: RemedyOutcome, imposed: Kind) -> tuple[Kind, ...]:
    """The kinds that the outcome may put in the place of ``imposed``, lightest first."""
    if outcome is RemedyOutcome.LIGHTENED:
        return tuple(kind for kind in Kind if imposed.is_heavier_than(kind))
    if outcome is RemedyOutcome.AGGRAVATED:
        return tuple(kind for kind in Kind if kind.is_heavier_than(imposed))
    return (imposed,) if outcome is RemedyOutcome.CHANGED else ()


def outcomes_of(imposed: Kind, *, is_late: bool) -> tuple[RemedyOutcome, ...]:
    """What may be answered; a late objection is received and can only be inadmissible."""
    if is_late:
        return (RemedyOutcome.INADMISSIBLE,)
    return tuple(
        outcome
        for outcome in RemedyOutcome
        if outcome not in REPLACES or kinds_of_outcome(outcome, imposed)
    )


def kind_after(command: DecideRemedy, imposed: Kind) -> Kind | None:
    """The kind in force afterwards, None when nothing comes in the place of the first.

    Raises RuleRefused ``remedy_outcome`` or ``remedy_kind``.
    """
    if command.outcome not in REPLACES:
        return None
    kinds = kinds_of_outcome(command.outcome, imposed)
    if not kinds:
        raise RuleRefused(NO_SUCH_OUTCOME, constraint="remedy_outcome")
    chosen = command.kind if command.kind is not None or len(kinds) > 1 else kinds[0]
    if chosen not in kinds:
        raise RuleRefused(
            KIND_NOT_OF_OUTCOME,
            constraint="remedy_kind",
            kind=chosen.value if chosen else "",
        )
    return chosen


def event_of(outcome: RemedyOutcome, kind: Kind | None) -> CaseEvent:
    """The step of the case that follows; a dismissal is delivered anew, for it can be appealed."""
    if outcome in REPLACES:
        is_new_dismissal = kind is Kind.B3 and outcome is RemedyOutcome.AGGRAVATED
        return CaseEvent.DISMISS if is_new_dismissal else CaseEvent.REPLACE
    return {
        RemedyOutcome.UPHELD: CaseEvent.UPHOLD,
        RemedyOutcome.ANNULLED: CaseEvent.ANNUL,
        RemedyOutcome.INADMISSIBLE: CaseEvent.DECLARE_INADMISSIBLE,
    }[outcome]

"""Cases of the code of ethics (PP 42/2004): their own words, states and summons, never PP 94's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.clocks import WorkingDays
from ledger.domain.formats import date_text
from ledger.domain.transitions import events_from, follow
from ledger.errors import RuleRefused, sentence

ETHICS_REGULATION = "PP 42/2004"
#: The agency's own rule sets the number (Permenkop 9/2022 Pasal 20 says five); a dated setting.
SUMMONS_DAYS_KEY = "ethics.summons_days_min"
SUMMONS_DAYS_MIN = 5
SUMMONS_ARTICLE = "aturan kode etik instansi, PP 42/2004"


class EthicsState(StrEnum):
    OPENED = "opened"
    SUMMONED = "summoned"
    ABSENT = "absent"
    SUMMONED_AGAIN = "summoned_again"
    ABSENT_TWICE = "absent_twice"
    HEARD = "heard"
    DECIDED = "decided"


class EthicsEvent(StrEnum):
    SUMMON = "summon"
    RECORD_ABSENCE = "record_absence"
    SUMMON_AGAIN = "summon_again"
    HEAR = "hear"
    DECIDE = "decide"


class MoralSanction(StrEnum):
    """What the Majelis recommends; never a kind of PP 94."""

    NONE = "none"
    CLOSED = "closed"
    OPEN = "open"


class PanelSeat(StrEnum):
    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


ETHICS_STATE_LABELS: Mapping[EthicsState, str] = MappingProxyType(
    {
        EthicsState.OPENED: sentence("Dibuka"),
        EthicsState.SUMMONED: sentence("Dipanggil Majelis"),
        EthicsState.ABSENT: sentence("Tidak hadir"),
        EthicsState.SUMMONED_AGAIN: sentence("Dipanggil Majelis kedua kali"),
        EthicsState.ABSENT_TWICE: sentence("Tidak hadir dua kali"),
        EthicsState.HEARD: sentence("Sudah disidangkan"),
        EthicsState.DECIDED: sentence("Diputus Majelis"),
    }
)
MORAL_LABELS: Mapping[MoralSanction, str] = MappingProxyType(
    {
        MoralSanction.NONE: sentence("Tidak terbukti melanggar kode etik"),
        MoralSanction.CLOSED: sentence("Sanksi moral secara tertutup"),
        MoralSanction.OPEN: sentence("Sanksi moral secara terbuka"),
    }
)
SEAT_LABELS: Mapping[PanelSeat, str] = MappingProxyType(
    {
        PanelSeat.CHAIR: sentence("Ketua Majelis"),
        PanelSeat.SECRETARY: sentence("Sekretaris Majelis"),
        PanelSeat.MEMBER: sentence("Anggota Majelis"),
    }
)

_S, _E = EthicsState, EthicsEvent
ETHICS_STEPS: Mapping[tuple[EthicsState, EthicsEvent], EthicsState] = MappingProxyType(
    {
        (_S.OPENED, _E.SUMMON): _S.SUMMONED,
        (_S.SUMMONED, _E.HEAR): _S.HEARD,
        (_S.SUMMONED, _E.RECORD_ABSENCE): _S.ABSENT,
        (_S.ABSENT, _E.SUMMON_AGAIN): _S.SUMMONED_AGAIN,
        (_S.SUMMONED_AGAIN, _E.HEAR): _S.HEARD,
        (_S.SUMMONED_AGAIN, _E.RECORD_ABSENCE): _S.ABSENT_TWICE,
        (_S.HEARD, _E.DECIDE): _S.DECIDED,
        (_S.ABSENT_TWICE, _E.DECIDE): _S.DECIDED,
    }
)

HEARING_TOO_SOON = sentence(
    "Sidang Majelis paling cepat %(first_day)s, yaitu %(days)s hari kerja sesudah surat panggilan"
    " (%(article)s)."
)


@dataclass(frozen=True, slots=True)
class LeastDays:
    """The minimum put on a plan: the first allowed day and whether the planned one keeps it."""

    first_day: date
    days_min: int
    days_between: int

    @property
    def ok(self) -> bool:
        return self.days_between >= self.days_min


def next_ethics_state(state: EthicsState, event: EthicsEvent) -> EthicsState:
    """Give the state after ``event``; raises InvalidTransition outside the table."""
    return follow(ETHICS_STEPS, ETHICS_STATE_LABELS, state, event)


def open_ethics_events(state: EthicsState) -> tuple[EthicsEvent, ...]:
    return events_from(ETHICS_STEPS, state)


def least_days(
    calendar: WorkingDays, letter_on: date, hearing_on: date, *, days_min: int
) -> LeastDays:
    """At least so many working days from the letter to the hearing (I26)."""
    between = 0
    if hearing_on > letter_on:
        between = calendar.working_days_between(letter_on, hearing_on)
    return LeastDays(calendar.add_working_days(letter_on, days_min), days_min, between)


def require_least_days(found: LeastDays) -> None:
    """Refuse a hearing that leaves too little time; RuleRefused ``plan_ethics_hearing``."""
    if not found.ok:
        raise RuleRefused(
            HEARING_TOO_SOON,
            constraint="plan_ethics_hearing",
            first_day=date_text(found.first_day),
            days=found.days_min,
            article=SUMMONS_ARTICLE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEthics:
    """What is said to break the code: ``provision`` is the value in the agency's own words."""

    subject_id: int
    provision: str
    narrative: str
    happened_on: date
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonEthics:
    """Call the person before the Majelis; ``letter_on`` is today when it is left out."""

    hearing_on: date
    place: str
    hearing_time: str = "09.00"
    letter_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideEthics:
    """What the Majelis found; a recommendation opens nothing by itself."""

    outcome: MoralSanction
    reason: str
    statement: str = ""
    recommends_case: bool = False

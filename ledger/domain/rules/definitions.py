"""What a rule is: its fact, measures, condition, outcome, steps and limits."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.domain.approvals import StepCapacity
from ledger.domain.documents import DocumentKind
from ledger.domain.facts import FactKind
from ledger.domain.periods import PeriodKind


class MeasureKind(StrEnum):
    """How facts of the past become one number.

    LONGEST_RUN is the longest unbroken row of facts that pass the filter, among all facts of the
    kind in the order they happened. LATEST and SUM read an integer field; DISTINCT counts the
    different values of a field.
    """

    COUNT = "count"
    SUM = "sum"
    LONGEST_RUN = "longest_run"
    LATEST = "latest"
    DISTINCT = "distinct"


class Scope(StrEnum):
    """Whose facts or awards are counted.

    A team is everybody of the nomination together, and only a measure may ask for it; a nominator
    is whoever put the fact forward, and only a cap may speak of them.
    """

    PERSON = "person"
    UNIT = "unit"
    TEAM = "team"
    NOMINATOR = "nominator"


SUBJECT_SCOPES = (Scope.PERSON, Scope.UNIT)
MEASURE_SCOPES = (Scope.PERSON, Scope.UNIT, Scope.TEAM)
CAP_SCOPES = (Scope.PERSON, Scope.UNIT, Scope.NOMINATOR)


class WindowKind(StrEnum):
    CALENDAR_YEAR = "calendar_year"
    SEMESTER = "semester"
    QUARTER = "quarter"
    MONTH = "month"
    SEASON = "season"
    LAST_DAYS = "last_days"
    LAST_MONTHS = "last_months"


class Recipient(StrEnum):
    PERSON = "person"
    TEAM = "team"
    UNIT = "unit"


class Tier(StrEnum):
    PERUNGGU = "perunggu"
    PERAK = "perak"
    EMAS = "emas"


class Audience(StrEnum):
    SUBJECT = "subject"
    DIRECT_SUPERIOR = "direct_superior"
    HEAD_OF_UNIT = "head_of_unit"
    HR = "hr"
    INSPECTORATE = "inspectorate"


class LegalStatus(StrEnum):
    """Whether the wording was seen at its source, or must still be checked at JDIH."""

    VERIFIED = "verified"
    NEEDS_CHECK = "needs_check"


@dataclass(frozen=True, slots=True)
class Season:
    """Days with a name, both ends included, as the pack declares them."""

    code: str
    start: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.last_day

    def meets(self, other: "Season") -> bool:
        """Whether the two share a day or a name."""
        shares_day = self.start <= other.last_day and other.start <= self.last_day
        return shares_day or self.code == other.code


@dataclass(frozen=True, slots=True)
class Window:
    """``length`` is a number of days or months for the two rolling kinds, else None.

    A window of the kind season carries the seasons of its pack.
    """

    kind: WindowKind
    length: int | None = None
    seasons: tuple[Season, ...] = ()

    def __str__(self) -> str:
        return self.kind.value if self.length is None else f"{self.kind.value}:{self.length}"


@dataclass(frozen=True, slots=True)
class Measure:
    kind: MeasureKind
    of: FactKind
    window: Window
    by: Scope
    field: str | None = None
    filter: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    amount: int
    to: Recipient


@dataclass(frozen=True, slots=True)
class Badge:
    code: str
    tier: Tier
    name: str


@dataclass(frozen=True, slots=True)
class Guidance:
    level: int
    valid_months: int


@dataclass(frozen=True, slots=True)
class OpenCase:
    """``article`` is a text, or ARTICLE_OF_CODE to take it from the fact's violation code."""

    article: str


ARTICLE_OF_CODE = "sesuai_kode"


@dataclass(frozen=True, slots=True)
class Plan:
    """A development plan that starts with the decision: what to reach, and in how many months."""

    goal: str
    due_months: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is proposed. It has no field for a sanction, so no rule can create one.

    The only ``document`` is a certificate; the papers of guidance and cases follow from those.
    """

    points: Points | None = None
    badge: Badge | None = None
    document: DocumentKind | None = None
    guidance: Guidance | None = None
    open_case: OpenCase | None = None
    development_plan: Plan | None = None
    notify: tuple[Audience, ...] = ()


@dataclass(frozen=True, slots=True)
class OncePer:
    """How often a rule may fire. Without a scope it is once per fact.

    With a scope it is once in a period of the calendar, or in a season of its pack: then ``period``
    is None and ``seasons`` are those of the pack.
    """

    scope: Scope | None = None
    period: PeriodKind | None = None
    seasons: tuple[Season, ...] = ()

    def __str__(self) -> str:
        if self.scope is None:
            return "fact"
        return f"{self.scope}+{WindowKind.SEASON if self.seasons else self.period}"

    def season_on(self, day: date) -> Season | None:
        return next((one for one in self.seasons if one.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many ``points``, or so many ``awards``, from this rule in a calendar period.

    Exactly one of the two is set. Beyond its points a rule gives what is left; beyond its awards it
    stays silent.
    """

    points: int | None
    per: Scope
    period: PeriodKind
    awards: int | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must have been proposed to the same subject before, and not refused.

    Either another ``rule``, or a ``badge`` of this tier or a higher one.
    """

    rule: str | None = None
    badge: str | None = None
    tier: Tier = Tier.PERUNGGU


@dataclass(frozen=True, slots=True)
class LegalBasis:
    text: str
    status: LegalStatus


@dataclass(frozen=True, slots=True)
class Effective:
    """``[start, end)`` in local days, judged by the day the fact happened."""

    start: date
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``sentence`` is what HR and the person read; ``when`` is a CEL condition."""

    code: str
    title: str
    sentence: str
    on: FactKind
    measures: tuple[tuple[str, Measure], ...]
    when: str
    then: Outcome
    decided_by: tuple[StepCapacity, ...]
    once_per: OncePer
    caps: tuple[Cap, ...]
    legal_basis: LegalBasis
    effective: Effective
    requires: tuple[Requirement, ...] = ()
    #: So long after it fired for a subject the rule stays silent for them.
    cooling_off: Window | None = None

    def is_open_on(self, day: date) -> bool:
        """Whether it judges facts of the day: one that counts by season rests between seasons."""
        if not self.effective.holds_on(day):
            return False
        return not self.once_per.seasons or self.once_per.season_on(day) is not None


@dataclass(frozen=True, slots=True)
class RulePack:
    code: str
    name: str
    description: str
    rules: tuple[Rule, ...]
    seasons: tuple[Season, ...] = ()

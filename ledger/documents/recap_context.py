"""What a recap says: cover, figures, charts, tables, and a page for every unit."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.documents.contexts import DocumentContext
from ledger.documents.parties import Signer
from ledger.errors import RuleRefused, sentence

CHART_SHAPES = ("bar", "line", "dot")
SECTIONS = ("commendations", "complaints", "indexes", "guidance", "discipline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the summary, already as text ("1.204"), with what it means."""

    label: str
    value_text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One value of a chart; None is a group under five and is drawn as such, without its size."""

    label: str
    value: int | None
    #: A period that still grows; a recap is of one that is over.
    running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """``shape``: bar (by unit), line (by month), dot (distribution); ``measure`` names values."""

    shape: str
    title: str
    description: str
    measure: str
    points: tuple[ChartPoint, ...]

    def __post_init__(self) -> None:
        if self.shape not in CHART_SHAPES:
            raise RuleRefused(
                sentence("Bentuk grafik %(shape)s tidak ada. Pakai bar, line, atau dot."),
                constraint="chart_shape_known",
                shape=self.shape,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """One decided award of the period."""

    date_text: str
    name: str
    nip: str
    unit: str
    title: str
    points: int
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTotal:
    """A total of a group; ``count`` None stands for a group under five and prints "<5"."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexLine:
    """The satisfaction index (SKM) of one unit, already as text, with its grade in words."""

    unit: str
    period_text: str
    index_text: str
    grade: str
    respondents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person on the page of their unit."""

    name: str
    nip: str
    position: str
    points: int
    awards: int
    commendations: int

    @property
    def has_merit(self) -> bool:
        """Whether there is anything to print; rows of zeros shame people and tell nothing."""
        return any((self.points, self.awards, self.commendations))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """A unit with its figures and everybody in it; the paper prints those with merit."""

    name: str
    figures: tuple[Figure, ...]
    people: tuple[PersonLine, ...]

    @property
    def recognised(self) -> tuple[PersonLine, ...]:
        return tuple(person for person in self.people if person.has_merit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The seal of the ledger the recap was made from: who seals, how many entries, the root."""

    origin: str
    size: int
    root_hash: str
    sealed_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapContext(DocumentContext):
    """The periodic recap of an agency or a unit.

    ``scope_text`` is the agency or unit; ``notes`` say how the numbers were made. Persons appear
    by award and on unit pages only: guidance and discipline are totals, and groups under five are
    hidden; their ``..._text`` says the sum, or why it is withheld. ``sections`` are the parts of
    SECTIONS that were asked for.
    """

    kind: ClassVar[str] = "recap"

    title: str
    scope_text: str
    period_text: str
    summary: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    awards: tuple[AwardLine, ...]
    commendations: tuple[GroupTotal, ...]
    guidance: tuple[GroupTotal, ...]
    units: tuple[UnitPage, ...]
    checkpoint: Checkpoint
    complaints: tuple[GroupTotal, ...] = ()
    indexes: tuple[IndexLine, ...] = ()
    aspects: tuple[Figure, ...] = ()
    discipline: tuple[GroupTotal, ...] = ()
    guidance_text: str = ""
    discipline_text: str = ""
    sections: tuple[str, ...] = SECTIONS
    notes: tuple[str, ...] = ()
    signer: Signer | None = None
    lang: str = "id"

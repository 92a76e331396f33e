"""The authority matrix of a province: who may decide on whom, in which capacity, up to what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.kinds import LIGHT_KINDS, Kind
from ledger.domain.people import CAPACITY_LABELS, Capacity
from ledger.domain.positions import PositionLevel
from ledger.domain.proposals import StepCapacity
from ledger.domain.sources import SourceStatus
from ledger.errors import RuleRefused, sentence


class DecisionType(StrEnum):
    RECOGNITION = "recognition"
    GUIDANCE = "guidance"
    DISCIPLINE = "discipline"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the official may decide, with the sentence and the article to show beside it."""

    allowed: bool
    reason: str
    article: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return self.reason % self.params if self.params else self.reason


@dataclass(frozen=True, slots=True)
class SanctionRow:
    """One row of the matrix: these officials, on these subjects, these kinds.

    ``officials`` is empty for the PPK. ``levels_below`` is the number of superiors from the
    subject up to the official, None for any number. ``named`` rows hold for functional officials
    that a decision of the PPK names.
    """

    officials: frozenset[PositionLevel]
    subjects: frozenset[PositionLevel]
    kinds: frozenset[Kind]
    levels_below: int | None
    article: str
    status: SourceStatus
    valid_from: date
    named: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """Who may decide recognition and guidance: the relation and how far below the subject is."""

    step: StepCapacity
    levels_below: int | None
    needs_structural_head: bool
    article: str
    status: SourceStatus
    valid_from: date


PP94_FROM = date(2021, 8, 31)

LIGHT = LIGHT_KINDS
MEDIUM = frozenset(kind for kind in Kind if kind.level == Level.SEDANG)
HEAVY = frozenset(kind for kind in Kind if kind.level == Level.BERAT)
HEAVY_WITHOUT_DISMISSAL = HEAVY - {Kind.B3}

_P = PositionLevel
FUNCTIONAL = frozenset(level for level in PositionLevel if level.is_functional)
FUNCTIONAL_BELOW_UTAMA = FUNCTIONAL - {_P.JF_AHLI_UTAMA}
ADMINISTRATOR_AND_BELOW = frozenset({_P.ADMINISTRATOR, _P.PENGAWAS, _P.PELAKSANA})
BELOW_MADYA = ADMINISTRATOR_AND_BELOW | FUNCTIONAL_BELOW_UTAMA | {_P.JPT_PRATAMA}
PPK: frozenset[PositionLevel] = frozenset()

_MATRIX_ARTICLE = "Pasal 16 PP 94/2021"


def _ppk(subjects: frozenset[PositionLevel], kinds: frozenset[Kind]) -> SanctionRow:
    return SanctionRow(
        PPK, subjects, kinds, None, _MATRIX_ARTICLE, SourceStatus.CONFIRMED, PP94_FROM
    )


def _chain(
    officials: frozenset[PositionLevel],
    subjects: frozenset[PositionLevel],
    kinds: frozenset[Kind],
    levels_below: int | None,
) -> SanctionRow:
    return SanctionRow(
        officials,
        subjects,
        kinds,
        levels_below,
        _MATRIX_ARTICLE,
        SourceStatus.CONFIRMED,
        PP94_FROM,
    )


SANCTION_MATRIX = (
    _ppk(frozenset({_P.JPT_MADYA}), LIGHT | MEDIUM | HEAVY_WITHOUT_DISMISSAL),
    _ppk(frozenset({_P.JPT_PRATAMA}), MEDIUM | HEAVY),
    _ppk(frozenset({_P.JF_AHLI_UTAMA}), LIGHT | MEDIUM | HEAVY_WITHOUT_DISMISSAL),
    _ppk(ADMINISTRATOR_AND_BELOW | FUNCTIONAL_BELOW_UTAMA, HEAVY),
    _chain(
        frozenset({_P.JPT_MADYA, _P.JPT_PRATAMA, _P.ADMINISTRATOR, _P.PENGAWAS}),
        BELOW_MADYA,
        LIGHT,
        1,
    ),
    _chain(
        frozenset({_P.JPT_MADYA, _P.JPT_PRATAMA, _P.ADMINISTRATOR}),
        BELOW_MADYA,
        MEDIUM,
        2,
    ),
    _chain(
        frozenset({_P.JPT_PRATAMA, _P.ADMINISTRATOR}),
        FUNCTIONAL_BELOW_UTAMA,
        LIGHT | MEDIUM,
        None,
    ),
    SanctionRow(
        frozenset({_P.JF_AHLI_MADYA, _P.JF_AHLI_MUDA}),
        BELOW_MADYA,
        LIGHT,
        1,
        _MATRIX_ARTICLE,
        SourceStatus.MEMORY,
        PP94_FROM,
        named=True,
    ),
)

_AWARD_ARTICLE = "ketentuan instansi"
STEP_MATRIX = (
    StepRow(StepCapacity.DIRECT_SUPERIOR, 1, False, _AWARD_ARTICLE, SourceStatus.MEMORY, PP94_FROM),
    StepRow(StepCapacity.HEAD_OF_UNIT, None, True, _AWARD_ARTICLE, SourceStatus.MEMORY, PP94_FROM),
    StepRow(
        StepCapacity.HEAD_OF_AGENCY, None, True, _AWARD_ARTICLE, SourceStatus.MEMORY, PP94_FROM
    ),
)

ACTING_BRIEFLY = frozenset({Capacity.PLT, Capacity.PLH})
ACTING_ARTICLE = "SE BKN 1/SE/I/2021"
#: Capacities in which a head of region needs the minister's letter (SE Mendagri 821/5492/SJ).
NEEDS_LETTER = frozenset({Capacity.PLT, Capacity.PJ, Capacity.PJS})
LETTER_ARTICLE = "SE Mendagri 821/5492/SJ Tahun 2022"

WITHIN_AUTHORITY = sentence("Sesuai wewenang menurut %(article)s.")
NOT_ABOVE = sentence(
    "Anda bukan atasan pegawai ini, jadi keputusannya diambil oleh atasannya (%(article)s)."
)
STEP_NOT_YOURS = sentence(
    "Langkah ini diputuskan oleh pejabat lain. Teruskan kepada atasan pejabat (%(article)s)."
)
ACTING_LIMITED = sentence(
    "Sebagai %(capacity)s, Anda tidak berwenang menetapkan keputusan ini (%(article)s)."
    " Teruskan kepada atasan pejabat."
)
LETTER_MISSING = sentence(
    "Sebagai %(capacity)s kepala daerah, catat dulu nomor surat persetujuan Menteri Dalam Negeri"
    " (%(article)s)."
)
KIND_NEEDED = sentence("Pilih jenis hukuman lebih dulu (%(article)s).")
OUTSIDE_MATRIX = sentence(
    "Jenis hukuman %(kind)s untuk %(subject)s bukan wewenang jabatan Anda (%(article)s)."
    " Teruskan kepada atasan pejabat."
)


def can_decide(
    *,
    decision: DecisionType,
    official_level: PositionLevel | None,
    capacity: Capacity,
    subject_level: PositionLevel,
    kind: Kind | None,
    levels_between: int,
    step: StepCapacity | None = None,
    is_ppk: bool = False,
    has_approval_letter: bool = False,
    is_named_by_ppk: bool = False,
    empty_posts_between: int = 0,
    on: date | None = None,
) -> Verdict:
    """Say whether an official may take this decision on this subject.

    ``official_level`` is None for a pejabat negara; heads of schools and puskesmas pass the level
    they are held equal to. ``levels_between`` counts superiors from the subject up to the
    official, the direct superior being 1. ``empty_posts_between`` of them have no holder, so the
    next higher official may take their place (Pasal 25). ``step`` narrows recognition and
    guidance to one relation; a panel decides by membership, not by this matrix. ``on`` picks the
    rows in force that day, all of them when None.
    """
    if levels_between < 1:
        return _refused(NOT_ABOVE, _AWARD_ARTICLE)
    if decision is not DecisionType.DISCIPLINE:
        return _can_recognise(official_level, levels_between, step, is_ppk, on)
    if kind is None:
        return _refused(KIND_NEEDED, "Pasal 8 PP 94/2021")
    hindrance = _capacity_hindrance(capacity, kind, is_ppk, has_approval_letter)
    if hindrance is not None:
        return hindrance
    reach = range(levels_between - empty_posts_between, levels_between + 1)
    for row in SANCTION_MATRIX:
        if (
            _row_is_theirs(row, official_level, is_ppk, is_named_by_ppk, empty_posts_between)
            and _in_force(row.valid_from, on)
            and subject_level in row.subjects
            and kind in row.kinds
            and (row.levels_below is None or row.levels_below in reach)
        ):
            return _allowed(row.article)
    return _refused(OUTSIDE_MATRIX, _MATRIX_ARTICLE, kind=kind.value, subject=subject_level.label)


def require_authority(verdict: Verdict) -> None:
    """Refuse with the sentence of the matrix; raises RuleRefused named ``authority``."""
    if not verdict.allowed:
        raise RuleRefused(verdict.reason, constraint="authority", **verdict.params)


def _can_recognise(
    official_level: PositionLevel | None,
    levels_between: int,
    step: StepCapacity | None,
    is_ppk: bool,
    on: date | None,
) -> Verdict:
    is_head = is_ppk or official_level is None or official_level.is_structural_head
    for row in STEP_MATRIX:
        if (
            step in (None, row.step)
            and _in_force(row.valid_from, on)
            and (row.levels_below is None or row.levels_below == levels_between)
            and (is_head or not row.needs_structural_head)
        ):
            return _allowed(row.article)
    return _refused(STEP_NOT_YOURS, _AWARD_ARTICLE)


def _capacity_hindrance(
    capacity: Capacity, kind: Kind, is_ppk: bool, has_approval_letter: bool
) -> Verdict | None:
    label = CAPACITY_LABELS[capacity]
    if capacity in ACTING_BRIEFLY and kind not in LIGHT_KINDS:
        return _refused(ACTING_LIMITED, ACTING_ARTICLE, capacity=label)
    if is_ppk and capacity in NEEDS_LETTER and not has_approval_letter:
        return _refused(LETTER_MISSING, LETTER_ARTICLE, capacity=label)
    return None


def _row_is_theirs(
    row: SanctionRow, level: PositionLevel | None, is_ppk: bool, is_named: bool, empty_posts: int
) -> bool:
    if row.officials == PPK:
        return is_ppk
    if is_ppk and empty_posts:
        return True
    return level in row.officials and (is_named or not row.named)


def _in_force(valid_from: date, on: date | None) -> bool:
    return on is None or valid_from <= on


def _allowed(article: str) -> Verdict:
    return Verdict(True, WITHIN_AUTHORITY, article, {"article": article})


def _refused(reason: str, article: str, **params: Any) -> Verdict:
    return Verdict(False, reason, article, {"article": article, **params})

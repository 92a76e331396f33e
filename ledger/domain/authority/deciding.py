"""Whether one official may decide on one subject: the table, the capacity, the way up."""

from dataclasses import dataclass
from datetime import date

from ledger.domain.authority.capacities import capacity_hindrance, post_class
from ledger.domain.authority.rows import (
    AWARD_ARTICLE,
    MATRIX_ARTICLE,
    PRESIDENT_ROWS,
    SANCTION_TABLES,
    STEP_MATRIX,
    GovernmentLevel,
    Office,
    SanctionRow,
)
from ledger.domain.authority.verdicts import DecisionType, Verdict, granted, refused
from ledger.domain.discipline.kinds import Kind
from ledger.domain.people import Capacity
from ledger.domain.positions import PositionLevel
from ledger.domain.proposals import StepCapacity
from ledger.errors import sentence

NOT_ABOVE = sentence(
    "Anda bukan atasan pegawai ini, jadi keputusannya diambil oleh atasannya (%(article)s)."
)
STEP_NOT_YOURS = sentence(
    "Langkah ini diputuskan oleh pejabat lain. Teruskan kepada atasan pejabat (%(article)s)."
)
KIND_NEEDED = sentence("Pilih jenis hukuman lebih dulu (%(article)s).")
OUTSIDE_MATRIX = sentence(
    "Jenis hukuman %(kind)s untuk %(subject)s bukan wewenang jabatan Anda (%(article)s)."
    " Teruskan kepada atasan pejabat."
)
BY_THE_PRESIDENT = sentence(
    "Jenis hukuman %(kind)s untuk %(subject)s dijatuhkan Presiden atas usul PPK (%(article)s)."
    " Sampaikan usulnya dengan surat; Neraca tidak menetapkannya."
)


@dataclass(frozen=True, slots=True)
class _Official:
    """What the table asks of the official; ``empty_posts`` lie between them and the subject."""

    level: PositionLevel | None
    is_ppk: bool
    is_named: bool
    empty_posts: int


def can_decide(
    *,
    decision: DecisionType,
    official_level: PositionLevel | None,
    capacity: Capacity,
    subject_level: PositionLevel,
    kind: Kind | None,
    levels_between: int,
    government: GovernmentLevel = GovernmentLevel.PROVINSI,
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
        return refused(NOT_ABOVE, AWARD_ARTICLE)
    if decision is not DecisionType.DISCIPLINE:
        return _can_recognise(official_level, levels_between, step, is_ppk, on)
    if kind is None:
        return refused(KIND_NEEDED, "Pasal 8 PP 94/2021")
    official = _Official(official_level, is_ppk, is_named_by_ppk, empty_posts_between)
    for row in SANCTION_TABLES[government]:
        if _fits(row, official, subject_level, kind, levels_between, on):
            hindrance = capacity_hindrance(
                post_class(government, is_ppk=is_ppk),
                capacity,
                kind,
                has_approval_letter=has_approval_letter,
            )
            return hindrance or granted(row.article)
    return refused(OUTSIDE_MATRIX, MATRIX_ARTICLE, kind=kind.value, subject=subject_level.label)


def outside_agency(subject_level: PositionLevel, kind: Kind) -> Verdict | None:
    """The refusal of a kind that only the President imposes on this post; None for all others."""
    for row in PRESIDENT_ROWS:
        if subject_level in row.subjects and kind in row.kinds:
            return refused(
                BY_THE_PRESIDENT, row.article, kind=kind.value, subject=subject_level.label
            )
    return None


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
            return granted(row.article)
    return refused(STEP_NOT_YOURS, AWARD_ARTICLE)


def _fits(
    row: SanctionRow,
    official: _Official,
    subject_level: PositionLevel,
    kind: Kind,
    levels_between: int,
    on: date | None,
) -> bool:
    reach = range(levels_between - official.empty_posts, levels_between + 1)
    return (
        _is_theirs(row, official)
        and _in_force(row.valid_from, on)
        and subject_level in row.subjects
        and kind in row.kinds
        and (row.levels_below is None or row.levels_below in reach)
    )


def _is_theirs(row: SanctionRow, official: _Official) -> bool:
    if row.office is Office.PRESIDEN:
        return False
    if row.office is Office.PPK:
        return official.is_ppk
    if official.is_ppk and official.empty_posts:
        return True
    return official.level in row.officials and (official.is_named or row.office is Office.CHAIN)


def _in_force(valid_from: date, on: date | None) -> bool:
    return on is None or valid_from <= on

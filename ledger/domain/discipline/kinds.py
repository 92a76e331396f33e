"""The kinds of punishment in order of weight, per kind of employee, and which may be chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.catalogue import Level
from ledger.domain.people import PersonKind
from ledger.errors import RuleRefused, sentence


class Kind(StrEnum):
    """The kinds of PP 94/2021 Pasal 8, lightest first; the order of members is their weight."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    B1 = "B1"
    B2 = "B2"
    B3 = "B3"

    @property
    def weight(self) -> int:
        return WEIGHTS[self]

    @property
    def level(self) -> Level:
        return LEVELS[self.value[0]]

    def is_heavier_than(self, other: "Kind") -> bool:
        return self.weight > other.weight


WEIGHTS = MappingProxyType({kind: weight for weight, kind in enumerate(Kind, start=1)})
LEVELS = MappingProxyType({"R": Level.RINGAN, "S": Level.SEDANG, "B": Level.BERAT})
LIGHT_KINDS = frozenset(kind for kind in Kind if kind.level == Level.RINGAN)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind as the Keputusan names it; ``siasn_id`` is its number in the SIASN reference."""

    kind: Kind
    level: Level
    text: str
    siasn_id: int


KINDS_PNS = (
    KindRow(Kind.R1, Level.RINGAN, "teguran lisan", 1),
    KindRow(Kind.R2, Level.RINGAN, "teguran tertulis", 2),
    KindRow(Kind.R3, Level.RINGAN, "pernyataan tidak puas secara tertulis", 3),
    KindRow(Kind.S1, Level.SEDANG, "pemotongan tunjangan kinerja sebesar 25% selama 6 bulan", 23),
    KindRow(Kind.S2, Level.SEDANG, "pemotongan tunjangan kinerja sebesar 25% selama 9 bulan", 24),
    KindRow(Kind.S3, Level.SEDANG, "pemotongan tunjangan kinerja sebesar 25% selama 12 bulan", 25),
    KindRow(Kind.B1, Level.BERAT, "penurunan jabatan setingkat lebih rendah selama 12 bulan", 27),
    KindRow(
        Kind.B2,
        Level.BERAT,
        "pembebasan dari jabatannya menjadi jabatan pelaksana selama 12 bulan",
        28,
    ),
    KindRow(
        Kind.B3,
        Level.BERAT,
        "pemberhentian dengan hormat tidak atas permintaan sendiri sebagai PNS",
        10,
    ),
)

#: PP 94/2021 binds a CPNS as it binds a PNS (mutatis mutandis).
KINDS: Mapping[PersonKind, tuple[KindRow, ...]] = MappingProxyType(
    {
        PersonKind.PNS: KINDS_PNS,
        PersonKind.CPNS: KINDS_PNS,
        PersonKind.PPPK: tuple(row for row in KINDS_PNS if row.kind in LIGHT_KINDS),
        PersonKind.PEJABAT_NEGARA: (),
    }
)

#: Working days absent in one calendar year, from the day named on (Pasal 9, 10, 11).
ABSENCE_BANDS = (
    (28, Kind.B3),
    (25, Kind.B2),
    (21, Kind.B1),
    (17, Kind.S3),
    (14, Kind.S2),
    (11, Kind.S1),
    (7, Kind.R3),
    (4, Kind.R2),
    (3, Kind.R1),
)
#: Ten working days on end lead to B3 whatever the total is (Pasal 11 ayat (2) huruf d angka 4).
ABSENCE_RUN_DAYS = 10

NEVER_SUBJECT = sentence("Pejabat negara tidak dikenai hukuman disiplin di sini.")
KIND_NOT_MAPPED = sentence(
    "Jenis hukuman %(kind)s untuk PPPK belum ditetapkan dalam aturan instansi."
    " Minta bagian kepegawaian mengisinya lebih dulu."
)


def heaviest(kinds: Iterable[Kind]) -> Kind:
    """Give the one kind imposed for several violations (Pasal 35 ayat (1)); needs at least one."""
    return max(kinds, key=lambda kind: kind.weight)


def kind_for_absence(days_in_year: int, longest_run: int) -> Kind | None:
    """Give the kind for working days absent without valid reason (I10); None under three.

    The ban on two decisions for one violation does not hold here: the running total of the
    calendar year leads to a heavier band later.
    """
    if longest_run >= ABSENCE_RUN_DAYS:
        return Kind.B3
    reached = (kind for days, kind in ABSENCE_BANDS if days_in_year >= days)
    return next(reached, None)


def allowed_kinds(level: Level, last_kind: Kind | None) -> tuple[Kind, ...]:
    """List the kinds that may be imposed, lightest first.

    ``last_kind`` is the last one imposed for a violation of the same nature: the new one is
    strictly heavier (Pasal 35 ayat (2), I13). When the level holds nothing heavier, the next
    kind above it remains, which may ask for a higher official (after R3 comes S1). Empty only
    after B3.
    """
    within = [kind for kind in Kind if kind.level == level]
    if last_kind is None:
        return tuple(within)
    heavier = [kind for kind in within if kind.is_heavier_than(last_kind)]
    if heavier:
        return tuple(heavier)
    above = [kind for kind in Kind if kind.is_heavier_than(last_kind)]
    return tuple(above[:1])


def kinds_for(
    employee: PersonKind, *, agency_mapping: Mapping[Kind, str] | None = None
) -> tuple[KindRow, ...]:
    """List the kinds of an employee; ``agency_mapping`` gives a PPPK the agency's own S and B."""
    rows = KINDS[employee]
    if employee != PersonKind.PPPK or not agency_mapping:
        return rows
    mapped = (
        replace(row, text=agency_mapping[row.kind])
        for row in KINDS_PNS
        if row.kind not in LIGHT_KINDS and row.kind in agency_mapping
    )
    return (*rows, *mapped)


def require_kind(
    employee: PersonKind, kind: Kind, *, agency_mapping: Mapping[Kind, str] | None = None
) -> KindRow:
    """Give the row of ``kind`` for this employee.

    Raises RuleRefused: ``kind_never_subject`` for a pejabat negara, ``kind_mapped`` for a
    S or B kind of a PPPK that the agency has not mapped (I31: blocked, never guessed).
    """
    for row in kinds_for(employee, agency_mapping=agency_mapping):
        if row.kind == kind:
            return row
    if employee == PersonKind.PEJABAT_NEGARA:
        raise RuleRefused(NEVER_SUBJECT, constraint="kind_never_subject")
    raise RuleRefused(KIND_NOT_MAPPED, constraint="kind_mapped", kind=kind.value)

"""The authority table as data: which officials, on which posts, up to which kind, by which agency.

Every row carries its article, how well that is known and from when on it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.kinds import LIGHT_KINDS, Kind
from ledger.domain.positions import PositionLevel
from ledger.domain.proposals import StepCapacity
from ledger.domain.sources import SourceStatus
from ledger.errors import InvalidInput, sentence


class GovernmentLevel(StrEnum):
    """Which government an agency belongs to; its PPK and its table follow from it."""

    PUSAT = "pusat"
    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"

    @property
    def is_region(self) -> bool:
        """Whether the PPK is a head of region, whom the Minister of Home Affairs watches over."""
        return self is not GovernmentLevel.PUSAT


GOVERNMENT_LABELS: Mapping[GovernmentLevel, str] = MappingProxyType(
    {
        GovernmentLevel.PUSAT: sentence("Instansi pusat"),
        GovernmentLevel.PROVINSI: sentence("Provinsi"),
        GovernmentLevel.KABUPATEN: sentence("Kabupaten/kota"),
    }
)
GOVERNMENT_UNKNOWN = sentence(
    'Tingkat pemerintahan "%(given)s" tidak dikenal. Tulis pusat, provinsi, kabupaten, atau kota.'
)


def government_of(text: str) -> GovernmentLevel:
    """Read the level of an agency; a kota is held as a kabupaten. Raises InvalidInput."""
    bare = text.strip().casefold()
    try:
        return GovernmentLevel("kabupaten" if bare == "kota" else bare)
    except ValueError:
        raise InvalidInput(GOVERNMENT_UNKNOWN, given=text.strip()) from None


class Office(StrEnum):
    """Who imposes by office and not by the level of a post."""

    PRESIDEN = "presiden"
    PPK = "ppk"
    CHAIN = "chain"
    NAMED = "named"


OFFICE_LABELS: Mapping[Office, str] = MappingProxyType(
    {
        Office.PRESIDEN: sentence("Presiden"),
        Office.PPK: sentence("Pejabat Pembina Kepegawaian (PPK)"),
        Office.CHAIN: sentence("Atasan struktural"),
        Office.NAMED: sentence("Pejabat fungsional yang ditunjuk PPK"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionRow:
    """One row of the table: this office, on these subjects, these kinds.

    ``officials`` are the posts of an office of the chain. ``levels_below`` is the number of
    superiors from the subject up to the official, None for any number.
    """

    office: Office
    subjects: frozenset[PositionLevel]
    kinds: frozenset[Kind]
    officials: frozenset[PositionLevel] = frozenset()
    levels_below: int | None = None
    article: str
    status: SourceStatus
    valid_from: date


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
MATRIX_ARTICLE = "Pasal 16 PP 94/2021"
HIGHER_ARTICLE = "Pasal 25 PP 94/2021"

LIGHT = LIGHT_KINDS
MEDIUM = frozenset(kind for kind in Kind if kind.level == Level.SEDANG)
HEAVY = frozenset(kind for kind in Kind if kind.level == Level.BERAT)
ALL = LIGHT | MEDIUM | HEAVY
HEAVY_WITHOUT_DISMISSAL = HEAVY - {Kind.B3}

_P = PositionLevel
FUNCTIONAL = frozenset(level for level in PositionLevel if level.is_functional)
FUNCTIONAL_BELOW_UTAMA = FUNCTIONAL - {_P.JF_AHLI_UTAMA}
ADMINISTRATOR_AND_BELOW = frozenset({_P.ADMINISTRATOR, _P.PENGAWAS, _P.PELAKSANA})
BELOW_MADYA = ADMINISTRATOR_AND_BELOW | FUNCTIONAL_BELOW_UTAMA | {_P.JPT_PRATAMA}
_C, _M = SourceStatus.CONFIRMED, SourceStatus.MEMORY


def _row(
    office: Office,
    subjects: frozenset[PositionLevel],
    kinds: frozenset[Kind],
    *,
    officials: frozenset[PositionLevel] = frozenset(),
    levels_below: int | None = None,
    article: str = MATRIX_ARTICLE,
    status: SourceStatus = _C,
) -> SanctionRow:
    return SanctionRow(
        office=office,
        subjects=subjects,
        kinds=kinds,
        officials=officials,
        levels_below=levels_below,
        article=article,
        status=status,
        valid_from=PP94_FROM,
    )


#: On the proposal of the coordinating minister or of the PPK; never decided in an agency.
PRESIDENT_ROWS = (
    _row(Office.PRESIDEN, frozenset({_P.JPT_UTAMA}), ALL),
    _row(Office.PRESIDEN, frozenset({_P.JPT_MADYA, _P.JF_AHLI_UTAMA}), frozenset({Kind.B3})),
)
_PPK_OF_STATE_OR_PROVINCE = (
    _row(Office.PPK, frozenset({_P.JPT_MADYA}), ALL - {Kind.B3}),
    _row(Office.PPK, frozenset({_P.JPT_PRATAMA}), MEDIUM | HEAVY),
    _row(Office.PPK, frozenset({_P.JF_AHLI_UTAMA}), ALL - {Kind.B3}),
    _row(Office.PPK, ADMINISTRATOR_AND_BELOW | FUNCTIONAL_BELOW_UTAMA, HEAVY),
)
_PPK_OF_REGENCY = (
    _row(Office.PPK, frozenset({_P.JPT_PRATAMA}), ALL),
    _row(Office.PPK, frozenset({_P.JF_AHLI_UTAMA}), ALL - {Kind.B3}),
    _row(Office.PPK, ADMINISTRATOR_AND_BELOW, MEDIUM | HEAVY),
    _row(Office.PPK, FUNCTIONAL_BELOW_UTAMA, HEAVY),
)
_CHAIN = (
    _row(
        Office.CHAIN,
        BELOW_MADYA,
        LIGHT,
        officials=frozenset({_P.JPT_MADYA, _P.JPT_PRATAMA, _P.ADMINISTRATOR, _P.PENGAWAS}),
        levels_below=1,
    ),
    _row(
        Office.CHAIN,
        BELOW_MADYA,
        MEDIUM,
        officials=frozenset({_P.JPT_MADYA, _P.JPT_PRATAMA, _P.ADMINISTRATOR}),
        levels_below=2,
    ),
    _row(
        Office.CHAIN,
        FUNCTIONAL_BELOW_UTAMA,
        LIGHT | MEDIUM,
        officials=frozenset({_P.JPT_PRATAMA, _P.ADMINISTRATOR}),
    ),
    _row(
        Office.NAMED,
        BELOW_MADYA,
        LIGHT,
        officials=frozenset({_P.JF_AHLI_MADYA, _P.JF_AHLI_MUDA}),
        levels_below=1,
        status=_M,
    ),
)

SANCTION_TABLES: Mapping[GovernmentLevel, tuple[SanctionRow, ...]] = MappingProxyType(
    {
        GovernmentLevel.PUSAT: (*PRESIDENT_ROWS, *_PPK_OF_STATE_OR_PROVINCE, *_CHAIN),
        GovernmentLevel.PROVINSI: (*PRESIDENT_ROWS, *_PPK_OF_STATE_OR_PROVINCE, *_CHAIN),
        GovernmentLevel.KABUPATEN: (*PRESIDENT_ROWS, *_PPK_OF_REGENCY, *_CHAIN),
    }
)

AWARD_ARTICLE = "ketentuan instansi"
STEP_MATRIX = (
    StepRow(StepCapacity.DIRECT_SUPERIOR, 1, False, AWARD_ARTICLE, _M, PP94_FROM),
    StepRow(StepCapacity.HEAD_OF_UNIT, None, True, AWARD_ARTICLE, _M, PP94_FROM),
    StepRow(StepCapacity.HEAD_OF_AGENCY, None, True, AWARD_ARTICLE, _M, PP94_FROM),
)

"""What somebody may impose in the capacity they act in, by the class of the post they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.authority.rows import ALL, LIGHT, PP94_FROM, GovernmentLevel
from ledger.domain.authority.verdicts import Verdict, refused
from ledger.domain.discipline.kinds import Kind
from ledger.domain.people import CAPACITY_LABELS, Capacity
from ledger.domain.sources import SourceStatus
from ledger.errors import sentence


class PostClass(StrEnum):
    """The classes of post that the rules about acting officials tell apart."""

    HEAD_OF_REGION = "head_of_region"
    HEAD_OF_STATE_BODY = "head_of_state_body"
    OTHER_POST = "other_post"


POST_LABELS: Mapping[PostClass, str] = MappingProxyType(
    {
        PostClass.HEAD_OF_REGION: sentence("Kepala daerah (PPK)"),
        PostClass.HEAD_OF_STATE_BODY: sentence("Pimpinan instansi pusat (PPK)"),
        PostClass.OTHER_POST: sentence("Jabatan lain"),
    }
)


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """In this post and capacity these kinds, and whether a letter must approve it first."""

    post: PostClass
    capacity: Capacity
    kinds: frozenset[Kind]
    needs_letter: bool
    article: str
    status: SourceStatus
    valid_from: date


ACTING_ARTICLE = "SE BKN 1/SE/I/2021"
LETTER_ARTICLE = "SE Mendagri 821/5492/SJ Tahun 2022"
OWN_ARTICLE = "Pasal 16 PP 94/2021"

_REGION, _STATE, _OTHER = PostClass
_C, _V, _I = SourceStatus.CONFIRMED, SourceStatus.SECONDARY, SourceStatus.INFERRED


def _row(
    post: PostClass,
    capacity: Capacity,
    kinds: frozenset[Kind],
    article: str,
    status: SourceStatus,
    *,
    needs_letter: bool = False,
) -> CapacityRow:
    return CapacityRow(post, capacity, kinds, needs_letter, article, status, PP94_FROM)


#: A Plt. or Plh. by mandate stays within what changes nobody's standing; the minister's letter
#: opens the whole range to whoever leads a region for a time.
CAPACITY_MATRIX = (
    *(_row(post, Capacity.DEFINITIF, ALL, OWN_ARTICLE, _C) for post in PostClass),
    _row(_REGION, Capacity.PLT, ALL, LETTER_ARTICLE, _V, needs_letter=True),
    _row(_REGION, Capacity.PLH, LIGHT, ACTING_ARTICLE, _I),
    _row(_REGION, Capacity.PJ, ALL, LETTER_ARTICLE, _V, needs_letter=True),
    _row(_REGION, Capacity.PJS, ALL, LETTER_ARTICLE, _V, needs_letter=True),
    *(
        _row(post, capacity, LIGHT, ACTING_ARTICLE, _I)
        for post in (_STATE, _OTHER)
        for capacity in (Capacity.PLT, Capacity.PLH)
    ),
    *(
        _row(post, capacity, ALL, OWN_ARTICLE, _I)
        for post in (_STATE, _OTHER)
        for capacity in (Capacity.PJ, Capacity.PJS)
    ),
)
_ROWS: Mapping[tuple[PostClass, Capacity], CapacityRow] = MappingProxyType(
    {(row.post, row.capacity): row for row in CAPACITY_MATRIX}
)

ACTING_LIMITED = sentence(
    "Sebagai %(capacity)s, Anda tidak berwenang menetapkan keputusan ini (%(article)s)."
    " Teruskan kepada atasan pejabat."
)
LETTER_MISSING = sentence(
    "Sebagai %(capacity)s kepala daerah, catat dulu nomor surat persetujuan Menteri Dalam Negeri"
    " (%(article)s)."
)


def post_class(government: GovernmentLevel, *, is_ppk: bool) -> PostClass:
    if not is_ppk:
        return PostClass.OTHER_POST
    return PostClass.HEAD_OF_REGION if government.is_region else PostClass.HEAD_OF_STATE_BODY


def capacity_row(post: PostClass, capacity: Capacity) -> CapacityRow:
    return _ROWS[post, capacity]


def capacity_hindrance(
    post: PostClass, capacity: Capacity, kind: Kind, *, has_approval_letter: bool
) -> Verdict | None:
    """Why the capacity does not carry this kind; None when it does."""
    row = capacity_row(post, capacity)
    label = CAPACITY_LABELS[capacity]
    if row.needs_letter and not has_approval_letter:
        return refused(LETTER_MISSING, row.article, capacity=label)
    if kind not in row.kinds:
        return refused(ACTING_LIMITED, row.article, capacity=label)
    return None

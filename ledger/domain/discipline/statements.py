"""Statements that somebody was never disciplined: for what, by which way, and what refuses one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.kinds import Kind
from ledger.domain.formats import date_text
from ledger.domain.sources import SourceStatus
from ledger.domain.transitions import follow
from ledger.errors import sentence


class StatementPurpose(StrEnum):
    PROMOTION = "promotion"
    POST = "post"
    SELECTION = "selection"
    SATYALANCANA = "satyalancana"
    TRANSFER = "transfer"
    STUDY = "study"
    PENSION = "pension"


class StatementState(StrEnum):
    """Requested by the person, verified by HR, signed by the head; or refused with a sentence."""

    REQUESTED = "requested"
    VERIFIED = "verified"
    SIGNED = "signed"
    REFUSED = "refused"


class StatementEvent(StrEnum):
    VERIFY = "verify"
    SIGN = "sign"
    REFUSE = "refuse"


STATEMENT_LABELS: Mapping[StatementState, str] = MappingProxyType(
    {
        StatementState.REQUESTED: sentence("Menunggu pemeriksaan kepegawaian"),
        StatementState.VERIFIED: sentence("Menunggu tanda tangan"),
        StatementState.SIGNED: sentence("Terbit"),
        StatementState.REFUSED: sentence("Tidak dapat diterbitkan"),
    }
)
STATEMENT_STEPS = MappingProxyType(
    {
        (StatementState.REQUESTED, StatementEvent.VERIFY): StatementState.VERIFIED,
        (StatementState.REQUESTED, StatementEvent.REFUSE): StatementState.REFUSED,
        (StatementState.VERIFIED, StatementEvent.SIGN): StatementState.SIGNED,
        (StatementState.VERIFIED, StatementEvent.REFUSE): StatementState.REFUSED,
    }
)


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """A purpose with the levels that stand in its way, and how sure that is.

    Every live sanction stands in the way of every purpose; ``levels`` is about the past.
    """

    label: str
    levels: frozenset[Level]
    source: str
    status: SourceStatus


_ANY = frozenset(Level)
_SERIOUS = frozenset({Level.SEDANG, Level.BERAT})

PURPOSES: Mapping[StatementPurpose, PurposeRow] = MappingProxyType(
    {
        StatementPurpose.PROMOTION: PurposeRow(
            sentence("Kenaikan pangkat"), _ANY, "ketentuan instansi", SourceStatus.MEMORY
        ),
        StatementPurpose.POST: PurposeRow(
            sentence("Pengangkatan dalam jabatan"), _ANY, "ketentuan instansi", SourceStatus.MEMORY
        ),
        StatementPurpose.SELECTION: PurposeRow(
            sentence("Seleksi terbuka"), _ANY, "ketentuan instansi", SourceStatus.MEMORY
        ),
        # A light sanction does not stand in the way of the Satyalancana.
        StatementPurpose.SATYALANCANA: PurposeRow(
            sentence("Satyalancana Karya Satya"),
            _SERIOUS,
            "Pasal 22 PP 35/2010",
            SourceStatus.CONFIRMED,
        ),
        StatementPurpose.TRANSFER: PurposeRow(
            sentence("Pindah instansi"), _ANY, "ketentuan instansi", SourceStatus.MEMORY
        ),
        StatementPurpose.STUDY: PurposeRow(
            sentence("Tugas atau izin belajar"), _ANY, "ketentuan instansi", SourceStatus.MEMORY
        ),
        StatementPurpose.PENSION: PurposeRow(
            sentence("Pensiun"), _ANY, "ketentuan instansi", SourceStatus.MEMORY
        ),
    }
)

LIVE_STANDS = sentence(
    "Surat keterangan belum dapat diterbitkan: ada hukuman disiplin yang masih berjalan"
    " (ditetapkan %(day)s). Ajukan lagi sesudah hukuman itu selesai atau dibatalkan."
)
PAST_STANDS = sentence(
    "Surat keterangan tidak dapat diterbitkan: ada hukuman disiplin tingkat %(level)s"
    " dengan keputusan tanggal %(day)s. Jika catatan itu keliru, minta kepegawaian membetulkannya."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One sanction that a register knows of; ``is_live`` while it waits, stands or is served."""

    kind: str
    decided_on: date
    is_live: bool

    @property
    def level(self) -> Level | None:
        """None for a kind that is not of PP 94/2021."""
        return Kind(self.kind).level if self.kind in {kind.value for kind in Kind} else None


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a statement is refused, as a sentence of the catalogue with its values."""

    text: str
    params: Mapping[str, str]

    @property
    def message(self) -> str:
        return self.text % dict(self.params)


def hindrance_of(purpose: StatementPurpose, recorded: Sequence[Recorded]) -> Hindrance | None:
    """What stands in the way of a statement: a live sanction first, then one of the past.

    A kind that nobody can read as R1 to B3 stands in the way of everything, never of nothing.
    """
    row = PURPOSES[purpose]
    for one in sorted(recorded, key=lambda found: (not found.is_live, found.decided_on)):
        if one.is_live:
            return Hindrance(LIVE_STANDS, {"day": date_text(one.decided_on)})
        level = one.level
        if level is None or level in row.levels:
            told = level.value if level else one.kind
            return Hindrance(PAST_STANDS, {"level": told, "day": date_text(one.decided_on)})
    return None


def next_statement_state(state: StatementState, event: StatementEvent) -> StatementState:
    """Give the state after ``event``; raises InvalidTransition outside the table."""
    return follow(STATEMENT_STEPS, STATEMENT_LABELS, state, event)

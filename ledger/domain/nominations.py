"""What a nomination says, the states it goes through and what makes it incomplete."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from ledger.domain.shares import check_shares, equal_shares
from ledger.domain.transitions import events_from, follow
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX, length_sentences
from ledger.errors import InvalidInput, sentence


class NominationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class NominationEvent(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"


class NominationCategory(StrEnum):
    """The forms of innovation of PP 38/2017."""

    PELAYANAN_PUBLIK = "pelayanan_publik"
    TATA_KELOLA = "tata_kelola"
    INOVASI_LAIN = "inovasi_lain"


class NominationStage(StrEnum):
    GAGASAN = "gagasan"
    UJI_COBA = "uji_coba"
    DITERAPKAN = "diterapkan"
    DIREPLIKASI = "direplikasi"


NOMINATION_STATE_LABELS: Mapping[NominationState, str] = MappingProxyType(
    {
        NominationState.DRAFT: sentence("Draf"),
        NominationState.SUBMITTED: sentence("Menunggu pemeriksaan"),
        NominationState.ACCEPTED: sentence("Diterima"),
        NominationState.RETURNED: sentence("Dikembalikan"),
        NominationState.REJECTED: sentence("Ditolak"),
        NominationState.WITHDRAWN: sentence("Ditarik"),
    }
)

CATEGORY_LABELS: Mapping[NominationCategory, str] = MappingProxyType(
    {
        NominationCategory.PELAYANAN_PUBLIK: sentence("Pelayanan publik"),
        NominationCategory.TATA_KELOLA: sentence("Tata kelola"),
        NominationCategory.INOVASI_LAIN: sentence("Inovasi daerah lainnya"),
    }
)

STAGE_LABELS: Mapping[NominationStage, str] = MappingProxyType(
    {
        NominationStage.GAGASAN: sentence("Gagasan"),
        NominationStage.UJI_COBA: sentence("Uji coba"),
        NominationStage.DITERAPKAN: sentence("Diterapkan"),
        NominationStage.DIREPLIKASI: sentence("Direplikasi"),
    }
)

_S, _E = NominationState, NominationEvent

NOMINATION_STEPS: Mapping[tuple[NominationState, NominationEvent], NominationState] = (
    MappingProxyType(
        {
            (_S.DRAFT, _E.SUBMIT): _S.SUBMITTED,
            (_S.DRAFT, _E.WITHDRAW): _S.WITHDRAWN,
            (_S.SUBMITTED, _E.ACCEPT): _S.ACCEPTED,
            (_S.SUBMITTED, _E.RETURN): _S.RETURNED,
            (_S.SUBMITTED, _E.REJECT): _S.REJECTED,
            (_S.SUBMITTED, _E.WITHDRAW): _S.WITHDRAWN,
            (_S.RETURNED, _E.SUBMIT): _S.SUBMITTED,
            (_S.RETURNED, _E.WITHDRAW): _S.WITHDRAWN,
        }
    )
)

TITLE_CHARACTERS_MAX = 200

Choice = TypeVar("Choice", bound=StrEnum)

TITLE_EMPTY = sentence("Tulis judul usulan")
STORY_EMPTY = sentence("Tulis apa yang dilakukan pegawai")
HAPPENED_IN_FUTURE = sentence("Tanggal kejadian tidak boleh setelah hari ini")
IMPACT_OUT_OF_RANGE = sentence("Dampak ditulis dalam persen, dari 0 sampai 1.000")
NOMINATOR_IS_NOMINEE = sentence("Anda tidak dapat mengusulkan diri sendiri. Pilih pegawai lain.")
NOMINATOR_IN_TEAM = sentence("Pengusul tidak boleh menjadi anggota tim. Hapus dari daftar tim.")
MEMBER_TWICE = sentence("Ada pegawai yang tercantum dua kali dalam tim. Hapus salah satunya.")
SHARES_PARTLY_EMPTY = sentence("Isi porsi semua anggota tim, atau kosongkan semuanya.")
CHOICE_UNKNOWN = sentence('"%(given)s" tidak dikenal. Pilih salah satu: %(choices)s.')
NOMINATION_INCOMPLETE = sentence("Usulan belum lengkap. Perbaiki isian yang ditandai.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """Somebody of the team; a share of None asks for equal shares."""

    person_id: int
    share_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitNomination:
    """A nomination as the form or a row of a file gives it.

    ``team`` stands beside the nominee, whose own share is ``nominee_share_percent``. ``evidence``
    holds the ids of files kept before, or the bare names an import knows.
    """

    nominator_id: int
    nominee_id: int
    title: str
    category: NominationCategory
    stage: NominationStage
    happened_on: date
    story: str = ""
    impact: str = ""
    impact_percent: Decimal | None = None
    public_reason: str = ""
    internal_reason: str = ""
    nominee_share_percent: int | None = None
    team: tuple[TeamMember, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def subject_ids(self) -> tuple[int, ...]:
        """The nominee first, then the team: nobody of them may propose or decide."""
        return (self.nominee_id, *(member.person_id for member in self.team))


def next_state(state: NominationState, event: NominationEvent) -> NominationState:
    """Give the state after ``event``; raises InvalidTransition outside the table."""
    return follow(NOMINATION_STEPS, NOMINATION_STATE_LABELS, state, event)


def open_events(state: NominationState) -> tuple[NominationEvent, ...]:
    return events_from(NOMINATION_STEPS, state)


def category_from_text(text: str) -> NominationCategory:
    """Read "pelayanan publik" as a file writes it; raises InvalidInput on ``category``."""
    return _choice(CATEGORY_LABELS, text, "category")


def stage_from_text(text: str) -> NominationStage:
    """Read "uji coba" as a file writes it; raises InvalidInput on ``stage``."""
    return _choice(STAGE_LABELS, text, "stage")


def shares_of(command: SubmitNomination) -> tuple[int, ...]:
    """Give the shares of nominee and team, equal ones when the nomination names none.

    Raises InvalidInput when they are named in part or do not sum to 100.
    """
    return full_shares(_named_shares(command))


def full_shares(named: Sequence[int | None]) -> tuple[int, ...]:
    """Give the shares as named, or equal ones when none is; raises InvalidInput."""
    given = [share for share in named if share is not None]
    if not given:
        return equal_shares(len(named))
    if len(given) < len(named):
        raise InvalidInput(SHARES_PARTLY_EMPTY, code="shares_partly_empty")
    return check_shares(given)


def check_nomination(
    command: SubmitNomination, *, today: date, is_imported: bool = False
) -> dict[str, list[str]]:
    """Name what is wrong, by field; empty when nothing is.

    An imported row has no story, so only the form asks for one.
    """
    problems: dict[str, list[str]] = {}
    for field, text in _problems(command, today=today, is_imported=is_imported):
        problems.setdefault(field, []).append(text)
    return problems


def require_nomination(
    command: SubmitNomination, *, today: date, is_imported: bool = False
) -> None:
    """Refuse an incomplete nomination; raises InvalidInput with its fields."""
    problems = check_nomination(command, today=today, is_imported=is_imported)
    if problems:
        raise InvalidInput(NOMINATION_INCOMPLETE, fields=problems)


def _problems(
    command: SubmitNomination, *, today: date, is_imported: bool
) -> Iterator[tuple[str, str]]:
    if not command.title.strip():
        yield "title", TITLE_EMPTY
    if not command.story.strip() and not is_imported:
        yield "story", STORY_EMPTY
    yield from _length_problems(command)
    if command.happened_on > today:
        yield "happened_on", HAPPENED_IN_FUTURE
    if command.impact_percent is not None and not 0 <= command.impact_percent <= 1000:
        yield "impact_percent", IMPACT_OUT_OF_RANGE
    yield from _team_problems(command)


def _length_problems(command: SubmitNomination) -> Iterator[tuple[str, str]]:
    limits = (
        ("title", sentence("Judul"), command.title, TITLE_CHARACTERS_MAX),
        ("story", sentence("Cerita"), command.story, NARRATIVE_CHARACTERS_MAX),
        ("impact", sentence("Dampak"), command.impact, NARRATIVE_CHARACTERS_MAX),
        (
            "public_reason",
            sentence("Alasan yang ditampilkan"),
            command.public_reason,
            NARRATIVE_CHARACTERS_MAX,
        ),
        (
            "internal_reason",
            sentence("Alasan internal"),
            command.internal_reason,
            NARRATIVE_CHARACTERS_MAX,
        ),
    )
    for field, label, text, most in limits:
        for problem in length_sentences(label, text, characters_max=most):
            yield field, problem


def _team_problems(command: SubmitNomination) -> Iterator[tuple[str, str]]:
    if command.nominator_id == command.nominee_id:
        yield "nominee_id", NOMINATOR_IS_NOMINEE
    if any(member.person_id == command.nominator_id for member in command.team):
        yield "team", NOMINATOR_IN_TEAM
    if len(set(command.subject_ids)) < len(command.subject_ids):
        yield "team", MEMBER_TWICE
    try:
        shares_of(command)
    except InvalidInput as refusal:
        yield "team", refusal.message


def _named_shares(command: SubmitNomination) -> tuple[int | None, ...]:
    return (command.nominee_share_percent, *(member.share_percent for member in command.team))


def _choice(labels: Mapping[Choice, str], text: str, field: str) -> Choice:
    wanted = " ".join(text.casefold().replace("_", " ").split())
    for choice, label in labels.items():
        if label.casefold() == wanted:
            return choice
    params = {"given": text.strip(), "choices": ", ".join(labels.values()).lower()}
    raise InvalidInput(CHOICE_UNKNOWN, fields={field: [CHOICE_UNKNOWN % params]}, **params)

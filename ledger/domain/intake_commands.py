"""What citizens send, what those who verify it say, and what is measured of staff and units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger.domain.actors import Actor
from ledger.domain.commendations import CommendationVerdict, ComplaintCause, ComplaintEvent
from ledger.domain.wording import length_sentences
from ledger.errors import InvalidInput, sentence

WORDS_CHARACTERS_MAX = 500
TITLE_CHARACTERS_MAX = 200
BODY_CHARACTERS_MAX = 2000
NAME_CHARACTERS_MAX = 100
RATINGS = (1, 2, 3, 4)
LOW_RATING = 2

RATING_MISSING = sentence("Pilih satu nilai, dari Tidak baik sampai Sangat baik")
DAY_IN_FUTURE = sentence("Tanggal kejadian tidak boleh setelah hari ini")
TITLE_MISSING = sentence("Tulis apa yang Anda adukan")
ANSWER_MISSING = sentence("Tulis jawaban untuk warga")
CAUSE_MISSING = sentence("Pilih penyebab pengaduan")
LAPOR_MISSING = sentence("Tulis nomor pelacakan SP4N-LAPOR")
INCOMPLETE = sentence("Ada isian yang perlu diperbaiki.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveCommendation:
    """What a citizen says of a service; ``person_id`` is empty when the name is not known."""

    unit_id: int
    rating: int
    happened_on: date
    person_id: int | None = None
    counter_id: int | None = None
    service_id: int | None = None
    words: str = ""
    is_anonymous: bool = True
    citizen_name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyCommendation:
    """A verdict; ``person_id`` is the officer as verified, None when it is about the unit."""

    commendation_id: int
    verdict: CommendationVerdict
    person_id: int | None = None
    #: Whom it is for when that person has no NIP; then ``person_id`` is None.
    staff_name: str = ""
    refused_tip: bool = False
    reason: str = ""
    #: What the unit says back to the citizen.
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveComplaint:
    """A complaint from the counter, or a row of an export of SP4N-LAPOR (then ``lapor_id``)."""

    unit_id: int
    title: str
    filed_on: date
    body: str = ""
    category: str = ""
    classification: str = "pengaduan"
    person_id: int | None = None
    is_anonymous: bool = True
    is_secret: bool = False
    lapor_id: str = ""
    lapor_status: str = ""
    #: The day of the service it is about, when the citizen says it.
    served_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyComplaint:
    """One step on a complaint; ``cause`` and ``person_id`` count when it is substantiated."""

    complaint_id: int
    event: ComplaintEvent
    cause: ComplaintCause | None = None
    person_id: int | None = None
    reason: str = ""
    lapor_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRating:
    """The SKP of one person and period ("T1" to "T4" or "tahunan"); codes as SIASN has them."""

    person_id: int
    year: int
    period: str
    work: int
    behaviour: int
    predicate_given: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTraining:
    person_id: int
    title: str
    finished_on: date
    hours: int
    plan: str = ""
    mentor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveService:
    code: str
    name: str
    unit_id: int
    promised_amount: int
    #: "menit", "jam" or "hari kerja".
    promised_unit: str
    tariff_rupiah: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCounter:
    code: str
    name: str
    service_id: int
    is_open: bool = True


def citizen_actor(agency_id: int) -> Actor:
    """Somebody at the counter: no account, no person, no right to anything."""
    return Actor(agency_id=agency_id, name="Warga")


def require_commendation(command: ReceiveCommendation, *, today: date) -> None:
    """Refuse what cannot be kept; raises InvalidInput with its fields."""
    _require(_commendation_problems(command, today))


def require_complaint(command: ReceiveComplaint, *, today: date) -> None:
    """Refuse what cannot be kept; raises InvalidInput with its fields."""
    _require(_complaint_problems(command, today))


def _commendation_problems(command: ReceiveCommendation, today: date) -> Iterator[tuple[str, str]]:
    if command.rating not in RATINGS:
        yield "rating", RATING_MISSING
    if command.happened_on > today:
        yield "happened_on", DAY_IN_FUTURE
    limits = (
        ("words", sentence("Ucapan"), command.words, WORDS_CHARACTERS_MAX),
        ("citizen_name", sentence("Nama"), command.citizen_name, NAME_CHARACTERS_MAX),
        ("contact", sentence("Kontak"), command.contact, NAME_CHARACTERS_MAX),
    )
    for field, label, text, most in limits:
        for problem in length_sentences(label, text, characters_max=most):
            yield field, problem


def _complaint_problems(command: ReceiveComplaint, today: date) -> Iterator[tuple[str, str]]:
    if not command.title.strip():
        yield "title", TITLE_MISSING
    if command.filed_on > today:
        yield "filed_on", DAY_IN_FUTURE
    limits = (
        ("title", sentence("Pengaduan"), command.title, TITLE_CHARACTERS_MAX),
        ("body", sentence("Penjelasan"), command.body, BODY_CHARACTERS_MAX),
    )
    for field, label, text, most in limits:
        for problem in length_sentences(label, text, characters_max=most):
            yield field, problem


def _require(problems: Iterator[tuple[str, str]]) -> None:
    by_field: dict[str, list[str]] = {}
    for field, text in problems:
        by_field.setdefault(field, []).append(text)
    if by_field:
        raise InvalidInput(INCOMPLETE, fields=by_field)

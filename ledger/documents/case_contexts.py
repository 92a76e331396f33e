"""What the papers of a discipline case say: forms F1 to F18 of PP 94/2021, as frozen primitives.

An empty reason or article is refused here, so that no way whatever leads to such a paper.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.documents.contexts import DocumentContext
from ledger.documents.parties import PersonBlock, Signer
from ledger.errors import RuleRefused, sentence

LEVELS = ("ringan", "sedang", "berat")
#: Kinds named "teguran" and the like; every other one is a decision of a higher official.
LIGHT_KINDS = ("teguran lisan", "teguran tertulis", "pernyataan tidak puas secara tertulis")
OBJECTION, APPEAL = "keberatan", "banding administratif"

FIELD_EMPTY = sentence(
    "%(field)s pada surat ini masih kosong, jadi surat tidak dapat dibuat. Lengkapi isian itu."
)
FIELD_LABELS = {
    "aggravated_or_not": sentence("Pertimbangan"),
    "allegation_text": sentence("Perbuatan yang diduga"),
    "analysis": sentence("Analisis"),
    "answer_text": sentence("Putusan"),
    "answers": sentence("Pertanyaan dan jawaban"),
    "bases": sentence("Dasar"),
    "considerations": sentence("Pertimbangan"),
    "conclusion_text": sentence("Kesimpulan"),
    "decision_number": sentence("Nomor keputusan"),
    "ends_text": sentence("Akhir masa hukuman"),
    "findings": sentence("Fakta dan bukti"),
    "kind_text": sentence("Jenis hukuman"),
    "legal_bases": sentence("Dasar hukum"),
    "members": sentence("Susunan tim"),
    "objection_addressee": sentence("Alamat keberatan"),
    "penalty_provision": sentence("Pasal hukuman"),
    "position_after": sentence("Jabatan baru"),
    "provision_text": sentence("Pasal yang diduga dilanggar"),
    "readings": sentence("Bagian Membaca"),
    "recommendation_text": sentence("Rekomendasi"),
    "result_text": sentence("Hasil pemeriksaan"),
    "rights_text": sentence("Penyesuaian hak"),
    "starts_text": sentence("Terhitung mulai tanggal"),
    "violated_provision": sentence("Pasal yang dilanggar"),
    "violation_text": sentence("Perbuatan yang terbukti"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContext(DocumentContext):
    """What every paper of a case has; ``required`` names what may never be empty.

    Raises RuleRefused ``paper_field_empty`` with the name of the first empty one.
    """

    required: ClassVar[tuple[str, ...]] = ()

    copies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_filled(self, self.required)


def require_filled(context: Any, names: tuple[str, ...]) -> None:
    """RuleRefused ``paper_field_empty`` for the first of the fields that says nothing."""
    for name in names:
        if not _says_something(getattr(context, name)):
            raise RuleRefused(
                FIELD_EMPTY, constraint="paper_field_empty", field=FIELD_LABELS.get(name, name)
            )


def _says_something(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip(" .;-"))
    return bool(value) and all(not isinstance(one, str) or one.strip(" .;-") for one in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsContext(CaseContext):
    """F1, a surat panggilan, the first or the second (PP 94/2021 Pasal 26).

    ``ordinal`` is 1 or 2; for 2 ``previous_text`` names the first summons. ``allegation_text`` is
    the act as a clause after "diduga"; ``report_to`` whoever examines; ``companion_text`` says by
    whom the person may be accompanied, where the agency allows it.
    """

    kind: ClassVar[str] = "summons"
    template_version: ClassVar[int] = 2
    required: ClassVar[tuple[str, ...]] = ("allegation_text", "provision_text")

    ordinal: int
    person: PersonBlock
    report_to: tuple[PersonBlock, ...]
    day_text: str
    time_text: str
    venue_text: str
    allegation_text: str
    provision_text: str
    signer: Signer
    previous_text: str = ""
    companion_text: str = ""

    def __post_init__(self) -> None:
        require_filled(self, self.required)
        if self.ordinal not in (1, 2):
            raise RuleRefused(
                sentence("Panggilan hanya dua kali: pertama dan kedua."),
                constraint="summons_is_first_or_second",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question of an examination, the answer as it was given, and what was put right in it."""

    question: str
    answer: str
    #: What was stored before there were corrections to an answer has none.
    correction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationRecordContext(CaseContext):
    """F2, a berita acara pemeriksaan (PP 94/2021 Pasal 27 and 32).

    ``authority_text`` says on what ground the examiners act; ``reading_text`` how the record was
    read back; ``refusal_text`` is the note when the person did not sign, which does not void it.
    """

    kind: ClassVar[str] = "examination_record"
    template_version: ClassVar[int] = 2
    required: ClassVar[tuple[str, ...]] = ("allegation_text", "provision_text", "answers")

    day_text: str
    time_text: str
    venue_text: str
    authority_text: str
    examiners: tuple[PersonBlock, ...]
    examinee: PersonBlock
    allegation_text: str
    provision_text: str
    answers: tuple[Answer, ...]
    reading_text: str
    corrections_text: str = ""
    refusal_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationReportContext(CaseContext):
    """F3, the laporan hasil pemeriksaan, also made when the person never came.

    ``summonses`` are the two letters and absences then; ``findings`` are facts, exhibits and
    statements, ``analysis`` holds the act against the article and its impact; ``authors`` sign.
    """

    kind: ClassVar[str] = "investigation_report"
    required: ClassVar[tuple[str, ...]] = (
        "bases",
        "allegation_text",
        "provision_text",
        "findings",
        "analysis",
        "conclusion_text",
        "recommendation_text",
    )

    addressee: str
    bases: tuple[str, ...]
    person: PersonBlock
    allegation_text: str
    provision_text: str
    findings: tuple[str, ...]
    analysis: tuple[str, ...]
    conclusion_text: str
    recommendation_text: str
    authors: tuple[PersonBlock, ...]
    chronology: tuple[str, ...] = ()
    summonses: tuple[str, ...] = ()
    aggravating: tuple[str, ...] = ()
    mitigating: tuple[str, ...] = ()
    reply_text: str = ""
    author_label: str = "Pemeriksa"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityReportContext(CaseContext):
    """F4, the report that the punishment lies within the authority of a higher official."""

    kind: ClassVar[str] = "authority_report"
    required: ClassVar[tuple[str, ...]] = ("result_text", "provision_text", "kind_text")

    addressee: str
    person: PersonBlock
    result_text: str
    provision_text: str
    kind_text: str
    authorised_text: str
    attachments: tuple[str, ...]
    signer: Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """One of the examining team: ``element`` is atasan langsung, pengawasan, kepegawaian."""

    person: PersonBlock
    element: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDecisionContext(CaseContext):
    """F5, the Keputusan that forms the examining team (PP 94/2021 Pasal 29)."""

    kind: ClassVar[str] = "team_decision"
    required: ClassVar[tuple[str, ...]] = (
        "allegation_text",
        "provision_text",
        "legal_bases",
        "members",
    )

    person: PersonBlock
    allegation_text: str
    provision_text: str
    level_text: str
    legal_bases: tuple[str, ...]
    members: tuple[TeamMember, ...]
    signer: Signer
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDecisionContext(CaseContext):
    """F6, the temporary release from the duties of a post, until the case is decided (Pasal 31)."""

    kind: ClassVar[str] = "release_decision"
    required: ClassVar[tuple[str, ...]] = (
        "allegation_text",
        "provision_text",
        "legal_bases",
        "starts_text",
    )

    person: PersonBlock
    allegation_text: str
    provision_text: str
    legal_bases: tuple[str, ...]
    starts_text: str
    signer: Signer
    substitute: PersonBlock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionDecisionContext(CaseContext):
    """F7 to F16, the Keputusan of any kind of punishment: one form, filled with data.

    ``readings`` fill "Membaca"; ``violation_text`` is the proven act as a clause after "telah";
    ``violated_provision`` and ``penalty_provision`` name pasal, ayat and huruf. Before delivery
    ``objection_last_day_text`` is empty and the rule is printed in words, with the last day for
    whoever receives the decision on the day it was set. Of a medium or heavy kind it says from
    when (``starts_text``), for how long (``ends_text``) and how rights change; ``position_before``
    and ``position_after`` of B1 and B2 are posts, or classes of a post for a pelaksana (F16).
    """

    kind: ClassVar[str] = "sanction_decision"
    required: ClassVar[tuple[str, ...]] = (
        "kind_text",
        "readings",
        "violation_text",
        "violated_provision",
        "penalty_provision",
        "legal_bases",
        "objection_addressee",
    )

    kind_text: str
    level_text: str
    person: PersonBlock
    readings: tuple[str, ...]
    violation_date_text: str
    violation_text: str
    violated_provision: str
    penalty_provision: str
    impact_text: str
    legal_bases: tuple[str, ...]
    objection_addressee: str
    signer: Signer
    aggravating: tuple[str, ...] = ()
    mitigating: tuple[str, ...] = ()
    remedy: str = OBJECTION
    objection_last_day_text: str = ""
    objection_if_received_text: str = ""
    starts_text: str = ""
    ends_text: str = ""
    rights_text: str = ""
    dismissal_text: str = ""
    place_label: str = "Jabatan"
    position_before: str = ""
    position_after: str = ""

    def __post_init__(self) -> None:
        require_filled(self, self.required)
        self._require_level()
        if self.position_before:
            require_filled(self, ("position_after",))
        if self.level_text != LEVELS[0]:
            require_filled(self, ("starts_text", "rights_text"))

    def _require_level(self) -> None:
        """An agency may call a kind otherwise, but never a heavy one by the name of a light one."""
        is_light = self.level_text == LEVELS[0]
        if self.level_text not in LEVELS or (self.kind_text in LIGHT_KINDS and not is_light):
            raise RuleRefused(
                sentence("Hukuman %(kind)s bukan hukuman tingkat %(level)s."),
                constraint="sanction_kind_of_level",
                kind=self.kind_text,
                level=self.level_text,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReprimandDecisionContext(SanctionDecisionContext):
    """F7 to F9, the Keputusan of a light punishment: the same form under the name of its kind."""

    kind: ClassVar[str] = "reprimand_decision"
    template_version: ClassVar[int] = 2

    level_text: str = LEVELS[0]

    def __post_init__(self) -> None:
        if self.level_text != LEVELS[0]:
            raise RuleRefused(
                sentence("Keputusan ini hanya untuk hukuman ringan, bukan %(kind)s."),
                constraint="reprimand_is_light",
                kind=self.kind_text,
            )
        SanctionDecisionContext.__post_init__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCallContext(CaseContext):
    """F17, the call to come and receive a Keputusan, which it names by number and day only."""

    kind: ClassVar[str] = "delivery_call"
    required: ClassVar[tuple[str, ...]] = ("decision_number",)

    person: PersonBlock
    report_to: tuple[PersonBlock, ...]
    day_text: str
    time_text: str
    venue_text: str
    decision_number: str
    decision_date_text: str
    signer: Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceiptContext(CaseContext):
    """F18, the receipt: the day on it starts the days of effect and of objecting (Pasal 38)."""

    kind: ClassVar[str] = "delivery_receipt"
    required: ClassVar[tuple[str, ...]] = ("decision_number", "objection_addressee")

    person: PersonBlock
    deliverer: PersonBlock
    day_text: str
    manner_text: str
    address_text: str
    decision_number: str
    decision_date_text: str
    effective_text: str
    objection_addressee: str
    objection_last_day_text: str
    remedy: str = OBJECTION
    refusal_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLetterContext(CaseContext):
    """F18, the letter that goes with a Keputusan sent to whoever did not come for it."""

    kind: ClassVar[str] = "delivery_letter"
    required: ClassVar[tuple[str, ...]] = ("decision_number", "objection_addressee")

    recipient: PersonBlock
    address_text: str
    planned_text: str
    decision_number: str
    decision_date_text: str
    objection_addressee: str
    signer: Signer
    remedy: str = OBJECTION

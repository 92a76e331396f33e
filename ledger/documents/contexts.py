"""What each paper says, as frozen primitives: stored as JSON, rendered again from that JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from ledger.documents.mappings import from_plain, to_plain
from ledger.documents.parties import Letterhead, PersonBlock, Signer
from ledger.domain.documents import CertificateDesign
from ledger.errors import InvalidInput, RuleRefused, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContext:
    """What every paper has. An empty ``number`` prints dots; ``is_draft`` prints KONSEP across it.

    Dates are texts as a person reads them ("23 November 2026"): the paper has no calendar. A
    subclass raises ``template_version`` whenever its fields or its template change what is printed.
    """

    kind: ClassVar[str]
    template_version: ClassVar[int] = 1

    letterhead: Letterhead
    place: str
    date_text: str
    number: str = ""
    verification_url: str = ""
    is_draft: bool = True

    def to_mapping(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_plain(self)
        return {"kind": self.kind, "template_version": self.template_version, **plain}

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """InvalidInput when the kind, the template version or a field is not of this class."""
        stored = (mapping.get("kind"), mapping.get("template_version"))
        if stored != (cls.kind, cls.template_version):
            raise InvalidInput(
                sentence(
                    "Dokumen jenis %(kind)s versi %(version)s tidak dapat dicetak dengan contoh "
                    "surat ini. Pakai berkas yang sudah terbit."
                ),
                code="document_version_unknown",
                kind=stored[0],
                version=stored[1],
            )
        stamps = ("kind", "template_version")
        return from_plain(cls, {key: mapping[key] for key in mapping if key not in stamps})


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateContext(DocumentContext):
    """A piagam: neither recipient nor signer has titles on it (Permendagri 1/2023 Ps 44(2))."""

    kind: ClassVar[str] = "certificate"

    recipient: PersonBlock
    award_title: str
    reason: str
    signer: Signer
    lang: str = "id"
    #: One of CertificateDesign; what was stored before there was a choice has the first.
    design: str = CertificateDesign.ANYAMAN.value
    #: The agency's own words, with the version they are of; empty are the shipped ones.
    given_text: str = ""
    because_text: str = ""
    closing_text: str = ""
    wording_version: int = 0

    def __post_init__(self) -> None:
        if self.design not in set(CertificateDesign):
            raise InvalidInput(
                sentence("Rancangan piagam %(design)s tidak ada. Pilih salah satu yang tersedia."),
                code="certificate_design_unknown",
                design=self.design,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceLetterContext(DocumentContext):
    """A surat pembinaan: informal, secret, and never a teguran.

    ``facts`` are paragraphs of what happened; ``basis`` the rule, threshold and article, one line
    each; ``reply_text`` what the person answered before it was decided, empty when the right was
    not used; ``response_until_text`` the last day to answer or object, to ``response_to``.
    RuleRefused when the words or the class of a discipline paper are used.
    """

    kind: ClassVar[str] = "guidance_letter"

    recipient: PersonBlock
    subject: str
    facts: tuple[str, ...]
    basis: tuple[str, ...]
    expectations: tuple[str, ...]
    response_until_text: str
    response_to: str
    signer: Signer
    support: tuple[str, ...] = ()
    reply_text: str = ""
    review_text: str = ""
    lapses_text: str = ""
    attachment_text: str = "-"
    copies: tuple[str, ...] = ()
    #: The agency's own words, with the version they are of; empty are the shipped ones.
    opening_text: str = ""
    right_text: str = ""
    closing_text: str = ""
    wording_version: int = 0

    def __post_init__(self) -> None:
        if "teguran" in self.subject.lower() or self.number.startswith("800.1.6.2"):
            raise RuleRefused(
                sentence(
                    "Surat pembinaan tidak boleh berjudul teguran dan tidak boleh memakai kode "
                    "disiplin 800.1.6.2. Ganti perihal atau kodenya."
                ),
                constraint="guidance_is_not_a_sanction",
            )

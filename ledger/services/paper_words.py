"""The words in force, put into the fields of a paper that is being made."""

from typing import Any

from ledger.documents.parties import Letterhead, PersonBlock
from ledger.domain.documents import DocumentKind
from ledger.domain.wordings import default_texts
from ledger.services.wordings import words_for

#: A letter is Indonesian always, so its sentences are not for the catalogue.
EXPECTATIONS = tuple(default_texts(DocumentKind.GUIDANCE_LETTER)["expectations"].splitlines())


def certificate_words(
    agency_id: int, recipient: PersonBlock, letterhead: Letterhead, *, reason: str
) -> dict[str, Any]:
    """Fields of a CertificateContext; RuleRefused names a placeholder nothing was given for."""
    values = {**_who(recipient, letterhead), "uraian": reason}
    version, texts = words_for(agency_id, DocumentKind.CERTIFICATE, values)
    return certificate_fields(version, texts, reason=reason)


def certificate_fields(version: int, texts: dict[str, str], *, reason: str) -> dict[str, Any]:
    """The same from texts that are filled already; without texts the shipped words."""
    return {
        "reason": texts.get("deed", reason),
        "given_text": texts.get("given", ""),
        "because_text": texts.get("because", ""),
        "closing_text": texts.get("closing", ""),
        "wording_version": version,
    }


def guidance_words(
    agency_id: int,
    recipient: PersonBlock,
    letterhead: Letterhead,
    *,
    response_to: str,
    until_text: str,
) -> dict[str, Any]:
    """Fields of a GuidanceLetterContext; RuleRefused names a placeholder nothing was given for."""
    values = {**_who(recipient, letterhead), "kepada": response_to, "batas": until_text}
    version, texts = words_for(agency_id, DocumentKind.GUIDANCE_LETTER, values)
    return guidance_fields(version, texts)


def guidance_fields(version: int, texts: dict[str, str]) -> dict[str, Any]:
    """The same from texts that are filled already; without texts the shipped words."""
    lines = texts.get("expectations", "").splitlines()
    return {
        "expectations": tuple(line.strip() for line in lines if line.strip()) or EXPECTATIONS,
        "opening_text": texts.get("opening", ""),
        "right_text": texts.get("right", ""),
        "closing_text": texts.get("closing", ""),
        "wording_version": version,
    }


def _who(recipient: PersonBlock, letterhead: Letterhead) -> dict[str, str]:
    return {
        "nama": recipient.name,
        "jabatan": recipient.position,
        "unit": recipient.unit,
        "instansi": letterhead.agency,
    }

"""The kinds and states of official documents."""

from enum import StrEnum


class DocumentKind(StrEnum):
    CERTIFICATE = "certificate"
    GUIDANCE_LETTER = "guidance_letter"
    SUMMONS = "summons"
    EXAMINATION_RECORD = "examination_record"
    REPRIMAND_DECISION = "reprimand_decision"
    RECAP = "recap"


class DocumentState(StrEnum):
    """A draft has no number; a numbered one is rendered, then issued; nothing goes back."""

    DRAFT = "draft"
    NUMBERED = "numbered"
    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


TRANSITIONS = {
    (DocumentState.DRAFT, "number"): DocumentState.NUMBERED,
    (DocumentState.NUMBERED, "issue"): DocumentState.ISSUED,
    (DocumentState.NUMBERED, "revoke"): DocumentState.REVOKED,
    (DocumentState.ISSUED, "revoke"): DocumentState.REVOKED,
    (DocumentState.ISSUED, "supersede"): DocumentState.SUPERSEDED,
}

#: Whether the public page may name the person: on a certificate yes, on discipline papers never.
SHOWS_NAME = frozenset({DocumentKind.CERTIFICATE})

DOCUMENT_LABELS = {
    DocumentKind.CERTIFICATE: "Piagam penghargaan",
    DocumentKind.GUIDANCE_LETTER: "Surat pembinaan",
    DocumentKind.SUMMONS: "Surat panggilan",
    DocumentKind.EXAMINATION_RECORD: "Berita acara pemeriksaan",
    DocumentKind.REPRIMAND_DECISION: "Keputusan hukuman disiplin",
    DocumentKind.RECAP: "Rekap kinerja",
}

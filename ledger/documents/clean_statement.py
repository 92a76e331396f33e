"""The surat keterangan that somebody was never disciplined, and which registers say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ledger.documents.contexts import DocumentContext
from ledger.documents.parties import PersonBlock, Signer
from ledger.documents.typesetting import Attachment, Layout, typeset
from ledger.errors import RuleRefused, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanStatementContext(DocumentContext):
    """``claim_text`` is what is attested, as a clause after "bahwa"; ``registers`` what was read.

    A statement that names no register attests nothing, so it cannot be made.
    """

    kind: ClassVar[str] = "clean_statement"

    person: PersonBlock
    claim_text: str
    purpose_text: str
    registers: tuple[str, ...]
    as_of_text: str
    signer: Signer

    def __post_init__(self) -> None:
        if not self.registers:
            raise RuleRefused(
                sentence("Surat keterangan harus menyebut register yang diperiksa."),
                constraint="statement_names_registers",
            )


KIND = CleanStatementContext.kind
CLASS_CODE = "800.1.13.1"
LAYOUT = Layout(template="clean_statement.html", style="letter.css")


def render(context: CleanStatementContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3a."""
    return typeset(LAYOUT, {"context": context}, attachments=attachments)

"""The Keputusan of a light punishment: teguran lisan, teguran tertulis, pernyataan tidak puas."""

from collections.abc import Sequence

from ledger.documents.contexts import ReprimandDecisionContext
from ledger.documents.typesetting import Attachment, Layout, typeset

KIND = ReprimandDecisionContext.kind
CLASS_CODE = "800.1.6.2"
LAYOUT = Layout(template="reprimand_decision.html", style="letter.css")


def render(context: ReprimandDecisionContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3b."""
    return typeset(LAYOUT, {"context": context}, attachments=attachments)

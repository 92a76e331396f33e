"""The papers of a discipline case: each kind is a template of words over one of two layouts."""

from collections.abc import Mapping, Sequence

from ledger.documents.case_contexts import (
    AuthorityReportContext,
    CaseContext,
    DeliveryCallContext,
    DeliveryLetterContext,
    DeliveryReceiptContext,
    ExaminationRecordContext,
    InvestigationReportContext,
    ReleaseDecisionContext,
    ReprimandDecisionContext,
    SanctionDecisionContext,
    SummonsContext,
    TeamDecisionContext,
)
from ledger.documents.typesetting import Attachment, Layout, typeset

CLASS_CODE = "800.1.6.2"
#: Both decisions of a punishment are one form, so F7 to F16 stand in one template.
TEMPLATES: Mapping[type[CaseContext], str] = {
    SummonsContext: "summons.html",
    ExaminationRecordContext: "examination_record.html",
    InvestigationReportContext: "investigation_report.html",
    AuthorityReportContext: "authority_report.html",
    TeamDecisionContext: "team_decision.html",
    ReleaseDecisionContext: "release_decision.html",
    ReprimandDecisionContext: "sanction_decision.html",
    SanctionDecisionContext: "sanction_decision.html",
    DeliveryCallContext: "delivery_call.html",
    DeliveryReceiptContext: "delivery_receipt.html",
    DeliveryLetterContext: "delivery_letter.html",
}


def render(context: CaseContext, *, attachments: Sequence[Attachment] = ()) -> bytes:
    """The paper as PDF/A-3a."""
    layout = Layout(template=TEMPLATES[type(context)], style="letter.css")
    return typeset(layout, {"context": context}, attachments=attachments)

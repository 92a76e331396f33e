"""What a second person types who approves or rejects what somebody else asked for."""

from enum import StrEnum

from marshmallow import fields

from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema

LONGEST_REASON = 1000


class Answer(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


class AnswerIn(FormSchema):
    verdict = fields.Enum(
        Answer,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih keputusan Anda"),
            "unknown": sentence("Pilih keputusan Anda"),
        },
    )
    reason = fields.String(load_default="", validate=AtMost(LONGEST_REASON, sentence("Alasan")))

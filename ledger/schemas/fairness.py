"""What somebody types to answer a flag of fairness."""

from marshmallow import fields

from ledger.domain.wording import REASON_MISSING
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema


class FlagAnswerIn(FormSchema):
    reason = fields.String(
        required=True,
        validate=AtMost(1000, sentence("Jawaban")),
        error_messages={"required": REASON_MISSING},
    )

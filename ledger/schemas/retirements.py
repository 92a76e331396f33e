"""What HR types to end a version that no other follows."""

from marshmallow import fields

from ledger.errors import sentence
from ledger.schemas.answers import LONGEST_REASON
from ledger.schemas.fields import AtMost, FormSchema, TypedDate


class RetirementIn(FormSchema):
    valid_until = TypedDate(
        required=True,
        error_messages={"required": sentence("Isi hari pertama yang tidak dinilai lagi")},
    )
    reason = fields.String(
        required=True,
        validate=AtMost(LONGEST_REASON, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )

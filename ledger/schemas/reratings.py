"""Why HR asks that the past be rated again, and what whoever decides has seen."""

from marshmallow import fields, validate

from ledger.errors import sentence
from ledger.schemas.answers import LONGEST_REASON, AnswerIn
from ledger.schemas.fields import AtMost, FormSchema


class RatingAgainIn(FormSchema):
    """The field has a name of its own, for other forms stand on the page of a simulation."""

    why = fields.String(
        required=True,
        validate=AtMost(LONGEST_REASON, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )


class RatingVerdictIn(AnswerIn):
    seen_sha256 = fields.String(required=True, validate=validate.Length(equal=64))

"""What is typed to replace a certificate with wrong words."""

from marshmallow import fields

from ledger.domain.reissues import WORDS_MAX
from ledger.errors import sentence
from ledger.schemas.answers import LONGEST_REASON
from ledger.schemas.fields import AtMost, FormSchema


class ReissueIn(FormSchema):
    words = fields.String(
        required=True,
        validate=AtMost(WORDS_MAX, sentence("Alasan pada piagam")),
        error_messages={"required": sentence("Tulis alasan yang benar, seperti akan tercetak")},
    )
    mistake = fields.String(
        load_default="", validate=AtMost(LONGEST_REASON, sentence("Yang keliru"))
    )

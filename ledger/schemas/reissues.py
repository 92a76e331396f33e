"""What is typed to replace a certificate with wrong words."""

from marshmallow import fields

from ledger.domain.reissues import WORDS_MAX
from ledger.errors import sentence
from ledger.schemas.erasures import LONGEST_REASON, ErasureVerdict
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


class ReissueDecisionIn(FormSchema):
    verdict = fields.Enum(
        ErasureVerdict,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih keputusan Anda"),
            "unknown": sentence("Pilih keputusan Anda"),
        },
    )
    reason = fields.String(load_default="", validate=AtMost(LONGEST_REASON, sentence("Alasan")))

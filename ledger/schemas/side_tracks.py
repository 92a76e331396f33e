"""Forms of performance and service sanctions: the letter, its decision, how it went."""

from marshmallow import fields

from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

TEXT_CHARACTERS_MAX = 2_000
SHORT_CHARACTERS_MAX = 200


class SideSanctionIn(FormSchema):
    """The person is read beside it, for a name may mean several."""

    subject = fields.String(load_default="")
    subject_id = fields.String(load_default="")
    kind = fields.String(
        required=True, error_messages={"required": sentence("Pilih jenis sanksi dari jalur ini")}
    )
    obligation = fields.String(load_default="")
    letter_number = fields.String(
        required=True,
        validate=AtMost(SHORT_CHARACTERS_MAX, sentence("Nomor surat")),
        error_messages={"required": sentence("Isi nomor surat atau keputusannya")},
    )
    decided_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal surat")}
    )
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )


class SideStepIn(FormSchema):
    """``answer`` is yes or no of the step: imposed or not, obeyed or not."""

    answer = fields.Boolean(
        required=True, error_messages={"required": sentence("Pilih salah satu")}
    )
    note = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )


class SideWithdrawalIn(FormSchema):
    withdrawal = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )

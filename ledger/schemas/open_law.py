"""The form of what the law leaves open."""

from marshmallow import fields

from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

VALUE_CHARACTERS_MAX = 2_000
SOURCE_CHARACTERS_MAX = 300


class OpenLawIn(FormSchema):
    text = fields.String(
        load_default="", validate=AtMost(VALUE_CHARACTERS_MAX, sentence("Isi ketentuan"))
    )
    valid_from = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal mulai berlaku")}
    )
    source = fields.String(
        required=True,
        validate=AtMost(SOURCE_CHARACTERS_MAX, sentence("Sumber")),
        error_messages={"required": sentence("Tulis sumbernya")},
    )

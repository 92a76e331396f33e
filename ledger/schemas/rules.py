"""What HR types to load and to activate a rule pack."""

from marshmallow import fields

from ledger.errors import sentence
from ledger.schemas.fields import FormSchema, TypedDate


class PackIn(FormSchema):
    source = fields.String(
        required=True,
        error_messages={"required": sentence("Tempel isi paket aturan, atau pilih berkasnya")},
    )


class ActivationIn(FormSchema):
    valid_from = TypedDate(
        required=True,
        error_messages={"required": sentence("Isi tanggal mulai berlaku")},
    )

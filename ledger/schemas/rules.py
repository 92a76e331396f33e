"""What HR types to load and to activate a rule pack."""

from marshmallow import fields

from ledger.errors import sentence
from ledger.schemas.fields import FormSchema


class PackIn(FormSchema):
    source = fields.String(
        required=True,
        error_messages={"required": sentence("Tempel isi paket aturan, atau pilih berkasnya")},
    )

"""What HR types to load and to activate a rule pack."""

from marshmallow import fields
from marshmallow.validate import Regexp

from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema


class PackIn(FormSchema):
    source = fields.String(
        required=True,
        error_messages={"required": sentence("Tempel isi paket aturan, atau pilih berkasnya")},
    )


class NewPackIn(FormSchema):
    code = fields.String(
        required=True,
        validate=Regexp(
            r"[a-z0-9]+(?:-[a-z0-9]+)*\Z",
            error=sentence("Pakai huruf kecil, angka, dan tanda hubung saja"),
        ),
        error_messages={"required": sentence("Isi kode paket")},
    )
    name = fields.String(
        required=True,
        validate=AtMost(120, sentence("Nama paket")),
        error_messages={"required": sentence("Isi nama paket")},
    )
    description = fields.String(
        required=True,
        validate=AtMost(2000, sentence("Penjelasan")),
        error_messages={"required": sentence("Isi penjelasan paket")},
    )

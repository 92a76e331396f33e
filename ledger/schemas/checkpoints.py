"""Which two seals are to be compared, by the number of entries under each."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from ledger.errors import sentence
from ledger.schemas.fields import LARGEST_ID, FormSchema

_REQUIRED = sentence("Isi banyaknya entri di bawah segel")
_SIZE = validate.Range(min=1, max=LARGEST_ID, error=sentence("Segel paling sedikit atas 1 entri"))


class GrowthIn(FormSchema):
    lama = fields.Integer(required=True, error_messages={"required": _REQUIRED}, validate=_SIZE)
    baru = fields.Integer(required=True, error_messages={"required": _REQUIRED}, validate=_SIZE)

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["baru"] < data["lama"]:
            raise ValidationError(
                sentence("Segel baru tidak boleh lebih kecil dari segel lama"), "baru"
            )

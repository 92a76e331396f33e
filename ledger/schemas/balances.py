"""The day of which a balance is asked."""

from marshmallow import fields, validate

from ledger.domain.as_of import CountedDate
from ledger.errors import sentence
from ledger.schemas.fields import FormSchema, TypedDate


class BalanceIn(FormSchema):
    at = TypedDate(required=True, error_messages={"required": sentence("Isi tanggalnya")})
    counted = fields.String(
        load_default=CountedDate.DECIDED.value,
        validate=validate.OneOf(
            [one.value for one in CountedDate],
            error=sentence("Pilih tanggal yang ada pada daftar"),
        ),
    )

"""What is typed to give a unit more points for a quarter."""

from marshmallow import fields

from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId


class WidenIn(FormSchema):
    """``key`` is made with the page, so that sending it twice widens once."""

    key = fields.String(required=True)
    points = RowId(
        required=True, error_messages={"required": sentence("Isi berapa poin yang ditambahkan")}
    )
    reason = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan penambahan")},
    )

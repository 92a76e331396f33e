"""What of the ledger is to be checked."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from ledger.domain.checks import RequestCheck
from ledger.errors import sentence
from ledger.schemas.fields import FormSchema, TypedDate

WHOLE, PLACES, DAYS = "semua", "indeks", "tanggal"
NOT_BACKWARDS = sentence("Akhir bagian tidak boleh sebelum awalnya")
#: More entries than that no ledger will have.
_MOST = 10**12
_PLACE = validate.Range(min=0, max=_MOST, error=sentence("Indeks dihitung dari 0"))


class CheckIn(FormSchema):
    """``scope`` says which of the other fields count; a blank end is the end of the ledger."""

    scope = fields.String(
        load_default=WHOLE,
        validate=validate.OneOf(
            (WHOLE, PLACES, DAYS), error=sentence("Pilih yang ada pada daftar")
        ),
    )
    first = fields.Integer(load_default=None, validate=_PLACE)
    last = fields.Integer(load_default=None, validate=_PLACE)
    since = TypedDate(load_default=None)
    until = TypedDate(load_default=None)

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        wanted = {PLACES: ("first", "last"), DAYS: ("since", "until")}.get(data["scope"], ())
        if not wanted:
            return
        begins, ends = (data[name] for name in wanted)
        if begins is None and ends is None:
            raise ValidationError(sentence("Isi awal atau akhir bagian"), wanted[0])
        if None not in (begins, ends) and ends < begins:
            raise ValidationError(NOT_BACKWARDS, wanted[1])

    @post_load
    def make_command(self, data: dict[str, Any], **_: Any) -> RequestCheck:
        if data["scope"] == PLACES:
            return RequestCheck(first=data["first"], last=data["last"])
        if data["scope"] == DAYS:
            return RequestCheck(since=data["since"], until=data["until"])
        return RequestCheck()

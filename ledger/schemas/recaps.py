"""What HR chooses for a recap."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validates

from ledger.domain.periods import parse_period
from ledger.domain.recaps import RecapSection, RequestRecap
from ledger.errors import InvalidInput, sentence
from ledger.schemas.fields import FormSchema, RowId

UNKNOWN_SECTION = sentence("Pilih bagian yang ada pada daftar")


class RecapIn(FormSchema):
    """``unit_id`` left blank is the whole agency."""

    unit_id = RowId(load_default=None)
    period = fields.String(required=True, error_messages={"required": sentence("Pilih periode")})
    sections = fields.List(
        fields.String(),
        required=True,
        error_messages={"required": sentence("Pilih paling sedikit satu bagian")},
    )

    @validates("period")
    def check_period(self, value: str, **_: Any) -> None:
        try:
            parse_period(value)
        except InvalidInput as refusal:
            raise ValidationError(refusal.message) from refusal

    @validates("sections")
    def check_sections(self, value: list[str], **_: Any) -> None:
        known = {part.value for part in RecapSection}
        if set(value) - known:
            raise ValidationError(UNKNOWN_SECTION)

    @post_load
    def make_command(self, data: dict[str, Any], **_: Any) -> RequestRecap:
        chosen = set(data["sections"])
        return RequestRecap(
            unit_id=data["unit_id"],
            period=parse_period(data["period"]),
            sections=tuple(part for part in RecapSection if part.value in chosen),
        )

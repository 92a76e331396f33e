"""The form with which HR makes a key for a machine."""

from typing import Any

from marshmallow import fields, post_load

from ledger.domain.api_tokens import LIFE_UNKNOWN, NAME_MISSING, ApiScope, MakeToken
from ledger.errors import sentence
from ledger.schemas.fields import FormSchema

SCOPE_UNKNOWN = sentence("Pilih dari daftar")
FORM_KEY_CHARACTERS = 64


class TokenIn(FormSchema):
    name = fields.String(required=True, error_messages={"required": NAME_MISSING})
    scopes = fields.List(
        fields.Enum(ApiScope, by_value=True, error_messages={"unknown": SCOPE_UNKNOWN}),
        load_default=list,
    )
    days = fields.Integer(
        required=True, error_messages={"required": LIFE_UNKNOWN, "invalid": LIFE_UNKNOWN}
    )
    form_key = fields.String(load_default="")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> MakeToken:
        return MakeToken(
            name=data["name"],
            scopes=tuple(dict.fromkeys(data["scopes"])),
            days=data["days"],
            form_key=data["form_key"][:FORM_KEY_CHARACTERS],
        )

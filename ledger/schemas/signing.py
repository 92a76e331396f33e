"""What is typed to sign a paper; the secrets are read letter by letter and kept nowhere."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_load

from ledger.domain.signatures import SigningSecret
from ledger.errors import sentence
from ledger.schemas.fields import FormSchema, RowId

NO_SECRET = sentence("Ketik frasa sandi sertifikat Anda, atau kode sekali pakai.")
NO_CHOICE = sentence("Pilih paling sedikit satu piagam.")
_SEEN = "seen-"


class SecretIn(FormSchema):
    passphrase = fields.String(load_default="")
    one_time_code = fields.String(load_default="")
    identity = fields.String(load_default="")

    @post_load
    def to_secret(self, data: dict[str, Any], **_: Any) -> Any:
        return _secret(data)


class OneIn(SecretIn):
    """One paper; ``seen`` is the hash of what the signer was shown."""

    seen = fields.String(load_default="")

    @post_load
    def to_secret(self, data: dict[str, Any], **_: Any) -> Any:
        return data["seen"], _secret(data)


class ManyIn(SecretIn):
    """Several at once: ``item`` names them, ``seen-12`` the hash of what was shown of each."""

    item = fields.List(RowId(), load_default=list)
    seen = fields.Dict(keys=RowId(), values=fields.String(), load_default=dict)

    @pre_load
    def gather(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        seen = {
            name.removeprefix(_SEEN): value
            for name, value in data.items()
            if name.startswith(_SEEN) and name.removeprefix(_SEEN).isdigit()
        }
        return {**data, "seen": seen}

    @post_load
    def to_secret(self, data: dict[str, Any], **_: Any) -> Any:
        if not data["item"]:
            raise ValidationError({"item": [NO_CHOICE]})
        return {one: data["seen"].get(one, "") for one in data["item"]}, _secret(data)


def _secret(data: dict[str, Any]) -> SigningSecret:
    if not (data["passphrase"] or data["one_time_code"]):
        raise ValidationError({"passphrase": [NO_SECRET]})
    return SigningSecret(
        passphrase=data["passphrase"],
        one_time_code=data["one_time_code"],
        identity=data["identity"],
    )

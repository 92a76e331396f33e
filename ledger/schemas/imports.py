"""What may be chosen about an imported file; the file itself is checked by its reader."""

from typing import Any

from marshmallow import fields, post_load
from marshmallow.validate import OneOf

from ledger.domain.imports import DateOrder, ImportKind, Proceed
from ledger.errors import sentence
from ledger.schemas.fields import FormSchema

CHOOSE_KIND = sentence("Pilih jenis berkas dari daftar")
CHOOSE_ORDER = sentence("Pilih urutan tanggal")
CHOOSE_PROCEED = sentence("Pilih apa yang terjadi dengan baris yang baik")


class UploadIn(FormSchema):
    """The kind of a file, when the person says it."""

    kind = fields.String(validate=OneOf([kind.value for kind in ImportKind], error=CHOOSE_KIND))

    @post_load
    def typed(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"kind": ImportKind(data["kind"])} if "kind" in data else {}


class ChoicesIn(UploadIn):
    """How a kept file shall be read, and whether its good rows may go ahead."""

    date_order = fields.String(
        validate=OneOf([order.value for order in DateOrder], error=CHOOSE_ORDER)
    )
    proceed = fields.String(validate=OneOf([one.value for one in Proceed], error=CHOOSE_PROCEED))

    @post_load
    def typed(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        kinds = {"kind": ImportKind, "date_order": DateOrder, "proceed": Proceed}
        return {name: kinds[name](value) for name, value in data.items()}

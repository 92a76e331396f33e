"""The form of how papers look."""

from typing import Any

from marshmallow import fields, post_load
from marshmallow.validate import OneOf

from ledger.domain.documents import CertificateDesign
from ledger.errors import sentence
from ledger.schemas.fields import FormSchema, TypedDate

CHOOSE = sentence("Pilih salah satu rancangan.")


class PaperLookIn(FormSchema):
    number_pattern = fields.String(
        required=True, error_messages={"required": sentence("Tulis pola nomornya.")}
    )
    design = fields.String(
        required=True,
        validate=OneOf([one.value for one in CertificateDesign], error=CHOOSE),
        error_messages={"required": CHOOSE},
    )
    contact = fields.String(load_default="")
    valid_from = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal mulai berlaku")}
    )

    @post_load
    def name_design(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "design": CertificateDesign(data["design"])}

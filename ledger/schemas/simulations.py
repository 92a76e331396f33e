"""What HR chooses to let a version be simulated, and confirms to put it in force."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from ledger.errors import sentence
from ledger.schemas.fields import FormSchema, TypedDate


class SimulationIn(FormSchema):
    first_day = TypedDate(required=True, error_messages={"required": sentence("Isi tanggal awal")})
    last_day = TypedDate(required=True, error_messages={"required": sentence("Isi tanggal akhir")})

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["last_day"] < data["first_day"]:
            raise ValidationError(
                sentence("Tanggal akhir tidak boleh sebelum tanggal awal"), "last_day"
            )


class ActivationIn(FormSchema):
    """``seen_sha256`` stands in the page of the simulation that was read."""

    valid_from = TypedDate(
        required=True,
        error_messages={"required": sentence("Isi tanggal mulai berlaku")},
    )
    seen_sha256 = fields.String(required=True, validate=validate.Length(equal=64))
    has_read = fields.Boolean(
        required=True,
        error_messages={"required": sentence("Nyatakan bahwa Anda sudah membaca hasilnya")},
        validate=validate.Equal(True, error=sentence("Nyatakan bahwa Anda sudah membaca hasilnya")),
    )


class PersonIn(FormSchema):
    nip = fields.String(
        required=True,
        validate=validate.Regexp(r"\d{18}\Z", error=sentence("NIP terdiri atas 18 angka")),
        error_messages={"required": sentence("Isi NIP pegawai")},
    )

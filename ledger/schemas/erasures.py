"""What is typed about a request to erase personal data."""

from marshmallow import fields
from marshmallow.validate import Length

from ledger.domain.retention import ErasureGround
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

LONGEST_NAME = 200


class ErasureIn(FormSchema):
    """The letter of whoever asks; the person and their entries are picked beside it."""

    ground = fields.Enum(
        ErasureGround,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih dasar permintaannya"),
            "unknown": sentence("Pilih salah satu dasar dalam daftar"),
        },
    )
    asked_by = fields.String(
        required=True,
        validate=AtMost(LONGEST_NAME, sentence("Nama pemohon")),
        error_messages={"required": sentence("Isi siapa yang meminta")},
    )
    letter_number = fields.String(
        required=True,
        validate=AtMost(LONGEST_NAME, sentence("Nomor surat")),
        error_messages={"required": sentence("Isi nomor surat permintaannya")},
    )
    letter_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal surat permintaannya")}
    )
    entry_uids = fields.List(
        fields.String(),
        required=True,
        validate=Length(min=1, error=sentence("Pilih paling sedikit satu entri")),
        error_messages={"required": sentence("Pilih paling sedikit satu entri")},
    )

"""What is typed about a request to erase personal data, and about its decision."""

from enum import StrEnum

from marshmallow import fields
from marshmallow.validate import Length

from ledger.domain.retention import ErasureGround
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

LONGEST_NAME = 200
LONGEST_REASON = 1000


class ErasureVerdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


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


class ErasureDecisionIn(FormSchema):
    verdict = fields.Enum(
        ErasureVerdict,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih keputusan Anda"),
            "unknown": sentence("Pilih keputusan Anda"),
        },
    )
    reason = fields.String(load_default="", validate=AtMost(LONGEST_REASON, sentence("Alasan")))

"""The forms of roles, acting appointments and conflicts of interest.

People write the last day of something; what is kept is the first day after it.
"""

from datetime import timedelta
from typing import Any

from marshmallow import fields, post_load

from ledger.domain.people import Capacity, ConflictKind, Role
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId, TypedDate

ONE_DAY = timedelta(days=1)
LONGEST_LETTER = 100
LONGEST_NOTE = 500


class _ForATime(FormSchema):
    valid_from = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal mulai")}
    )
    last_day = TypedDate(load_default=None)

    @post_load
    def end_after_last_day(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        last_day = data.pop("last_day")
        return {**data, "valid_until": last_day + ONE_DAY if last_day else None}


class GrantIn(_ForATime):
    role = fields.Enum(
        Role,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih peran"),
            "unknown": sentence("Pilih salah satu peran dalam daftar"),
        },
    )
    unit_id = RowId(load_default=None)


class ActingIn(_ForATime):
    unit_id = RowId(
        required=True, error_messages={"required": sentence("Pilih unit yang dipimpin")}
    )
    capacity = fields.Enum(
        Capacity,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih Plt., Plh., Pj., atau Pjs."),
            "unknown": sentence("Pilih Plt., Plh., Pj., atau Pjs."),
        },
    )
    letter_number = fields.String(
        required=True,
        validate=AtMost(LONGEST_LETTER, sentence("Nomor surat")),
        error_messages={"required": sentence("Isi nomor surat penugasan")},
    )
    approval_letter = fields.String(
        load_default="", validate=AtMost(LONGEST_LETTER, sentence("Nomor surat persetujuan"))
    )


class ConflictIn(FormSchema):
    kind = fields.Enum(
        ConflictKind,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih jenis hubungan"),
            "unknown": sentence("Pilih salah satu jenis hubungan dalam daftar"),
        },
    )
    note = fields.String(load_default="", validate=AtMost(LONGEST_NOTE, sentence("Keterangan")))

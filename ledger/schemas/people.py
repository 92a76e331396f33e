"""The forms in which HR corrects what is held about a person."""

from marshmallow import fields

from ledger.domain.names import NAME_CHARACTERS_MAX
from ledger.domain.superiors import LONGEST_SOURCE
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId, TypedDate

LONGEST_TITLE = 60


class SuperiorIn(FormSchema):
    source = fields.String(
        required=True,
        validate=AtMost(LONGEST_SOURCE, sentence("Dasar perubahan")),
        error_messages={"required": sentence("Tulis dasar perubahan")},
    )


class AppraiserIn(SuperiorIn):
    valid_from = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal mulai")}
    )


class PersonIn(FormSchema):
    name = fields.String(
        required=True,
        validate=AtMost(NAME_CHARACTERS_MAX, sentence("Nama")),
        error_messages={"required": sentence("Isi nama pegawai. Satu kata sudah cukup.")},
    )
    title_before = fields.String(
        load_default="", validate=AtMost(LONGEST_TITLE, sentence("Gelar depan"))
    )
    title_after = fields.String(
        load_default="", validate=AtMost(LONGEST_TITLE, sentence("Gelar belakang"))
    )
    rank_name = fields.String(load_default="", validate=AtMost(LONGEST_TITLE, sentence("Pangkat")))
    unit_id = RowId(required=True, error_messages={"required": sentence("Pilih unit kerja")})
    is_unit_head = fields.Boolean(load_default=False)
    has_left = fields.Boolean(load_default=False)

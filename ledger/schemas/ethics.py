"""Forms of the register of ethics: opening, Majelis, summons, hearing, outcome."""

from typing import Any

from marshmallow import fields, post_load

from ledger.domain.discipline.ethics import DecideEthics, MoralSanction, SummonEthics
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

TEXT_CHARACTERS_MAX = 5_000
SHORT_CHARACTERS_MAX = 200


class OpenEthicsIn(FormSchema):
    """The person is read beside it, for a name may mean several."""

    subject = fields.String(load_default="")
    subject_id = fields.String(load_default="")
    provision = fields.String(
        required=True,
        validate=AtMost(SHORT_CHARACTERS_MAX, sentence("Nilai kode etik")),
        error_messages={"required": sentence("Tulis nilai kode etik yang dilanggar")},
    )
    narrative = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Uraian")),
        error_messages={"required": sentence("Tulis apa yang terjadi")},
    )
    happened_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal kejadian")}
    )
    place = fields.String(
        load_default="", validate=AtMost(SHORT_CHARACTERS_MAX, sentence("Tempat"))
    )


class PanelIn(FormSchema):
    """NIPs, one on each line: chair, secretary, then members."""

    letter_number = fields.String(
        required=True,
        validate=AtMost(SHORT_CHARACTERS_MAX, sentence("Nomor keputusan")),
        error_messages={"required": sentence("Tulis nomor keputusan pembentukan Majelis")},
    )
    members = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Susunan Majelis")),
        error_messages={"required": sentence("Tulis NIP ketua, sekretaris, dan anggota")},
    )


class SummonEthicsIn(FormSchema):
    hearing_on = TypedDate(required=True, error_messages={"required": sentence("Isi hari sidang")})
    hearing_time = fields.String(load_default="09.00", validate=AtMost(20, sentence("Jam")))
    place = fields.String(
        required=True,
        validate=AtMost(SHORT_CHARACTERS_MAX, sentence("Tempat")),
        error_messages={"required": sentence("Tulis tempat sidang")},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> SummonEthics:
        return SummonEthics(**data)


class HearingIn(FormSchema):
    """``came`` decides: who did not come said nothing."""

    came = fields.Boolean(
        required=True, error_messages={"required": sentence("Pilih apakah pegawai hadir")}
    )
    hearing = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Jalannya sidang"))
    )


class DecideEthicsIn(FormSchema):
    outcome = fields.Enum(
        MoralSanction,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih putusan Majelis")},
    )
    statement = fields.String(
        load_default="", validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Bunyi sanksi moral"))
    )
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Pertimbangan")),
        error_messages={"required": sentence("Tulis pertimbangan Anda")},
    )
    recommends_case = fields.Boolean(load_default=False)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> DecideEthics:
        return DecideEthics(**data)

"""Forms about conduct: a report, the superior's word, absence days."""

from typing import Any

from marshmallow import fields, post_load

from ledger.domain.discipline.catalogue import Impact
from ledger.domain.violations import AbsenceReason, Assess, Assessment, ConfirmAbsence
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId, TypedDate

NOTE_CHARACTERS_MAX = 300
LETTER_CHARACTERS_MAX = 120
PLACE_CHARACTERS_MAX = 200
HOUR_CHARACTERS_MAX = 20


def _hour() -> fields.String:
    return fields.String(
        load_default="", validate=AtMost(HOUR_CHARACTERS_MAX, sentence("Jam kejadian"))
    )


def _place() -> fields.String:
    return fields.String(
        load_default="", validate=AtMost(PLACE_CHARACTERS_MAX, sentence("Tempat kejadian"))
    )


class ReportIn(FormSchema):
    """Who is reported is picked beside it, because a name may match several people."""

    subject = fields.String(load_default="")
    subject_id = fields.String(load_default="")
    code = fields.String(
        required=True, error_messages={"required": sentence("Pilih apa yang dilanggar")}
    )
    impact = fields.Enum(
        Impact,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih pada siapa dampaknya")},
    )
    narrative = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Uraian")),
        error_messages={"required": sentence("Tulis apa yang terjadi")},
    )
    happened_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal kejadian")}
    )
    known_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal Anda mengetahuinya")}
    )
    happened_at = _hour()
    place = _place()
    loss_to_state = fields.Boolean(load_default=False)


class AssessIn(FormSchema):
    assessment = fields.Enum(
        Assessment,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih hasil telaah Anda")},
    )
    reason = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )
    code = fields.String(load_default="")
    impact = fields.Enum(Impact, by_value=True, load_default=None)
    happened_at = _hour()
    place = _place()
    loss_to_state = fields.Boolean(load_default=False)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Assess:
        return Assess(**data)


class AbsenceIn(FormSchema):
    days = fields.List(RowId(), load_default=list)
    reason = fields.Enum(
        AbsenceReason,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih alasannya")},
    )
    note = fields.String(
        load_default="",
        validate=AtMost(NOTE_CHARACTERS_MAX, sentence("Keterangan")),
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> ConfirmAbsence:
        return ConfirmAbsence(day_ids=tuple(data["days"]), reason=data["reason"], note=data["note"])


class SalaryLetterIn(FormSchema):
    letter_number = fields.String(
        required=True,
        validate=AtMost(LETTER_CHARACTERS_MAX, sentence("Nomor surat")),
        error_messages={"required": sentence("Isi nomor surat kepada bagian keuangan")},
    )
    forwarded_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal surat")}
    )

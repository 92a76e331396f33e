"""Forms after a decision: an objection on paper, its answer, receipts of execution, uploads."""

from typing import Any

from marshmallow import fields, post_load
from marshmallow.validate import OneOf

from ledger.domain.discipline.commands import PlanDelivery, RecordObjection
from ledger.domain.discipline.dismissals import DismissalType
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.domain.discipline.statements import StatementPurpose
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

LONG_CHARACTERS_MAX = 5_000
TEXT_CHARACTERS_MAX = 2_000
LINE_CHARACTERS_MAX = 200
DISMISSALS = tuple(one.value for one in DismissalType)


class RemedyAnswerIn(FormSchema):
    outcome = fields.Enum(
        RemedyOutcome,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih putusannya")},
    )
    kind = fields.Enum(Kind, by_value=True, load_default=None)
    dismissal_type = fields.String(
        load_default=None, validate=OneOf(DISMISSALS, error=sentence("Pilih jenis pemberhentian"))
    )
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Pertimbangan")),
        error_messages={"required": sentence("Tulis pertimbangan Anda")},
    )
    decided_on = TypedDate(load_default=None)
    letter_number = fields.String(
        load_default="", validate=AtMost(LINE_CHARACTERS_MAX, sentence("Nomor surat"))
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> DecideRemedy:
        return DecideRemedy(**data)


class PaperObjectionIn(FormSchema):
    filed_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal keberatan diterima")}
    )
    text = fields.String(
        required=True,
        validate=AtMost(LONG_CHARACTERS_MAX, sentence("Keberatan")),
        error_messages={"required": sentence("Tulis alasan keberatannya")},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> RecordObjection:
        return RecordObjection(grounds=data["text"], filed_on=data["filed_on"])


class ReplyDayIn(FormSchema):
    replied_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal tanggapan dikirim")}
    )


class PlanDeliveryIn(FormSchema):
    planned_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi hari penyampaian")}
    )
    time = fields.String(load_default="09.00", validate=AtMost(20, sentence("Jam")))
    place = fields.String(
        required=True,
        validate=AtMost(LINE_CHARACTERS_MAX, sentence("Tempat")),
        error_messages={"required": sentence("Tulis tempat penyampaian")},
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> PlanDelivery:
        return PlanDelivery(**data)


class ReceiptIn(FormSchema):
    """The receipt of something done on a day: an execution, or what was given back."""

    receipt = fields.String(
        required=True,
        validate=AtMost(LINE_CHARACTERS_MAX, sentence("Nomor surat")),
        error_messages={"required": sentence("Tulis nomor surat atau bukti pelaksanaannya")},
    )
    day = TypedDate(required=True, error_messages={"required": sentence("Isi tanggalnya")})


class HaltIn(FormSchema):
    reason = fields.String(
        required=True,
        validate=AtMost(TEXT_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )


class UploadIn(FormSchema):
    number = fields.String(
        required=True,
        validate=AtMost(LINE_CHARACTERS_MAX, sentence("Nomor unggah")),
        error_messages={"required": sentence("Tulis nomor unggah dari I'DIS atau SIASN")},
    )
    uploaded_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal unggah")}
    )


class StatementIn(FormSchema):
    purpose = fields.Enum(
        StatementPurpose,
        by_value=True,
        required=True,
        error_messages={"required": sentence("Pilih keperluannya")},
    )

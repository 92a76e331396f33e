"""The steps on a complaint: what it is, what lay behind it, and what the citizen is told."""

from marshmallow import fields

from ledger.domain.commendations import ComplaintCause, ComplaintEvent
from ledger.domain.intake_commands import ANSWER_MISSING, BODY_CHARACTERS_MAX
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId

EVENT_MISSING = sentence("Pilih hasil pemeriksaan")
CAUSE_UNKNOWN = sentence("Pilih penyebab pengaduan")
LAPOR_CHARACTERS_MAX = 64


class ComplaintVerdictIn(FormSchema):
    event = fields.Enum(
        ComplaintEvent,
        by_value=True,
        required=True,
        error_messages={"required": EVENT_MISSING, "unknown": EVENT_MISSING},
    )
    cause = fields.Enum(
        ComplaintCause,
        by_value=True,
        load_default=None,
        error_messages={"unknown": CAUSE_UNKNOWN},
    )
    officer = RowId(load_default=None)
    lapor_id = fields.String(
        load_default="", validate=AtMost(LAPOR_CHARACTERS_MAX, sentence("Nomor pelacakan"))
    )
    reason = fields.String(
        load_default="", validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan"))
    )


class AnswerIn(FormSchema):
    answer = fields.String(
        required=True,
        validate=AtMost(BODY_CHARACTERS_MAX, sentence("Jawaban")),
        error_messages={"required": ANSWER_MISSING},
    )

"""The verdict on a commendation."""

from marshmallow import fields

from ledger.domain.commendations import CommendationVerdict
from ledger.domain.intake_commands import NAME_CHARACTERS_MAX, WORDS_CHARACTERS_MAX
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId

VERDICT_MISSING = sentence("Pilih hasil pemeriksaan")


class CommendationVerdictIn(FormSchema):
    verdict = fields.Enum(
        CommendationVerdict,
        by_value=True,
        required=True,
        error_messages={"required": VERDICT_MISSING, "unknown": VERDICT_MISSING},
    )
    #: Absent when it is about the unit as such.
    officer = RowId(load_default=None)
    staff_name = fields.String(
        load_default="", validate=AtMost(NAME_CHARACTERS_MAX, sentence("Nama"))
    )
    refused_tip = fields.Boolean(load_default=False)
    reason = fields.String(
        load_default="", validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan"))
    )
    reply = fields.String(
        load_default="", validate=AtMost(WORDS_CHARACTERS_MAX, sentence("Ucapan"))
    )

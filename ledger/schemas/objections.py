"""What is typed to object to a reward or to guidance, and to decide on it."""

from marshmallow import fields

from ledger.domain.objections import TITLE_CHARACTERS_MAX, ObjectionGround
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.answers import AnswerIn
from ledger.schemas.fields import AtMost, FormSchema, RowId, TypedDate

_REASON = sentence("Tulis alasan Anda")
_GROUND = sentence("Pilih salah satu")


class EntryObjectionIn(FormSchema):
    ground = fields.Enum(
        ObjectionGround,
        by_value=True,
        required=True,
        error_messages={"required": _GROUND, "unknown": _GROUND},
    )
    reason = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": _REASON},
    )


class NotAwardedIn(FormSchema):
    title = fields.String(
        required=True,
        validate=AtMost(TITLE_CHARACTERS_MAX, sentence("Perbuatan")),
        error_messages={
            "required": sentence("Tulis untuk apa seharusnya Anda mendapat penghargaan")
        },
    )
    happened_on = TypedDate(
        required=True, error_messages={"required": sentence("Isi tanggal kejadiannya")}
    )
    reason = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": _REASON},
    )


class ObjectionDecisionIn(AnswerIn):
    points = RowId(load_default=None)

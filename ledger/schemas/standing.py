"""What people send from their own pages: a note that an entry is wrong, and HR's answer."""

from marshmallow import fields

from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema


class MistakeIn(FormSchema):
    note = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Penjelasan")),
        error_messages={"required": sentence("Tulis apa yang keliru")},
    )


class AnswerIn(FormSchema):
    answer = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Jawaban")),
        error_messages={"required": sentence("Tulis jawaban Anda")},
    )

"""What is typed to decide who sees the board of units."""

from typing import Any

from marshmallow import fields, post_load

from ledger.domain.boards import (
    BoardBrackets,
    BoardPolicy,
    BoardVisibility,
    DecideBoardPolicy,
)
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema

_CHOOSE = sentence("Pilih salah satu")


class BoardPolicyIn(FormSchema):
    visibility = fields.Enum(
        BoardVisibility,
        by_value=True,
        required=True,
        error_messages={"required": _CHOOSE, "unknown": _CHOOSE},
    )
    brackets = fields.Enum(
        BoardBrackets,
        by_value=True,
        required=True,
        error_messages={"required": _CHOOSE, "unknown": _CHOOSE},
    )
    reason = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan")),
        error_messages={"required": sentence("Tulis alasan Anda")},
    )

    @post_load
    def as_command(self, data: dict[str, Any], **_: Any) -> DecideBoardPolicy:
        policy = BoardPolicy(visibility=data["visibility"], brackets=data["brackets"])
        return DecideBoardPolicy(policy=policy, reason=data["reason"])

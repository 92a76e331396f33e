"""What officials, proposers and the people concerned type about a proposal."""

from typing import Any

from marshmallow import fields, post_load, pre_load
from marshmallow.validate import OneOf

from ledger.domain.approvals import Verdict
from ledger.domain.proposals import ProposalKind
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId

_REASON = AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Alasan"))


class DecisionIn(FormSchema):
    """The three verbs, their reason and what was on the screen."""

    verdict = fields.Enum(
        Verdict,
        by_value=True,
        required=True,
        error_messages={
            "required": sentence("Pilih setujui, kembalikan, atau tolak"),
            "unknown": sentence("Pilih setujui, kembalikan, atau tolak"),
        },
    )
    reason = fields.String(load_default="", validate=_REASON)
    seen = fields.String(load_default="")


class ReasonIn(FormSchema):
    reason = fields.String(
        required=True,
        validate=_REASON,
        error_messages={"required": sentence("Tulis alasan Anda")},
    )


class AssessmentIn(ReasonIn):
    """The superior's word on guidance that nobody assessed yet."""

    suspected = fields.String(
        required=True,
        validate=OneOf(("no", "yes"), error=sentence("Pilih salah satu")),
        error_messages={"required": sentence("Pilih ada atau tidak ada dugaan pelanggaran")},
    )


class ReplyIn(FormSchema):
    text = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Tanggapan")),
        error_messages={"required": sentence("Tulis tanggapan Anda")},
    )


class TogetherIn(FormSchema):
    """Awards approved together: each with the hash of what was on the review page."""

    items = fields.Dict(keys=RowId(), values=fields.String(), required=True)
    reason = fields.String(load_default="", validate=_REASON)

    @pre_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        seen = {
            name.removeprefix("seen-"): value
            for name, value in data.items()
            if name.startswith("seen-") and name.removeprefix("seen-").isdigit()
        }
        return {"items": seen, "reason": data.get("reason", "")}


class QueueIn(FormSchema):
    """The filters of the queue; what cannot be read is no filter."""

    kind = fields.String(load_default="")
    unit = fields.String(load_default="")

    @post_load
    def read(self, data: dict[str, str], **_: Any) -> dict[str, Any]:
        known = {kind.value: kind for kind in ProposalKind}
        unit = data["unit"]
        return {
            "kind": known.get(data["kind"]),
            "unit_id": int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None,
        }

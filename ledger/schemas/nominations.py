"""The three steps of a nomination, the whole of it as it is sent, and HR's verdict."""

from typing import Any

from marshmallow import fields, post_load
from marshmallow.validate import OneOf, Range

from ledger.domain.nominations import (
    IMPACT_OUT_OF_RANGE,
    STORY_EMPTY,
    TITLE_CHARACTERS_MAX,
    TITLE_EMPTY,
    NominationCategory,
    NominationStage,
    SubmitNomination,
    TeamMember,
)
from ledger.domain.wording import NARRATIVE_CHARACTERS_MAX
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId, TypedDate

CATEGORY_MISSING = sentence("Pilih untuk apa manfaatnya")
STAGE_MISSING = sentence("Pilih sejauh mana sudah berjalan")
DAY_MISSING = sentence("Isi kapan hal itu terjadi")
SHARE_WRONG = sentence("Porsi ditulis dengan angka 1 sampai 100")
NOMINEE_MISSING = sentence("Pilih pegawai yang Anda usulkan")
VERDICT_MISSING = sentence("Pilih hasil pemeriksaan")

VERDICTS = ("accept", "return", "reject")


def _category() -> fields.Field[NominationCategory]:
    told: dict[str, Any] = {"required": CATEGORY_MISSING, "unknown": CATEGORY_MISSING}
    return fields.Enum(NominationCategory, by_value=True, required=True, error_messages=told)


def _stage() -> fields.Field[NominationStage]:
    told: dict[str, Any] = {"required": STAGE_MISSING, "unknown": STAGE_MISSING}
    return fields.Enum(NominationStage, by_value=True, required=True, error_messages=told)


def _title() -> fields.Field[str]:
    return fields.String(
        required=True,
        validate=AtMost(TITLE_CHARACTERS_MAX, sentence("Judul")),
        error_messages={"required": TITLE_EMPTY},
    )


def _narrative(label: str) -> fields.Field[str]:
    return fields.String(load_default="", validate=AtMost(NARRATIVE_CHARACTERS_MAX, label))


def _share() -> fields.Field[int]:
    told: dict[str, Any] = {"invalid": SHARE_WRONG}
    return RowId(load_default=None, validate=Range(1, 100, error=SHARE_WRONG), error_messages=told)


class SubjectIn(FormSchema):
    """Step 1: who is nominated, and for what kind of thing."""

    title = _title()
    category = _category()
    stage = _stage()
    nominee_share = _share()


class StoryIn(FormSchema):
    """Step 2: what happened, what came of it, and what supports it."""

    story = fields.String(
        required=True,
        validate=AtMost(NARRATIVE_CHARACTERS_MAX, sentence("Cerita")),
        error_messages={"required": STORY_EMPTY},
    )
    happened_on = TypedDate(required=True, error_messages={"required": DAY_MISSING})
    impact = _narrative(sentence("Hasil"))
    impact_percent = fields.Decimal(
        load_default=None, allow_nan=False, validate=Range(0, 1000, error=IMPACT_OUT_OF_RANGE)
    )
    public_reason = _narrative(sentence("Alasan yang ditampilkan"))
    internal_reason = _narrative(sentence("Catatan untuk pemutus"))
    kept = fields.List(RowId(), load_default=list)


class NominationIn(SubjectIn, StoryIn):
    """All answers of a draft together; ends in the command that sends them."""

    nominator_id = RowId(required=True)
    nominee_id = RowId(required=True, error_messages={"required": NOMINEE_MISSING})
    #: Pairs of person id and share, the share None where it is to be equal.
    team = fields.List(fields.List(RowId(allow_none=True)), load_default=list)

    @post_load
    def make_command(self, data: dict[str, Any], **_: Any) -> SubmitNomination:
        return SubmitNomination(
            nominator_id=data["nominator_id"],
            nominee_id=data["nominee_id"],
            title=data["title"],
            category=data["category"],
            stage=data["stage"],
            happened_on=data["happened_on"],
            story=data["story"],
            impact=data["impact"],
            impact_percent=data["impact_percent"],
            public_reason=data["public_reason"],
            internal_reason=data["internal_reason"],
            nominee_share_percent=data["nominee_share"],
            team=tuple(
                TeamMember(person_id=person_id, share_percent=share)
                for person_id, share in data["team"]
            ),
            evidence=tuple(str(one) for one in data["kept"]),
        )


class VerdictIn(FormSchema):
    """HR's verdict; the service asks for a reason where one is due."""

    verdict = fields.String(
        required=True,
        validate=OneOf(VERDICTS, error=VERDICT_MISSING),
        error_messages={"required": VERDICT_MISSING},
    )
    reason = _narrative(sentence("Alasan"))

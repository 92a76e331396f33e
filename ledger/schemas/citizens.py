"""What citizens send from a public page: few fields, none of them personal unless they choose."""

from marshmallow import fields
from marshmallow.validate import OneOf

from ledger.domain.intake_commands import (
    BODY_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    RATING_MISSING,
    RATINGS,
    TITLE_CHARACTERS_MAX,
    TITLE_MISSING,
    WORDS_CHARACTERS_MAX,
)
from ledger.errors import sentence
from ledger.schemas.fields import AtMost, FormSchema, RowId, TypedDate

NAMES = ("hide", "show")
CODE_MISSING = sentence("Tulis kode Anda")


class CitizenIn(FormSchema):
    """What every public form carries: the signed token, and a field that people leave empty."""

    token = fields.String(load_default="")
    website = fields.String(load_default="")


class CommendationIn(CitizenIn):
    rating = fields.Integer(
        required=True,
        validate=OneOf(RATINGS, error=RATING_MISSING),
        error_messages={"required": RATING_MISSING, "invalid": RATING_MISSING},
    )
    #: Absent when the name of the officer is not known.
    officer = RowId(load_default=None)
    words = fields.String(
        load_default="", validate=AtMost(WORDS_CHARACTERS_MAX, sentence("Ucapan"))
    )
    anonymity = fields.String(load_default="hide", validate=OneOf(NAMES))
    citizen_name = fields.String(
        load_default="", validate=AtMost(NAME_CHARACTERS_MAX, sentence("Nama"))
    )
    contact = fields.String(
        load_default="", validate=AtMost(NAME_CHARACTERS_MAX, sentence("Kontak"))
    )


class ComplaintIn(CitizenIn):
    title = fields.String(
        required=True,
        validate=AtMost(TITLE_CHARACTERS_MAX, sentence("Pengaduan")),
        error_messages={"required": TITLE_MISSING},
    )
    body = fields.String(
        load_default="", validate=AtMost(BODY_CHARACTERS_MAX, sentence("Penjelasan"))
    )
    #: Starts the 30 days in which a complaint can be filed; nobody must know it.
    served_on = TypedDate(load_default=None)
    officer = RowId(load_default=None)


class TrackIn(FormSchema):
    code = fields.String(required=True, error_messages={"required": CODE_MISSING})


class AnonymityIn(FormSchema):
    anonymity = fields.String(load_default="hide", validate=OneOf(NAMES))

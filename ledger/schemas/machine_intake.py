"""What machines send as JSON: the fields of the citizen's page, and where it was."""

from typing import Any

from marshmallow import RAISE, fields, validates_schema
from marshmallow.exceptions import ValidationError
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
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

PLACE_MISSING = sentence("Sertakan counter (kode pada poster loket) atau service (kode layanan)")
ONE_PLACE = sentence("Sertakan counter atau service saja, tidak keduanya")
UNKNOWN_FIELD = sentence("Nama bidang ini tidak dikenal. Periksa ejaannya.")
CLASSIFICATION_UNKNOWN = sentence("Tulis pengaduan, aspirasi, atau permintaan informasi")
CLASSIFICATIONS = ("pengaduan", "aspirasi", "permintaan informasi")
CATEGORY_CHARACTERS_MAX = 100


class MachineIn(FormSchema):
    """A misspelt field is told, for no person looks at what a machine sent."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": UNKNOWN_FIELD}  # noqa: RUF012 - read by marshmallow

    counter = fields.String(load_default="")
    service = fields.String(load_default="")
    #: NIP of who served, when the machine knows it.
    officer_nip = fields.String(load_default="")

    @validates_schema
    def require_one_place(self, data: dict[str, Any], **_: Any) -> None:
        places = [name for name in ("counter", "service") if data.get(name)]
        if not places:
            raise ValidationError(PLACE_MISSING, "counter")
        if len(places) > 1:
            raise ValidationError(ONE_PLACE, "service")


class MachineCommendationIn(MachineIn):
    rating = fields.Integer(
        strict=True,
        required=True,
        validate=OneOf(RATINGS, error=RATING_MISSING),
        error_messages={"required": RATING_MISSING, "invalid": RATING_MISSING},
    )
    words = fields.String(
        load_default="", validate=AtMost(WORDS_CHARACTERS_MAX, sentence("Ucapan"))
    )
    happened_on = TypedDate(load_default=None)
    show_name = fields.Boolean(load_default=False)
    citizen_name = fields.String(
        load_default="", validate=AtMost(NAME_CHARACTERS_MAX, sentence("Nama"))
    )
    contact = fields.String(
        load_default="", validate=AtMost(NAME_CHARACTERS_MAX, sentence("Kontak"))
    )


class MachineComplaintIn(MachineIn):
    title = fields.String(
        required=True,
        validate=AtMost(TITLE_CHARACTERS_MAX, sentence("Pengaduan")),
        error_messages={"required": TITLE_MISSING},
    )
    body = fields.String(
        load_default="", validate=AtMost(BODY_CHARACTERS_MAX, sentence("Penjelasan"))
    )
    category = fields.String(
        load_default="", validate=AtMost(CATEGORY_CHARACTERS_MAX, sentence("Kategori"))
    )
    classification = fields.String(
        load_default="pengaduan", validate=OneOf(CLASSIFICATIONS, error=CLASSIFICATION_UNKNOWN)
    )
    served_on = TypedDate(load_default=None)

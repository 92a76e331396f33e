"""What every schema of a form starts from: plain sentences, blanks as nothing, typed dates."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, pre_load
from marshmallow.fields import Field, Integer, Number
from marshmallow.validate import Validator

from ledger.domain.formats import number_text
from ledger.domain.wording import TEXT_TOO_LONG
from ledger.errors import Told, sentence

MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni"),
    *("juli", "agustus", "september", "oktober", "november", "desember"),
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})\s+([a-z]+)\s+(\d{4})")
FIRST_YEAR = 1900
#: More than that neither database can hold as the number of a row.
LARGEST_ID = 2**63 - 1
SHORTEST_MONTH = 3

#: Schemas give their own sentence in the label's words; these are what is left.
PLAIN = {
    "required": sentence("Isi bagian ini"),
    "null": sentence("Isi bagian ini"),
    "validator_failed": sentence("Periksa isian ini"),
    "invalid": sentence("Periksa isian ini"),
    "too_large": sentence("Angka ini terlalu besar"),
}
NOT_A_NUMBER = sentence("Tulis dengan angka")


class FormSchema(Schema):
    """A form as browsers send it: other fields are left aside, blank fields were not filled."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def drop_blanks(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value not in ("", [], None)}

    def on_bind_field(self, field_name: str, field_obj: Field[Any]) -> None:
        """Put our sentences where the library's own English ones still stand."""
        for key, english in _library_messages(type(field_obj)).items():
            if field_obj.error_messages.get(key) == english:
                field_obj.error_messages[key] = _plain(key, field_obj)


class RowId(Integer):
    """The number of a row, as a hidden field, a choice or an option sends it."""

    def _validated(self, value: Any) -> int:
        number = super()._validated(value)
        if abs(number) > LARGEST_ID:
            raise self.make_error("too_large", input=value)
        return number


class TypedDate(Field[date]):
    """A day as the browser's picker gives it or as people type it: 6/8/2026, 6 Agustus 2026."""

    default_error_messages = {  # noqa: RUF012 - read by marshmallow, never changed
        "invalid": sentence("Tulis tanggal seperti 6/8/2026"),
        "impossible": sentence("Tanggal ini tidak ada di kalender. Periksa hari dan bulannya."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> date:
        parts = _date_parts(str(value))
        if parts is None:
            raise self.make_error("invalid")
        try:
            return date(*parts)
        except ValueError as refusal:
            raise self.make_error("impossible") from refusal

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **_: Any) -> str | None:
        return None if value is None else value.isoformat()


class AtMost(Validator):
    """Refuse a text over its limit and say by how many letters."""

    def __init__(self, limit: int, label: str) -> None:
        self.limit = limit
        self.label = label

    def __call__(self, value: str) -> str:
        # Browsers send a line break as two letters; people count it as one.
        over = len(value.replace("\r\n", "\n")) - self.limit
        if over > 0:
            raise ValidationError(
                [
                    Told(
                        TEXT_TOO_LONG,
                        label=self.label,
                        most=number_text(self.limit),
                        excess=number_text(over),
                    )
                ]
            )
        return value


def _library_messages(kind: type[Field[Any]]) -> dict[str, str]:
    messages: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("marshmallow."):
            messages |= getattr(base, "default_error_messages", {})
    return messages


def _plain(key: str, field_obj: Field[Any]) -> str:
    if key == "invalid" and isinstance(field_obj, Number):
        return NOT_A_NUMBER
    return PLAIN.get(key, PLAIN["invalid"])


def _date_parts(text: str) -> tuple[int, int, int] | None:
    text = " ".join(text.lower().split())
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif (match := _IN_WORDS.fullmatch(text)) and (named := _month(match[2])):
        day, month, year = int(match[1]), named, int(match[3])
    else:
        return None
    return (year, month, day) if year >= FIRST_YEAR else None


def _month(word: str) -> int | None:
    if len(word) < SHORTEST_MONTH:
        return None
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word)), None)

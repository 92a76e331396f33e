"""The form of the words of one kind of paper: a field for each text, checked by the domain."""

from typing import Any

from marshmallow import Schema, fields

from ledger.domain.documents import DocumentKind
from ledger.domain.wordings import SLOTS
from ledger.schemas.fields import FormSchema


def wording_schema(kind: DocumentKind) -> Schema:
    """Every text is optional here, because the domain says at each what is wrong with it."""
    slots: dict[str, fields.Field[Any]] = {
        slot.name: fields.String(load_default="") for slot in SLOTS[kind]
    }
    return FormSchema.from_dict(slots, name="WordingIn")()

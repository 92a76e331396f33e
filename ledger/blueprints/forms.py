"""The mechanics of every form: read, keep what was typed, say what to mend, go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from marshmallow import Schema, ValidationError
from marshmallow.fields import List
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ledger.errors import InvalidInput, LedgerError

WHOLE_FORM = ""
NEVER_KEPT = frozenset(
    {"csrf_token", "password", "new_password", "current_password", "passphrase", "one_time_code"}
)
PAGE_SIZES = (25, 50, 100)


@dataclass(frozen=True)
class FormResult:
    """A form as typed: ``data`` when it can be used, else ``errors`` per field; always ``values``.

    Templates receive it as ``form`` and hand it to the macros.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    data: Any = None

    @property
    def ok(self) -> bool:
        return not self.errors

    def value(self, name: str, default: Any = "") -> Any:
        """What was typed into the field, to be shown again."""
        kept = self.values.get(name)
        return default if kept is None else kept

    def chosen(self, name: str) -> list[str]:
        """All that was ticked under the name."""
        kept = self.values.get(name)
        if kept is None:
            return []
        return [str(one) for one in kept] if isinstance(kept, list | tuple | set) else [str(kept)]

    def error(self, name: str) -> str:
        """The first sentence to mend about the field, or nothing."""
        return next(iter(self.errors.get(name, ())), "")

    def refused(self, error: LedgerError) -> "FormResult":
        """The same form with what the service said against it."""
        fields = error.fields if isinstance(error, InvalidInput) else {}
        told = {name: [translated(text) for text in texts] for name, texts in fields.items()}
        return replace(self, errors=told or {WHOLE_FORM: [translated(error)]})


def blank_form(**values: Any) -> FormResult:
    """A form nobody has sent yet, with what we already know filled in."""
    return FormResult(values=values)


def load_form(schema: Schema, form: "MultiDict[str, str]") -> FormResult:
    """Read a sent form through its schema; every sentence comes out in the page's language."""
    return load_answers(schema, _values(schema, form))


def load_answers(schema: Schema, values: Mapping[str, Any]) -> FormResult:
    """Read answers kept from earlier pages as if they had been sent together."""
    kept = {name: value for name, value in values.items() if name not in NEVER_KEPT}
    try:
        return FormResult(values=kept, data=schema.load(values))
    except ValidationError as refusal:
        return FormResult(values=kept, errors=_sentences(refusal.messages_dict))


def render_form(template: str, form: FormResult, **context: Any) -> tuple[str, int]:
    """The page of a form: 200 when first shown, 422 when something is to be mended."""
    return render_template(template, form=form, **context), 200 if form.ok else 422


def redirect_after_post(endpoint: str, message: str = "", **values: Any) -> Response:
    """Go on with 303, so that reloading sends nothing twice; the message shows once there."""
    if message:
        flash(message, "success")
    return redirect(url_for(endpoint, **values), code=303)


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Where in a list we are; ``number`` counts from 1."""

    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def near(self) -> list[int | None]:
        """The numbers to link: first, last and those around; None stands for a gap."""
        shown = sorted(
            {1, self.count, *range(max(1, self.number - 1), min(self.count, self.number + 1) + 1)}
        )
        numbers: list[int | None] = []
        for before, one in zip([0, *shown], shown, strict=False):
            if one - before > 1:
                numbers.append(None)
            numbers.append(one)
        return numbers

    def url(self, number: int) -> str:
        """This address at another page, with its filters."""
        query = [(k, v) for k, v in request.args.items(multi=True) if k != "page"]
        return f"{request.path}?{urlencode([*query, ('page', str(number))])}"


def asked_page(total: int) -> Pages:
    """The page asked for by ``?page=2&size=50``, held within what there is."""
    size = request.args.get("size", default=PAGE_SIZES[0], type=int)
    size = size if size in PAGE_SIZES else PAGE_SIZES[0]
    number = request.args.get("page", default=1, type=int)
    last = max(1, -(-total // size))
    return Pages(number=min(max(1, number), last), size=size, total=total)


def translated(text: str | LedgerError) -> str:
    """A sentence of a lower layer in the page's language, its values filled in."""
    params = getattr(text, "params", None) or {}
    key = str(getattr(text, "text", text))
    # An empty key would fetch the catalogue's own header.
    told = gettext(key) if key else ""
    return told % params if params else told


def _values(schema: Schema, form: "MultiDict[str, str]") -> dict[str, Any]:
    lists = {name for name, one in schema.load_fields.items() if isinstance(one, List)}
    values: dict[str, Any] = {
        name: form[name].strip() if name not in NEVER_KEPT else form[name]
        for name in form
        if name not in lists and name != "csrf_token"
    }
    return values | {name: form.getlist(name) for name in lists}


def _sentences(messages: Mapping[str, Any]) -> dict[str, list[str]]:
    told = {}
    for name, message in messages.items():
        key = WHOLE_FORM if name == "_schema" else name
        told[key] = [translated(text) for text in _flat(message)]
    return told


def _flat(message: Any) -> Iterable[str]:
    if isinstance(message, Mapping):
        return [text for part in message.values() for text in _flat(part)]
    return [message] if isinstance(message, str) else list(message)

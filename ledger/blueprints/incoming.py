"""What a browser sends, before any view reads it: text as it is seen, numbers that can be rows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import ParamSpec, TypeVar

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from werkzeug.utils import cached_property

from ledger.domain.evidence import FILE_BYTES_MAX, FILES_MAX
from ledger.domain.hidden import without_hidden
from ledger.schemas.fields import LARGEST_ID

P = ParamSpec("P")
R = TypeVar("R")

#: As many files as are kept, each twice as large as is kept: photographs of a phone.
EVIDENCE_FORM_BYTES_MAX = 2 * FILES_MAX * FILE_BYTES_MAX
#: Kept letter by letter, because they are compared and never shown.
SECRETS = frozenset({"password", "new_password", "current_password", "passphrase"})


class Incoming(Request):
    """A request whose fields hold no hidden letters: databases refuse some, readers are misled."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return _as_seen(super().args)

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        view = current_app.view_functions.get(self.endpoint or "")
        # More for a form with evidence, so that a file too large is told beside the others.
        self.max_content_length = getattr(view, "bytes_max", self.max_content_length)
        super()._load_form_data()
        self.__dict__["form"] = _as_seen(self.__dict__["form"])


class RowConverter(IntegerConverter):
    """The number of a row in an address; what no row can have is no address of ours."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_ID)


class WordConverter(UnicodeConverter):
    """A word in an address, in letters that can be seen."""

    def __init__(self, map: Map) -> None:
        super().__init__(map)
        self.regex = "[^/\x00-\x1f]+"


def receive(app: Flask) -> None:
    """Read every request that way; before the first route is added."""
    app.request_class = Incoming
    app.url_map.converters |= {
        "int": RowConverter,
        "default": WordConverter,
        "string": WordConverter,
    }


def takes_evidence(view: Callable[P, R]) -> Callable[P, R]:
    """A view whose form comes with evidence; stands above its guard."""
    view.bytes_max = EVIDENCE_FORM_BYTES_MAX  # type: ignore[attr-defined]
    return view


def uploads(name: str) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file of a field, let go of one after the other."""
    for upload in request.files.getlist(name):
        with closing(upload):
            if upload.filename:
                yield upload.filename, upload.stream.read()


def row_number(text: str) -> int:
    """The number of a row as typed or ticked; raises ValueError for what can be none."""
    if not (text.isascii() and text.isdecimal()) or int(text) > LARGEST_ID:
        raise ValueError("no row has this number")
    return int(text)


def ticked_row(text: str) -> int | None:
    """The same for a field that may also be empty or hold another word."""
    try:
        return row_number(text)
    except ValueError:
        return None


def _as_seen(fields: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        (name, text if name in SECRETS else without_hidden(text))
        for name, text in fields.items(multi=True)
    )

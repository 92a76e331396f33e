"""What a browser sends, before any view reads it: text as it is seen, numbers that can be rows."""

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from werkzeug.utils import cached_property

from ledger.domain.hidden import without_hidden
from ledger.schemas.fields import LARGEST_ID

#: Kept letter by letter, because they are compared and never shown.
SECRETS = frozenset({"password", "new_password", "current_password"})


class Incoming(Request):
    """A request whose fields hold no hidden letters: databases refuse some, readers are misled."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return _as_seen(super().args)

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
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

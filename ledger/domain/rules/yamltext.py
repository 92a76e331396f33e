"""YAML as rule packs use it: plain data with line numbers, and nothing that can surprise."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from ledger.domain.rules.refusals import PackError, Place
from ledger.errors import sentence

MAX_PACK_CHARS = 256 * 1024
MAX_DEPTH = 12

Path = tuple[str | int, ...]
Lines = Mapping[Path, int]

# Only these plain words are not text. YAML's own list would read the key "on" as true and a
# date as a moment, and would read 1_000 or 0o17 as numbers.
_RESOLVERS = (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")),
    ("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]{0,14})$"), list("-0123456789")),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
)
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "null", "str", "map", "seq")
)


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - shape given by yaml
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        place = Place(line=mark.line + 1)
        if self.check_event(yaml.AliasEvent):
            raise PackError(
                sentence("%(place)s: tanda * (rujukan) tidak dipakai; tulislah isinya."),
                place=place,
            )
        if self.depth >= MAX_DEPTH:
            raise PackError(sentence("%(place)s: isinya bertingkat terlalu dalam."), place=place)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        if node is None or node.tag not in _TAGS:
            raise PackError(
                sentence("%(place)s: tanda %(found)s tidak dipakai dalam paket aturan."),
                place=place,
                found=node.tag if node else "",
            )
        return node


class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - shape given by yaml

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand two spaces under their key, as HR writes them."""
        return super().increase_indent(flow, False)


for _class in (_Loader, _Dumper):
    for _tag, _pattern, _first in _RESOLVERS:
        _class.add_implicit_resolver(_tag, _pattern, _first)


def read_yaml(text: str) -> tuple[Any, Lines]:
    """The data and the line (from 1) of every path in it. Raises PackError with its line."""
    if len(text) > MAX_PACK_CHARS:
        raise PackError(
            sentence("%(place)s: berkas terlalu besar, paling banyak %(limit)s huruf."),
            place=Place(),
            limit=MAX_PACK_CHARS,
        )
    try:
        loader = _Loader(text.removeprefix("\ufeff"))
        node = loader.get_single_node()
        lines: dict[Path, int] = {}
        return _data(loader, node, (), lines) if node else None, lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PackError(
            sentence(
                "%(place)s: berkas tidak dapat dibaca. Periksa lekukan, tanda titik dua,"
                " dan tanda kutip di dekat baris ini."
            ),
            place=Place(line=mark.line + 1 if mark else None),
        ) from error


def write_yaml(data: Any) -> str:
    """The canonical text: the order of the data, two spaces, letters as they are."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


def _data(loader: _Loader, node: Any, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_data(loader, item, (*path, index), lines) for index, item in enumerate(node.value)]
    return loader.construct_object(node)


def _mapping(
    loader: _Loader, node: yaml.MappingNode, path: Path, lines: dict[Path, int]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        place = Place(key=key[:60], line=key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            raise PackError(
                sentence("%(place)s: nama kunci harus satu kata."),
                place=Place(line=place.line),
            )
        if key in result:
            raise PackError(
                sentence("%(place)s: kunci ini sudah ditulis di atas; hapus salah satu."),
                place=place,
            )
        result[key] = _data(loader, value_node, (*path, key), lines)
        lines[(*path, key)] = key_node.start_mark.line + 1
    return result

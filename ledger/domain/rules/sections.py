"""Reading one mapping of a pack key by key, so that every refusal knows its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from ledger.domain.rules.refusals import PackError, Place, choice_params
from ledger.domain.rules.yamltext import Lines, Path
from ledger.errors import sentence

MAX_CODE_CHARS = 60

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping with its path in the file. Every reader raises PackError at the key's place."""

    data: Mapping[str, Any]
    path: Path = ()
    lines: Lines = field(default_factory=dict)
    rule: str | None = None
    above: tuple[str, ...] = ()

    def place(self, key: str | None = None) -> Place:
        path = self.path if key is None else (*self.path, key)
        line = self.lines.get(path, self.lines.get(self.path))
        names = self.above if key is None else (*self.above, key)
        return Place(self.rule, ".".join(names) or None, line)

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def require_known(self, *known: str) -> None:
        for key in self.data:
            if key not in known:
                raise PackError(
                    sentence(
                        "%(place)s: kunci ini tidak dikenal.%(hint)s Yang dikenal: %(known)s."
                    ),
                    place=self.place(key),
                    **choice_params(key, known),
                )

    def text(self, key: str, *, limit: int, default: str | None = None) -> str:
        value = self._value(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise PackError(sentence("%(place)s: isilah dengan teks."), place=self.place(key))
        if len(value) > limit:
            raise PackError(
                sentence("%(place)s: teks terlalu panjang, paling banyak %(limit)s huruf."),
                place=self.place(key),
                limit=limit,
            )
        return value.strip()

    def code(self, key: str) -> str:
        value = self.text(key, limit=MAX_CODE_CHARS)
        if not _CODE.fullmatch(value):
            raise PackError(
                sentence("%(place)s: pakailah huruf kecil, angka, dan tanda hubung saja."),
                place=self.place(key),
            )
        return value

    def number(self, key: str, *, least: int, most: int) -> int:
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise PackError(
                sentence("%(place)s: isilah dengan bilangan bulat dari %(least)s sampai %(most)s."),
                place=self.place(key),
                least=least,
                most=most,
            )
        return value

    def day(self, key: str) -> date:
        value = self._value(key)
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError as error:
            raise PackError(
                sentence(
                    "%(place)s: tulislah tanggal sebagai TAHUN-BULAN-HARI, contoh 2026-01-31."
                ),
                place=self.place(key),
            ) from error

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        return self._chosen(key, self._value(key), choices)

    def choice_among(self, key: str, some: Sequence[_Choice]) -> _Choice:
        """One of these members only."""
        chosen = next((one for one in some if one.value == self._value(key)), None)
        if chosen is None:
            raise self._not_among(key, self._value(key), some)
        return chosen

    def choices(self, key: str, choices: type[_Choice]) -> tuple[_Choice, ...]:
        """A list of different choices."""
        chosen = tuple(self._chosen(key, item, choices) for item in self.items(key))
        if len(set(chosen)) != len(chosen):
            raise PackError(
                sentence("%(place)s: ada pilihan yang ditulis dua kali."), place=self.place(key)
            )
        return chosen

    def items(self, key: str) -> Sequence[Any]:
        value = self._value(key)
        if not isinstance(value, list) or not value:
            raise PackError(
                sentence("%(place)s: isilah dengan daftar, setiap baris diawali tanda hubung."),
                place=self.place(key),
            )
        return value

    def section(self, key: str) -> "Section":
        return self._inside(key, self._value(key), (*self.path, key))

    def sections(self, key: str) -> tuple["Section", ...]:
        return tuple(
            self._inside(key, item, (*self.path, key, index))
            for index, item in enumerate(self.items(key))
        )

    def _inside(self, key: str, value: Any, path: Path) -> "Section":
        place = Place(self.rule, ".".join((*self.above, key)), self.lines.get(path))
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise PackError(
                sentence("%(place)s: isilah dengan pasangan kunci dan nilai."), place=place
            )
        return Section(value, path, self.lines, self.rule, (*self.above, key))

    def _value(self, key: str, default: Any = None) -> Any:
        value = self.data.get(key)
        if value is not None:
            return value
        if default is None:
            raise PackError(sentence("%(place)s: kunci ini wajib diisi."), place=self.place(key))
        return default

    def _chosen(self, key: str, value: Any, choices: type[_Choice]) -> _Choice:
        try:
            return choices(value)
        except ValueError as error:
            raise self._not_among(key, value, list(choices)) from error

    def _not_among(self, key: str, value: Any, some: Sequence[StrEnum]) -> PackError:
        return PackError(
            sentence("%(place)s: %(found)s bukan pilihan di sini.%(hint)s Pilihannya: %(known)s."),
            place=self.place(key),
            **choice_params(value, [choice.value for choice in some]),
        )

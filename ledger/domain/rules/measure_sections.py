"""The ``measure`` of a rule: what is counted of the past, over which window, about whom."""

import re
from typing import Any

from ledger.domain.facts import VOCABULARY, FactKind, FieldType, Subject
from ledger.domain.rules.conditions import check_condition, filter_vocabulary
from ledger.domain.rules.definitions import (
    MEASURE_SCOPES,
    Measure,
    MeasureKind,
    Scope,
    Season,
    Window,
    WindowKind,
)
from ledger.domain.rules.refusals import PackError, choice_params
from ledger.domain.rules.sections import Section
from ledger.errors import sentence

MAX_MEASURES = 8

_MEASURE_KEYS = ("title", "kind", "of", "field", "window", "by", "filter")
_MEASURE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NO_SEASONS = sentence("%(place)s: paket ini belum menyebut seasons, jadi musimnya tidak diketahui.")
_ROLLING_LIMITS = {WindowKind.LAST_DAYS: 366, WindowKind.LAST_MONTHS: 60}
_WINDOWS = (
    *(kind.value for kind in WindowKind if kind not in _ROLLING_LIMITS),
    *(f"{kind.value}:N" for kind in _ROLLING_LIMITS),
)


def read_measures(section: Section, seasons: tuple[Season, ...]) -> tuple[tuple[str, Measure], ...]:
    if not section.has("measure"):
        return ()
    inside = section.section("measure")
    if len(inside.data) > MAX_MEASURES:
        raise PackError(
            sentence("%(place)s: paling banyak %(limit)s ukuran dalam satu aturan."),
            place=inside.place(),
            limit=MAX_MEASURES,
        )
    for name in inside.data:
        if not _MEASURE_NAME.fullmatch(name):
            raise PackError(
                sentence("%(place)s: nama ukuran memakai huruf kecil, angka, dan garis bawah."),
                place=inside.place(name),
            )
    return tuple((name, _measure(inside.section(name), seasons)) for name in inside.data)


def read_window(section: Section, key: str, seasons: tuple[Season, ...] = ()) -> Window:
    text = section.text(key, limit=40)
    name, _, length = text.partition(":")
    kind = WindowKind(name) if name in list(WindowKind) else None
    limit = _ROLLING_LIMITS.get(kind) if kind else None
    if kind is WindowKind.SEASON and not seasons:
        raise PackError(NO_SEASONS, place=section.place(key))
    if kind and limit is None and text == name:
        return Window(kind, None, seasons if kind is WindowKind.SEASON else ())
    if kind and limit and length.isascii() and length.isdecimal() and 1 <= int(length) <= limit:
        return Window(kind, int(length))
    raise PackError(
        sentence(
            "%(place)s: %(found)s bukan jangka waktu.%(hint)s Pilihannya: %(known)s"
            " (N paling banyak 366 hari atau 60 bulan)."
        ),
        place=section.place(key),
        **choice_params(text, _WINDOWS),
    )


def measure_data(measure: Measure) -> dict[str, Any]:
    data = {
        "title": measure.title or None,
        "kind": measure.kind.value,
        "of": measure.of.value,
        "field": measure.field,
        "window": str(measure.window),
        "by": measure.by.value,
        "filter": measure.filter,
    }
    return {key: value for key, value in data.items() if value is not None}


def _measure(section: Section, seasons: tuple[Season, ...]) -> Measure:
    section.require_known(*_MEASURE_KEYS)
    kind = section.choice("kind", MeasureKind)
    of = section.choice("of", FactKind)
    by = section.choice_among("by", MEASURE_SCOPES)
    if by is not Scope.UNIT and VOCABULARY[of].subject is Subject.UNIT:
        raise PackError(
            sentence("%(place)s: fakta ini tentang unit kerja; hitunglah per unit."),
            place=section.place("by"),
        )
    chosen = section.text("filter", limit=10_000) if section.has("filter") else None
    if chosen is not None:
        check_condition(chosen, filter_vocabulary(of), section.place("filter"))
    title = section.text("title", limit=120, default="")
    if by is Scope.TEAM and kind is MeasureKind.LONGEST_RUN:
        raise PackError(
            sentence("%(place)s: urutan terpanjang dihitung per pegawai atau per unit."),
            place=section.place("by"),
        )
    window = read_window(section, "window", seasons)
    return Measure(kind, of, window, by, _measured_field(section, kind, of), chosen, title)


def _measured_field(section: Section, kind: MeasureKind, of: FactKind) -> str | None:
    if kind in (MeasureKind.COUNT, MeasureKind.LONGEST_RUN):
        if section.has("field"):
            raise PackError(
                sentence("%(place)s: jenis ukuran ini menghitung fakta, jadi tanpa field."),
                place=section.place("field"),
            )
        return None
    fields = VOCABULARY[of].fields
    known = [
        name
        for name, field in fields.items()
        if kind is MeasureKind.DISTINCT or field.type is FieldType.INT
    ]
    name = section.text("field", limit=60)
    if name not in known:
        raise PackError(
            sentence("%(place)s: %(found)s tidak dapat diukur.%(hint)s Yang dapat: %(known)s."),
            place=section.place("field"),
            **choice_params(name, known),
        )
    return name

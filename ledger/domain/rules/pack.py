"""A rule pack as text and back: parsed with the place of every mistake, dumped canonically."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from ledger.domain.approvals import StepCapacity
from ledger.domain.facts import VOCABULARY, FactKind, FieldType, Subject
from ledger.domain.periods import PeriodKind
from ledger.domain.rules.conditions import (
    Condition,
    check_condition,
    condition_vocabulary,
    filter_vocabulary,
)
from ledger.domain.rules.definitions import (
    Cap,
    Effective,
    LegalBasis,
    LegalStatus,
    Measure,
    MeasureKind,
    OncePer,
    Rule,
    RulePack,
    Scope,
    Window,
    WindowKind,
)
from ledger.domain.rules.outcomes import needs_person, outcome_data, read_outcome
from ledger.domain.rules.refusals import PackError, Place, choice_params
from ledger.domain.rules.sections import Section
from ledger.domain.rules.yamltext import Lines, read_yaml, write_yaml
from ledger.errors import sentence

MAX_RULES = 200
MAX_MEASURES = 8
MAX_CAP_POINTS = 100_000

_RULE_KEYS = (
    *("code", "title", "sentence", "on", "measure", "when", "then", "decided_by", "once_per"),
    *("caps", "legal_basis", "effective"),
)
_MEASURE_KEYS = ("title", "kind", "of", "field", "window", "by", "filter")
_MEASURE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ROLLING_LIMITS = {WindowKind.LAST_DAYS: 366, WindowKind.LAST_MONTHS: 60}
_ONCE_PER = {
    "fact": OncePer(),
    **{f"{scope}+{period}": OncePer(scope, period) for scope in Scope for period in PeriodKind},
}
_WINDOWS = (
    *(kind.value for kind in WindowKind if kind not in _ROLLING_LIMITS),
    *(f"{kind.value}:N" for kind in _ROLLING_LIMITS),
)


def parse_pack(text: str) -> RulePack:
    """The pack in a YAML text. Raises one PackError that carries the mistakes of every rule."""
    data, lines = read_yaml(text)
    if not isinstance(data, dict):
        raise PackError(
            sentence("%(place)s: berkas kosong atau bukan paket aturan; mulailah dengan code."),
            place=Place(line=1),
        )
    return _pack(Section(data, (), lines))


@lru_cache(maxsize=64)
def parsed_pack(text: str) -> RulePack:
    """``parse_pack`` of a text that was accepted before, done once in a process."""
    return parse_pack(text)


def pack_from_data(data: Mapping[str, Any]) -> RulePack:
    """The pack in plain data, as ``pack_data`` gives it. Raises PackError without lines."""
    return _pack(Section(data))


def rule_from_data(data: Mapping[str, Any], lines: Lines | None = None) -> Rule:
    """One rule in plain data, as a form or the database holds it. Raises PackError."""
    return _rule(Section(data, (), lines or {}))


def pack_data(pack: RulePack) -> dict[str, Any]:
    return {
        "code": pack.code,
        "name": pack.name,
        "description": pack.description,
        "rules": [rule_data(rule) for rule in pack.rules],
    }


def rule_data(rule: Rule) -> dict[str, Any]:
    """The rule as plain data (texts, integers, lists, mappings) that JSON and YAML can hold."""
    end = rule.effective.end
    data: dict[str, Any] = {
        "code": rule.code,
        "title": rule.title,
        "sentence": rule.sentence,
        "on": rule.on.value,
        "measure": {name: _measure_data(measure) for name, measure in rule.measures},
        "when": rule.when,
        "then": outcome_data(rule.then),
        "decided_by": [step.value for step in rule.decided_by],
        "once_per": str(rule.once_per),
        "caps": [
            {"points": cap.points, "per": cap.per.value, "period": cap.period.value}
            for cap in rule.caps
        ],
        "legal_basis": {"text": rule.legal_basis.text, "status": rule.legal_basis.status.value},
        "effective": {
            "from": rule.effective.start.isoformat(),
            "until": end.isoformat() if end else None,
        },
    }
    return {key: value for key, value in data.items() if value not in ({}, [])}


def dump_pack(pack: RulePack) -> str:
    """The canonical YAML: parsing it gives the same pack. Comments of the source are not kept."""
    return write_yaml(pack_data(pack))


def pack_sha256(pack: RulePack) -> str:
    """Hex digest of the pack as canonical JSON: the same for any layout of the same pack."""
    return _digest(pack_data(pack))


def rule_sha256(rule: Rule) -> str:
    return _digest(rule_data(rule))


def _digest(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _pack(section: Section) -> RulePack:
    section.require_known("code", "name", "description", "rules")
    code = section.code("code")
    name = section.text("name", limit=120)
    description = section.text("description", limit=2000)
    if len(section.items("rules")) > MAX_RULES:
        raise PackError(
            sentence("%(place)s: paling banyak %(limit)s aturan dalam satu paket."),
            place=section.place("rules"),
            limit=MAX_RULES,
        )
    return RulePack(code, name, description, _rules(section))


def _rules(section: Section) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    mistakes: list[PackError] = []
    for inside in section.sections("rules"):
        try:
            rule = _rule(Section(inside.data, inside.path, inside.lines))
            if rule.code in rules:
                raise PackError(
                    sentence("%(place)s: kode aturan ini sudah dipakai di atas."),
                    place=Place(rule.code, "code", inside.place("code").line),
                )
            rules[rule.code] = rule
        except PackError as mistake:
            mistakes.append(mistake)
    if mistakes:
        first, *others = mistakes
        first.others = tuple(others)
        raise first
    return tuple(rules.values())


def _rule(section: Section) -> Rule:
    section.require_known(*_RULE_KEYS)
    code = section.code("code")
    section = Section(section.data, section.path, section.lines, code)
    on = section.choice("on", FactKind)
    measures = _measures(section)
    when = section.text("when", limit=10_000)
    vocabulary = condition_vocabulary(on, [name for name, _ in measures])
    condition = check_condition(when, vocabulary, section.place("when"))
    rule = Rule(
        code=code,
        title=section.text("title", limit=120),
        sentence=section.text("sentence", limit=500),
        on=on,
        measures=measures,
        when=when,
        then=read_outcome(section.section("then"), on),
        decided_by=section.choices("decided_by", StepCapacity),
        once_per=_once_per(section),
        caps=tuple(_cap(cap) for cap in section.sections("caps")) if section.has("caps") else (),
        legal_basis=_legal_basis(section.section("legal_basis")),
        effective=_effective(section.section("effective")),
    )
    _require_whole(rule, condition, section)
    return rule


def _measures(section: Section) -> tuple[tuple[str, Measure], ...]:
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
    return tuple((name, _measure(inside.section(name))) for name in inside.data)


def _measure(section: Section) -> Measure:
    section.require_known(*_MEASURE_KEYS)
    kind = section.choice("kind", MeasureKind)
    of = section.choice("of", FactKind)
    by = section.choice("by", Scope)
    if by is Scope.PERSON and VOCABULARY[of].subject is Subject.UNIT:
        raise PackError(
            sentence("%(place)s: fakta ini tentang unit kerja; hitunglah per unit."),
            place=section.place("by"),
        )
    chosen = section.text("filter", limit=10_000) if section.has("filter") else None
    if chosen is not None:
        check_condition(chosen, filter_vocabulary(of), section.place("filter"))
    title = section.text("title", limit=120, default="")
    return Measure(
        kind, of, _window(section), by, _measured_field(section, kind, of), chosen, title
    )


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


def _window(section: Section) -> Window:
    text = section.text("window", limit=40)
    name, _, length = text.partition(":")
    kind = WindowKind(name) if name in list(WindowKind) else None
    limit = _ROLLING_LIMITS.get(kind) if kind else None
    if kind and limit is None and text == name:
        return Window(kind)
    if kind and limit and length.isascii() and length.isdecimal() and 1 <= int(length) <= limit:
        return Window(kind, int(length))
    raise PackError(
        sentence(
            "%(place)s: %(found)s bukan jangka waktu.%(hint)s Pilihannya: %(known)s"
            " (N paling banyak 366 hari atau 60 bulan)."
        ),
        place=section.place("window"),
        **choice_params(text, _WINDOWS),
    )


def _once_per(section: Section) -> OncePer:
    text = section.text("once_per", limit=40)
    if text not in _ONCE_PER:
        raise PackError(
            sentence("%(place)s: %(found)s bukan pilihan di sini.%(hint)s Pilihannya: %(known)s."),
            place=section.place("once_per"),
            **choice_params(text, _ONCE_PER),
        )
    return _ONCE_PER[text]


def _cap(section: Section) -> Cap:
    section.require_known("points", "per", "period")
    points = section.number("points", least=1, most=MAX_CAP_POINTS)
    return Cap(points, section.choice("per", Scope), section.choice("period", PeriodKind))


def _legal_basis(section: Section) -> LegalBasis:
    section.require_known("text", "status")
    return LegalBasis(section.text("text", limit=300), section.choice("status", LegalStatus))


def _effective(section: Section) -> Effective:
    section.require_known("from", "until")
    start = section.day("from")
    end = section.day("until") if section.has("until") else None
    if end is not None and end <= start:
        raise PackError(
            sentence("%(place)s: tanggal akhir harus sesudah tanggal mulai."),
            place=section.place("until"),
        )
    return Effective(start, end)


def _require_whole(rule: Rule, condition: Condition, section: Section) -> None:
    """What only the rule as a whole can show."""
    if rule.then.open_case and rule.decided_by[0] is not StepCapacity.DIRECT_SUPERIOR:
        raise PackError(
            sentence("%(place)s: usul membuka kasus diputuskan lebih dulu oleh direct_superior."),
            place=section.place("decided_by"),
        )
    if rule.caps and rule.then.points is None:
        raise PackError(
            sentence("%(place)s: batas poin hanya berlaku jika aturan memberi poin."),
            place=section.place("caps"),
        )
    if VOCABULARY[rule.on].subject is Subject.UNIT and needs_person(rule, condition.paths):
        raise PackError(
            sentence("%(place)s: fakta ini tentang unit kerja, bukan tentang seorang pegawai."),
            place=section.place("on"),
        )


def _measure_data(measure: Measure) -> dict[str, Any]:
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

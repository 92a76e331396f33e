"""A rule pack as text and back: parsed with the place of every mistake, dumped canonically."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from ledger.domain.approvals import StepCapacity
from ledger.domain.facts import VOCABULARY, FactKind, Subject
from ledger.domain.rules.conditions import Condition, check_condition, condition_vocabulary
from ledger.domain.rules.definitions import (
    Effective,
    LegalBasis,
    LegalStatus,
    Rule,
    RulePack,
    Season,
)
from ledger.domain.rules.limit_sections import (
    limits_data,
    read_caps,
    read_cooling_off,
    read_once_per,
    read_requirements,
)
from ledger.domain.rules.measure_sections import measure_data, read_measures
from ledger.domain.rules.outcomes import (
    gives_merit,
    is_conduct,
    needs_person,
    outcome_data,
    read_outcome,
)
from ledger.domain.rules.refusals import PackError, Place
from ledger.domain.rules.sections import Section
from ledger.domain.rules.yamltext import Lines, read_yaml, write_yaml
from ledger.errors import sentence

_PRESENCE_WORDS = ("hadir", "absen", "presensi")
END_BEFORE_START = sentence("%(place)s: tanggal akhir harus sesudah tanggal mulai.")
MAX_RULES = 200
MAX_SEASONS = 24

_RULE_KEYS = (
    *("code", "title", "sentence", "on", "measure", "when", "then", "decided_by", "once_per"),
    *("caps", "requires", "cooling_off", "legal_basis", "effective"),
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


def rule_from_data(
    data: Mapping[str, Any], lines: Lines | None = None, seasons: tuple[Season, ...] = ()
) -> Rule:
    """One rule in plain data, as a form or the database holds it. Raises PackError.

    ``seasons`` are those of its pack.
    """
    return _rule(Section(data, (), lines or {}), seasons)


def seasons_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Season, ...]:
    """Seasons in plain data, in the order of their days. Raises PackError, also where two meet."""
    return _seasons(Section({"seasons": list(data)} if data else {}))


def pack_data(pack: RulePack) -> dict[str, Any]:
    return {
        "code": pack.code,
        "name": pack.name,
        "description": pack.description,
        **({"seasons": [season_data(one) for one in pack.seasons]} if pack.seasons else {}),
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
        "measure": {name: measure_data(measure) for name, measure in rule.measures},
        "when": rule.when,
        "then": outcome_data(rule.then),
        "decided_by": [step.value for step in rule.decided_by],
        "once_per": str(rule.once_per),
        **limits_data(rule),
        "legal_basis": {"text": rule.legal_basis.text, "status": rule.legal_basis.status.value},
        "effective": {
            "from": rule.effective.start.isoformat(),
            "until": end.isoformat() if end else None,
        },
    }
    return {key: value for key, value in data.items() if value not in ({}, [], None)}


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
    section.require_known("code", "name", "description", "seasons", "rules")
    code = section.code("code")
    name = section.text("name", limit=120)
    description = section.text("description", limit=2000)
    if len(section.items("rules")) > MAX_RULES:
        raise PackError(
            sentence("%(place)s: paling banyak %(limit)s aturan dalam satu paket."),
            place=section.place("rules"),
            limit=MAX_RULES,
        )
    seasons = _seasons(section)
    rules = _rules(section, seasons)
    return RulePack(code, name, description, rules, seasons)


def _seasons(section: Section) -> tuple[Season, ...]:
    """In the order of their days; two never hold the same day."""
    if not section.has("seasons"):
        return ()
    given = section.sections("seasons")
    if len(given) > MAX_SEASONS:
        raise PackError(
            sentence("%(place)s: paling banyak %(limit)s musim."),
            place=section.place("seasons"),
            limit=MAX_SEASONS,
        )
    seasons = sorted((_season(one) for one in given), key=lambda one: one.start)
    for before, after in pairwise(seasons):
        if after.start <= before.last_day:
            raise PackError(
                sentence("%(place)s: musim %(season)s bertindihan dengan musim lain."),
                place=section.place("seasons"),
                season=after.code,
            )
    codes = [one.code for one in seasons]
    for code in codes:
        if codes.count(code) > 1:
            raise PackError(
                sentence("%(place)s: kode musim %(season)s dipakai dua kali."),
                place=section.place("seasons"),
                season=code,
            )
    return tuple(seasons)


def _season(section: Section) -> Season:
    section.require_known("code", "from", "until")
    start, end = section.day("from"), section.day("until")
    if end <= start:
        raise PackError(END_BEFORE_START, place=section.place("until"))
    return Season(section.code("code"), start, end - timedelta(days=1))


def season_data(season: Season) -> dict[str, Any]:
    """As a pack writes it: ``until`` is the first day after it."""
    end = season.last_day + timedelta(days=1)
    return {"code": season.code, "from": season.start.isoformat(), "until": end.isoformat()}


def _rules(section: Section, seasons: tuple[Season, ...]) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    mistakes: list[PackError] = []
    for inside in section.sections("rules"):
        try:
            rule = _rule(Section(inside.data, inside.path, inside.lines), seasons)
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


def _rule(section: Section, seasons: tuple[Season, ...]) -> Rule:
    section.require_known(*_RULE_KEYS)
    code = section.code("code")
    section = Section(section.data, section.path, section.lines, code)
    on = section.choice("on", FactKind)
    measures = read_measures(section, seasons)
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
        once_per=read_once_per(section, seasons),
        caps=read_caps(section),
        legal_basis=_legal_basis(section.section("legal_basis")),
        effective=_effective(section.section("effective")),
        requires=read_requirements(section),
        cooling_off=read_cooling_off(section),
    )
    _require_whole(rule, condition, section)
    return rule


def _legal_basis(section: Section) -> LegalBasis:
    section.require_known("text", "status")
    return LegalBasis(section.text("text", limit=300), section.choice("status", LegalStatus))


def _effective(section: Section) -> Effective:
    section.require_known("from", "until")
    start = section.day("from")
    end = section.day("until") if section.has("until") else None
    if end is not None and end <= start:
        raise PackError(
            END_BEFORE_START,
            place=section.place("until"),
        )
    return Effective(start, end)


def _require_no_mere_attendance(rule: Rule, section: Section) -> None:
    """To be there is a duty: merit may neither count absences nor read a measure of presence."""
    if is_conduct(rule.then) or not gives_merit(rule.then):
        return
    counted = [name for name, one in rule.measures if one.of is FactKind.ABSENCE_CONFIRMED]
    texts = (rule.when, *(one.filter or "" for _, one in rule.measures))
    named = any(word in text.casefold() for text in texts for word in _PRESENCE_WORDS)
    if counted or named:
        raise PackError(
            sentence("%(place)s: hadir adalah kewajiban, jadi tidak pernah diberi penghargaan."),
            place=section.place("measure" if counted else "when"),
        )


def _require_whole(rule: Rule, condition: Condition, section: Section) -> None:
    """What only the rule as a whole can show."""
    _require_no_mere_attendance(rule, section)
    if rule.then.open_case and rule.decided_by[0] is not StepCapacity.DIRECT_SUPERIOR:
        raise PackError(
            sentence("%(place)s: usul membuka kasus diputuskan lebih dulu oleh direct_superior."),
            place=section.place("decided_by"),
        )
    if any(cap.points for cap in rule.caps) and rule.then.points is None:
        raise PackError(
            sentence("%(place)s: batas poin hanya berlaku jika aturan memberi poin."),
            place=section.place("caps"),
        )
    if VOCABULARY[rule.on].subject is Subject.UNIT and needs_person(rule, condition.paths):
        raise PackError(
            sentence("%(place)s: fakta ini tentang unit kerja, bukan tentang seorang pegawai."),
            place=section.place("on"),
        )

"""What `neraca rules` prints: a simulation as a table, two versions side by side, a firing told."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ledger.domain.approvals import PROPOSAL_STATE_LABELS
from ledger.domain.pack_differences import FIELDS, PackDifference
from ledger.domain.rules.definitions import Rule
from ledger.domain.rules.explain import Part
from ledger.domain.rules.pack import rule_data
from ledger.domain.rules.refusals import PackError, Place
from ledger.domain.simulations.figures import COUNTED
from ledger.domain.simulations.reports import is_unchanged
from ledger.queries.firings import PersonFiring
from ledger.services.rules.simulation.sheets import COUNT_LABELS, About

_WIDTH = 40
#: A key with its text on the same line, neither quoted nor a block.
_INLINE = re.compile(r"""\s*(?:- )?\w+:\s+(?=[^\s>|"'])""")


def mistake_lines(name: str, text: str, refusal: PackError) -> Iterator[str]:
    """One line for each mistake: file, line and column first, as editors understand them."""
    lines = text.splitlines()
    for one in refusal.all:
        line = one.place.line
        column = _column(lines[line - 1], one.place) if line and line <= len(lines) else None
        spots = [str(spot) for spot in (line, column) if spot]
        yield f"{':'.join([name, *spots])}: {one.message}"


def _column(line: str, place: Place) -> int | None:
    """Where in the file a condition is wrong; only known while it stands on the line of its key."""
    found = _INLINE.match(line)
    return found.end() + place.column if found and place.column else None


def report_lines(told: About, report: Mapping[str, Any]) -> Iterator[str]:
    """The figures of a simulation; nobody is named."""
    base = f"versi {told.base_version}" if told.base_version else "belum ada versi yang berlaku"
    yield f"Paket {told.pack_code}, dibandingkan dengan {base}"
    yield f"Kejadian {told.first_day} sampai {told.last_day}, {told.fact_count} fakta dinilai"
    yield ""
    yield _row("", "sekarang", "versi ini", "selisih")
    for name in COUNTED:
        yield _figures(COUNT_LABELS[name], report["before"][name], report["after"][name])
    yield ""
    for rule in report["rules"]:
        had, has = rule["before"]["firings"], rule["after"]["firings"]
        if had or has:
            yield _figures(rule["title"], had, has)
    yield ""
    people = report["people"]
    yield (
        f"Pegawai: {people['gain']} naik, {people['lose']} turun, {people['stay']} tetap"
        if not is_unchanged(report)
        else "Tidak ada perbedaan dengan versi yang berlaku."
    )
    for code, count in report["failed"].items():
        yield f"Aturan {code} tidak dapat dihitung pada {count} fakta; fakta itu dilewati."
    if told.sha256 != "-":
        yield f"Sidik hasil: {told.sha256}"


def difference_lines(found: PackDifference) -> Iterator[str]:
    """Rule by rule and part by part: what stood there, what stands there now."""
    for label, before, after in found.texts:
        yield f"{label}:"
        yield f"  - {before}"
        yield f"  + {after}"
    for one in found.rules:
        word = "baru" if one.old is None else "dihapus" if one.new is None else "berubah"
        yield f"Aturan {one.code} ({word})"
        for name in one.changed:
            old, new = _part(one.old, name), _part(one.new, name)
            yield f"  {FIELDS[name]}:"
            yield from (f"    - {line}" for line in old if line not in new)
            yield from (f"    + {line}" for line in new if line not in old)
    yield f"{found.same} aturan tidak berubah."


def firing_lines(one: PersonFiring) -> Iterator[str]:
    """The fact, each value beside its threshold, the sentence, the article and the decision."""
    why = one.explanation
    yield f"{one.happened_on}  {why.title} ({one.pack_name}, versi {one.version})"
    yield f"  Fakta    : {one.fact}, nomor {one.fact_id}"
    yield f"  Aturan   : {why.sentence}"
    for part in why.parts:
        yield f"  Syarat   : {_condition(part)}"
    yield f"  Pasal    : {why.legal_basis.text}"
    yield f"  Keputusan: {_decision(one)}"


def _condition(part: Part) -> str:
    values = "; ".join(f"{one.meaning} = {_plain(one.value)}" for one in part.values)
    asked = f", syaratnya {part.operator_words} {_plain(part.threshold)}" if part.operator else ""
    return f"{'terpenuhi' if part.held else 'tidak terpenuhi'}: {values}{asked}"


def _decision(one: PersonFiring) -> str:
    if one.proposal_number is None or one.proposal_state is None:
        return "tidak ada yang diusulkan"
    told = f"{one.proposal_number}, {PROPOSAL_STATE_LABELS[one.proposal_state]}"
    return f"{told}, entri {one.entry_uid}" if one.entry_uid else told


def _part(rule: Rule | None, name: str) -> list[str]:
    value = rule_data(rule).get(name) if rule else None
    if value is None:
        return []
    if isinstance(value, dict):
        return [f"{key}: {_plain(inner)}" for key, inner in value.items()]
    return [_plain(item) for item in value] if isinstance(value, list) else [_plain(value)]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(inner)}" for key, inner in value.items())
    return "-" if value in (None, "") else str(value)


def _figures(label: str, before: int, after: int) -> str:
    return _row(label, str(before), str(after), f"{after - before:+d}" if after != before else "0")


def _row(label: str, *values: str) -> str:
    return f"{label[:_WIDTH]:<{_WIDTH}}" + "".join(f"{value:>12}" for value in values)

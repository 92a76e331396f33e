"""Limits, seasons and plans of a rule are refused with their place, and come back unchanged."""

import pytest

from ledger.domain.rules.pack import dump_pack, parse_pack
from ledger.domain.rules.refusals import PackError
from tests.domain.rules.samples import PACK

POINTS = "points: {amount: 15, to: person}"
COUNTED = """of: commendation_verified
        window: quarter
        by: person
        filter: fact.rating == 4"""
COUNTED_ABSENCES = """of: absence_confirmed
        window: quarter
        by: person"""
LIMITED = (
    ("window: quarter", "window: season"),
    ("period: year}", "period: year}\n      - {awards: 3, per: nominator, period: month}"),
    (
        "    decided_by:",
        (
            "    requires:\n      - {badge: integritas, tier: perak}\n"
            "    cooling_off: last_months:6\n    decided_by:"
        ),
    ),
    (
        POINTS,
        f"{POINTS}\n      development_plan: {{goal: Belajar lagi, due_months: 3}}",
    ),
)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("points: 30", "points: 30, awards: 2", "caps", "salah satu saja"),
        ("per: person, period", "per: team, period", "caps.per", "nominator"),
        ("once_per:", "requires: [{rule: a, badge: b}]\n    once_per:", "requires", "salah satu"),
        ("once_per:", "cooling_off: quarter\n    once_per:", "cooling_off", "last_days:N"),
        ("window: quarter", "window: season", "measure.apresiasi.window", "belum menyebut seasons"),
        (COUNTED, COUNTED_ABSENCES, "measure", "hadir adalah kewajiban"),
        ("== 4 && measure", "== 4 && 'hadir' != '' && measure", "when", "hadir adalah kewajiban"),
    ],
)
def test_limit_that_cannot_be_is_told_with_its_place(old, new, key, said):
    assert old in PACK
    with pytest.raises(PackError, match=said) as caught:
        parse_pack(PACK.replace(old, new))
    assert caught.value.place.key.startswith(key)
    assert caught.value.place.line


def seasons(*days: tuple[str, str, str]) -> str:
    rows = "".join(f"  - {{code: {c}, from: {a}, until: {b}}}\n" for c, a, b in days)
    return f"seasons:\n{rows}rules:"


def test_limits_survive_a_dump():
    text = PACK.replace("rules:", seasons(("a", "2026-01-01", "2026-04-01")), 1)
    for old, new in LIMITED:
        assert old in text
        text = text.replace(old, new)
    pack = parse_pack(text)
    (rule,) = pack.rules
    assert rule.requires
    assert rule.cooling_off
    assert len(rule.caps) == 2
    assert rule.then.development_plan.due_months == 3
    assert rule.measures[0][1].window.seasons == pack.seasons
    assert parse_pack(dump_pack(pack)) == pack


@pytest.mark.parametrize(
    "days",
    [
        (("a", "2026-01-01", "2026-04-01"), ("b", "2026-03-31", "2026-06-01")),
        (("a", "2026-04-01", "2026-04-01"),),
    ],
)
def test_seasons_neither_overlap_nor_end_before_they_start(days):
    with pytest.raises(PackError):
        parse_pack(PACK.replace("rules:", seasons(*days), 1))

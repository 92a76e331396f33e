import csv
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.kinds import (
    KINDS,
    KINDS_PNS,
    Kind,
    KindRow,
    allowed_kinds,
    heaviest,
    kind_for_absence,
    kinds_for,
    require_kind,
)
from ledger.domain.people import PersonKind
from ledger.errors import RuleRefused

VECTORS = Path(__file__).parents[2] / "vectors"


def read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((VECTORS / name).read_text("utf-8").splitlines()))


KIND_ROWS = read("sanction_kinds_pp94.csv")
ABSENCE = [
    (int(row["absent_working_days_in_calendar_year"]), int(row["longest_consecutive"]), row["kind"])
    for row in read("absence.csv")
]
LIGHT = (Kind.R1, Kind.R2, Kind.R3)


def test_kinds_equal_the_reference_in_order_of_weight() -> None:
    ours = [
        {"code": row.kind, "level": row.level, "text": row.text, "siasn_id": str(row.siasn_id)}
        for row in KINDS_PNS
    ]
    assert ours == KIND_ROWS
    assert [row.kind.weight for row in KINDS_PNS] == list(range(1, 10))
    assert KINDS[PersonKind.CPNS] == KINDS_PNS


@pytest.mark.parametrize("row", KINDS_PNS, ids=lambda row: row.kind)
def test_level_of_a_kind_agrees_with_its_row(row: KindRow) -> None:
    assert row.kind.level == row.level


@pytest.mark.parametrize(("days", "run", "kind"), ABSENCE)
def test_absence_days_lead_to_their_kind(days: int, run: int, kind: str) -> None:
    assert kind_for_absence(days, run) == (Kind(kind) if kind else None)


@given(st.integers(0, 260), st.integers(0, 260))
def test_more_absence_never_leads_to_a_lighter_kind(days: int, run: int) -> None:
    def weight(kind: Kind | None) -> int:
        return kind.weight if kind else 0

    here = weight(kind_for_absence(days, run))
    assert weight(kind_for_absence(days + 1, run)) >= here
    assert weight(kind_for_absence(days, run + 1)) >= here


@pytest.mark.parametrize(("first", "second"), list(product(Kind, Kind)))
def test_heavier_follows_the_order_of_kinds(first: Kind, second: Kind) -> None:
    order = list(Kind)
    assert first.is_heavier_than(second) == (order.index(first) > order.index(second))
    assert heaviest([first, second]) == max(first, second, key=order.index)


@pytest.mark.parametrize(("level", "last"), list(product(Level, [None, *Kind])))
def test_repetition_always_allows_only_heavier_kinds(level: Level, last: Kind | None) -> None:
    allowed = allowed_kinds(level, last)
    if last is None:
        assert allowed == tuple(kind for kind in Kind if kind.level == level)
    else:
        assert all(kind.is_heavier_than(last) for kind in allowed)
        assert bool(allowed) == (last is not Kind.B3)


@pytest.mark.parametrize(
    ("level", "last", "expected"),
    [
        (Level.RINGAN, Kind.R1, (Kind.R2, Kind.R3)),
        (Level.RINGAN, Kind.R2, (Kind.R3,)),
        (Level.RINGAN, Kind.R3, (Kind.S1,)),
        (Level.RINGAN, Kind.S3, (Kind.B1,)),
        (Level.SEDANG, Kind.R3, (Kind.S1, Kind.S2, Kind.S3)),
        (Level.BERAT, Kind.B3, ()),
    ],
)
def test_repetition_leaves_the_level_only_when_nothing_heavier_is_in_it(
    level: Level, last: Kind, expected: tuple[Kind, ...]
) -> None:
    assert allowed_kinds(level, last) == expected


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("employee", [PersonKind.PNS, PersonKind.CPNS])
def test_pns_and_cpns_have_every_kind(employee: PersonKind, kind: Kind) -> None:
    assert require_kind(employee, kind).kind == kind


@pytest.mark.parametrize("kind", Kind)
def test_pppk_has_light_kinds_and_no_unmapped_other(kind: Kind) -> None:
    if kind in LIGHT:
        assert require_kind(PersonKind.PPPK, kind).text == KINDS_PNS[kind.weight - 1].text
        return
    with pytest.raises(RuleRefused) as refusal:
        require_kind(PersonKind.PPPK, kind)
    assert refusal.value.constraint == "kind_mapped"


def test_pppk_takes_the_words_of_the_agency_where_mapped() -> None:
    mapping = {Kind.S1: "penundaan kenaikan gaji berkala selama 6 bulan", Kind.R1: "lain"}
    rows = kinds_for(PersonKind.PPPK, agency_mapping=mapping)
    assert [row.kind for row in rows] == [*LIGHT, Kind.S1]
    assert rows[-1].text == mapping[Kind.S1]
    assert rows[0].text == "teguran lisan"
    with pytest.raises(RuleRefused):
        require_kind(PersonKind.PPPK, Kind.S2, agency_mapping=mapping)


def test_mapping_does_not_change_the_kinds_of_a_pns() -> None:
    assert kinds_for(PersonKind.PNS, agency_mapping={Kind.S1: "lain"}) == KINDS_PNS


def test_pejabat_negara_is_never_a_subject() -> None:
    with pytest.raises(RuleRefused) as refusal:
        require_kind(PersonKind.PEJABAT_NEGARA, Kind.R1)
    assert refusal.value.constraint == "kind_never_subject"

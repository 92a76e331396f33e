import csv
from pathlib import Path

import pytest

from ledger.domain.discipline.catalogue import (
    ALWAYS_CASE,
    CATALOGUE,
    VIOLATIONS,
    Impact,
    Level,
    find_violation,
    impacts_for,
    level_article,
    level_for,
    level_without_valid_reason,
    must_open_case,
)
from ledger.errors import InvalidInput, RuleRefused

VECTORS = Path(__file__).parents[2] / "vectors"
ROWS = list(csv.DictReader((VECTORS / "violations_pp94.csv").read_text("utf-8").splitlines()))
CELLS = [(row["code"], impact, row[impact.value]) for row in ROWS for impact in Impact]
FILLED = [cell for cell in CELLS if cell[2]]
EMPTY = [cell[:2] for cell in CELLS if not cell[2]]


def test_catalogue_equals_the_reference_row_by_row() -> None:
    ours = [
        {
            "code": row.code,
            "text": row.text,
            "unit": row.level(Impact.UNIT) or "",
            "instansi": row.level(Impact.INSTANSI) or "",
            "negara": row.level(Impact.NEGARA) or "",
            "note": row.note,
        }
        for row in CATALOGUE
    ]
    assert ours == [{**row, "note": row["note"].strip()} for row in ROWS]


def test_codes_are_unique() -> None:
    assert len(VIOLATIONS) == len(CATALOGUE)


@pytest.mark.parametrize(("code", "impact", "level"), FILLED)
def test_level_follows_the_impact(code: str, impact: Impact, level: str) -> None:
    assert level_for(code, impact) == Level(level)


@pytest.mark.parametrize(("code", "impact"), EMPTY)
def test_empty_cell_is_refused(code: str, impact: Impact) -> None:
    with pytest.raises(RuleRefused) as refusal:
        level_for(code, impact)
    assert refusal.value.constraint == "level_by_impact"
    assert "PP 94/2021" in refusal.value.message


def test_absence_level_is_refused_in_favour_of_days() -> None:
    with pytest.raises(RuleRefused, match="jumlah hari"):
        level_for("K4f", Impact.UNIT)


def test_unknown_code_is_refused_on_its_field() -> None:
    with pytest.raises(InvalidInput) as refusal:
        level_for("Z9z", Impact.UNIT)
    assert refusal.value.fields == {
        "code": ["Kode pelanggaran Z9z tidak ada dalam daftar PP 94/2021."]
    }


@pytest.mark.parametrize("code", ["K3a", "K4i", "L5a", "L5b", "L5c", "L5d", "L5e", "L5k", "L5l"])
def test_gravest_violations_are_always_berat(code: str) -> None:
    assert {level_for(code, impact) for impact in Impact} == {Level.BERAT}


def test_levies_are_never_ringan() -> None:
    assert Level.RINGAN not in find_violation("L5g").levels


@pytest.mark.parametrize("code", ["L5h", "L5i", "L5j", "K4g", "K4h"])
def test_some_violations_are_never_berat(code: str) -> None:
    assert Level.BERAT not in find_violation(code).levels


def test_service_complaint_has_one_impact_to_choose() -> None:
    assert impacts_for("L5m") == (Impact.INSTANSI,)


def test_missed_oath_is_sedang_whatever_its_impact() -> None:
    assert level_without_valid_reason("K4a") == Level.SEDANG
    with pytest.raises(RuleRefused):
        level_without_valid_reason("K3d")


@pytest.mark.parametrize(
    ("code", "level", "article"),
    [
        ("K3d", Level.RINGAN, "Pasal 9 PP 94/2021"),
        ("K3d", Level.SEDANG, "Pasal 10 PP 94/2021"),
        ("K3d", Level.BERAT, "Pasal 11 PP 94/2021"),
        ("L5f", Level.RINGAN, "Pasal 12 PP 94/2021"),
        ("L5f", Level.SEDANG, "Pasal 13 PP 94/2021"),
        ("L5f", Level.BERAT, "Pasal 14 PP 94/2021"),
    ],
)
def test_level_cites_its_article(code: str, level: Level, article: str) -> None:
    assert level_article(code, level) == article


def test_citation_names_the_letter_and_number() -> None:
    assert find_violation("L5n2").citation == "Pasal 5 huruf n angka 2 PP 94/2021"
    assert find_violation("K4f").citation == "Pasal 4 huruf f PP 94/2021"


@pytest.mark.parametrize("code", sorted(VIOLATIONS))
def test_only_levies_gifts_and_loss_close_the_way_to_guidance(code: str) -> None:
    assert must_open_case(code, loss_to_state=False) == (code in ALWAYS_CASE)
    assert must_open_case(code, loss_to_state=True)


def test_always_case_names_levies_and_gifts() -> None:
    assert {"L5g", "L5k", "L5l", "K4i"} == ALWAYS_CASE

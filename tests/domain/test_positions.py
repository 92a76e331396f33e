import pytest

from ledger.domain.positions import PositionLevel, level_from_text
from ledger.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("JPT Madya", PositionLevel.JPT_MADYA),
        ("JPT Pratama", PositionLevel.JPT_PRATAMA),
        ("Administrator", PositionLevel.ADMINISTRATOR),
        ("Pengawas", PositionLevel.PENGAWAS),
        ("JF Ahli Muda", PositionLevel.JF_AHLI_MUDA),
        ("JF Terampil", PositionLevel.JF_TERAMPIL),
        ("Pelaksana", PositionLevel.PELAKSANA),
        (" jpt  PRATAMA ", PositionLevel.JPT_PRATAMA),
        ("Jabatan Pimpinan Tinggi Pratama", PositionLevel.JPT_PRATAMA),
        ("Pimpinan Tinggi Utama", PositionLevel.JPT_UTAMA),
        ("Jabatan Fungsional Ahli Pertama", PositionLevel.JF_AHLI_PERTAMA),
        ("Ahli Madya", PositionLevel.JF_AHLI_MADYA),
        ("Jabatan Pengawas", PositionLevel.PENGAWAS),
        ("Pelaksana Pengadministrasi Umum", PositionLevel.PELAKSANA),
    ],
)
def test_level_is_read_in_short_and_long_forms(text, level):
    assert level_from_text(text) is level


@pytest.mark.parametrize("text", ["", "Madya", "JF", "Bupati", "JPT"])
def test_unknown_level_is_refused_with_examples(text):
    with pytest.raises(InvalidInput, match="Tulis misalnya JPT Pratama"):
        level_from_text(text)


def test_every_label_leads_back():
    for level in PositionLevel:
        assert level_from_text(level.label) is level


def test_rank_orders_the_ladder_of_superiors():
    ladder = [
        PositionLevel.JPT_UTAMA,
        PositionLevel.JPT_MADYA,
        PositionLevel.JPT_PRATAMA,
        PositionLevel.ADMINISTRATOR,
        PositionLevel.PENGAWAS,
        PositionLevel.PELAKSANA,
    ]
    assert [level.rank for level in ladder] == [6, 5, 4, 3, 2, 1]
    assert PositionLevel.JF_AHLI_MADYA.rank == PositionLevel.ADMINISTRATOR.rank


def test_only_structural_levels_lead_a_unit():
    heads = [level for level in PositionLevel if level.is_structural_head]
    assert heads == list(PositionLevel)[:5]
    assert not any(level.is_functional for level in heads)
    assert PositionLevel.JF_AHLI_UTAMA.is_functional

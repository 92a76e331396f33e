import pytest

from ledger.domain.people import PersonKind
from ledger.domain.ranks import PANGKAT, rank_text


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("III/c", PersonKind.PNS, "Penata (III/c)"),
        ("II/a", "cpns", "Pengatur Muda (II/a)"),
        ("IX", "pppk", "Golongan IX"),
        ("III/c", "pppk", "III/c"),
        ("Penata", "pns", "Penata"),
        ("", "pppk", ""),
    ],
)
def test_rank_is_written_as_papers_write_it(name, kind, text):
    assert rank_text(name, kind) == text


def test_every_golongan_ruang_has_one_pangkat():
    assert len(PANGKAT) == len(set(PANGKAT.values())) == 17

"""A condition said in words, from the shipped packs and from the corners of the language."""

import pytest

from ledger.domain.facts import VOCABULARY
from ledger.domain.rules.pack import rule_data, rule_from_data
from ledger.domain.rules.reading import condition_words
from tests.domain.rules.samples import shipped_packs

RULES = {rule.code: rule for pack in shipped_packs().values() for rule in pack.rules}


def said(code: str, **changes: str) -> list[str]:
    data = {**rule_data(RULES[code]), **changes}
    parts = condition_words(rule_from_data(data))
    return ["".join(("" if w.joins else " ") + w.text for w in part) for part in parts]


def test_shipped_condition_reads_as_a_sentence_for_each_part():
    assert said("sahabat-warga-perunggu") == [
        "nilai dari warga, 1 sampai 4 sama dengan 4",
        "apresiasi menyebut pegawai",
        "apresiasi warga bernilai 4 dalam triwulan ini paling sedikit 3",
    ]


def test_either_or_stands_in_one_line():
    (line,) = said("wajib-diperiksa")
    assert " atau " in line
    assert "salah satu dari [L5g, L5k, L5l, K4i]" in line


def test_negation_and_emptiness_are_said():
    lines = said("pengaduan-diduga-pelanggaran", when='!fact.suspected && fact.code != ""')
    assert lines[0].startswith("tidak: ")
    assert lines[1].endswith("bukan tidak tercatat")


@pytest.mark.parametrize("code", sorted(RULES))
def test_no_sign_of_the_language_is_left_in_a_shipped_rule(code: str):
    told = " ".join(said(code))
    assert not any(sign in told for sign in ("&&", "||", "==", "!=", ">=", "fact.", "measure."))
    assert VOCABULARY[RULES[code].on].title

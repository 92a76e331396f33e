"""Gifts to few, bursts, crowds at a threshold, and the same story twice."""

from ledger.domain.fairness.flags import (
    FLAG_INNOCENT,
    FLAG_REASONS,
    FLAG_TITLES,
    FlagKind,
    flag_key,
    kind_and_period,
)
from ledger.domain.fairness.patterns import Bunch, Concentration, bunch, burst, concentration
from ledger.domain.fairness.texts import story_print

STORY = "Menyusun antrean daring di loket 3 sehingga 120 warga tidak lagi menunggu sejak pagi hari."


def test_nearly_all_for_two_people_is_a_concentration_and_few_are_none():
    assert concentration({1: 7, 2: 1, 3: 1}) == Concentration(9, 7, (1,))
    assert concentration({1: 4, 2: 4, 3: 1}) == Concentration(9, 8, (1, 2))
    assert concentration({1: 3, 2: 3, 3: 3}) is None
    assert concentration({1: 7}) is None


def test_day_far_above_the_others_is_a_burst_and_a_busy_counter_is_none():
    assert burst({"2026-10-01": 2, "2026-10-02": 20, "2026-10-05": 3}) == ("2026-10-02", 20, 2)
    assert burst({"2026-10-01": 15, "2026-10-02": 20}) is None
    assert burst({}) is None


def test_values_just_at_the_threshold_are_a_bunch_and_a_slope_is_none():
    assert bunch({29: 1, 30: 12, 31: 2}, 30) == Bunch(30, 1, 12, 2)
    assert bunch({28: 9, 29: 10, 30: 12, 31: 11}, 30) is None
    assert bunch({30: 7}, 30) is None


def test_story_is_the_same_with_other_names_and_numbers():
    other = STORY.replace("3", "7").replace("120", "95").upper()
    assert story_print(f"Siti {STORY}", "Siti") == story_print(f"Budi {other}", "Budi")
    assert story_print(STORY) != story_print(STORY.replace("antrean", "arsip"))
    assert story_print("Pelayanan cepat.") is None


def test_key_says_kind_and_period_and_nothing_strange_is_a_key():
    key = flag_key(FlagKind.RING, "2026-T3", 4, 9, 12)
    assert key == "ring.2026-T3.4-9-12"
    assert kind_and_period(key) == (FlagKind.RING, "2026-T3")
    assert kind_and_period("guilt.2026.1") is None
    assert kind_and_period("ring") is None


def test_every_kind_has_its_title_its_reason_and_its_innocent_reading():
    for words in (FLAG_TITLES, FLAG_REASONS, FLAG_INNOCENT):
        assert set(words) == set(FlagKind)

"""The benchmark judges rightly and writes what it measured."""

from pathlib import Path

import pytest

from bench.bars import BARS, Bar
from bench.clients import drive
from bench.harness import Series, scenario_names, write_results
from bench.measures import percentile

OURS = ("posting", "16 clients: rate")
RAW = ("raw_sqlite", "16 clients: rate")


def test_percentile_is_the_value_that_the_share_does_not_exceed():
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([7], 0.99) == 7


def test_bar_beside_a_peer_judges_the_ratio():
    bar = Bar(figure=OURS, peer=RAW, at_least=0.35)
    value = bar.value({OURS: 400.0, RAW: 1000.0})
    assert value == 0.4
    assert bar.is_kept(value)
    assert not bar.is_kept(0.34)


def test_bar_without_its_figures_is_not_judged():
    assert Bar(figure=OURS, peer=RAW, at_least=1).value({OURS: 400.0}) is None


def test_clients_all_work_and_are_counted():
    load = drive(clients=3, seconds=0.05, prepare=lambda _: lambda: None)
    assert len(load.latencies) == 3
    assert load.done == sum(map(len, load.latencies)) > 0


def test_client_that_fails_stops_the_measurement():
    def prepare(number: int):
        def work() -> None:
            if number == 1:
                raise OSError("disk full")

        return work

    with pytest.raises(OSError, match="disk full"):
        drive(clients=2, seconds=60, prepare=prepare)


def test_page_shows_medians_and_marks_a_missed_bar(tmp_path: Path):
    results = {
        OURS: Series("posting", "/s", [90.0, 100.0, 500.0]),
        RAW: Series("raw sqlite3", "/s", [1000.0, 1000.0, 1000.0]),
    }
    page = write_results(results, rounds=3, path=tmp_path / "results.md")
    assert (tmp_path / "results.md").read_text(encoding="utf-8") == page
    assert "| posting | 16 clients: rate | 100 /s | 90 – 500 |" in page
    assert "0.1 × | ≥ 0.35 × | **no** |" in page


def test_bars_ask_of_scenarios_that_exist():
    asked = {place[0] for bar in BARS for place in (bar.figure, bar.peer) if place}
    assert not asked - set(scenario_names())

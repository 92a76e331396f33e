"""Says what a test run stands on, and starts it once for all its workers.

Named in ``pytest_plugins`` of conftest.py. The controlling process finds or starts the services
before the workers begin and hands them their addresses in the environment.
"""

import os
import sqlite3

import pytest

from tests import brokers, browser, postgres
from tests.proving.drills import DRILL


def pytest_configure(config: pytest.Config) -> None:
    if _is_worker(config) or config.option.collectonly:
        return
    found = {
        postgres.GIVEN: postgres.server_url(),
        brokers.REDIS: brokers.redis_url(),
        brokers.RABBITMQ: brokers.rabbitmq_url(),
    }
    os.environ.update({name: url for name, url in found.items() if url})


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [] if config.option.collectonly else _lines()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Once more at the end, where whoever reads only the last lines of a long run looks."""
    if not config.option.collectonly:
        _show_drills(terminalreporter)
        terminalreporter.section("ran on")
        for line in _lines():
            terminalreporter.line(line)


def _show_drills(reporter: pytest.TerminalReporter) -> None:
    """What the drills did, each with the seconds it took."""
    lines = [
        (*told, f"{report.duration:.0f} s")
        for report in reporter.stats.get("passed", [])
        for name, told in report.user_properties
        if name == DRILL and report.when == "call"
    ]
    if lines:
        reporter.section("drills")
    for test, done, outcome, seconds in sorted(lines):
        reporter.line(f"{test.removeprefix('test_')}, {seconds}")
        reporter.line(f"    {done}: {outcome}")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _lines() -> list[str]:
    version = postgres.server_version()
    return [
        f"SQLite:     {sqlite3.sqlite_version}",
        f"PostgreSQL: {version or 'none could be found or started'}",
        f"Redis:      {_place(brokers.redis_url()) or 'none could be found or started'}",
        f"RabbitMQ:   {_place(brokers.rabbitmq_url()) or 'none on this machine'}",
        f"Browser:    {browser.chromium_version() or 'no Chromium found'}",
    ]


def _place(url: str | None) -> str | None:
    """The address without the password in it."""
    return url.rsplit("@", 1)[-1].removeprefix("redis://") if url else None

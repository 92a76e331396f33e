"""What a check asks and finds goes into a job and back, and every finding has plain words."""

import ast
from datetime import date

import pytest

from ledger.domain.checks import MOST_KEPT, CheckReport, RequestCheck, field_name, words_of
from ledger.domain.verification import Finding
from tests.house.sources import python_sources

REPORT = {"entries": 3, "pending": 1, "first": 0, "size": 3, "root": "ab", "note": "contoh\n3\n"}
NAMELESS = words_of(Finding(None, "belum-bernama", "", ""))


@pytest.mark.parametrize(
    "asked",
    [
        RequestCheck(),
        RequestCheck(first=0, last=7),
        RequestCheck(first=3),
        RequestCheck(since=date(2026, 1, 1), until=date(2026, 6, 30)),
    ],
)
def test_request_comes_back_from_a_job_as_it_went(asked):
    assert RequestCheck.from_args(asked.as_args()) == asked
    assert asked.is_whole is (asked.as_args() == {})


def test_report_comes_back_from_a_job_as_it_went():
    report = CheckReport(findings=(Finding("U", "kind", "a", "b"),), found=1, **REPORT)
    assert CheckReport.from_result(report.as_result()) == report
    assert report.is_ok is False


def test_report_keeps_some_findings_and_counts_all():
    many = tuple(Finding(None, "leaf:1", str(number), "-") for number in range(MOST_KEPT + 5))
    kept = CheckReport.from_result(
        CheckReport(findings=many, found=len(many), **REPORT).as_result()
    )
    assert (len(kept.findings), kept.found) == (MOST_KEPT, MOST_KEPT + 5)


def test_forged_text_is_shortened_and_moves_no_cursor():
    forged = CheckReport(
        findings=(Finding(None, "kind", "x" * 9000, "a\x1b[2J\nb"),), found=1, **REPORT
    )
    (kept,) = CheckReport.from_result(forged.as_result()).findings
    assert len(kept.expected) < 500
    assert kept.found == "a�[2J�b"


def families() -> set[str]:
    """The first word of what every finding of the code is about."""
    found = set()
    for source in python_sources("ledger"):
        for node in ast.walk(source.tree):
            is_finding = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
            what = node.args[1] if is_finding and len(node.args) > 1 else None
            if isinstance(what, ast.JoinedStr):
                what = what.values[0]
            if isinstance(what, ast.Constant) and isinstance(what.value, str):
                found.add(what.value.partition(":")[0])
    return found


def test_every_finding_has_plain_words():
    assert len(families()) > 20
    assert [name for name in families() if words_of(Finding(None, name, "", "")) == NAMELESS] == []


def test_field_of_a_body_has_a_name_and_an_unknown_one_keeps_its_own():
    assert field_name("happened_on") == "Tanggal kejadian"
    assert field_name("baru") == "baru"

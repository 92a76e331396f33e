"""Tests assert what happened, with fakes handed in rather than patches."""

import ast
import re

from tests.house.sources import called_name, calls, python_sources

PATCHES = 10
PATCHING = re.compile(r"(?:^|\.)(?:patch|MagicMock|Mock)(?:\.|$)|^monkeypatch\.setattr$")
ASSERTING = re.compile(r"raises|warns|fail|assert|expect|check|refus|verif", re.IGNORECASE)
TIMED = {"perf_counter", "process_time", "timeit"}
SET_ASIDE = re.compile(r"^pytest\.mark\.(?:skip|xfail)$")


def test_patches_stay_few():
    found = [
        f"{source.name}:{call.lineno}"
        for source in python_sources("tests")
        for call in calls(source.tree)
        if PATCHING.search(called_name(call))
    ]
    assert len(found) <= PATCHES, f"hand in a fake instead: {found}"


def test_test_asserts_something():
    idle = [
        f"{source.name}:{function.lineno} {function.name}"
        for source in python_sources("tests")
        if source.parts[-1].startswith("test_")
        for function in source.functions()
        if function.name.startswith("test_") and not _asserts(function)
    ]
    assert not idle


def test_time_is_measured_by_the_benchmark_only():
    found = [
        f"{source.name}:{call.lineno}"
        for source in python_sources("tests")
        for call in calls(source.tree)
        if called_name(call).rpartition(".")[2] in TIMED
    ]
    assert not found


def test_no_test_is_set_aside():
    found = [
        f"{source.name}:{node.lineno}"
        for source in python_sources("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and SET_ASIDE.search(ast.unparse(node))
    ]
    assert not found


def _asserts(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        ASSERTING.search(called_name(call)) for call in calls(function)
    )

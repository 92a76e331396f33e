"""What keeps the layers honest beyond the import contracts."""

import ast
import re

from tests.house.sources import FUNCTIONS, called_name, calls, python_sources

DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "lib", "core"}
WITHOUT_CLOCK = ("domain", "documents", "models", "queries", "services")
CLOCKS = {"now", "utcnow", "today"}
KNOW_THE_APP = ("ledger/blueprints/", "ledger/factory.py")
SILENCED = re.compile(r"#\s*noqa(?!: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* - \w)")
UNFINISHED = re.compile(r"#.*\b(TODO|FIXME|XXX)\b")


def test_commit_stands_once_in_database():
    places = [
        f"{source.name}:{call.lineno}"
        for source in python_sources("ledger")
        for call in calls(source.tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert [place.partition(":")[0] for place in places] == ["ledger/database.py"], places


def test_current_app_is_known_to_blueprints_and_factory_only():
    places = [
        source.name
        for source in python_sources("ledger")
        if not source.name.startswith(KNOW_THE_APP)
        and any(
            getattr(node, "id", None) == "current_app"
            or getattr(node, "attr", None) == "current_app"
            for node in ast.walk(source.tree)
        )
    ]
    assert not places


def test_import_stands_at_the_top_of_its_file():
    places = [
        f"{source.name}:{node.lineno}"
        for source in python_sources()
        for function in source.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not places


def test_module_has_a_name_of_its_own():
    places = [source.name for source in python_sources() if DRAWERS & set(source.parts)]
    assert not places, "name each for the one idea it holds"


def test_package_imports_nothing_by_itself():
    (package,) = (s for s in python_sources("ledger") if s.name == "ledger/__init__.py")
    assert ast.get_docstring(package.tree)
    assert len(package.tree.body) == 1


def test_module_says_what_it_is_for():
    silent = [
        source.name
        for source in python_sources("ledger", "migrations", "bench")
        if source.tree.body and not ast.get_docstring(source.tree)
    ]
    assert not silent


def test_clock_is_passed_in():
    places = [
        f"{source.name}:{call.lineno}"
        for source in python_sources("ledger")
        if source.parts[1] in WITHOUT_CLOCK
        for call in calls(source.tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS
    ]
    assert not places, "take now as an argument"


def test_service_takes_keywords_only():
    places = [
        f"{source.name}:{node.lineno} {node.name}"
        for source in python_sources("ledger")
        if source.parts[1] == "services"
        for node in source.tree.body
        if isinstance(node, FUNCTIONS)
        and not node.name.startswith("_")
        and "now" in {argument.arg for argument in node.args.args}
    ]
    assert not places, "now and actor are keyword-only"


def test_code_never_prints():
    places = [
        f"{source.name}:{call.lineno}"
        for source in python_sources("ledger")
        for call in calls(source.tree)
        if called_name(call) == "print"
    ]
    assert not places


def test_silenced_finding_carries_its_code_and_reason():
    places = [
        f"{source.name}:{number}"
        for source in python_sources()
        if source.name != "tests/house/test_layers.py"
        for number, line in enumerate(source.text.splitlines(), start=1)
        if SILENCED.search(line)
    ]
    assert not places, "write: noqa: CODE - why"


def test_nothing_is_left_for_later():
    places = [
        f"{source.name}:{number}"
        for source in python_sources()
        if source.name != "tests/house/test_layers.py"
        for number, line in enumerate(source.text.splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert not places

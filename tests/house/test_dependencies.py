"""What is declared is used, and what is used is declared."""

import functools
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Mapping

from tests.house.sources import PYTHON_FOLDERS, ROOT, python_sources

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Tools that work without being imported, and the words that show them at work in our files.
AT_WORK = {
    "djlint": "bin)/djlint",
    "import-linter": "bin)/lint-imports",
    "mutmut": "with mutmut",
    "mypy": "bin)/mypy",
    "pytest-cov": "--cov",
    "pytest-xdist": "pytest -n",
    "ruff": "bin)/ruff",
    "types-pyyaml": "bin)/mypy",
}


def declared(lines: list[str]) -> set[str]:
    return {_normal(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]) for line in lines}


def runtime() -> set[str]:
    project = PROJECT["project"]
    extras = project.get("optional-dependencies", {}).values()
    return declared(project["dependencies"]).union(*map(declared, extras))


def development() -> set[str]:
    return declared(PROJECT["dependency-groups"]["dev"])


def test_runtime_dependency_is_used_by_the_package():
    imported = _imported_distributions("ledger", "migrations")
    # A driver or server is used by its name alone: postgresql+psycopg, redis://, gunicorn.
    named = "\n".join(text for source in python_sources("ledger") for text in source.strings())
    unused = {name for name in runtime() - imported if not re.search(rf"\b{name}\b", named)}
    assert not unused


def test_import_of_the_package_is_declared():
    undeclared = _imported_distributions("ledger", "migrations") - runtime()
    assert not undeclared, "what comes only through another library may go with it"


def test_development_dependency_is_used_by_tests_or_tools():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").lower()
    imported = _imported_distributions("tests", "bench")
    unused = {
        name
        for name in development() - imported
        if name not in AT_WORK or AT_WORK[name] not in makefile
    }
    assert not unused


def test_import_of_the_tests_is_declared():
    assert not _imported_distributions("tests") - runtime() - development()


def _imported_distributions(*folders: str) -> set[str]:
    own = {*PYTHON_FOLDERS, "tools", "app", "verify_ledger"}
    names = set().union(*(source.imported() for source in python_sources(*folders)))
    known = _distributions()
    return {
        _normal(known.get(name, [name])[0])
        for name in names
        if name not in sys.stdlib_module_names and name not in own
    }


@functools.cache
def _distributions() -> Mapping[str, list[str]]:
    return importlib.metadata.packages_distributions()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()

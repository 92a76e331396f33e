"""The README knows every setting, every room of the house and every command."""

import re
from dataclasses import fields

import pytest

from ledger.config import PREFIX, Config
from tests.house.sources import HIDDEN, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Folders of the package that a reader of the map looks for.
ROOMS = sorted(
    path.name
    for path in (ROOT / "ledger").iterdir()
    if not path.name.startswith("_")
    and (path.is_dir() or path.suffix == ".py")
    and path.name not in HIDDEN
)
TARGETS = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("setting", [f"{PREFIX}{field.name.upper()}" for field in fields(Config)])
def test_readme_documents_the_setting(setting: str):
    assert re.search(rf"\b{setting}\b", README)


def test_readme_names_no_setting_that_does_not_exist():
    known = {f"{PREFIX}{field.name.upper()}" for field in fields(Config)}
    named = set(re.findall(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b", README))
    assert {name for name in named - known if not name.startswith(f"{PREFIX}TEST_")} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_map_of_the_readme_shows_the_room(room: str):
    assert re.search(rf"(?m)^\s*{re.escape(room)}/?\s", README), (
        "add it to the map with its purpose"
    )


@pytest.mark.parametrize("target", TARGETS)
def test_readme_names_the_command(target: str):
    assert f"make {target}" in README

"""The commands that our files and the README name exist, with the options they are given."""

import re

import click
import pytest

from ledger.factory import neraca
from tests.house.sources import ROOT

COMMAND = re.compile(r"(?:^|[\s`/])neraca ((?:[a-z-]+ ?)+(?:--[^`\n#|]*)?)", re.MULTILINE)


def named_in(file: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    code = text if file == "Makefile" else "\n".join(re.findall(r"`[^`]+`", text, re.DOTALL))
    return sorted({line.strip() for line in COMMAND.findall(code)})


@pytest.mark.parametrize("line", [*named_in("Makefile"), *named_in("README.md")])
def test_named_command_exists_with_its_options(line: str):
    command: click.Command = neraca
    words = line.split()
    while words and isinstance(command, click.Group):
        name = words.pop(0)
        assert name in command.commands, f"neraca {line}: no command {name}"
        command = command.commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known

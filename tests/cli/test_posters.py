"""The command that writes the poster of a counter."""

from pathlib import Path

import click
from click.testing import CliRunner, Result
from flask import Flask

from ledger.cli.posters import poster
from ledger.database import session
from ledger.errors import NotFound
from ledger.gateways.resources import EXTENSION
from tests.documents.reading import read_text
from tests.intake import make_office


def call(app: Flask, *arguments: str) -> Result:
    @click.group()
    @click.pass_context
    def root(context: click.Context) -> None:
        context.obj = app.extensions[EXTENSION]

    root.add_command(poster)
    session().rollback()
    return CliRunner().invoke(root, ["poster", *arguments])


def test_poster_of_a_counter_is_written_with_its_address(app: Flask, tmp_path: Path) -> None:
    counter = make_office().counter
    code, address = counter.code, f"/u/{counter.public_code}"
    session().commit()
    out = tmp_path / "poster.pdf"
    result = call(app, "--counter", code, "--size", "a6", "--out", str(out))
    assert result.exit_code == 0
    assert address in read_text(out.read_bytes(), tmp_path)


def test_poster_of_an_unknown_counter_is_refused_by_its_code(app: Flask, tmp_path: Path) -> None:
    make_office()
    session().commit()
    out = tmp_path / "poster.pdf"
    result = call(app, "--counter", "X9", "--out", str(out))
    assert isinstance(result.exception, NotFound)
    assert "X9" in result.exception.message
    assert not out.exists()


def test_folder_that_is_not_there_is_named(app: Flask, tmp_path: Path) -> None:
    code = make_office().counter.code
    session().commit()
    result = call(app, "--counter", code, "--out", str(tmp_path / "tidak-ada" / "poster.pdf"))
    assert result.exit_code == 1
    assert "tidak dapat ditulis" in result.output

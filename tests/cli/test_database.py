"""`neraca db`: up, down and check on a database of its own."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import current_app

from ledger.authorizer import schema_changes
from ledger.cli.database import db as group
from ledger.cli.workers import serve, worker
from ledger.config import Config
from ledger.database import db
from ledger.factory import create_app
from ledger.gateways.resources import EXTENSION
from ledger.models.guards import remove_guards


@pytest.fixture
def neraca(tmp_path: Path):
    """The command on an empty SQLite database."""
    app = create_app(Config(mode="testing", data_dir=tmp_path))
    with app.app_context():

        def run(*arguments: str) -> Result:
            return CliRunner().invoke(group, arguments)

        yield run
        db.engine.dispose()


def test_database_goes_up_and_down(neraca):
    assert "diperbarui" in neraca("upgrade").output
    assert "sudah terbaru" in neraca("upgrade").output
    assert "utuh" in neraca("check").output
    assert neraca("downgrade", "base").output == "Basis data kembali ke: kosong.\n"


def test_database_that_is_behind_is_told(neraca):
    result = neraca("check")
    assert result.exit_code == 1
    assert "neraca db upgrade" in result.output


def test_missing_guard_is_told(neraca):
    neraca("upgrade")
    with db.engine.begin() as connection:
        remove_guards(connection)
    result = neraca("check")
    assert result.exit_code == 1
    assert "Penjaga basis data hilang" in result.output


def test_roles_are_for_postgresql_only(neraca):
    neraca("upgrade")
    result = neraca("roles")
    assert result.exit_code == 1
    assert "hanya ada di PostgreSQL" in result.output


@pytest.mark.parametrize("program", [serve, worker], ids=["serve", "worker"])
def test_nothing_starts_over_a_database_that_is_behind_or_unguarded(neraca, program):
    """The sentence comes before anything is started, for the command returns at once."""
    held = current_app.extensions[EXTENSION]
    told = CliRunner().invoke(program, obj=held)
    assert (told.exit_code, "neraca db upgrade" in told.output) == (1, True)
    neraca("upgrade")
    with schema_changes(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER tg_entry_append_only_update")
    told = CliRunner().invoke(program, obj=held)
    assert told.exit_code == 1
    assert "tg_entry_append_only_update" in told.output
    neraca("upgrade")
    assert "utuh" in neraca("check").output


@pytest.fixture
def command(monkeypatch, tmp_path: Path):
    """The console script on a folder nobody prepared, as somebody types it."""
    monkeypatch.setenv("NERACA_DATA_DIR", str(tmp_path))
    script = Path(sys.executable).with_name("neraca")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([script, *arguments], capture_output=True, text=True, check=False)

    return run


def test_command_over_an_unprepared_database_says_what_to_do(command):
    result = command("ledger", "verify")
    assert result.returncode == 2
    assert result.stderr.startswith("Basis data tidak dapat dipakai")
    assert result.stderr.endswith("jalankan: neraca db upgrade\n")


def test_demo_prepares_a_new_database_itself(command, tmp_path: Path):
    empty = tmp_path / "kosong"
    empty.mkdir()
    result = command("demo", "--data", str(empty))
    assert "Traceback" not in result.stderr
    assert "utuh" in command("db", "check").stdout

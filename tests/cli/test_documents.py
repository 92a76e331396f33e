"""The commands that issue papers and write them as files."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from ledger.cli.documents import document
from ledger.cli.jobs import jobs
from ledger.database import session
from ledger.gateways.resources import EXTENSION, WORKSHOP
from ledger.jobs.workshop import open_workshop
from ledger.models.documents import Document
from tests.blueprints.test_documents import Office
from tests.conftest import NOW
from tests.documents.reading import read_text


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def call(app: Flask, *arguments: str) -> Result:
    """A command as it is called, on the database of the test."""

    @click.group()
    @click.pass_context
    def root(context: click.Context) -> None:
        context.obj = app.extensions[EXTENSION]
        context.meta[WORKSHOP] = open_workshop(context.obj, lambda: NOW)

    root.add_command(document)
    root.add_command(jobs)
    session().rollback()
    return CliRunner().invoke(root, arguments)


def test_numbered_papers_are_issued_and_exported_as_they_are(
    app: Flask, office: Office, tmp_path: Path
) -> None:
    for key in ("1", "2"):
        office.prepare(key=key)
    assert "2 dokumen diterbitkan" in call(app, "document", "issue").output
    out = tmp_path / "piagam"
    result = call(app, "document", "export", "--kind", "certificate", "--out", str(out))
    assert "2 piagam penghargaan ditulis" in result.output
    session().rollback()
    issued = {office.files.get(sha or "") for (sha,) in session().query(Document.sha256)}
    assert {path.read_bytes() for path in out.iterdir()} == issued
    assert all(path.name.startswith("piagam-penghargaan-800.1.12.8-") for path in out.iterdir())


def test_list_shows_number_name_and_hash(app: Flask, office: Office) -> None:
    office.issue()
    line = call(app, "document", "list", "--kind", "certificate").output.split("\t")
    assert line[0] == "800.1.12.8/1/DKPS/2026"
    assert len(line[2].strip()) == 64


def test_damaged_file_stops_the_export_with_a_sentence(
    app: Flask, office: Office, tmp_path: Path
) -> None:
    document = session().get_one(Document, office.issue())
    folder = Path(app.extensions[EXTENSION].config.files.removeprefix("file://"))
    next(folder.rglob(document.sha256 or "")).write_bytes(b"%PDF-1.7 palsu")
    result = call(app, "document", "export", "--kind", "certificate", "--out", str(tmp_path))
    assert result.exit_code == 1
    assert "berubah di penyimpanan" in result.output


def test_jobs_are_drained_and_listed(app: Flask, office: Office) -> None:
    office.prepare()
    assert "documents.issue" in call(app, "jobs", "list", "--state", "queued").output
    assert "1 pekerjaan dikerjakan" in call(app, "jobs", "run").output
    assert "Selesai" in call(app, "jobs", "list").output
    assert "Tidak ada pekerjaan" in call(app, "jobs", "list", "--state", "failed").output


def test_render_writes_originals_first_and_drafts_for_the_rest(
    app: Flask, office: Office, tmp_path: Path
) -> None:
    office.issue()
    out = tmp_path / "cetak"
    result = call(
        app, "document", "render", "--kind", "certificate", "--count", "3", "--out", str(out)
    )
    assert "1 asli dan 2 konsep ditulis" in result.output
    session().rollback()
    (sha256,) = session().query(Document.sha256).one()
    drafts = sorted(out.glob("*konsep*"))
    (original,) = set(out.iterdir()) - set(drafts)
    assert original.read_bytes() == office.files.get(sha256 or "")
    for draft in drafts:
        text = read_text(draft.read_bytes(), tmp_path)
        assert "KONSEP" in text
        assert "Periksa keaslian" not in text
    assert len(drafts) == 2


def test_render_of_a_kind_that_was_never_written_says_so(
    app: Flask, office: Office, tmp_path: Path
) -> None:
    result = call(app, "document", "render", "--kind", "summons", "--out", str(tmp_path))
    assert result.exit_code == 1
    assert "Belum ada dokumen jenis summons" in result.output

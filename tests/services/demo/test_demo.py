"""The demo plays the whole way through the services; same data and clock, same ledger."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.database import db, session
from ledger.domain.discipline.cases import CaseState
from ledger.domain.documents import DocumentState
from ledger.errors import Conflict
from ledger.gateways.files import FsspecFiles
from ledger.gateways.keys import KeyStore
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document, Recap
from ledger.models.entries import Checkpoint, Entry
from ledger.models.people import Agency
from ledger.queries.verification import verify_ledger
from ledger.services.demo import DemoCommand, DemoReport, DemoTools, play_demo
from tests.stores import Store

ROOT = Path(__file__).parents[3]
ENDS_AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
#: Enough of each file for every chapter of the story.
ROWS = {
    "usulan_inovasi.csv": 6,
    "apresiasi_warga.csv": 12,
    "lapor_pengaduan.csv": 6,
    "laporan_pelanggaran.csv": 5,
    "absensi_2026.csv": 4,
    "kinerja_periodik.csv": 30,
    "pelatihan.csv": 3,
    "capaian.csv": 5,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "agency"
    shutil.copytree(ROOT / "demo" / "data", copied)
    for name, rows in ROWS.items():
        lines = (copied / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (copied / name).write_text("".join(lines[: rows + 1]), encoding="utf-8")
    return copied


def play(folder: Path, tmp_path: Path) -> DemoReport:
    command = DemoCommand(
        folder=folder,
        holidays=json.loads((ROOT / "ledger" / "holidays" / "indonesia.json").read_text()),
        packs=[one.read_text() for one in sorted((ROOT / "ledger" / "rulepacks").glob("*.yaml"))],
        ends_at=ENDS_AT,
        password_hash="x",
    )
    keys = KeyStore(tmp_path / "keys")
    tools = DemoTools(
        files=FsspecFiles(f"file://{tmp_path / 'files'}"),
        signer=keys.signer_of,
        public_url="https://neraca.contoh.go.id",
        tell=lambda line: None,
    )
    return play_demo(command, tools)


def require_stories(report: DemoReport) -> None:
    """Each story went its way: over, annulled, decided on the evidence, carried out, by band."""
    first = session().query(Case).order_by(Case.id).limit(5)
    closed, annulled, on_evidence, moderate, by_band = [case.state for case in first]
    assert (closed, annulled) == (CaseState.CLOSED, CaseState.ANNULLED)
    assert {on_evidence, by_band} <= {CaseState.EFFECTIVE, CaseState.EXECUTED, CaseState.SPENT}
    assert moderate is CaseState.EXECUTED
    assert {"investigation_report", "authority_report"} <= {
        kind for what, kind, _ in report.rows if what == "dokumen"
    }
    assert [one.title for one in report.accounts].count("Pegawai dalam kasus") == 2


def test_whole_way_stands_at_the_end(app: Flask, folder: Path, tmp_path: Path) -> None:
    report = play(folder, tmp_path)
    agency = session().query(Agency).one()
    verified = verify_ledger(
        agency.id, verifier_key=KeyStore(tmp_path / "keys").verifier_of(agency.origin)
    )
    assert verified.is_ok
    assert verified.pending == 0
    assert {"certificate", "recap", "summons", "reprimand_decision"} <= {
        kind for what, kind, _ in report.rows if what == "dokumen"
    }
    assert session().query(Recap).count() == 4
    assert session().query(Sanction).count() >= 1
    require_stories(report)
    kept = session().query(Document).filter(Document.state != DocumentState.REVOKED)
    assert all(row.sha256 for row in kept)
    assert {account.title for account in report.accounts} >= {"ASN", "Kepegawaian", "Auditor"}


def test_same_data_and_clock_give_the_same_ledger(
    app: Flask, backend: tuple[Flask, Store], folder: Path, tmp_path: Path
) -> None:
    play(folder, tmp_path / "first")
    first = [(row.uid, row.leaf_hash) for row in session().query(Entry).order_by(Entry.id)]
    db.session.remove()
    backend[1].reset()
    play(folder, tmp_path / "second")
    second = [(row.uid, row.leaf_hash) for row in session().query(Entry).order_by(Entry.id)]
    assert first == second
    assert session().query(Checkpoint).count() >= 2


def test_demo_does_not_touch_a_database_that_holds_an_agency(
    app: Flask, session: Session, folder: Path, tmp_path: Path
) -> None:
    play(folder, tmp_path)
    before = session.query(Entry).count()
    with pytest.raises(Conflict, match="kosong"):
        play(folder, tmp_path)
    assert session.query(Entry).count() == before

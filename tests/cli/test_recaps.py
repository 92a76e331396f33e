"""`neraca recap`: writes what is issued, makes it when there is none, says what is wrong."""

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.cli.recaps import recap
from ledger.domain.jobs import JobState
from ledger.gateways.resources import EXTENSION
from ledger.models.documents import Recap
from ledger.models.jobs import Job
from tests.factories import make_agency, make_unit


@pytest.fixture
def neraca(app: Flask):
    agency = make_agency()
    make_unit(agency, make_unit(agency, code="U000"), code="U003")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(recap, arguments, obj=app.extensions[EXTENSION])

    return run


def test_recap_is_made_once_and_written_again(neraca, session: Session, tmp_path):
    pdf, again, xlsx = (tmp_path / name for name in ("a.pdf", "b.pdf", "a.xlsx"))
    result = neraca("--period", "2026-T2", "--out", str(pdf), "--xlsx", str(xlsx))
    assert result.exit_code == 0, result.output
    assert "800.1.5/1/" in result.output
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert xlsx.read_bytes().startswith(b"PK")
    assert neraca("--period", "2026-T2", "--out", str(again)).exit_code == 0
    assert again.read_bytes() == pdf.read_bytes()
    assert session.scalar(select(func.count(Recap.id))) == 1
    assert session.scalar(select(Job.state)) is JobState.DONE
    neraca("--period", "2026-T2", "--out", str(again), "--new")
    session.rollback()
    assert session.scalar(select(func.count(Recap.id))) == 2


def test_recap_of_a_unit_is_another_one(neraca, session: Session, tmp_path):
    out = str(tmp_path / "a.pdf")
    neraca("--period", "2026-T2", "--out", out)
    assert neraca("--period", "2026-T2", "--unit", "U003", "--out", out).exit_code == 0
    session.rollback()
    assert session.scalar(select(func.count(Recap.id))) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--period", "2026-T9"), "tidak dikenal"),
        (("--period", "2026-T2", "--unit", "U999"), "Unit kerja ini tidak ada."),
        (("--period", "2026-T2", "--as", "198001012005011001"), "tidak ada di instansi ini"),
    ],
)
def test_mistake_is_told_in_a_sentence(neraca, tmp_path, arguments, told):
    result = neraca(*arguments, "--out", str(tmp_path / "a.pdf"))
    assert result.exit_code == 1
    assert told in result.output
    assert not (tmp_path / "a.pdf").exists()

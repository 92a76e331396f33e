"""`neraca rules`: one loads, another activates, and every mistake is told with file and line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask, current_app

import ledger
from ledger.cli.rules import rules
from ledger.database import session
from ledger.domain.packs import PackState
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from ledger.models.rules import RulePack
from ledger.models.simulations import Simulation
from tests import factories
from tests.intake import grant

SHIPPED = Path(ledger.__file__).parent / "rulepacks"
FIRST, SECOND, STAFF = "198503152010011001", "198503152010011002", "198503152010011003"


@pytest.fixture(autouse=True)
def officers(app: Flask) -> None:
    unit = factories.make_unit(factories.make_agency())
    for nip in (FIRST, SECOND, STAFF):
        account = factories.make_account(factories.make_person(unit, nip=nip))
        if nip != STAFF:
            grant(account.id, Role.HR)


def run(*arguments: str) -> Result:
    resources = current_app.extensions[EXTENSION]
    return CliRunner().invoke(rules, list(arguments), obj=resources)


def activate(pack_id: int, nip: str, start: str = "2026-01-01", seen: str = "0" * 64) -> Result:
    return run("activate", str(pack_id), "--as", nip, "--from", start, "--seen", seen)


def simulate(pack: str, *more: str) -> Result:
    return run("simulate", pack, "--from", "2026-01-01", "--to", "2026-10-01", *more)


def test_shipped_packs_are_loaded_by_one_and_activated_by_another():
    for path in sorted(SHIPPED.glob("*.yaml")):
        assert run("load", str(path), "--as", FIRST).exit_code == 0
    packs = session().query(RulePack).order_by(RulePack.code).all()
    assert [pack.state for pack in packs] == [PackState.DRAFT] * 3
    refused = activate(packs[0].id, FIRST)
    assert refused.exit_code == 1
    assert "diaktifkan oleh orang lain" in refused.output
    early = activate(packs[0].id, SECOND)
    assert early.exit_code == 1
    assert "belum disimulasikan" in early.output
    report = simulate(packs[0].code, "--as", FIRST)
    seen = report.output.strip().rpartition("Sidik hasil: ")[2]
    done = activate(packs[0].id, SECOND, seen=seen)
    assert (done.exit_code, done.output) == (0, "Paket aturan diaktifkan.\n")
    session().expire_all()
    assert session().get_one(RulePack, packs[0].id).state is PackState.ACTIVE


def test_every_mistake_is_told_with_file_line_rule_key_and_a_guess(tmp_path: Path):
    text = (SHIPPED / "layanan-dasar.yaml").read_text(encoding="utf-8")
    text = text.replace('when: fact.stage == "gagasan"', 'when: fact.stagee == "gagasan"')
    text = text.replace('when: fact.stage == "uji_coba"', 'when: fact.stage == "uji_coba" &&')
    pack = tmp_path / "paket kami.yaml"
    pack.write_text(text, encoding="utf-8")
    result = run("load", str(pack), "--as", FIRST)
    assert result.exit_code == 1
    lines = text.splitlines()
    wrong = [n for n, line in enumerate(lines, 1) if "stagee" in line or line.endswith("&&")]
    first, second = (line for line in result.output.splitlines() if "paket kami.yaml" in line)
    column = lines[wrong[0] - 1].index("fact.stagee") + 1
    assert f"paket kami.yaml:{wrong[0]}:{column}: aturan inovasi-gagasan" in first
    assert "kunci when" in first
    assert "Mungkin maksudnya: fact.stage." in first
    assert f"paket kami.yaml:{wrong[1]}:" in second
    assert "aturan inovasi-uji-coba" in second
    assert session().query(RulePack).count() == 0
    checked = run("check", str(pack))
    assert (checked.exit_code, checked.output) == (1, result.output)


def test_sound_pack_passes_the_check_and_is_not_loaded():
    result = run("check", str(SHIPPED / "layanan-dasar.yaml"))
    assert result.exit_code == 0
    assert "paket layanan-dasar" in result.output
    assert session().query(RulePack).count() == 0


def test_check_of_a_file_that_is_not_there_is_a_mistake_of_the_call():
    assert run("check", "tidak-ada.yaml").exit_code == 2


def test_file_is_simulated_without_being_kept(tmp_path: Path):
    out = tmp_path / "simulasi.xlsx"
    result = simulate(str(SHIPPED / "layanan-dasar.yaml"), "--out", str(out))
    assert result.exit_code == 0
    assert "belum ada versi yang berlaku" in result.output
    assert out.read_bytes().startswith(b"PK")
    assert session().query(Simulation).count() == 0
    assert session().query(RulePack).count() == 0


def test_days_turned_around_are_refused():
    pack = str(SHIPPED / "layanan-dasar.yaml")
    assert run("simulate", pack, "--from", "2026-02-01", "--to", "2026-01-01").exit_code == 2


def test_two_versions_are_told_rule_by_rule(tmp_path: Path):
    text = (SHIPPED / "layanan-dasar.yaml").read_text(encoding="utf-8")
    other = tmp_path / "baru.yaml"
    other.write_text(text.replace("{amount: 60, to: team}", "{amount: 70, to: team}"), "utf-8")
    same = run("diff", str(SHIPPED / "layanan-dasar.yaml"), str(SHIPPED / "layanan-dasar.yaml"))
    assert same.exit_code == 0
    found = run("diff", str(SHIPPED / "layanan-dasar.yaml"), str(other))
    assert found.exit_code == 1
    assert "Aturan inovasi-diterapkan (berubah)" in found.output
    assert "    - points: amount 60, to team" in found.output
    assert "    + points: amount 70, to team" in found.output
    assert run("diff", "tidak-ada", str(other)).exit_code == 1


def test_pack_that_is_no_text_is_refused(tmp_path: Path):
    pack = tmp_path / "paket.yaml"
    pack.write_bytes("code: kuitansi é".encode("utf-16"))
    result = run("load", str(pack), "--as", FIRST)
    assert result.exit_code == 1
    assert "paket.yaml: berkas paket aturan harus teks YAML (UTF-8)." in result.output


def test_staff_neither_load_nor_activate():
    path = str(SHIPPED / "layanan-dasar.yaml")
    assert run("load", path, "--as", STAFF).exit_code == 1
    assert session().query(RulePack).count() == 0
    run("load", path, "--as", FIRST)
    assert activate(session().query(RulePack).one().id, STAFF).exit_code == 1


def test_start_that_is_no_day_is_refused():
    run("load", str(SHIPPED / "layanan-dasar.yaml"), "--as", FIRST)
    assert activate(session().query(RulePack).one().id, SECOND, "kapan").exit_code == 2

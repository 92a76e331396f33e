"""What an outsider takes home: the export, the verifier and the key agree on a bare machine."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.people import Role
from ledger.gateways.verifier import verifier_file
from ledger.models.events import AuditEvent
from ledger.services.entries import post_entry
from tests.factories import make_agency, make_person, make_unit
from tests.inspecting import seal, visitor, work_off
from tests.postings import guidance
from tests.tampering import tamper

PATH = "/buku-besar/ekspor"
NAME = "Wulan Sekarjati"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def uid(app, unit, now) -> str:
    person = make_person(unit, name=NAME)
    uid = post_entry(guidance(person, now), actor=system_actor(unit.agency_id), now=now)
    seal(app, unit.agency_id, now)
    return uid


@pytest.fixture
def web(client, unit, uid):
    return visitor(client, unit, Role.AUDITOR)


def links(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="') if ".jsonl" in part[:60]]


def exported(app, web, now) -> str:
    """The address of a new export."""
    assert web.post(PATH).status_code == 303
    assert "Ekspor menunggu giliran" in web.get(PATH).text
    work_off(app, now)
    return links(web.get(PATH).text)[0]


def verified(folder: Path, web, place: str) -> subprocess.CompletedProcess[str]:
    """What the three files say on a machine that has nothing of ours."""
    files = {"ekspor.jsonl": place, "verify_ledger.py": "/buku-besar/verify_ledger.py"}
    for name, path in {**files, "kunci.pub": "/buku-besar/kunci.pub"}.items():
        (folder / name).write_bytes(web.get(path).data)
    command = [sys.executable, "-I", "verify_ledger.py", "ekspor.jsonl", "--key", "kunci.pub"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_three_files_verify_on_a_bare_machine(app, web, now, tmp_path):
    result = verified(tmp_path, web, exported(app, web, now))
    assert (result.returncode, result.stdout.split("\n")[0]) == (0, "OK")


def test_export_of_a_changed_ledger_names_the_entry(app, web, uid, now, tmp_path):
    tamper("UPDATE entry SET effective_on = '2020-01-31'")
    result = verified(tmp_path, web, exported(app, web, now))
    assert result.returncode == 1
    assert uid in result.stdout


def test_export_holds_nobodys_name(app, web, now):
    assert NAME not in web.get(exported(app, web, now)).text


def test_whoever_fetches_an_export_is_on_record(app, web, now):
    place = exported(app, web, now)
    assert "Diunduh" not in web.get(PATH).text.replace("mengunduh", "")
    answer = web.get(place)
    assert answer.content_length == len(answer.data)
    tags = [tag for (tag,) in session().query(AuditEvent.tag).order_by(AuditEvent.id)]
    assert tags[-2:] == ["entry:export:requested", "entry:export:downloaded"]
    assert "Diunduh" in web.get(PATH).text.replace("mengunduh", "")


def test_only_the_newest_exports_are_kept(app, web, now):
    # Exports of one moment are the same bytes, and one file.
    places = [exported(app, web, now + timedelta(minutes=number)) for number in range(4)]
    assert web.get(places[0]).status_code == 404
    assert {web.get(place).status_code for place in places[1:]} == {200}


def test_verifier_is_the_file_at_the_top_and_its_hash_is_shown(web):
    answer = web.get("/buku-besar/verify_ledger.py")
    assert answer.data == (ROOT / "verify_ledger.py").read_bytes()
    assert verifier_file().sha256 in web.get(PATH).text


def test_verifier_is_packed_beside_the_package():
    packed = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"/verify_ledger.py"' in packed


def test_nothing_sealed_has_neither_key_nor_export(client):
    web = visitor(client, make_unit(make_agency()), Role.AUDITOR)
    assert "belum ada yang dapat diekspor" in web.get(PATH).text
    assert web.get("/buku-besar/kunci.pub").status_code == 404


@pytest.mark.parametrize("role", [Role.HR, Role.OPERATOR])
def test_others_are_refused(app, client, unit, web, role, now):
    place = exported(app, web, now)
    other = visitor(client, unit, role)
    paths = (PATH, place, "/buku-besar/verify_ledger.py", "/buku-besar/kunci.pub")
    assert {other.get(path).status_code for path in paths} == {403}
    assert other.post(PATH).status_code == 403


def test_export_of_another_agency_is_not_found(app, client, web, now):
    place = exported(app, web, now)
    other = visitor(client, make_unit(make_agency()), Role.AUDITOR)
    assert other.get(place).status_code == 404

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from jinja2 import DictLoader
from pikepdf import Name, Pdf

from ledger.documents import typesetting
from ledger.documents.fetching import ASSETS
from ledger.documents.qr import qr_svg
from ledger.documents.rendering import render_pdf
from ledger.documents.typesetting import Attachment, Layout, render_html
from ledger.errors import InvalidInput, RuleRefused
from tests.documents import samples
from tests.documents.reading import read_text
from tests.documents.test_contexts import ALL

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def papers():
    return {kind: render_pdf(kind, make()) for kind, make in ALL.items()}


@pytest.mark.parametrize("kind", ALL)
def test_draft_says_konsep_and_issued_paper_does_not(papers, kind, tmp_path):
    draft = read_text(render_pdf(kind, ALL[kind](is_draft=True, number="")), tmp_path)
    issued = read_text(papers[kind], tmp_path)
    assert "KONSEP" in draft
    assert "KONSEP" not in issued
    assert "Periksa keaslian" not in draft
    assert "Periksa keaslian" in issued


def test_stored_mapping_gives_the_bytes_of_its_context(papers):
    mapping = samples.make_certificate().to_mapping()
    assert render_pdf("certificate", mapping) == papers["certificate"]


def test_same_context_in_another_process_gives_same_bytes(papers):
    program = (
        "import hashlib, json; from ledger.documents.rendering import render_pdf;"
        "from tests.documents.test_contexts import ALL;"
        "print(json.dumps({k: hashlib.sha256(render_pdf(k, m())).hexdigest()"
        " for k, m in ALL.items()}))"
    )
    out = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    there = out.stdout.decode()
    for kind, pdf in papers.items():
        assert hashlib.sha256(pdf).hexdigest() in there, kind


def test_context_of_another_kind_is_refused():
    with pytest.raises(InvalidInput) as refusal:
        render_pdf("summons", samples.make_certificate())
    assert refusal.value.code == "document_context_misfit"


def test_undefined_placeholder_is_refused_by_name(monkeypatch):
    environment = typesetting._environment("id").overlay(
        loader=DictLoader({"documents/x.html": "{{ context.jabatan_lama }}"})
    )
    monkeypatch.setattr(typesetting, "_environment", lambda _lang: environment)
    with pytest.raises(RuleRefused, match="jabatan_lama") as refusal:
        render_html(Layout(template="x.html", style="letter.css"), {"context": {}})
    assert refusal.value.constraint == "document_placeholder_defined"


def test_attachment_is_carried_with_its_relationship_and_fixed_dates():
    proof = Attachment(name="keputusan.tlog-proof", content=b"c2sp.org/tlog-proof@v1\n")
    pdf = render_pdf("certificate", samples.make_certificate(), attachments=[proof])
    assert pdf == render_pdf("certificate", samples.make_certificate(), attachments=[proof])
    with Pdf.open(BytesIO(pdf)) as paper:
        found = paper.attachments["keputusan.tlog-proof"]
        assert found.get_file().read_bytes() == proof.content
        assert paper.Root.AF[0].AFRelationship == Name.Data


def test_every_shipped_font_has_its_licence_beside_it():
    folder = ROOT / "ledger" / "static" / "fonts"
    families = {path.name.split("-")[0] for path in folder.glob("*.ttf")}
    assert {f"OFL-{family}.txt" for family in families} == {
        path.name for path in folder.glob("OFL-*.txt")
    }
    assert len(ASSETS) == len(list(folder.glob("*.ttf")))


@pytest.mark.parametrize(("length", "side"), [(40, 49), (150, 65), (300, 81)])
def test_qr_grows_with_the_address_and_is_the_same_each_time(length, side):
    url = "https://neraca.contoh.go.id/".ljust(length, "x")
    assert f'viewBox="0 0 {side} {side}"' in qr_svg(url)
    assert qr_svg(url) == qr_svg(url)


def test_qr_of_an_endless_address_is_refused():
    with pytest.raises(InvalidInput) as refusal:
        qr_svg("https://neraca.contoh.go.id/" + "x" * 400)
    assert refusal.value.code == "verification_url_too_long"

from io import BytesIO
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from pikepdf import Pdf

import ledger
from ledger.documents import recap
from ledger.documents.recap_context import Chart, ChartPoint
from ledger.errors import RuleRefused
from tests.documents.reading import font_names, read_text, unembedded_fonts
from tests.documents.samples import make_recap

SVG = "{http://www.w3.org/2000/svg}"


@given(units=st.integers(0, 9), people=st.integers(0, 30), awards=st.integers(0, 40))
def test_pieces_hold_every_row_once_and_in_order(units, people, awards):
    context = make_recap(units=units, people=people, awards=awards)
    pieces = list(recap.split_rows(context, rows=12))
    assert tuple(chain.from_iterable(piece.awards for piece in pieces)) == context.awards
    slices = [part for piece in pieces for part in piece.units]
    told = [unit for unit in context.units if unit.recognised]
    assert [part.name for part in slices if not part.is_continued] == [one.name for one in told]
    assert [person for part in slices for person in part.people] == [
        person for unit in told for person in unit.recognised
    ]
    quiet = [line for piece in pieces for line in piece.quiet]
    assert [name for name, _ in quiet] == [
        unit.name for unit in context.units if not unit.recognised
    ]
    everybody = sum(len(unit.people) for unit in context.units)
    shown = sum(len(part.people) + part.others for part in slices)
    assert shown + sum(count for _, count in quiet) == everybody
    assert all(len(piece.awards) <= 12 for piece in pieces)
    assert all(len(part.people) <= 12 for part in slices)


def test_recap_tells_everything_with_small_groups_hidden(tmp_path):
    pdf = recap.render(make_recap())
    text = read_text(pdf, tmp_path)
    for words in (
        "Rekap Kinerja dan Penghargaan",
        "Triwulan II 2026",
        "Nomor 800.1.5/7/DKPS/2026",
        "12.045 entri",
        "b3a1f6e2c4d5978812f0aa3c5be6790d14c8e2f7a6b5d4938271605f4e3d2c1b",
        "Sekretariat <5",
        "Penerima 3",
        "Bidang Pelayanan 2",
        "Pegawai 2-5",
    ):
        assert words in text


def test_recap_numbers_every_page_of_the_whole(tmp_path):
    pdf = recap.render(make_recap(units=4, people=3))
    with Pdf.open(BytesIO(pdf)) as paper:
        total = len(paper.pages)
    text = read_text(pdf, tmp_path)
    assert total >= 7
    assert all(f"{number} / {total}" in text for number in range(1, total + 1))


def test_recap_in_pieces_and_processes_is_the_same_file(monkeypatch):
    context = make_recap(units=3, people=10)
    monkeypatch.setattr(recap, "ROWS_PER_PIECE", 15)
    alone = recap.render(context, processes=1)
    assert recap.render(context, processes=2) == alone
    assert unembedded_fonts(alone) == []
    assert font_names(alone)


def test_recap_without_anything_still_stands(tmp_path):
    empty = make_recap(
        units=0, awards=0, charts=(), commendations=(), guidance=(), signer=None, notes=()
    )
    assert "Tidak ada pada periode ini." in read_text(recap.render(empty), tmp_path)


@pytest.fixture
def charts():
    folder = Path(ledger.__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True)
    return environment.get_template("macros/charts.html").module


@pytest.mark.parametrize("shape", ["bar", "line", "dot"])
def test_chart_is_named_for_a_screen_reader_and_hides_small_groups(charts, shape):
    points = (
        ChartPoint(label="Unit <A> & B", value=1204),
        ChartPoint(label="C", value=None),
        ChartPoint(label="D", value=0),
    )
    svg = ET.fromstring(charts.__dict__[f"{shape}_chart"]("c1", "Judul", "Isi <b>", points))  # noqa: S314 - drawn by ourselves
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "c1-title c1-desc"
    assert svg.find(f"{SVG}title").text == "Judul"
    assert svg.find(f"{SVG}desc").text == "Isi <b>"
    words = [text.text for text in svg.iter(f"{SVG}text")]
    assert {"Unit <A> & B", "1.204", "<5", "0"} <= set(words)
    assert not [element for element in svg.iter() if element.get("style")]


def test_chart_of_nothing_but_zero_divides_by_nothing(charts):
    points = (ChartPoint(label="A", value=0),)
    for shape in ("bar", "line", "dot"):
        assert "NaN" not in str(charts.__dict__[f"{shape}_chart"]("c", "t", "d", points))


def test_chart_of_unknown_shape_is_refused():
    with pytest.raises(RuleRefused):
        Chart(shape="pie", title="", description="", measure="", points=())

"""The poster of a counter: everything a citizen needs, on one page, whatever the names."""

from dataclasses import replace
from io import BytesIO

import pytest
from pikepdf import Pdf

from ledger.documents.poster import PosterContext, PosterSize, render
from tests.documents.reading import read_text, unembedded_fonts

POSTER = PosterContext(
    agency="Pemerintah Kabupaten Contoh",
    unit="Dinas Kependudukan dan Pencatatan Sipil",
    service="Penerbitan KTP-el",
    counter="Loket 3",
    promise_text="15 menit",
    tariff_text="gratis",
    address="https://neraca.contoh.go.id/u/7K3M9Q2F",
    typed_address="neraca.contoh.go.id/u/7K3M9Q2F",
)
LONG = replace(
    POSTER,
    unit="Unit Pelaksana Teknis Daerah Balai Pelayanan Kesehatan dan Keselamatan Kerja Wilayah III",
    service="Pendaftaran rawat jalan dan pelayanan kesehatan bagi penyandang disabilitas",
    counter="Loket Pendaftaran dan Informasi Terpadu Lantai Dasar",
    typed_address="neraca.kabupaten-penukal-abab-lematang-ilir.go.id/u/7K3M9Q2F",
)
MILLIMETRES = {PosterSize.A4: (210, 297), PosterSize.A6: (105, 148)}


@pytest.mark.parametrize("size", PosterSize)
def test_poster_says_service_standard_address_and_where_to_complain(size, tmp_path):
    text = read_text(render(POSTER, size), tmp_path)
    for words in (POSTER.service, POSTER.counter, "15 menit", "gratis", POSTER.typed_address):
        assert words in text
    assert "Saya ingin mengadu" in text
    assert "Minta bantuan petugas" in text


@pytest.mark.parametrize("size", PosterSize)
@pytest.mark.parametrize("context", [POSTER, LONG], ids=["usual", "long"])
def test_poster_is_one_page_of_its_size(size, context):
    paper = render(context, size)
    with Pdf.open(BytesIO(paper)) as pdf:
        (page,) = pdf.pages
        edges = [float(edge) * 25.4 / 72 for edge in page.mediabox[2:]]
    assert [round(edge) for edge in edges] == list(MILLIMETRES[size])
    assert unembedded_fonts(paper) == []


def test_same_poster_is_the_same_bytes():
    assert render(POSTER, PosterSize.A6) == render(POSTER, PosterSize.A6)

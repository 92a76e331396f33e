from dataclasses import replace
from io import BytesIO

import pytest
from pikepdf import Pdf
from PIL import ImageChops

from bench.scenarios.certificate import fresh_call
from ledger.documents.parties import PersonBlock
from ledger.documents.rendering import render_pdf
from ledger.documents.typesetting import unbroken_days
from ledger.domain.documents import CertificateDesign
from ledger.errors import InvalidInput
from tests.documents import case_samples, samples
from tests.documents.reading import draw_page, read_text

#: A difference in grey, of 255, that an eye would see.
_VISIBLE = 96


def test_certificate_names_nobody_with_titles(tmp_path):
    text = read_text(render_pdf("certificate", samples.make_certificate()), tmp_path)
    assert "Siti Rahmawati" in text
    assert "Ratna Kusumawardhani" in text
    for title in ("S.Kom.", "Dr.", "S.H.", "M.H."):
        assert title not in text
    assert "800.1.12.8/118/DKPS/2026" in text
    assert "NIP 196908171995032001" in text


LONG = {
    "recipient": PersonBlock(
        name="Raden Ajeng Kusumaningtyas Hadiwijayaningrum Sastroamidjojo Purbakusuma",
        nip="198701122010012003",
        position="Analis Sumber Daya Manusia Aparatur Ahli Madya pada Sekretariat",
        unit="Unit Pelaksana Teknis Daerah Balai Pelayanan Kesehatan dan Keselamatan Kerja "
        "Wilayah III Kabupaten Contoh Selatan",
    ),
    "award_title": "Inovasi Pelayanan Publik Terbaik Tingkat Provinsi Bidang Kependudukan",
    "reason": "menggagas, menguji, dan menerapkan layanan jemput dokumen bagi penyandang "
    "disabilitas dan warga lanjut usia di dua belas kecamatan terpencil, memangkas waktu tunggu "
    "dari sembilan hari menjadi satu hari kerja, dan menularkannya ke empat kabupaten lain.",
}

CHANGED = samples.make_certificate(place="Kota Lain")


@pytest.mark.parametrize("design", sorted(CertificateDesign))
@pytest.mark.parametrize(
    "changes",
    [{}, {"recipient": PersonBlock(name="Suharto")}, LONG],
    ids=["usual", "one word, nothing else", "everything long"],
)
def test_certificate_is_one_page_lying_down(changes, design):
    context = samples.make_certificate(design=design.value, **changes)
    with Pdf.open(BytesIO(render_pdf("certificate", context))) as pdf:
        (page,) = pdf.pages
        _, _, width, height = (float(edge) for edge in page.mediabox)
    assert (round(width), round(height)) == (842, 595)


@pytest.mark.parametrize("design", sorted(CertificateDesign))
@pytest.mark.parametrize("changes", [{}, {"reason": "ramah"}, LONG], ids=["usual", "wide", "dense"])
def test_certificate_over_its_drawn_border_looks_as_one_document(changes, design):
    context = samples.make_certificate(design=design.value, **changes)
    ours, whole = (
        draw_page(pdf) for pdf in (render_pdf("certificate", context), fresh_call(context))
    )
    differing = ImageChops.difference(ours, whole).point(lambda level: level > _VISIBLE and 255)
    # Lines that lie half a hair elsewhere are drawn a little darker or lighter, nothing more.
    assert sum(differing.histogram()[1:]) < ours.width * ours.height / 2000
    assert ImageChops.difference(ours, draw_page(render_pdf("certificate", CHANGED))).getbbox()


def test_code_on_a_certificate_is_drawn_but_never_on_a_draft():
    framed, draft = (
        draw_page(render_pdf("certificate", samples.make_certificate(is_draft=is_draft)))
        for is_draft in (False, True)
    )
    corner = (95, 400, 160, 460)
    assert framed.crop(corner).getextrema()[0] < 60
    assert draft.crop(corner).getextrema()[0] > 200


#: Where the code of each design stands on the page drawn at 72 dots an inch, and its paper.
CODES = {
    CertificateDesign.ANYAMAN: (95, 460, 130, 500),
    CertificateDesign.KAWUNG: (100, 455, 140, 495),
    CertificateDesign.CAKRA: (70, 470, 120, 515),
}


@pytest.mark.parametrize("design", sorted(CertificateDesign))
def test_every_design_has_its_code_above_its_ground_and_words_of_its_own(design, tmp_path):
    pdf = render_pdf("certificate", samples.make_certificate(design=design.value))
    darkest, lightest = draw_page(pdf).crop(CODES[design]).getextrema()
    assert darkest < 60
    assert lightest > 200
    text = read_text(pdf, tmp_path)
    assert "Siti Rahmawati" in text
    assert "NIP 196908171995032001" in text


def test_designs_look_different_and_an_unknown_one_is_refused():
    pages = [
        draw_page(render_pdf("certificate", samples.make_certificate(design=design.value)))
        for design in CertificateDesign
    ]
    assert len({page.tobytes() for page in pages}) == len(CertificateDesign)
    with pytest.raises(InvalidInput):
        samples.make_certificate(design="lain")


def test_acting_signer_is_shown_before_the_post(tmp_path):
    signer = replace(samples.SIGNER, capacity="Plt.", on_behalf_of="Gubernur Contoh")
    text = read_text(render_pdf("certificate", samples.make_certificate(signer=signer)), tmp_path)
    assert "a.n. Gubernur Contoh Plt. Kepala Dinas" in text


def test_guidance_letter_is_secret_and_says_how_to_answer(tmp_path):
    text = read_text(render_pdf("guidance_letter", samples.make_guidance_letter()), tmp_path)
    assert "Sifat : Rahasia" in text
    assert "RAHASIA" not in text
    assert "teguran" not in text.lower()
    assert "800.1.6.2" not in text
    assert "Drs. Bambang Wijaya, M.Si." in text
    assert "Pembina (IV/a)" in text
    assert "NIP 197405062000031002" in text
    assert "keberatan atas surat ini secara tertulis kepada" in text
    assert "paling lambat 7 Desember 2026" in text
    assert "bukan hukuman disiplin" in text


def test_guidance_letter_says_when_the_right_to_answer_was_not_used(tmp_path):
    letter = samples.make_guidance_letter(reply_text="")
    text = read_text(render_pdf("guidance_letter", letter), tmp_path)
    assert "diberi kesempatan menanggapi" in text


@pytest.mark.parametrize(
    "kind_text", ["teguran lisan", "teguran tertulis", "pernyataan tidak puas secara tertulis"]
)
def test_reprimand_states_violation_objection_and_effect(kind_text, tmp_path):
    decision = case_samples.make_reprimand(kind_text=kind_text)
    text = read_text(render_pdf("reprimand_decision", decision), tmp_path)
    order = ["RAHASIA", "KEPUTUSAN KEPALA BIDANG", "NOMOR 800.1.6.2/14", "TENTANG"]
    order += ["Membaca", "Menimbang", "Mengingat", "MEMUTUSKAN", "KESATU", "KEDUA", "KETIGA"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert f"berupa {kind_text}" in text
    assert "Pasal 3 huruf e" in text
    assert "paling lambat 14 (empat belas) hari kerja" in text
    assert "dihitung dari tanggal diterima" in text
    assert "hari kerja ke-15" in text


def test_reprimand_counts_its_bases_in_figures_and_weighs_in_letters(tmp_path):
    context = case_samples.make_reprimand(mitigating=("Mengakui perbuatannya.", "SOP baru"))
    text = read_text(render_pdf("reprimand_decision", context), tmp_path)
    assert "Menimbang : a. bahwa" in text
    assert "Mengingat : 1. Undang-Undang" in text
    assert "meringankan: mengakui perbuatannya; SOP baru;" in text


def test_reprimand_is_signed_without_titles_and_prints_the_known_last_day(tmp_path):
    decision = case_samples.make_reprimand(objection_last_day_text="14 Desember 2026")
    text = read_text(render_pdf("reprimand_decision", decision), tmp_path)
    assert "Drs. Bambang" not in text
    assert "Bambang Wijaya" in text
    assert "Hari terakhir mengajukan keberatan: 14 Desember 2026" in text


def test_reprimand_says_the_last_day_for_whoever_receives_it_at_once(tmp_path):
    decision = case_samples.make_reprimand(objection_if_received_text="3 Desember 2026")
    text = read_text(render_pdf("reprimand_decision", decision), tmp_path)
    assert "Jika diterima pada tanggal ditetapkan, hari terakhirnya 3 Desember 2026" in text


def test_summons_names_examiner_time_place_and_suspicion(tmp_path):
    text = read_text(render_pdf("summons", case_samples.make_summons()), tmp_path)
    for words in ("RAHASIA", "SURAT PANGGILAN I ", "Senin, 9 November 2026", "09.00 WIB"):
        assert words in text
    assert "Drs. Bambang Wijaya, M.Si." in text
    assert "Pasal 3 huruf e" in text
    assert "dipanggil kedua kalinya" in text


def test_second_summons_warns_of_decision_without_examination(tmp_path):
    summons = case_samples.make_summons(ordinal=2, previous_text="Menyusul panggilan pertama.")
    text = read_text(render_pdf("summons", summons), tmp_path)
    assert "SURAT PANGGILAN II" in text
    assert "Menyusul panggilan pertama." in text
    assert "tanpa pemeriksaan" in text


def test_examination_record_keeps_answers_in_order_and_the_refusal(tmp_path):
    record = case_samples.make_examination_record(
        refusal_text="Yang diperiksa menolak menandatangani."
    )
    text = read_text(render_pdf("examination_record", record), tmp_path)
    places = [text.index(item.question[:20]) for item in record.answers]
    assert places == sorted(places)
    assert "Yang diperiksa menolak menandatangani." in text
    assert "Paraf" in text
    assert "RAHASIA" in text


def test_discipline_number_and_name_stay_out_of_the_title():
    for kind, make in {**case_samples.ALL, "guidance_letter": samples.make_guidance_letter}.items():
        with Pdf.open(BytesIO(render_pdf(kind, make()))) as pdf:
            assert "Siti" not in str(pdf.docinfo.get("/Title", ""))


def test_day_stays_on_one_line():
    joined = unbroken_days("pada 17 Agustus 2026, 1.204 warga")
    assert joined == "pada 17\u00a0Agustus\u00a02026, 1.204 warga"

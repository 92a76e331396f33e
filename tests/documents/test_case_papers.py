"""Forms F1 to F18: every field of the form stands in the paper, and an empty one is refused."""

import re
from dataclasses import fields, is_dataclass, replace
from io import BytesIO

import pytest
from pikepdf import Pdf

from ledger.documents.case_contexts import (
    Answer,
    DeliveryLetterContext,
    InvestigationReportContext,
    TeamMember,
)
from ledger.documents.parties import PersonBlock
from ledger.documents.rendering import render_pdf
from ledger.errors import RuleRefused
from tests.documents import case_samples, samples
from tests.documents.reading import read_text

#: Said once in the frame, or chosen by the template rather than printed.
_NOT_PRINTED = {"verification_url", "ordinal", "remedy", "author_label"}
LONG_NAME = PersonBlock(
    name="Raden Ajeng Kusumaningtyas Hadiwijayaningrum Sastroamidjojo Purbakusuma",
    nip="198701122010012003",
    rank="Pembina Utama Muda (IV/c)",
    position="Analis Sumber Daya Manusia Aparatur Ahli Madya pada Sekretariat",
    unit="Unit Pelaksana Teknis Daerah Balai Pelayanan Kesehatan dan Keselamatan Kerja "
    "Wilayah III Kabupaten Contoh Selatan",
)


def words_of(value: object) -> list[str]:
    """Every text of a context, however deep; of whoever signs with others only name and NIP."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, tuple):
        return [word for one in value for word in words_of(one)]
    if isinstance(value, DeliveryLetterContext) and value.recipient.rank:
        return words_of(replace(value, recipient=replace(value.recipient, rank="")))
    if isinstance(value, InvestigationReportContext) and value.authors:
        signed = [word for one in value.authors for word in (one.titled_name, one.nip)]
        return signed + words_of(replace(value, authors=()))
    if isinstance(value, TeamMember):
        return words_of((replace(value.person, unit=""), value.element, value.role))
    if is_dataclass(value):
        found = (getattr(value, one.name) for one in fields(value) if one.name not in _NOT_PRINTED)
        return [word for one in found for word in words_of(one)]
    return []


def squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


@pytest.mark.parametrize("kind", case_samples.ALL)
def test_paper_prints_every_field_of_its_form(kind, tmp_path):
    context = case_samples.ALL[kind]()
    text = squeezed(read_text(render_pdf(kind, context), tmp_path))
    titles = {"Drs.", "M.Si.", "S.Sos.", "Dr.", "S.H., M.H.", "S.Kom."}
    missing = [
        word for word in words_of(context) if squeezed(word) not in text and word not in titles
    ]
    assert missing == []


@pytest.mark.parametrize("kind", case_samples.ALL)
def test_paper_of_a_case_is_secret_and_a_draft_says_so(kind, tmp_path):
    issued = read_text(render_pdf(kind, case_samples.ALL[kind]()), tmp_path)
    draft = case_samples.ALL[kind](number="", is_draft=True)
    assert "RAHASIA" in issued
    assert "KONSEP" not in issued
    assert "KONSEP" in read_text(render_pdf(kind, draft), tmp_path)


REQUIRED = [
    (kind, name)
    for kind, make in case_samples.ALL.items()
    for name in type(make()).required
    if kind != "reprimand_decision" or name != "kind_text"
]


@pytest.mark.parametrize(("kind", "name"), REQUIRED, ids=[" ".join(one) for one in REQUIRED])
def test_i15_paper_with_an_empty_reason_or_article_is_refused(kind, name):
    whole = case_samples.ALL[kind]()
    empty = " ; " if isinstance(getattr(whole, name), str) else ()
    with pytest.raises(RuleRefused) as refusal:
        replace(whole, **{name: empty})
    assert refusal.value.constraint == "paper_field_empty"


@pytest.mark.parametrize("code", case_samples.KIND_TEXTS)
def test_decision_of_each_kind_is_one_form(code, tmp_path):
    decision = case_samples.make_sanction(code)
    text = read_text(render_pdf("sanction_decision", decision), tmp_path)
    order = ["RAHASIA", "KEPUTUSAN KEPALA DINAS", "NOMOR 800.1.6.2/21", "TENTANG"]
    order += ["DENGAN RAHMAT TUHAN YANG MAHA ESA", "Membaca", "Menimbang", "Mengingat"]
    order += ["MEMUTUSKAN", "Menetapkan", "KESATU", "KEDUA", "KETIGA", "Ditetapkan di", "Tembusan"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert case_samples.KIND_TEXTS[code] in text
    assert f"hukuman disiplin {decision.level_text}" in text
    assert "hari kerja ke-15 (kelima belas)" in text
    assert "paling lambat 14 (empat belas) hari kerja" in text
    is_light = code.startswith("R")
    assert ("terhitung mulai tanggal berlakunya" in text) is not is_light
    assert ("KEENAM" in text) is not is_light


def test_lowered_post_or_class_says_what_it_was_and_becomes(tmp_path):
    decision = case_samples.make_sanction(
        "B1", place_label="Kelas jabatan", position_before="7", position_after="6"
    )
    text = read_text(render_pdf("sanction_decision", decision), tmp_path)
    assert "Kelas jabatan semula : 7" in text
    assert "Kelas jabatan baru : 6" in text
    with pytest.raises(RuleRefused):
        replace(decision, position_after="")


def test_dismissal_is_appealed_not_objected_to(tmp_path):
    decision = case_samples.make_sanction(
        "B3", remedy="banding administratif", objection_addressee="Badan Pertimbangan ASN"
    )
    text = read_text(render_pdf("sanction_decision", decision), tmp_path)
    assert "berhak mengajukan banding administratif secara tertulis kepada Badan" in text
    assert "keberatan" not in text


@pytest.mark.parametrize(("code", "level"), [("R1", "sedang"), ("R3", "berat"), ("R2", "x")])
def test_kind_outside_its_level_is_refused(code, level):
    with pytest.raises(RuleRefused) as refusal:
        case_samples.make_sanction(code, level_text=level)
    assert refusal.value.constraint == "sanction_kind_of_level"


@pytest.mark.parametrize("missing", ["starts_text", "rights_text"])
def test_heavier_kind_says_from_when_and_what_becomes_of_rights(missing):
    with pytest.raises(RuleRefused):
        case_samples.make_sanction("S1", **{missing: ""})


def test_decision_is_titled_by_the_post_and_signed_in_its_capacity(tmp_path):
    signer = replace(samples.SIGNER, capacity="Plh.", on_behalf_of="Gubernur Contoh")
    decision = case_samples.make_sanction(signer=signer)
    text = read_text(render_pdf("sanction_decision", decision), tmp_path)
    assert "KEPUTUSAN GUBERNUR CONTOH" in text
    assert "a.n. Gubernur Contoh Plh. Kepala Dinas" in text


def test_call_for_a_decision_does_not_say_what_it_is(tmp_path):
    text = read_text(render_pdf("delivery_call", case_samples.make_delivery_call()), tmp_path)
    assert "hukuman" not in text.lower()
    assert "teguran" not in text.lower()


def test_summons_says_by_whom_the_person_may_be_accompanied(tmp_path):
    told = "Saudara boleh didampingi seorang rekan pegawai."
    with_one = case_samples.make_summons(companion_text=told)
    assert told in read_text(render_pdf("summons", with_one), tmp_path)
    without = read_text(render_pdf("summons", case_samples.make_summons()), tmp_path)
    assert "didampingi" not in without


def test_report_on_who_never_came_lists_both_letters(tmp_path):
    report = case_samples.make_investigation_report(
        summonses=("Surat Panggilan I tanggal 2 November 2026: tidak hadir.",), reply_text=""
    )
    text = read_text(render_pdf("investigation_report", report), tmp_path)
    assert "Surat Panggilan I tanggal 2 November 2026: tidak hadir." in text
    assert "tidak memberi tanggapan tertulis" in text


def test_correction_is_printed_under_its_answer(tmp_path):
    answers = (
        Answer(question="Berapa lama?", answer="Dua jam.", correction="Satu jam, bukan dua."),
        Answer(question="Mengapa?", answer="Anak saya sakit."),
    )
    record = case_samples.make_examination_record(answers=answers)
    text = read_text(render_pdf("examination_record", record), tmp_path)
    assert text.count("Pembetulan oleh yang diperiksa: Satu jam, bukan dua.") == 1
    assert text.index("Dua jam.") < text.index("Pembetulan oleh") < text.index("Mengapa?")


def test_long_names_and_a_hundred_questions_keep_the_signatures_with_words(tmp_path):
    answers = tuple(
        Answer(question=f"Pertanyaan ke-{n} tentang kejadian itu?", answer="Benar. " * (n % 40))
        for n in range(1, 101)
    )
    record = case_samples.make_examination_record(
        answers=answers, examinee=LONG_NAME, examiners=(LONG_NAME, samples.HEAD, LONG_NAME)
    )
    for paper in (
        render_pdf("examination_record", record),
        render_pdf("sanction_decision", case_samples.make_sanction("B2", person=LONG_NAME)),
    ):
        with Pdf.open(BytesIO(paper)) as pdf:
            last = Pdf.new()
            last.pages.append(pdf.pages[-1])
            only = BytesIO()
            last.save(only)
        words = read_text(only.getvalue(), tmp_path)
        place = max(words.find("Demikian berita acara"), words.find("Ditetapkan di"))
        assert place > 60, "the signatures stand alone on the last page"

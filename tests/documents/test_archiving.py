"""Every kind of paper keeps ISO 19005-3, as an independent validator and our own reading see it."""

import re
from io import BytesIO

import pytest
from pikepdf import Name, Pdf

from ledger.documents import poster
from ledger.documents.recap import ROWS_PER_PIECE
from ledger.documents.rendering import render_pdf
from ledger.documents.typesetting import Attachment
from tests.documents import samples
from tests.documents.reading import (
    faults,
    font_names,
    fonts_without_unicode,
    keys_used,
    unembedded_fonts,
)
from tests.documents.test_contexts import ALL
from tests.documents.test_poster import POSTER

#: Every page of these carries tags; the annex of a recap does not, so that promises less.
LEVELS = {kind: "3b" if kind == "recap" else "3a" for kind in ALL}
#: We keep the rules of PDF/UA-1 that a machine can judge, but do not call our papers by its name.
NOT_CALLED_UA = {"PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001"}
PROOF = Attachment(
    name="keputusan.tlog-proof", content=b"c2sp.org/tlog-proof@v1\n", description="Bukti"
)


@pytest.fixture(scope="module")
def papers():
    return {kind: render_pdf(kind, make(), attachments=[PROOF]) for kind, make in ALL.items()}


@pytest.mark.parametrize("kind", ALL)
def test_paper_passes_the_validator_at_the_level_it_names(papers, kind):
    assert faults(papers[kind], LEVELS[kind]) == []
    with Pdf.open(BytesIO(papers[kind])) as paper, paper.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == LEVELS[kind][1].upper()


@pytest.mark.parametrize("kind", ALL)
def test_draft_passes_the_validator_too(kind):
    draft = render_pdf(kind, ALL[kind](is_draft=True, number="", verification_url=""))
    assert faults(draft, LEVELS[kind]) == []


@pytest.mark.parametrize("kind", sorted(set(ALL) - {"recap"}))
def test_paper_can_be_read_aloud(papers, kind):
    found = {fault.partition(":")[0] for fault in faults(papers[kind], "ua1")}
    assert found == NOT_CALLED_UA


@pytest.mark.parametrize("size", poster.PosterSize)
def test_poster_passes_the_validator(size):
    assert faults(poster.render(POSTER, size), "3a") == []


def test_validator_finds_what_was_broken_on_purpose(papers):
    with Pdf.open(BytesIO(papers["certificate"])) as paper:
        del paper.Root.OutputIntents
        paper.Root.OpenAction = paper.make_indirect({"/S": Name.JavaScript, "/JS": "app.beep(0)"})
        out = BytesIO()
        paper.save(out)
    told = " ".join(faults(out.getvalue(), "3a"))
    assert "OUTPUT" in told.upper()
    assert "ACTION" in told.upper()


@pytest.mark.parametrize("kind", ALL)
def test_paper_has_intent_language_title_and_tags(papers, kind):
    with Pdf.open(BytesIO(papers[kind])) as paper, paper.open_metadata() as metadata:
        assert paper.Root.OutputIntents[0].S == Name.GTS_PDFA1
        assert str(paper.Root.Lang) == "id"
        assert paper.Root.MarkInfo.Marked
        assert paper.Root.StructTreeRoot.K
        assert metadata["dc:title"] == str(paper.docinfo[Name.Title])
        assert Name.Filter not in paper.Root.Metadata.stream_dict
        assert not paper.is_encrypted


@pytest.mark.parametrize("kind", ALL)
def test_paper_embeds_every_font_and_only_ours(papers, kind):
    assert unembedded_fonts(papers[kind]) == []
    assert fonts_without_unicode(papers[kind]) == []
    names = font_names(papers[kind])
    assert names
    assert all(re.match(r"(Source-?Sans-?3|EB-?Garamond)", name) for name in names), names


@pytest.mark.parametrize("kind", ALL)
def test_paper_has_no_script_no_action_no_link(papers, kind):
    outside = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/URI", "/Launch", "/Win", "/XFA"}
    assert not keys_used(papers[kind]) & outside


@pytest.mark.parametrize("kind", ALL)
def test_what_a_paper_carries_says_how_it_belongs(papers, kind):
    with Pdf.open(BytesIO(papers[kind])) as paper:
        carried = paper.Root.AF[0]
        assert carried.AFRelationship == Name.Data
        assert carried.EF.F.stream_dict.Subtype


@pytest.mark.parametrize("kind", ALL)
def test_same_context_gives_the_same_bytes(papers, kind):
    assert render_pdf(kind, ALL[kind](), attachments=[PROOF]) == papers[kind]


def test_long_recap_passes_the_validator_across_its_pieces():
    recap = samples.make_recap(awards=ROWS_PER_PIECE + 1, units=2)
    assert faults(render_pdf("recap", recap), "3b") == []

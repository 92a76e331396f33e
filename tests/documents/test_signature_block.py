"""The visible block of a signature: found room, letters as outlines, the same every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.documents.outlines import text_strokes, text_width, wrapped
from ledger.documents.rendering import render_pdf
from ledger.documents.signature_block import draw_block, find_place
from tests.documents import samples

WORDS = "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik."


@pytest.mark.parametrize(
    ("context", "page"),
    [(samples.make_certificate(), 0), (samples.make_guidance_letter(), 1)],
    ids=["certificate", "letter"],
)
def test_layout_keeps_room_for_its_signer(context, page):
    place = find_place(render_pdf(context.kind, context), 1)
    assert place.page == page
    assert place.height > 30


def test_paper_that_nobody_signs_has_no_room():
    context = samples.make_recap()
    assert find_place(render_pdf(context.kind, context), 5) is None


def test_block_is_the_same_every_time_and_grows_with_its_words():
    first = draw_block(url=samples.URL, words=WORDS, height=40)
    assert first == draw_block(url=samples.URL, words=WORDS, height=40)
    assert first.width < 195
    assert draw_block(url=samples.URL, words="Sah.", height=40).width < first.width


def test_letters_are_outlines_and_need_no_font():
    assert b"Tf" not in text_strokes("Sah", left=0, baseline=0, size=7)
    assert b" c" in text_strokes("Sah", left=0, baseline=0, size=7)


@given(st.text(max_size=80), st.floats(20, 200))
def test_no_line_is_wider_than_its_room_unless_it_is_one_word(words, width):
    lines = list(wrapped(words, size=6, width=width))
    assert " ".join(lines) == " ".join(words.split())
    assert all(text_width(one, size=6) <= width or len(one.split()) == 1 for one in lines)

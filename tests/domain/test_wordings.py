"""Words of papers: what they must and may name, said at the place that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.documents import DocumentKind
from ledger.domain.wordings import (
    EXAMPLES,
    SLOTS,
    check_texts,
    default_texts,
    fill,
    texts_sha256,
)
from ledger.errors import InvalidInput, RuleRefused

CERTIFICATE, LETTER = DocumentKind.CERTIFICATE, DocumentKind.GUIDANCE_LETTER


@pytest.mark.parametrize("kind", sorted(SLOTS))
def test_shipped_words_pass_their_own_check_and_can_be_filled(kind: DocumentKind) -> None:
    texts = check_texts(kind, default_texts(kind))
    assert texts == default_texts(kind)
    assert all("{" not in fill(text, EXAMPLES) for text in texts.values())


@pytest.mark.parametrize(
    ("kind", "slot", "text", "told"),
    [
        (CERTIFICATE, "deed", "atas jasanya", "harus memuat {uraian}"),
        (CERTIFICATE, "deed", "{uraian} {gaji}", "{gaji} tidak dikenal"),
        (CERTIFICATE, "deed", "{uraian} {nama.__class__}", "{nama.__class__} tidak dikenal"),
        (CERTIFICATE, "given", "kepada {", "kurung kurawal"),
        (CERTIFICATE, "given", "", "Tulis bagian ini"),
        (CERTIFICATE, "given", "x" * 61, "Paling banyak 60 huruf; sekarang 61"),
        (LETTER, "right", "Saudara dapat menanggapi kepada {kepada}.", "harus memuat {batas}"),
        (LETTER, "closing", "Ini teguran terakhir.", "kata teguran"),
    ],
)
def test_text_that_cannot_be_used_is_refused_at_its_place(
    kind: DocumentKind, slot: str, text: str, told: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_texts(kind, {**default_texts(kind), slot: text})
    assert set(refusal.value.fields) == {slot}
    assert told in refusal.value.fields[slot][0]


def test_place_nothing_was_given_for_is_refused_by_its_name() -> None:
    with pytest.raises(RuleRefused, match=r"\{hari\}"):
        fill("pada {hari}", {"nama": "Siti"})


@given(value=st.text())
def test_what_is_filled_in_is_never_read_again(value: str) -> None:
    assert fill("<{nama}>", {"nama": value}) == f"<{value}>"


@given(st.text(), st.text())
def test_other_words_have_another_hash(one: str, other: str) -> None:
    assert (texts_sha256({"a": one}) == texts_sha256({"a": other})) == (one == other)

"""Everything a person reads is marked, and stands in English too."""

import re
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.sources import ROOT, page_templates

ENGLISH = ROOT / "ledger/translations/en/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TRANS_BLOCK = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
JINJA_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
READ_ATTRIBUTE = re.compile(r"\b(?:alt|aria-label|placeholder|title|label)=\"([^\"]*)\"")
WORD = re.compile(r"[A-Za-z]{3,}")
# Names that are the same in every language.
NAMES = {"Neraca", "NIP", "PDF", "XLSX", "CSV", "Bahasa", "Indonesia", "English"}


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every marked sentence of the code and the templates."""
    template: Path = tmp_path_factory.mktemp("messages") / "messages.pot"
    subprocess.run([ROOT / "tools/messages", template], check=True, cwd=ROOT)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def test_sentence_has_an_english_translation(sentences: Catalog, english: Catalog):
    missing = [message.id for message in sentences if message.id and not _told(english, message)]
    assert not missing, "run make messages and fill ledger/translations/en"


def test_translation_keeps_the_placeholders(english: Catalog):
    broken = [
        message.id
        for message in english
        if message.id and _placeholders(message.id) != _placeholders(message.string)
    ]
    assert not broken


def test_catalogue_holds_nothing_that_nobody_says(sentences: Catalog, english: Catalog):
    unsaid = [message.id for message in english if message.id and message.id not in sentences]
    assert not unsaid, "run make messages"


@pytest.mark.parametrize("name", page_templates())
def test_text_of_a_page_is_marked(name: str):
    markup = JINJA_CODE.sub(" ", TRANS_BLOCK.sub(" ", page_templates()[name]))
    read = [*READ_ATTRIBUTE.findall(markup), TAG.sub(" ", markup)]
    unmarked = [word for text in read for word in WORD.findall(text) if word not in NAMES]
    assert not unmarked, "wrap the sentence in _()"


def _told(english: Catalog, message: Message) -> bool:
    translated = english.get(message.id, message.context)
    if translated is None or translated.fuzzy:
        return False
    told = translated.string
    return all(told) if isinstance(told, tuple | list) else bool(told)


def _placeholders(text: str | list[str] | tuple[str, ...]) -> set[str]:
    return set(PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text)))

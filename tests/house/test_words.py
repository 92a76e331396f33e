"""One word per thing in the code, plain words on the screen."""

import ast
import re

import pytest

from tests.house.sources import FUNCTIONS, ROOT, called_name, calls, page_templates, python_sources

GLOSSARY = (
    "agency", "unit", "person", "account", "capacity", "nomination", "commendation", "complaint",
    "violation report", "case", "service", "rule pack", "rule version", "firing", "proposal",
    "decision", "entry", "posting", "points", "badge", "guidance", "sanction", "objection",
    "reversal", "checkpoint", "recap", "period",
)  # fmt: skip
# The word we use for what the code must not call otherwise.
SYNONYMS = {
    "employee": "person", "department": "unit", "punishment": "sanction", "penalty": "sanction",
    "grievance": "objection", "medal": "badge", "praise": "commendation",
}  # fmt: skip
TRANSLATED = {"_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "sentence"}
NEVER_SAID = {
    "a link says its target": re.compile(r"klik di sini", re.IGNORECASE),
    "say what is wrong": re.compile(r"\btidak valid\b", re.IGNORECASE),
    "no shouting": re.compile(r"gagal!", re.IGNORECASE),
    "no status numbers": re.compile(r"\b(?:error|kesalahan) [45]\d\d\b", re.IGNORECASE),
    "Anda has a capital": re.compile(r"\banda\b"),
    "Anda, not kamu": re.compile(r"\bkamu\b", re.IGNORECASE),
    "perbarui": re.compile(r"\bmutakhirkan\b", re.IGNORECASE),
}
NO_BEGGING = re.compile(r"\b(?:mohon|silakan|tolong)\b", re.IGNORECASE)


def marked_sentences() -> list[tuple[str, str]]:
    """Where and what: each sentence of the code that a person may read."""
    return [
        (f"{source.name}:{call.lineno}", part.value)
        for source in python_sources("ledger")
        for call in calls(source.tree)
        if called_name(call).rpartition(".")[2] in TRANSLATED
        for part in call.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def test_readme_explains_every_word_of_the_glossary():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert [word for word in GLOSSARY if word not in readme] == []


def test_code_calls_a_thing_by_its_one_name():
    found = [
        f"{source.name}:{node.lineno} {node.name}: say {ours}"
        for source in python_sources("ledger")
        for node in ast.walk(source.tree)
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        for theirs, ours in SYNONYMS.items()
        if re.search(rf"(?:^|_){theirs}s?(?:_|$)", _snake(node.name))
    ]
    assert not found


def test_no_module_is_called_ledger():
    found = [s.name for s in python_sources("ledger") if "ledger" in s.parts[1:]]
    assert not found, "the package is the ledger; a row of it is an entry"


def test_sentence_in_code_keeps_the_plain_style():
    found = [
        f"{place}: {why}: {text}"
        for place, text in marked_sentences()
        for why, pattern in NEVER_SAID.items()
        if pattern.search(text)
    ]
    begging = [f"{place}: {text}" for place, text in marked_sentences() if NO_BEGGING.search(text)]
    assert not found
    assert not begging, "say what to do, without mohon, silakan or tolong"


@pytest.mark.parametrize("name", page_templates())
def test_page_keeps_the_plain_style(name: str):
    shown = _without_code(page_templates()[name])
    found = [why for why, pattern in NEVER_SAID.items() if pattern.search(shown)]
    assert not found


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _without_code(text: str) -> str:
    """The page without comments and attribute names, so that only what is read remains."""
    return re.sub(r"\{#.*?#\}|<!--.*?-->", "", text, flags=re.DOTALL)

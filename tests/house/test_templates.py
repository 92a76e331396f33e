"""Templates are reachable, tidy, and keep the promises of the screens."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from jinja2 import Environment, nodes

from tests.house.sources import page_templates, python_sources, templates

JINJA = Environment(  # noqa: S701 - only parses, never renders
    extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
)
REFERRING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
JINJA_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
FORM = re.compile(r"<form\b[^>]*>", re.IGNORECASE)
FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*>", re.IGNORECASE)
REQUIRED = re.compile(r"(?<![-\w])required\b")
INLINE = {
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+=", re.IGNORECASE),
    "a page that loads itself again": re.compile(r"http-equiv=.refresh", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}


def parsed(name: str) -> nodes.Template:
    return JINJA.parse(templates()[name], name=name)


def html_templates() -> list[str]:
    return [name for name in templates() if name.endswith((".html", ".svg", ".txt"))]


def test_template_is_reachable_from_the_code():
    reached: set[str] = set()
    waiting = _meant_by(_python_references())
    while waiting:
        name = waiting.pop()
        reached.add(name)
        referred = list(_references(name)) if name in html_templates() else []
        waiting |= _meant_by(referred) - reached
    unreached = set(templates()) - reached
    assert not unreached, "nobody renders, extends, includes or imports these"


@pytest.mark.parametrize("name", html_templates())
def test_template_uses_what_it_imports(name: str):
    tree = parsed(name)
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert not set(_imported(tree)) - used


@pytest.mark.parametrize("name", page_templates())
def test_form_leaves_checking_to_us(name: str):
    markup = JINJA_CODE.sub("", page_templates()[name])
    forms = [form for form in FORM.findall(markup) if "novalidate" not in form]
    fields = [field for field in FIELD.findall(markup) if REQUIRED.search(field)]
    assert not forms, "the browser's own bubbles speak another language: add novalidate"
    assert not fields, "drop required: our errors say what, where and how to mend"


@pytest.mark.parametrize("name", page_templates())
def test_page_runs_under_the_strict_content_policy(name: str):
    markup = JINJA_CODE.sub("", page_templates()[name])
    found = [what for what, pattern in INLINE.items() if pattern.search(markup)]
    assert not found


def _python_references() -> set[str]:
    """What the code may mean by a template: its name, or a pattern where the name is composed."""
    found = set()
    for source in python_sources("ledger"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(_composed(node)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return {reference for reference in found if re.search(r"\.\w+$", reference)}


def _composed(node: ast.JoinedStr) -> Iterator[str]:
    for part in node.values:
        yield str(part.value) if isinstance(part, ast.Constant) else "*"


def _references(name: str) -> Iterator[str]:
    for node in parsed(name).find_all(REFERRING):
        for part in node.template.find_all(nodes.Const) if node.template else ():
            yield str(part.value)
        if isinstance(node.template, nodes.Const):
            yield from _several(node.template.value)
        elif isinstance(node.template, nodes.Concat):
            yield "".join(
                str(part.value) if isinstance(part, nodes.Const) else "*"
                for part in node.template.nodes
            )


def _several(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def _meant_by(references: Iterable[str]) -> set[str]:
    """The templates that are called so, by their whole name or from a loader further down."""
    patterns = (re.escape(reference).replace(r"\*", "[^/]+") for reference in references)
    meant = re.compile(rf"(?:.*/)?(?:{'|'.join(patterns) or '(?!)'})")
    return {name for name in templates() if meant.fullmatch(name)}


def _imported(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.Import):
        yield node.target
    for node in tree.find_all(nodes.FromImport):
        for name in node.names:
            yield name[1] if isinstance(name, tuple) else name

"""The sources of this repository, read once for all house tests."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "ledger" / "templates"
PYTHON_FOLDERS = ("ledger", "tests", "bench", "migrations")
HIDDEN = (".venv", ".venv-peers", "__pycache__", "node_modules")

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """One Python file: ``name`` is its path from the root, as a person would write it."""

    name: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.name).with_suffix("").parts

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS))

    def strings(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value

    def imported(self) -> set[str]:
        """The top names of the absolute imports."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
        return names


def python_sources(*folders: str) -> list[Source]:
    """The Python files below the folders; all our folders when none is named."""
    return [source for folder in folders or PYTHON_FOLDERS for source in _sources_below(folder)]


@functools.cache
def _sources_below(folder: str) -> tuple[Source, ...]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        if not set(HIDDEN) & set(path.parts):
            text = path.read_text(encoding="utf-8")
            name = str(path.relative_to(ROOT))
            found.append(Source(name, text, ast.parse(text, filename=name)))
    return tuple(found)


@functools.cache
def templates() -> dict[str, str]:
    """Every file of the templates folder by its name as Jinja knows it."""
    return {
        str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }


@functools.cache
def page_templates() -> dict[str, str]:
    """The templates a browser shows; official papers have their own rules and language."""
    return {
        name: text
        for name, text in templates().items()
        if name.endswith(".html") and not name.startswith("documents/")
    }


def called_name(call: ast.Call) -> str:
    """The dotted name of what is called, as far as it is written in names."""
    parts: list[str] = []
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))

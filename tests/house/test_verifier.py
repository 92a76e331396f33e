"""The verifier stays what an inspector can read and run: one short file, Python alone."""

import ast
import sys

from tests.house.sources import FUNCTIONS, ROOT
from tests.house.test_sizes import FILE_LINES, FUNCTION_LINES

TEXT = (ROOT / "verify_ledger.py").read_text(encoding="utf-8")
TREE = ast.parse(TEXT)
OLDEST_PYTHON = (3, 9)


def test_verifier_is_short():
    assert TEXT.count("\n") <= FILE_LINES
    long = [
        node.name
        for node in ast.walk(TREE)
        if isinstance(node, FUNCTIONS) and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert not long


def test_verifier_imports_python_alone():
    """The one library it knows makes signatures quicker, and may be missing."""
    needed = {
        name.partition(".")[0]
        for node in TREE.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else _names(node))
    }
    assert needed <= sys.stdlib_module_names
    tried = [node for node in TREE.body if isinstance(node, ast.Try)]
    assert [ast.unparse(one.handlers[0].type) for one in tried] == ["ImportError"]


def test_verifier_reads_as_an_older_python():
    assert ast.parse(TEXT, feature_version=OLDEST_PYTHON)


def _names(node: ast.Import) -> list[str]:
    return [alias.name for alias in node.names]

"""The tail of long files and functions is where beauty is lost, so it is capped."""

from collections.abc import Iterator

from tests.house.sources import Source, python_sources, templates

FILE_LINES = 400
FUNCTION_LINES = 50
# A migration is the prose of one step: its tables in a row, never called from anywhere else and
# never changed again, so giving parts of it a name would only scatter it.
PROSE = "migrations/versions/"


def test_python_file_is_at_most_400_lines():
    long = {
        source.name: lines for source in _code() if (lines := source.text.count("\n")) > FILE_LINES
    }
    assert not long, "split each into a package of the same name"


def test_template_is_at_most_400_lines():
    long = {
        name: lines
        for name, text in templates().items()
        if (lines := text.count("\n")) > FILE_LINES
    }
    assert not long, "split each by what it shows"


def test_function_is_at_most_50_lines():
    long = {
        f"{source.name}:{function.lineno} {function.name}": lines
        for source in _code()
        for function in source.functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert not long, "give the parts of each a name"


def _code() -> Iterator[Source]:
    return (source for source in python_sources() if not source.name.startswith(PROSE))

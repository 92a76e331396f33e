"""The tail of long files and functions is where beauty is lost, so it is capped."""

from tests.house.sources import python_sources, templates

FILE_LINES = 400
FUNCTION_LINES = 50


def test_python_file_is_at_most_400_lines():
    long = {
        source.name: lines
        for source in python_sources()
        if (lines := source.text.count("\n")) > FILE_LINES
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
        for source in python_sources()
        for function in source.functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    }
    assert not long, "give the parts of each a name"

"""How a drill says what it did, for the table at the end of a run."""

from collections.abc import Callable

import pytest

#: The mark by which the report finds these lines among the properties of a test.
DRILL = "drill"

Tell = Callable[[str, str], None]


def teller(request: pytest.FixtureRequest) -> Tell:
    """Keep for the table what was done and what came of it."""

    def tell(done: str, outcome: str) -> None:
        request.node.user_properties.append((DRILL, (request.node.name, done, outcome)))

    return tell

"""How much each drill does: small in `make test`, as much as `make soak` asks for otherwise.

What is counted is done on both databases together, but for kills, which each of them suffers.
"""

import os

PREFIX = "NERACA_TEST_"


def size(name: str, small: int) -> int:
    """What the environment asks for under the name, such as NERACA_TEST_KILLS=200."""
    return int(os.environ.get(f"{PREFIX}{name}", small))


KILLS = size("KILLS", 40)
STOPS = size("STOPS", 3)
#: About so many requests are sent in the storm; each different one comes one to five times.
REQUESTS = size("REQUESTS", 1_200)
STEPS = size("STEPS", 2_000)
#: What each of 64 writers asks for.
TURNS = size("TURNS", 6)
#: How often somebody who numbers papers is killed, and how many papers at least are numbered.
NUMBER_KILLS = size("NUMBER_KILLS", 8)
NUMBERS = size("NUMBERS", 200)
#: Made ledgers that nobody touched, and rounds of every way to forge one.
CLEAN = size("CLEAN", 100)
FORGED = size("FORGED", 5)

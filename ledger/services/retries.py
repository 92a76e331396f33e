"""Running a verb again that PostgreSQL took back, as when two transactions waited in a ring."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from ledger.database import in_transaction

P = ParamSpec("P")
T = TypeVar("T")

#: serialization_failure and deadlock_detected (PostgreSQL, appendix A).
TAKEN_BACK = frozenset({"40001", "40P01"})
#: The longest wait before each new attempt; the random part keeps two from meeting again.
PAUSES_SECONDS = (0.02, 0.06, 0.2)


def retried(verb: Callable[P, T]) -> Callable[P, T]:
    """Let the verb run again, at most three times, when its transaction was taken back.

    For verbs that open the outermost transaction and do nothing before it that may not happen
    twice. Within a transaction of the caller the failure is the caller's, who began too early.
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if in_transaction():
            return verb(*args, **kwargs)
        for pause in PAUSES_SECONDS:
            try:
                return verb(*args, **kwargs)
            except DBAPIError as failure:
                if not was_taken_back(failure):
                    raise
            time.sleep(random.uniform(0, pause))  # noqa: S311 - nothing is kept secret here
        return verb(*args, **kwargs)

    return run


def was_taken_back(failure: DBAPIError) -> bool:
    """Whether nothing of the transaction stands, and the same may succeed a moment later."""
    return getattr(failure.orig, "sqlstate", None) in TAKEN_BACK

"""Argon2id behind two functions, a few at a time, so that a flood of logins cannot eat the machine.

Parameters of the OWASP password storage cheat sheet: 19 MiB, two passes, one lane.
"""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ledger.domain.passwords import normalised_password

AT_ONCE = 2

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_turns = threading.BoundedSemaphore(AT_ONCE)
#: Verified against when there is no account, so that both take the same time.
_NOBODYS = _hasher.hash("nobody knows this password, and it opens nothing")


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(normalised_password(password))


def is_password(password: str, hashed: str | None) -> bool:
    """Whether the password made this hash; without a hash False, after the same time."""
    with _turns:
        try:
            _hasher.verify(hashed or _NOBODYS, normalised_password(password))
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None

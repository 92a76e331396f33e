"""Accounts: commands, one-time codes, and how long a wrong password makes somebody wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from ledger.domain.nip import clean_nip
from ledger.errors import InvalidInput, LedgerError, sentence

#: A code is typed from paper: no letter that looks like a digit (Crockford's base 32).
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 10
CODE_GROUP = 4
CODE_LIFE = timedelta(days=7)
TOKEN_BYTES = 32
SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=8)
#: A session notes its last use at most this often, so that reading stays reading.
SESSION_TOUCH = timedelta(minutes=1)

WRONG_WINDOW = timedelta(minutes=15)
WRONG_PER_IDENTITY = 5
#: A whole office may share one address, so an address may be wrong more often.
WRONG_PER_ADDRESS = 50


class CodePurpose(StrEnum):
    INVITATION = "invitation"
    DESK_RESET = "desk_reset"


class TooManyAttempts(LedgerError):
    """Too many wrong passwords for this name or from this address."""

    code = "too_many_attempts"

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(
            sentence("Terlalu banyak percobaan. Tunggu %(minutes)d menit, lalu coba lagi."),
            minutes=minutes,
        )


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """``identity`` is a NIP or e-mail as typed; ``address`` and ``device`` are of the browser."""

    identity: str
    password: str
    address: str = ""
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivateAccount:
    code: str
    password: str
    address: str = ""
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    current_password: str
    new_password: str
    address: str = ""
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class InvitePeople:
    """Invite the named numbers, or everybody of a unit, with the units below when asked."""

    unit_id: int | None = None
    with_below: bool = False
    nips: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IssuedCode:
    """A code as handed over once; only its hash is kept."""

    person_id: int
    name: str
    nip: str
    unit: str
    code: str
    purpose: CodePurpose
    expires_at: datetime

    @property
    def path(self) -> str:
        """The page that takes the code, with the code filled in."""
        page = "aktivasi" if self.purpose is CodePurpose.INVITATION else "sandi/baru"
        return f"/{page}/{self.code}"


def clean_identity(text: str) -> str:
    """One spelling of a NIP, e-mail or official code, however it was typed."""
    plain = text.strip()
    if "@" in plain:
        return plain.casefold()
    try:
        return clean_nip(plain)
    except InvalidInput:
        return "".join(plain.split()).upper()


def code_from_bytes(random: bytes) -> str:
    """``7K3M-9Q2F-…``: ten random bytes as sixteen letters in groups of four."""
    number = int.from_bytes(random, "big")
    letters = [CODE_ALPHABET[number >> 5 * place & 31] for place in range(len(random) * 8 // 5)]
    text = "".join(reversed(letters))
    return "-".join(text[at : at + CODE_GROUP] for at in range(0, len(text), CODE_GROUP))


def code_hash(code: str) -> str:
    """Hex SHA-256 of a code as typed: blanks, dashes, case and look-alikes do not matter."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return sha256(typed.translate(str.maketrans("OIL", "011")).encode()).hexdigest()


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return sha256(token.encode()).hexdigest()


def minutes_to_wait(wrong: Sequence[datetime], *, limit: int, now: datetime) -> int:
    """How many minutes until one more try is allowed; 0 when it is allowed now.

    ``wrong`` are the moments of wrong passwords. At ``limit`` of them within the window, one has
    to fall out of it first.
    """
    recent = sorted(at for at in wrong if at > now - WRONG_WINDOW)
    if len(recent) < limit:
        return 0
    free_at = recent[-limit] + WRONG_WINDOW
    return -(-int((free_at - now).total_seconds()) // 60)

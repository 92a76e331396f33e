"""Keys of machines: what each may send, how long it holds, and how a request says it twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.wording import length_sentences
from ledger.errors import InvalidInput, LedgerError, sentence

#: Stands before every key, so that scanners of leaked secrets find it.
PREFIX = "nrc_"
TOKEN_BYTES = 32
#: The last signs of a key, by which its owner tells it from others.
HINT_CHARACTERS = 4
NAME_CHARACTERS_MAX = 80
#: How long a key may hold, in days; nobody makes one that never ends.
LIFE_DAYS = (30, 90, 180, 365)
#: Whether a key is used is noted at most this often.
TOKEN_TOUCH = timedelta(minutes=1)
KEY_CHARACTERS_MAX = 100
#: A machine may repeat a request for so long; afterwards its key is new again.
REQUEST_LIFE = timedelta(days=30)

NAME_MISSING = sentence("Tulis nama mesin atau aplikasinya")
SCOPES_MISSING = sentence("Pilih paling sedikit satu yang boleh dikirim")
LIFE_UNKNOWN = sentence("Pilih salah satu masa berlaku")
KEY_MISSING = sentence(
    "Sertakan header Idempotency-Key: 1 sampai 100 huruf ASCII yang tampak, satu untuk setiap"
    " kiriman."
)
KEY_REUSED = sentence(
    "Idempotency-Key ini sudah dipakai untuk isi yang lain. Pakai kunci baru untuk kiriman baru."
)


class ApiScope(StrEnum):
    """What a key may send; nothing may be read with it."""

    COMMENDATIONS = "commendations"
    COMPLAINTS = "complaints"


SCOPE_LABELS: Mapping[ApiScope, str] = MappingProxyType(
    {
        ApiScope.COMMENDATIONS: sentence("Apresiasi warga"),
        ApiScope.COMPLAINTS: sentence("Pengaduan"),
    }
)


class KeyMissing(LedgerError):
    """The request does not say which sending it is, so it could be made twice."""

    code = "idempotency_key_missing"


class KeyReused(InvalidInput):
    """The same key came with another body."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeToken:
    """``form_key`` names the page it was asked on, so that sending it twice makes one."""

    name: str
    scopes: tuple[ApiScope, ...]
    days: int
    form_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """The machine that holds a key which is good now."""

    token_id: int
    agency_id: int
    name: str
    scopes: frozenset[ApiScope]
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One request of a machine: its own key, and the hash of what it says (SHA-256, hex)."""

    key: str
    body_sha256: str


def require_token(command: MakeToken) -> None:
    """Refuse a key without a name, without a purpose or without an end; raises InvalidInput."""
    problems: dict[str, list[str]] = {}
    if not command.name.strip():
        problems["name"] = [NAME_MISSING]
    elif long := length_sentences(
        sentence("Nama"), command.name, characters_max=NAME_CHARACTERS_MAX
    ):
        problems["name"] = long
    if not command.scopes:
        problems["scopes"] = [SCOPES_MISSING]
    if command.days not in LIFE_DAYS:
        problems["days"] = [LIFE_UNKNOWN]
    if problems:
        raise InvalidInput(next(iter(problems.values()))[0], fields=problems)


def require_key(text: str) -> str:
    """The key of a request as it was sent; raises KeyMissing when it can be none."""
    key = text.strip()
    visible = key.isascii() and key.isprintable() and " " not in key
    if not 0 < len(key) <= KEY_CHARACTERS_MAX or not visible:
        raise KeyMissing(KEY_MISSING)
    return key

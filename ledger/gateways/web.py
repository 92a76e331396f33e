"""Sending bytes to a server of somebody else, and never waiting for it for long."""

import http.client
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ledger.errors import Conflict, sentence

#: The whole exchange, however slowly the answer drips.
TIMEOUT = 10.0
#: No answer that we ask for is longer.
MOST_BYTES = 262_144
_CHUNK = 8192


class Unreachable(Conflict):
    """The server is not there, too slow, or does not speak HTTP; nothing was decided."""

    code = "unreachable"


@dataclass(frozen=True)
class Answer:
    """What came back; ``kind`` is its content type without parameters."""

    status: int
    kind: str
    body: bytes


#: Sends a body of a content type to an address; raises Unreachable.
Post = Callable[[str, bytes, str], Answer]


def post(url: str, body: bytes, kind: str, *, timeout: float = TIMEOUT) -> Answer:
    """POST without following anything elsewhere; raises Unreachable."""
    until = time.monotonic() + timeout
    connection = _connection(url, timeout)
    try:
        connection.request("POST", _target(url), body, {"Content-Type": kind})
        with connection.getresponse() as response:
            told = response.headers.get_content_type()
            return Answer(response.status, told, _read(response, until))
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or type(error).__name__
        raise Unreachable(
            sentence("%(url)s tidak dapat dihubungi (%(why)s). Dicoba lagi nanti."),
            url=url,
            why=str(why),
        ) from error
    finally:
        connection.close()


def _connection(url: str, timeout: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=timeout)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(response: http.client.HTTPResponse, until: float) -> bytes:
    parts, size = list[bytes](), 0
    while part := response.read1(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise ValueError("the answer is too long")
        if time.monotonic() > until:
            raise TimeoutError("the answer took too long")
    if response.length:
        raise http.client.IncompleteRead(b"".join(parts), response.length)
    return b"".join(parts)

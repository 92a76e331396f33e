"""What a process that sets the words of strangers may still do: nothing but count and answer.

Two walls stand one behind the other. The type-setter's own door (``fetching.py``) answers no
address; should a fault open it, the interpreter refuses every connection, program and file here,
and the kernel refuses memory and written files beyond a bound.
"""

import gc
import os
import resource
import sys
import sysconfig
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).resolve().parent.parent
#: Reading is for code, templates, fonts and zones that came with the installation.
_READABLE = tuple(
    f"{folder.rstrip('/')}/"
    for folder in sorted(
        {
            str(_PACKAGE),
            *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        }
    )
)
_REFUSED = (
    "socket.", "subprocess.", "urllib.", "ftplib.", "http.", "smtplib.", "os.exec", "os.fork",
    "os.posix_spawn", "os.spawn", "os.system", "os.remove", "os.rename", "os.link", "os.symlink",
    "os.truncate", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.kill", "ctypes.dlopen",
    "sqlite3.", "shutil.",
)  # fmt: skip


class OutOfBounds(PermissionError):
    """Something outside was asked for by a process that may ask for nothing."""


def confine(*, memory_bytes: int) -> None:
    """Give up the network, other programs, files and all memory above the bound, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    sys.addaudithook(_refuse)


def is_short_of_memory() -> bool:
    """Whether this process has held more than half of what it may, so that little is to be had.

    The bound counts addresses, of which a process takes more than it fills.
    """
    bound, _ = resource.getrlimit(resource.RLIMIT_AS)
    filled_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return bound != resource.RLIM_INFINITY and filled_bytes > bound / 2


def tune_memory() -> None:
    """A page is a forest of small boxes; collecting them less often saves a quarter of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _refuse_file(*arguments)
    elif event.startswith(_REFUSED):
        raise OutOfBounds(event)


def _refuse_file(path: object, _mode: object, flags: int) -> None:
    if isinstance(path, int):
        return
    writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    plain = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]
    if writes or not plain.startswith(_READABLE):
        raise OutOfBounds("open")

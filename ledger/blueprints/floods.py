"""When a counter's page is flooded: who waits, and what work a browser does to go on."""

from hashlib import sha256

from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from ledger.errors import sentence
from ledger.extensions import limiter

#: A counter's own network may send for many people, a single machine not for a crowd.
FROM_ONE_PLACE = (parse("12 per minute"), parse("120 per hour"))
#: No counter serves so many people in a minute; from there on every sending costs some work.
CALM = parse("30 per minute")
#: One solved task is good for a few sendings, so that a mistake may be mended.
FOR_ONE_TASK = parse("5 per hour")
#: How many first bits of a hash are zero: about 16,000 tries, a second or two on a phone.
WORK_BITS = 14
WORK_CHARACTERS_MAX = 16
#: Without JavaScript nobody can do the work; they wait this long instead.
PATIENCE_SECONDS = 60

TOO_MANY_FROM_HERE = sentence(
    "Belum terkirim: terlalu banyak kiriman dari jaringan ini. Tunggu satu menit, lalu kirim lagi."
    " Isian Anda masih ada."
)
TOO_MANY_HERE = sentence(
    "Belum terkirim: loket ini sedang menerima sangat banyak kiriman. Tunggu satu menit, lalu"
    " kirim lagi. Isian Anda masih ada."
)


def is_flooded(counter_code: str) -> bool:
    """Whether so much arrives at the counter that pages should bring a task along."""
    return not limiter.limiter.test(CALM, _counter(counter_code))


def refusal_of_flood(counter_code: str, token: str, work: str, age_seconds: int) -> str:
    """Count one sending; the sentence for whoever must wait, empty for everybody else."""
    place = f"citizen-from:{get_remote_address()}"
    counted = [_hit(item, place) for item in FROM_ONE_PLACE]
    if not all(counted):
        return TOO_MANY_FROM_HERE
    if _hit(CALM, _counter(counter_code)) or age_seconds >= PATIENCE_SECONDS:
        return ""
    is_done = is_solved(token, work) and _hit(FOR_ONE_TASK, f"citizen-task:{token}")
    return "" if is_done else TOO_MANY_HERE


def is_solved(token: str, work: str) -> bool:
    """Whether SHA-256 of ``token:work`` begins with enough zero bits."""
    if not 0 < len(work) <= WORK_CHARACTERS_MAX or not (work.isascii() and work.isdecimal()):
        return False
    found = int.from_bytes(sha256(f"{token}:{work}".encode()).digest(), "big")
    return found >> (256 - WORK_BITS) == 0


def _hit(item: RateLimitItem, key: str) -> bool:
    return bool(limiter.limiter.hit(item, key))


def _counter(code: str) -> str:
    return f"citizen-counter:{code}"

import subprocess
import sys

from bench.memory import watched

HOLD = "kept = bytearray(64 << 20); kept[::4096] = b'x' * (len(kept) // 4096); input()"


def test_memory_of_what_was_started_is_seen_with_our_own():
    with watched() as alone:
        pass
    with watched() as together:
        child = subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE)
        while together.mebibytes < alone.mebibytes + 60 and child.poll() is None:
            pass
        child.communicate(b"\n")
    assert together.mebibytes >= alone.mebibytes + 60

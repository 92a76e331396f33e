"""Redis and RabbitMQ for the tests that need a broker."""

import atexit
import functools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from urllib.parse import urlsplit

REDIS = "NERACA_TEST_REDIS"
RABBITMQ = "NERACA_TEST_RABBITMQ"
LOCAL_REDIS = "redis://127.0.0.1:6379/9"
LOCAL_RABBITMQ = "amqp://guest:guest@127.0.0.1:5672//"
START_SECONDS = 10


@functools.cache
def redis_url() -> str | None:
    """The Redis given, else one on this machine, else one we start and stop; None without any."""
    if given := os.environ.get(REDIS):
        return given
    if _answers(LOCAL_REDIS, b"PING\r\n", b"+PONG"):
        return LOCAL_REDIS
    return _started_redis()


@functools.cache
def rabbitmq_url() -> str | None:
    """The RabbitMQ given, else one on this machine; it is too heavy to be started by tests."""
    if given := os.environ.get(RABBITMQ):
        return given
    # A server that speaks AMQP 0-9-1 answers this greeting with a method frame (type 1).
    if _answers(LOCAL_RABBITMQ, b"AMQP\x00\x00\x09\x01", b"\x01"):
        return LOCAL_RABBITMQ
    return None


def _answers(url: str, question: bytes, answer: bytes) -> bool:
    place = urlsplit(url)
    try:
        with socket.create_connection((place.hostname, place.port), timeout=2) as connection:
            connection.sendall(question)
            return connection.recv(64).startswith(answer)
    except OSError:
        return False


def _started_redis() -> str | None:
    program = shutil.which("redis-server")
    if program is None:
        return None
    folder = tempfile.mkdtemp(prefix="neraca-redis-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    atexit.register(_stop, server, folder)
    url = f"redis://127.0.0.1:{port}/9"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(url, b"PING\r\n", b"+PONG"):
            return url
        time.sleep(0.05)
    return None


def _stop(server: subprocess.Popen[bytes], folder: str) -> None:
    server.terminate()
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)

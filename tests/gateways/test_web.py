"""Sending to somebody else's server: whatever it does, we hear a sentence and wait for no long."""

import socket
import threading

import pytest

from ledger.gateways.web import MOST_BYTES, Unreachable, post
from tests.authorities import answering


def refused(url: str, **more: float) -> str:
    with pytest.raises(Unreachable, match="tidak dapat dihubungi") as refusal:
        post(url, b"x", "text/plain", **more)
    return refusal.value.params["why"]


def server(talk) -> str:
    """A server that takes one connection and does as it likes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, listener.accept()[0] as connection:
            connection.recv(4096)
            talk(connection)

    threading.Thread(target=run, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_answer_comes_back_with_its_kind():
    with answering(lambda body: (409, "text/x.tlog.size; charset=utf-8", body * 2)) as url:
        answer = post(url, b"12", "text/plain")
    assert (answer.status, answer.kind, answer.body) == (409, "text/x.tlog.size", b"1212")


def test_nobody_is_followed_elsewhere():
    with answering(lambda body: (307, "text/plain", b"")) as url:
        assert post(url, b"x", "text/plain").status == 307


def test_server_that_is_away_is_told():
    with answering(lambda body: (200, "text/plain", b"")) as url:
        pass
    assert refused(url) == "Connection refused"


def test_host_that_does_not_exist_is_told():
    assert refused("http://tidak-ada.invalid/")


def test_garbage_is_told():
    assert refused(server(lambda connection: connection.sendall(b"\0\1\2 garbage\r\n\r\n")))


def test_torn_answer_is_told():
    def talk(connection) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")

    assert refused(server(talk)) == "IncompleteRead"


def test_silence_is_not_waited_for():
    silent = threading.Event()
    assert refused(server(lambda connection: silent.wait(30)), timeout=0.1) == "TimeoutError"
    silent.set()


def test_endless_answer_is_cut_off():
    with answering(lambda body: (200, "text/plain", b"x" * (MOST_BYTES + 1))) as url:
        assert refused(url) == "ValueError"

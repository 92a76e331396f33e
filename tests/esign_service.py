"""The e-Sign Client Service of BSrE as it answers, on this machine, faults included."""

import json
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ledger.domain.signatures import SigningOrder, SigningSecret
from ledger.gateways.official_keys import OfficialKeys
from ledger.gateways.pades import LocalSigner
from tests.official_keys import Issuer

NIK = "3273011708690001"
USER, PASSWORD = "neraca", "rahasia-instansi"
PASSPHRASE, CODE = "frasa sandi", "123456"
SLOW_SECONDS = 3.0


class Authority:
    """What the service holds: a key for the one person it knows, and what it has signed."""

    def __init__(self, folder: Path) -> None:
        self.issuer = Issuer("BSrE Uji")
        self.issuer.issue(folder, NIK, "Ratna Kusumawardhani", passphrase=PASSPHRASE)
        self._signer = LocalSigner(OfficialKeys(folder))
        self.fault = ""
        self.calls: list[str] = []
        self.bodies: list[bytes] = []
        self.kept: dict[str, bytes] = {}

    def signed(self, content: bytes) -> bytes:
        order = SigningOrder(nip=NIK, position=len(self.kept) + 1)
        secret = SigningSecret(passphrase=PASSPHRASE)
        signed = self._signer.sign(content, order, secret, now=datetime.now(UTC)).content
        self.kept[f"dok-{len(self.kept) + 1}"] = signed
        return signed


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    class Handler(_Handler):
        held = authority

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    held: Authority

    def do_GET(self) -> None:
        self.held.calls.append(self.path)
        if self._is_stranger():
            return
        last = self.path.rpartition("/")[2]
        if self.path.startswith("/api/sign/download/"):
            self._send(200, self.held.kept[last], "application/pdf")
        else:
            self._send_status(last)

    def do_POST(self) -> None:
        self.held.calls.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.held.bodies.append(body)
        if self._is_stranger():
            return
        if self.path == "/api/sign/pdf":
            self._sign_first(body)
        elif self.path == "/api/v2/sign/pdf":
            self._sign_second(json.loads(body))
        elif self.path == "/api/v2/user/check/status":
            self._send_status(json.loads(body)["nik"])
        elif self.path == "/api/v2/sign/get/totp":
            self._send_json(200, {"message": "TOTP dikirim"})
        elif self.path == "/api/v2/verify/pdf":
            file = b64decode(json.loads(body)["file"])
            has = b"/ByteRange" in file
            self._send_json(200, {"conclusion": "VALID" if has else "NO_SIGNATURE"})

    def _is_stranger(self) -> bool:
        expected = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") == expected:
            return False
        self._send_json(401, {"error": "Unauthorized"})
        return True

    def _sign_first(self, body: bytes) -> None:
        fields = _parts(self.headers["Content-Type"], body)
        refused = self._refused(
            fields["nik"].decode(), fields["passphrase"].decode() == PASSPHRASE, fields["file"]
        )
        if not refused:
            signed = self.held.signed(fields["file"])
            self._answer(signed, "application/pdf", {"id_dokumen": list(self.held.kept)[-1]})

    def _sign_second(self, told: dict) -> None:
        proof = told.get("passphrase") == PASSPHRASE or told.get("totp") == CODE
        content = b64decode(told["file"][0])
        if not self._refused(told.get("nik") or told.get("email"), proof, content):
            files = [b64encode(self.held.signed(content)).decode()]
            self._answer(json.dumps({"time": 900, "file": files}).encode(), "application/json", {})

    def _refused(self, who: str, proof: bool, content: bytes) -> bool:
        fault = self.held.fault
        if fault in ("500", "502", "503", "504"):
            self._send(int(fault), b"<html>Bad Gateway</html>", "text/html")
        elif fault == "drops":
            self.connection.close()
        elif fault == "no_certificate":
            self._send_json(400, {"error": "Sertifikat tidak ada", "status_code": 2021})
        elif fault == "other":
            self._send_json(400, {"error": "Kuota habis", "status_code": 2999})
        elif who not in (NIK, "ratna@contoh.go.id"):
            self._send_json(400, {"error": "User tidak terdaftar", "status_code": 2011})
        elif not proof:
            self._send_json(400, {"error": "Passphrase anda salah", "status_code": 2031})
        elif not content.startswith(b"%PDF"):
            self._send_json(500, {"timestamp": 1, "status": 500, "error": "x", "path": self.path})
        else:
            return False
        return True

    def _answer(self, body: bytes, kind: str, headers: dict[str, str]) -> None:
        """The signature was made; now the answer may get lost."""
        fault = self.held.fault
        if fault == "silent":
            time.sleep(SLOW_SECONDS)
            return
        if fault == "malformed":
            body = body[:100]
        if fault == "unsigned":
            body = b"%PDF-1.7\n"
        if fault == "torn":
            self._send(200, body[:-500], kind, headers, length=len(body))
            return
        if fault == "slow":
            time.sleep(0.5)
        self._send(200, body, kind, headers)

    def _send_status(self, nik: str) -> None:
        known = nik == NIK
        told = {"status": "ISSUE", "message": "Aktif"} if known else {"status": "NOT_REGISTERED"}
        self._send_json(200, told)

    def _send_json(self, status: int, told: dict) -> None:
        self._send(status, json.dumps(told).encode(), "application/json")

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _parts(content_type: str, body: bytes) -> dict[str, bytes]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    whole: Message = BytesParser().parsebytes(head + body)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in whole.get_payload()
    }

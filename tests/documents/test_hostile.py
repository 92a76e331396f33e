"""Whatever a person types, a paper asks nobody, reads nothing of ours and shows it as words.

Three walls, each tried without the others: words are escaped; the type-setter's door answers no
address; the process that sets papers could not leave if the door stood open.
"""

import subprocess
import sys
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pytest
from pikepdf import Pdf, Stream

from ledger.documents.press import Bounds, Order, Press
from ledger.documents.typesetting import Layout, set_html
from ledger.errors import LedgerError
from tests.documents import samples
from tests.documents.reading import keys_used, read_text

CANARY = "kenari-7f3a91c2"
LETTER = Layout(template="x", style="letter.css")


def _data(kind: str, text: str) -> str:
    return f"data:{kind};base64,{b64encode(text.encode()).decode()}"


#: Markup with FILE and HTTP where an address of the canary or of the listening server stands.
CHANNELS = {
    "img http": '<img src="HTTP">',
    "img file": '<img src="FILE">',
    "img ftp": '<img src="ftp://127.0.0.1:9/x">',
    "img srcset": '<img src="x" srcset="HTTP 2x">',
    "object": '<object data="FILE"></object>',
    "embed": '<embed src="HTTP">',
    "iframe": '<iframe src="FILE"></iframe>',
    "video poster": '<video poster="HTTP"></video>',
    "link stylesheet": '<link rel="stylesheet" href="HTTP">',
    "link attachment": '<link rel="attachment" href="FILE">',
    "a attachment": '<a rel="attachment" href="FILE">x</a>',
    "base": '<base href="HTTP"><img src="x.png">',
    "meta refresh": '<meta http-equiv="refresh" content="0; url=HTTP">',
    "css background": '<p style="background: url(HTTP)">x</p>',
    "css list image": '<ul style="list-style-image: url(FILE)"><li>x</ul>',
    "css content": "<style>p::before { content: url(HTTP) }</style><p>x</p>",
    "css border image": '<p style="border: 3px solid; border-image: url(FILE) 30">x</p>',
    "css import": '<style>@import "HTTP";</style><p>x</p>',
    "css import url": "<style>@import url(FILE);</style><p>x</p>",
    "css font": "<style>@font-face { font-family: x; src: url(HTTP) }</style><p>x</p>",
    "css color profile": "<style>@color-profile --x { src: url(FILE) }</style><p>x</p>",
    "css target": '<p style="content: target-text(url(HTTP))">x</p>',
    "svg image": '<svg width="9" height="9"><image href="HTTP" width="9" height="9"/></svg>',
    "svg xlink": '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="FILE#x"/></svg>',
    "svg style": '<svg><style>@import "HTTP";</style><rect width="9" height="9"/></svg>',
    "svg fill": '<svg><rect width="9" height="9" fill="url(HTTP#x)"/></svg>',
    "svg in data": '<img src="SVG">',
    "xxe in data svg": '<img src="XXE">',
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "FILE">]><p>&e;</p>',
    "app escape": '<p style="background: url(app:fonts/../../config.py)">x</p>',
    "attribute break": '"><img src="HTTP"><p title="',
    "jinja": '{{ "".__class__.__mro__ }}{% include "FILE" %}',
    "script": "<script>fetch('HTTP')</script>",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><image href="HTTP" width="9" height="9"/></svg>'
XXE = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "FILE">]><svg><text>&e;</text></svg>'


@pytest.fixture(scope="module")
def press():
    held = Press(size=1, bounds=Bounds(seconds=30))
    yield held
    held.close()


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "canary.txt"
    path.write_text(CANARY)
    return path


@pytest.fixture
def listening():
    """The address of a server and the requests it got."""
    heard = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_error(404)

        do_HEAD = do_POST = do_GET  # noqa: N815 - the names http.server asks for

    server = HTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x", heard
    server.shutdown()
    server.server_close()


def _filled(channel: str, address: str, canary) -> str:
    def addressed(text: str) -> str:
        return text.replace("FILE", canary.as_uri()).replace("HTTP", address)

    markup = CHANNELS[channel]
    for name, picture in (("XXE", XXE), ("SVG", SVG)):
        markup = markup.replace(name, _data("image/svg+xml", addressed(picture)))
    return addressed(markup)


def _holds(pdf: bytes, secret: str) -> bool:
    with Pdf.open(BytesIO(pdf)) as paper:
        streams = [one.read_bytes() for one in paper.objects if isinstance(one, Stream)]
    return any(secret.encode() in one for one in (pdf, *streams))


@pytest.mark.parametrize("channel", CHANNELS)
def test_hostile_words_are_shown_as_words(channel, press, canary, listening, tmp_path):
    address, heard = listening
    words = _filled(channel, address, canary)
    letter = samples.make_guidance_letter(reply_text=words, facts=(words,))
    pdf = press.print_one(Order(kind="guidance_letter", context=letter))
    shown = "".join(read_text(pdf, tmp_path).split()).replace("-", "").replace("\u2010", "")
    assert "".join(words.split()).replace("-", "") in shown
    assert heard == []
    assert not _holds(pdf, CANARY)
    assert not keys_used(pdf) & {"/EF", "/URI", "/JS", "/GoToR", "/Launch"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_hostile_markup_that_slipped_through_reaches_nobody(channel, canary, listening, tmp_path):
    address, heard = listening
    try:
        pdf = set_html(f"<body>{_filled(channel, address, canary)}", LETTER)
    except LedgerError as refusal:
        assert refusal.code == "document_fetch_refused"  # noqa: PT017 - both ways are right
    else:
        assert not _holds(pdf, CANARY)
        assert CANARY not in read_text(pdf, tmp_path)
        assert "/EF" not in keys_used(pdf)
    assert heard == []


ATTEMPTS = {
    "connection": "import socket; socket.create_connection(('127.0.0.1', {port}), 2)",
    "name": "import socket; socket.getaddrinfo('localhost', 80)",
    "address": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/x')",
    "file": "print(open('{file}').read())",
    "file by number": "import os; print(os.read(os.open('{file}', os.O_RDONLY), 99))",
    "path around": "print(open('{package}/../../../../../../../../..{file}').read())",
    "settings": "print(open('/proc/self/environ').read())",
    "write": "open('{file}', 'a').write('x')",
    "remove": "import os; os.remove('{file}')",
    "program": "import subprocess; subprocess.run(['cat', '{file}'])",
    "shell": "import os; os.system('cat {file}')",
    "fork": "import os; os.fork()",
    "memory": "bytearray(2 << 30)",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_process_that_sets_papers_cannot_leave(attempt, canary, listening):
    address, heard = listening
    port = address.split(":")[2].partition("/")[0]
    package = samples.__file__.rpartition("/tests/")[0] + "/ledger"
    tried = ATTEMPTS[attempt].format(port=port, file=canary, package=package)
    imports = "import os, socket, subprocess, urllib.request, encodings.idna\n"
    program = (
        f"{imports}from ledger.documents.confinement import confine\n"
        f"confine(memory_bytes=1 << 30)\n{tried}\nprint('LEFT')"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.returncode == 1
    assert ("OutOfBounds" in ran.stderr) or ("MemoryError" in ran.stderr)
    assert "LEFT" not in ran.stdout
    assert CANARY not in ran.stdout + ran.stderr.replace("cat", "")
    assert canary.read_text() == CANARY
    assert heard == []


def test_process_that_sets_papers_knows_no_setting_of_ours(press, monkeypatch):
    monkeypatch.setenv("NERACA_SECRET_KEY", CANARY)
    fresh = Press(size=1)
    assert fresh.print_one(Order(kind="certificate", context=samples.make_certificate()))
    (printer,) = fresh._idle
    with open(f"/proc/{printer._process.pid}/environ", "rb") as settings:
        assert CANARY.encode() not in settings.read()
    fresh.close()


STRANGE = {
    "bidi override": "Siti \u202e\u202dnimdA\u202c\u2066 Rahma\u2069",
    "zero width": "Si\u200bti\u200d\u200c\ufeff Rah\u2060mawati",
    "control": "Siti\x00\x07\x0b\x1b[31m Rahmawati",
    "lone surrogate": "Siti \ud800 Rahmawati",
    "combining": "S" + "\u0336\u0308" * 400 + "iti",
    "no blank": "S" * 3_000,
    "emoji": "Siti 👩🏽‍💻🏳️‍🌈",
    "other scripts": "சித்தி 司马 سيتي",
    "only blanks": " \u00a0\u3000\u2003 ",
}


@pytest.mark.parametrize("strange", STRANGE)
def test_strange_letters_leave_a_whole_paper_of_one_page(strange, press):
    person = samples.make_certificate().recipient
    changed = type(person)(name=STRANGE[strange], nip=person.nip)
    order = Order(kind="certificate", context=samples.make_certificate(recipient=changed))
    pdf = press.print_one(order)
    with Pdf.open(BytesIO(pdf)) as paper:
        assert len(paper.pages) == 1
    assert press.print_one(order) == pdf

"""Static files: known bytes, small, addressed by content."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

STATIC = Path(__file__).resolve().parents[2] / "ledger" / "static"
KILOBYTE = 1024
STAFF_FILES = ("vendor/bootstrap-5.3.9/bootstrap.min.css", "css/parts.css", "css/neraca.css")
PUBLIC_FILES = ("css/parts.css", "css/public.css")


def small(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_vendored_files_are_those_of_the_manifest():
    manifest = json.loads((STATIC / "vendor/manifest.json").read_text())
    listed = {name: sha for package in manifest.values() for name, sha in package["files"].items()}
    found = {
        str(path.relative_to(STATIC / "vendor")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == listed


def test_style_and_script_stay_within_their_weight():
    assert sum(map(small, STAFF_FILES)) <= 40 * KILOBYTE
    assert sum(map(small, PUBLIC_FILES)) <= 12 * KILOBYTE
    assert small("js/neraca.js") <= 10 * KILOBYTE


def test_style_loads_nothing_from_elsewhere():
    for path in (STATIC / "css").glob("*.css"):
        assert re.findall(r"url\(|@import|@font-face", path.read_text()) == []


def weigh(web: FlaskClient, path: str) -> tuple[int, list[str]]:
    """What a first view of the page transfers, and what it asks for."""
    page = web.get(path)
    urls = re.findall(r'<(?:link|script)[^>]*(?:href|src)="([^"]+)"', page.text)
    total = len(page.data)
    for url in urls:
        assert url.startswith("/static/")
        total += len(web.get(url, headers={"Accept-Encoding": "gzip"}).data)
    return total, urls


def test_public_page_is_light(web: FlaskClient):
    total, urls = weigh(web, "/galeri/umum")
    assert total <= 60 * KILOBYTE
    assert not [url for url in urls if "bootstrap" in url]


def test_staff_page_is_light(web: FlaskClient):
    web.get("/galeri/masuk/head")
    total, urls = weigh(web, "/galeri/")
    assert total <= 150 * KILOBYTE
    assert len(urls) < 10


def test_style_is_compressed_only_for_who_can_read_it(web: FlaskClient):
    plain = (STATIC / "css/parts.css").read_bytes()
    answer = web.get("/static/css/parts.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.data) == plain
    untouched = web.get("/static/css/parts.css", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in untouched.headers
    assert untouched.data == plain


def test_unchanged_style_is_not_sent_again(web: FlaskClient):
    headers = {"Accept-Encoding": "gzip"}
    etag = web.get("/static/css/parts.css", headers=headers).headers["ETag"]
    again = web.get("/static/css/parts.css", headers=headers | {"If-None-Match": etag})
    assert again.status_code == 304
    assert again.data == b""


def test_address_of_a_file_changes_with_its_content(tmp_path: Path, gallery_app: Flask):
    assets = gallery_app.extensions["neraca-assets"]
    known = assets.version("css/neraca.css")
    wanted = hashlib.sha256((STATIC / "css/neraca.css").read_bytes()).hexdigest()
    assert wanted.startswith(known)
    assert assets.version("css/../../config.py") is None
    assert assets.version("css/none.css") is None


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    red, green, blue = (_channel(int(digits[i : i + 2], 16)) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1.4.3."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TOKENS = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]+);", (STATIC / "css/parts.css").read_text()))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("--netral-900", "--netral-50"),
        ("--netral-600", "--netral-50"),
        ("--netral-600", "--netral-0"),
        ("--merek-700", "--netral-50"),
        ("--merek-700", "--merek-100"),
        ("--merek-aksen", "--merek-900"),
        ("--sentimen-positif", "--sentimen-positif-muda"),
        ("--sentimen-waspada", "--sentimen-waspada-muda"),
        ("--sentimen-negatif", "--sentimen-negatif-muda"),
        ("--sentimen-negatif", "--netral-0"),
        ("--sentimen-info", "--sentimen-info-muda"),
        ("--sentimen-keberatan", "--sentimen-keberatan-muda"),
        ("--netral-0", "--merek-700"),
        ("--netral-0", "--merek-900"),
        ("--netral-0", "--sentimen-negatif"),
    ],
)
def test_text_is_readable_on_its_ground(text: str, ground: str):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize("edge", ["--netral-500", "--fokus", "--sentimen-negatif-kuat"])
def test_edge_of_a_field_is_seen(edge: str):
    assert contrast(TOKENS[edge], TOKENS["--netral-0"]) >= 3
    assert contrast(TOKENS[edge], TOKENS["--netral-50"]) >= 3


def test_tags_keep_the_pairs_that_were_measured():
    style = (STATIC / "css/parts.css").read_text()
    pairs = re.findall(r"background: (#[0-9a-f]{6});\s*color: (#[0-9a-f]{6})", style)
    assert len(pairs) == 6
    assert all(contrast(ground, text) >= 8 for ground, text in pairs)

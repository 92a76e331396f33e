"""Static files: addressed by content, so that browsers keep them for ever, and sent small."""

import gzip
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from werkzeug.security import safe_join
from werkzeug.wrappers import Response

EXTENSION = "neraca-assets"
HASH_LETTERS = 12
COMPRESSED = frozenset({"text/css", "text/javascript", "image/svg+xml"})


@dataclass
class Assets:
    """The hashes and compressed bytes of the files in one folder, each worked out once."""

    folder: Path
    _known: dict[tuple[str, int], str] = field(default_factory=dict)
    _small: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def version(self, filename: str) -> str | None:
        """The hash of a file's content, or None when there is no such file."""
        place = safe_join(str(self.folder), filename)
        if place is None or not Path(place).is_file():
            return None
        key = (filename, Path(place).stat().st_mtime_ns)
        if key not in self._known:
            digest = hashlib.sha256(Path(place).read_bytes()).hexdigest()
            self._known[key] = digest[:HASH_LETTERS]
        return self._known[key]

    def compressed(self, filename: str, content: bytes) -> bytes:
        """The gzip bytes of a file, made at its first use."""
        key = (filename, hashlib.sha256(content).hexdigest())
        if key not in self._small:
            self._small[key] = gzip.compress(content, compresslevel=9, mtime=0)
        return self._small[key]


def serve_assets(app: Flask) -> None:
    """Put the hash into every static address and compress what goes out."""
    app.extensions[EXTENSION] = Assets(Path(app.static_folder or ""))
    app.url_defaults(_add_version)
    app.after_request(_compress)


def is_current_version() -> bool:
    """Whether the static file was asked for by the hash of what it holds now."""
    asked = request.args.get("v")
    filename = (request.view_args or {}).get("filename", "")
    return asked is not None and asked == _assets().version(filename)


def _assets() -> Assets:
    assets: Assets = current_app.extensions[EXTENSION]
    return assets


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values:
        values["v"] = _assets().version(values.get("filename", ""))


def _compress(response: Response) -> Response:
    if request.endpoint != "static" or response.mimetype not in COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    filename = (request.view_args or {})["filename"]
    response.set_data(_assets().compressed(filename, response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    etag, _weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response

"""The lines the programs write: a JSON object each outside development, and nobody's data."""

import json
import logging
import sys

import pytest
from flask.testing import FlaskClient

from ledger.blueprints.logs import formatter_for
from ledger.config import Config, ConfigurationError


def line_of(config: Config, message: str, *values: object, failed: bool = False) -> str:
    caught = sys.exc_info() if failed else None
    record = logging.LogRecord("ledger.x", logging.INFO, "x.py", 1, message, values, caught)
    record.view = "home.show"
    return formatter_for(config).format(record)


def test_line_is_one_json_object_outside_development():
    line = line_of(Config(mode="production"), "job %s\nended", 7)
    told = json.loads(line)
    assert "\n" not in line
    assert (told["event"], told["level"], told["logger"]) == ("job 7\nended", "info", "ledger.x")
    assert told["view"] == "home.show"
    assert told["timestamp"].endswith("Z")


def test_failure_tells_its_kind_and_places_and_not_its_words():
    try:
        raise ValueError("NIP 198701122010012003 sudah ada")
    except ValueError:
        line = line_of(Config(mode="production"), "failed", failed=True)
    told = json.loads(line)
    assert told["error"] == "ValueError"
    assert told["places"][-1].endswith("test_failure_tells_its_kind_and_places_and_not_its_words")
    assert "198701122010012003" not in line


def test_failure_is_told_whole_in_development_but_no_variable():
    password = "rahasia sekali"
    try:
        raise ValueError("angka ini salah")
    except ValueError:
        line = line_of(Config(), "failed", failed=True)
    assert "angka ini salah" in line
    assert password not in line


def test_failure_tells_no_place_outside_our_code_but_the_last():
    try:
        Config.from_env({"NERACA_MODE": "production"})
    except ConfigurationError:
        line = line_of(Config(mode="production"), "failed", failed=True)
    (place,) = json.loads(line)["places"]
    assert place.endswith("from_env")
    assert "ledger/config.py" in place


def test_request_is_logged_by_its_view_and_not_by_its_address(
    web: FlaskClient, caplog: pytest.LogCaptureFixture
):
    web.get("/galeri/masuk/head")
    with caplog.at_level(logging.INFO, logger="ledger"):
        web.get("/galeri/?cari=Budi+Santoso")
    line = [one for one in caplog.records if one.message == "request"][-1]
    assert (line.method, line.view, line.status) == ("GET", "gallery.show", 200)
    assert line.milliseconds >= 0
    assert "Budi" not in str(line.__dict__)

"""Every route says who may open it."""

import pytest
from flask import Flask

from ledger.config import Config
from ledger.factory import create_app

# Flask's own endpoint for the folder of style sheets and scripts.
UNGUARDED = {"static"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Config(mode="testing", data_dir=tmp_path_factory.mktemp("data")))


def test_route_declares_its_guard(app: Flask):
    open_doors = {
        str(rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in UNGUARDED
        and getattr(app.view_functions[rule.endpoint], "guard", None) is None
    }
    assert not open_doors


def test_blueprint_is_named_as_its_module(app: Flask):
    misnamed = {
        f"{name}: {blueprint.import_name}"
        for name, blueprint in app.blueprints.items()
        if blueprint.import_name.startswith("ledger.")
        and name.rpartition(".")[2] not in blueprint.import_name.split(".")
        and name.removeprefix("api_") not in blueprint.import_name.split(".")
    }
    assert not misnamed

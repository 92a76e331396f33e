"""The gallery's application: the whole web layer without a database behind it."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from ledger.extensions import login_manager
from tests.blueprints.gallery import load_actor, make_gallery
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def day_of_the_tests() -> Iterator[None]:
    """Views read the clock, and what they show must not depend on the day the tests are run."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def sessions_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_manager, "_user_callback", load_actor)


@pytest.fixture(scope="module")
def gallery_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_gallery(tmp_path_factory.mktemp("gallery"))


@pytest.fixture
def web(gallery_app: Flask, sessions_by_name: None) -> Iterator[FlaskClient]:
    """A browser that speaks Indonesian, not signed in, that fills in form tokens by itself."""
    gallery_app.config["WTF_CSRF_ENABLED"] = False
    with gallery_app.test_client() as client:
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "id"
        # What waits is counted in a database, which a gallery does not have.
        client.environ_base["neraca.waiting"] = {}
        yield client
    gallery_app.config["WTF_CSRF_ENABLED"] = True

"""The real browser of the tests: Debian's Chromium, driven by Playwright."""

import contextlib
import functools
import os
import shutil
import subprocess
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

GIVEN = "NERACA_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Root needs --no-sandbox; the others keep a test browser quiet: it calls nobody but the page.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@functools.cache
def chromium_path() -> str | None:
    """Where the browser is: the one given, else the first found by name, else None."""
    if given := os.environ.get(GIVEN):
        return given
    return next(filter(None, map(shutil.which, NAMES)), None)


@functools.cache
def chromium_version() -> str | None:
    """What the browser calls itself, such as "Chromium 156.0.8078.79"."""
    path = chromium_path()
    if path is None:
        return None
    told = subprocess.run(
        [path, "--version"], capture_output=True, text=True, timeout=30, check=False
    )
    return " ".join(told.stdout.split()[:2]) or None


@contextlib.contextmanager
def launched_browser() -> Iterator[Browser]:
    """A headless browser, closed at the end. Without one installed: RuntimeError."""
    path = chromium_path()
    if path is None:
        raise RuntimeError(f"No Chromium was found. Install chromium or set {GIVEN}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()

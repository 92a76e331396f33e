"""What the composition root gave to the views."""

from flask import current_app

from ledger.gateways.resources import EXTENSION, Resources


def resources() -> Resources:
    found: Resources = current_app.extensions[EXTENSION]
    return found

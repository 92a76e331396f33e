"""Whether this process answers, for whoever watches it."""

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from ledger.blueprints.guards import public
from ledger.extensions import limiter

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@limiter.exempt
@public
def show() -> Response:
    return jsonify(status="ok")

"""A workbook as a download, and what its sheet Keterangan says of who made it and when."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.guards import current_actor
from ledger.blueprints.languages import zone
from ledger.domain.zones import zone_info
from ledger.spreadsheets.writing import Remarks

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def made_now() -> Remarks:
    """Made by the visitor, at this moment on the clock of their agency."""
    return Remarks(made_at=now().astimezone(zone_info(zone())), made_by=current_actor().name)


def send_workbook(data: bytes, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)

"""Photographs of citizens, for whoever may read the words they came with."""

from werkzeug.wrappers import Response

from ledger.blueprints.resources import resources
from ledger.errors import NotFound, sentence
from ledger.queries.nominations import list_evidence

NO_PHOTO = sentence("Tidak ada foto.")


def send_photo(subject_kind: str, subject_id: int) -> Response:
    """The photograph of a record that the caller may read; raises NotFound without one."""
    kept = next((file for file in list_evidence(subject_kind, subject_id) if file.sha256), None)
    if kept is None:
        raise NotFound(NO_PHOTO)
    answer = Response(resources().files.get(kept.sha256 or ""), mimetype=kept.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=kept.file_name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer

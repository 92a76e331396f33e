"""The machine's way in: commendations and complaints as JSON, each once however often sent."""

from hashlib import sha256
from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from ledger.blueprints.api.bearers import bears_token, by_token, current_bearer
from ledger.blueprints.clock import now
from ledger.blueprints.forms import load_answers
from ledger.blueprints.resources import resources
from ledger.domain.api_tokens import ApiScope, Bearer, Sending, require_key
from ledger.domain.hidden import without_hidden
from ledger.domain.intake_commands import INCOMPLETE, ReceiveCommendation, ReceiveComplaint
from ledger.errors import InvalidInput, sentence
from ledger.extensions import limiter
from ledger.queries.api_tokens import Place, find_counter, find_officer, find_service
from ledger.schemas.machine_intake import MachineCommendationIn, MachineComplaintIn
from ledger.services.days import agency_today
from ledger.services.machine_intake import Receipt, send_commendation, send_complaint

blueprint = Blueprint("api_machine_intake", __name__, url_prefix="/api/v1")

#: For one key; a queue system of a large office sends one a second at most.
SENDING = "120 per minute; 5000 per day"
BODY_BYTES_MAX = 64_000
REPEATED_HEADER = "Idempotent-Replayed"

NOT_JSON = sentence("Kirim satu objek JSON (UTF-8) dengan Content-Type: application/json.")
NO_COUNTER = sentence("Loket dengan kode ini tidak ada di instansi Anda")
NO_SERVICE = sentence("Layanan dengan kode ini tidak ada di instansi Anda")
NO_OFFICER = sentence("Tidak ada pegawai aktif dengan NIP ini di instansi Anda")


@blueprint.post("/commendations")
@limiter.limit(SENDING, key_func=by_token)
@bears_token(ApiScope.COMMENDATIONS)
def commend() -> ResponseReturnValue:
    bearer = current_bearer()
    data, sending = _read(MachineCommendationIn())
    place, person_id = _place(data, bearer), _officer(data, bearer)
    command = ReceiveCommendation(
        unit_id=place.unit_id,
        counter_id=place.counter_id,
        service_id=place.service_id,
        person_id=person_id,
        rating=data["rating"],
        words=data["words"],
        is_anonymous=not data["show_name"],
        citizen_name=data["citizen_name"],
        contact=data["contact"],
        happened_on=data["happened_on"] or agency_today(bearer.agency_id, now=now()),
    )
    return _answer(send_commendation(command, sending, bearer=bearer, now=now()))


@blueprint.post("/complaints")
@limiter.limit(SENDING, key_func=by_token)
@bears_token(ApiScope.COMPLAINTS)
def complain() -> ResponseReturnValue:
    bearer = current_bearer()
    data, sending = _read(MachineComplaintIn())
    place, person_id = _place(data, bearer), _officer(data, bearer)
    command = ReceiveComplaint(
        unit_id=place.unit_id,
        person_id=person_id,
        title=data["title"],
        body=data["body"],
        category=data["category"],
        classification=data["classification"],
        filed_on=agency_today(bearer.agency_id, now=now()),
        served_on=data["served_on"],
    )
    return _answer(send_complaint(command, sending, bearer=bearer, now=now()))


def _read(schema: Schema) -> tuple[dict[str, Any], Sending]:
    """What was sent, and which sending it is; raises KeyMissing or InvalidInput."""
    request.max_content_length = BODY_BYTES_MAX
    key = require_key(request.headers.get("Idempotency-Key", ""))
    body = request.get_data()
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        raise InvalidInput(NOT_JSON)
    form = load_answers(schema, {name: _as_seen(value) for name, value in said.items()})
    if not form.ok:
        raise InvalidInput(INCOMPLETE, fields=dict(form.errors))
    # Two addresses may be called with the same key and body and are still two sendings.
    told = sha256(f"{request.path}\n".encode() + body).hexdigest()
    return form.data, Sending(key=key, body_sha256=told)


def _as_seen(value: Any) -> Any:
    return without_hidden(value).strip() if isinstance(value, str) else value


def _place(data: dict[str, Any], bearer: Bearer) -> Place:
    if data["counter"]:
        field, place = "counter", find_counter(data["counter"], bearer.agency_id)
    else:
        field, place = "service", find_service(data["service"], bearer.agency_id)
    if place is None:
        told = NO_COUNTER if field == "counter" else NO_SERVICE
        raise InvalidInput(INCOMPLETE, fields={field: [told]})
    return place


def _officer(data: dict[str, Any], bearer: Bearer) -> int | None:
    if not data["officer_nip"]:
        return None
    person_id = find_officer(data["officer_nip"], bearer.agency_id)
    if person_id is None:
        raise InvalidInput(INCOMPLETE, fields={"officer_nip": [NO_OFFICER]})
    return person_id


def _answer(receipt: Receipt) -> ResponseReturnValue:
    path = url_for("citizens.track", tracking_code=receipt.tracking_code)
    answer = jsonify(
        code=receipt.tracking_code,
        status_url=f"{resources().config.public_url.rstrip('/')}{path}",
    )
    answer.status_code = 201
    if receipt.is_repeated:
        answer.headers[REPEATED_HEADER] = "true"
    return answer

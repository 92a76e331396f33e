"""What citizens see, without an account: thank, complain, and follow up with a code."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.citizen_tokens import age_seconds, check_token, make_token
from ledger.blueprints.clock import now
from ledger.blueprints.floods import WORK_BITS, is_flooded, refusal_of_flood
from ledger.blueprints.forms import (
    WHOLE_FORM,
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
    translated,
)
from ledger.blueprints.guards import public, visitor
from ledger.blueprints.incoming import uploads
from ledger.blueprints.resources import resources
from ledger.domain.commendations import (
    CommendationState,
    ComplaintState,
    normalise_tracking_code,
)
from ledger.domain.intake_commands import (
    LOW_RATING,
    ReceiveCommendation,
    ReceiveComplaint,
    citizen_actor,
)
from ledger.domain.periods import local_day
from ledger.errors import InvalidInput, sentence
from ledger.extensions import limiter
from ledger.gateways.photos import redraw_photo
from ledger.queries.citizens import (
    CounterPage,
    Tracked,
    find_tracked,
    get_counter_page,
    list_open_counters,
)
from ledger.schemas.citizens import AnonymityIn, CommendationIn, ComplaintIn, TrackIn
from ledger.services.citizen_photos import (
    receive_commendation_with_photo,
    receive_complaint_with_photo,
)
from ledger.services.commendations import choose_anonymity

blueprint = Blueprint("citizens", __name__)

#: Changing one's mind about a name, and looking up codes: nobody does it so often by hand.
SENDING = "12 per minute; 120 per hour"
LOOKING = "20 per minute; 200 per hour"
LAPOR_ADDRESS = "https://www.lapor.go.id"

CODE_UNKNOWN = sentence(
    "Kode ini tidak ditemukan. Tulis seperti TRM-7K3M-9Q2F; huruf O dan I serta angka 0 dan 1"
    " tidak dipakai."
)
COMMENDATION_NEWS = {
    CommendationState.RECEIVED: sentence("Ucapan Anda sudah diterima dan sedang dibaca unit."),
    CommendationState.ACCEPTED: sentence("Ucapan Anda sudah diteruskan sebagai apresiasi."),
    CommendationState.NOT_ABOUT_STAFF: sentence("Ucapan Anda sudah disampaikan kepada unit."),
    CommendationState.ABUSIVE: sentence("Ucapan Anda sudah dibaca dan tidak diteruskan."),
    CommendationState.SUSPECTED_GRATUITY: sentence(
        "Ucapan Anda sudah dibaca dan diserahkan kepada Inspektorat."
    ),
}
COMPLAINT_NEWS = {
    ComplaintState.RECEIVED: sentence("Pengaduan Anda sudah diterima dan sedang diperiksa."),
    ComplaintState.FORWARDED: sentence("Pengaduan Anda sudah diteruskan ke SP4N-LAPOR."),
    ComplaintState.SUBSTANTIATED: sentence("Pengaduan Anda benar dan sedang ditindaklanjuti."),
    ComplaintState.UNSUBSTANTIATED: sentence("Pengaduan Anda sudah diperiksa."),
    ComplaintState.NOT_A_COMPLAINT: sentence("Kiriman Anda sudah dibaca."),
    ComplaintState.ANSWERED: sentence("Pengaduan Anda sudah dijawab."),
}
NOBODY_OPEN = sentence("Loket ini sedang tutup. Pilih layanan lain di bawah.")


@blueprint.route("/u/<code>", methods=["GET", "POST"])
@public
def commend(code: str) -> ResponseReturnValue:
    counter = get_counter_page(code)
    if not counter.is_open:
        return _closed(counter)
    if request.method == "GET":
        form = blank_form(anonymity="hide", officer="")
        return _commend_page(form, counter, make_token(counter.public_code, now()))
    form = load_form(CommendationIn(), request.form)
    if told := _flood(counter):
        return _too_many(_commend_page, form, counter, told)
    form, token = check_token(form, counter.public_code, now())
    if form.ok:
        try:
            tracking_code = _receive(form.data, counter, token)
        except InvalidInput as refusal:
            form = form.refused(_by_officer(refusal))
        else:
            return redirect_after_post("citizens.thanks", tracking_code=tracking_code)
    return _commend_page(form, counter, token)


@blueprint.route("/u/<code>/pengaduan", methods=["GET", "POST"])
@public
def complain(code: str) -> ResponseReturnValue:
    counter = get_counter_page(code)
    if request.method == "GET":
        token = make_token(counter.public_code, now())
        return _complain_page(blank_form(officer=""), counter, token)
    form = load_form(ComplaintIn(), request.form)
    if told := _flood(counter):
        return _too_many(_complain_page, form, counter, told)
    form, token = check_token(form, counter.public_code, now())
    if form.ok:
        try:
            tracking_code = _complain(form.data, counter, token)
        except InvalidInput as refusal:
            form = form.refused(_by_officer(refusal))
        else:
            return redirect_after_post("citizens.thanks", tracking_code=tracking_code)
    return _complain_page(form, counter, token)


@blueprint.get("/terima-kasih/<tracking_code>")
@public
@limiter.limit(LOOKING)
def thanks(tracking_code: str) -> ResponseReturnValue:
    found = _find(tracking_code)
    if found is None:
        return _unknown()
    address = url_for("citizens.track", tracking_code=found.code, _external=True)
    told = gettext("Kode saya %(code)s. Lihat di %(address)s", code=found.code, address=address)
    return render_template(
        "citizens/thanks.html",
        found=found,
        public_agency=found.agency,
        share=f"https://wa.me/?{urlencode({'text': told})}",
        is_low=found.rating is not None and found.rating <= LOW_RATING,
        lapor=LAPOR_ADDRESS,
    )


@blueprint.route("/lacak", methods=["GET", "POST"])
@public
@limiter.limit(LOOKING, methods=["POST"])
def find() -> ResponseReturnValue:
    if request.method == "GET":
        return render_form("citizens/find.html", blank_form())
    form = load_form(TrackIn(), request.form)
    if form.ok:
        found = _find(form.data["code"])
        if found is not None:
            return redirect_after_post("citizens.track", tracking_code=found.code)
        form = replace(form, errors={"code": [translated(CODE_UNKNOWN)]})
    return render_form("citizens/find.html", form)


@blueprint.get("/lacak/<tracking_code>")
@public
@limiter.limit(LOOKING)
def track(tracking_code: str) -> ResponseReturnValue:
    found = _find(tracking_code)
    if found is None:
        return _unknown()
    if found.code != tracking_code:
        return redirect(url_for("citizens.track", tracking_code=found.code))
    return _track_page(found)


@blueprint.post("/lacak/<tracking_code>/nama")
@public
@limiter.limit(SENDING)
def anonymity(tracking_code: str) -> ResponseReturnValue:
    found = _find(tracking_code)
    if found is None:
        return _unknown()
    form = load_form(AnonymityIn(), request.form)
    if form.ok and found.commendation is not None:
        hide = form.data["anonymity"] == "hide"
        choose_anonymity(found.code, is_anonymous=hide, now=now())
    told = gettext("Pilihan Anda disimpan.")
    return redirect_after_post("citizens.track", told, tracking_code=found.code)


def _receive(data: dict[str, Any], counter: CounterPage, token: str) -> str:
    command = ReceiveCommendation(
        unit_id=counter.unit_id,
        counter_id=counter.counter_id,
        service_id=counter.service_id,
        person_id=_officer(data["officer"], counter),
        rating=data["rating"],
        words=data["words"],
        is_anonymous=data["anonymity"] == "hide",
        citizen_name=data["citizen_name"],
        contact=data["contact"],
        happened_on=local_day(now(), counter.zone),
    )
    key = _key(token, command.rating, command.person_id, command.words)
    here = visitor()
    return receive_commendation_with_photo(
        command,
        _photo(),
        files=resources().files,
        actor=citizen_actor(counter.agency_id),
        now=now(),
        source_key=key,
        sender_id=here.person_id if here else None,
    )


def _complain(data: dict[str, Any], counter: CounterPage, token: str) -> str:
    command = ReceiveComplaint(
        unit_id=counter.unit_id,
        person_id=_officer(data["officer"], counter),
        title=data["title"],
        body=data["body"],
        filed_on=local_day(now(), counter.zone),
        served_on=data["served_on"],
    )
    key = _key(token, command.title, command.person_id, command.body)
    citizen = citizen_actor(counter.agency_id)
    return receive_complaint_with_photo(
        command,
        _photo(),
        files=resources().files,
        actor=citizen,
        now=now(),
        source_key=key,
    )


def _photo() -> bytes | None:
    """The photograph that came along, drawn anew; raises InvalidInput on ``photo``."""
    upload = next(uploads("photo"), None)
    return redraw_photo(upload[1]) if upload else None


def _flood(counter: CounterPage) -> str:
    token = request.form.get("token", "")
    return refusal_of_flood(
        counter.public_code,
        token,
        request.form.get("work", ""),
        age_seconds(token, counter.public_code, now()),
    )


def _too_many(
    page: Callable[..., tuple[str, int]], form: FormResult, counter: CounterPage, told: str
) -> ResponseReturnValue:
    """The same page with everything that was typed, and a sentence that says to wait."""
    sent = str(form.value("token"))
    fresh = make_token(counter.public_code, now())
    # A token that is still good grows older, so that waiting counts.
    token = sent if age_seconds(sent, counter.public_code, now()) else fresh
    html, _ = page(replace(form, errors={WHOLE_FORM: [translated(told)]}), counter, token)
    return html, 429


def _officer(chosen: int | None, counter: CounterPage) -> int | None:
    """Only the officers on the page can be named; any other number is nobody."""
    return chosen if chosen in {person_id for person_id, _ in counter.officers} else None


def _key(token: str, *said: object) -> str:
    """The same page sent twice with the same words is one record; other words are another."""
    return f"web:{sha256(repr((token, *said)).encode()).hexdigest()}"


def _by_officer(refusal: InvalidInput) -> InvalidInput:
    refusal.fields = {
        "officer" if name == "person_id" else name: told for name, told in refusal.fields.items()
    }
    return refusal


def _find(typed: str) -> Tracked | None:
    """What a code leads to; one that nobody could have been given is as unknown as any other."""
    try:
        return find_tracked(normalise_tracking_code(typed))
    except InvalidInput:
        return None


def _unknown() -> ResponseReturnValue:
    form = FormResult(errors={"code": [translated(CODE_UNKNOWN)]})
    page, _ = render_form("citizens/find.html", form)
    return page, 404


def _closed(counter: CounterPage) -> ResponseReturnValue:
    return render_template(
        "citizens/closed.html",
        counter=counter,
        public_agency=counter.agency,
        others=list_open_counters(counter.agency_id),
        told=translated(NOBODY_OPEN),
    )


def _commend_page(form: FormResult, counter: CounterPage, token: str) -> tuple[str, int]:
    return render_form(
        "citizens/commend.html",
        form,
        counter=counter,
        token=token,
        work_bits=_work_bits(counter),
        public_agency=counter.agency,
    )


def _complain_page(form: FormResult, counter: CounterPage, token: str) -> tuple[str, int]:
    return render_form(
        "citizens/complain.html",
        form,
        counter=counter,
        token=token,
        work_bits=_work_bits(counter),
        public_agency=counter.agency,
        lapor=LAPOR_ADDRESS,
    )


def _work_bits(counter: CounterPage) -> int:
    return WORK_BITS if is_flooded(counter.public_code) else 0


def _track_page(found: Tracked) -> ResponseReturnValue:
    news = (
        COMMENDATION_NEWS[found.commendation]
        if found.commendation is not None
        else COMPLAINT_NEWS[found.complaint or ComplaintState.RECEIVED]
    )
    anonymity_now = "hide" if found.is_anonymous else "show"
    return render_form(
        "citizens/track.html",
        blank_form(anonymity=anonymity_now),
        found=found,
        public_agency=found.agency,
        news=gettext(news),
        lapor=LAPOR_ADDRESS,
    )

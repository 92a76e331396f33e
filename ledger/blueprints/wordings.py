"""The words of papers: HR writes a version beside its preview, a second person puts it in force."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import blank_form, load_form, redirect_after_post, render_form
from ledger.blueprints.guards import current_actor, requires
from ledger.domain.documents import DESIGN_LABELS, DOCUMENT_LABELS, CertificateDesign, DocumentKind
from ledger.domain.people import Role
from ledger.domain.wordings import SLOTS, WORDING_LABELS, WordingState, default_texts
from ledger.errors import InvalidInput, NotFound
from ledger.queries.wordings import (
    NO_SUCH_WORDING,
    WordingLine,
    get_wording,
    list_wordings,
)
from ledger.schemas.paper_looks import PaperLookIn
from ledger.schemas.wordings import wording_schema
from ledger.services.days import agency_today
from ledger.services.paper_looks import PaperLook, paper_look, record_paper_look
from ledger.services.paper_previews import example_texts, preview_paper
from ledger.services.wordings import activate_wording, draft_wording

blueprint = Blueprint("wordings", __name__)

#: The tone of a state in the tags of the screens.
TONES = {
    WordingState.DRAFT: "draft",
    WordingState.ACTIVE: "approved",
    WordingState.RETIRED: "returned",
}


@blueprint.get("/naskah")
@requires(Role.HR)
def index() -> str:
    lines = list_wordings(current_actor().agency_id)
    return render_template(
        "wordings/list.html",
        kinds=[(kind, *_standing([one for one in lines if one.kind is kind])) for kind in SLOTS],
        kind_labels=DOCUMENT_LABELS,
    )


@blueprint.route("/naskah/<kind>", methods=["GET", "POST"])
@requires(Role.HR)
def edit(kind: str) -> ResponseReturnValue:
    actor, chosen = current_actor(), _kind(kind)
    lines = list_wordings(actor.agency_id, chosen)
    active, draft = _standing(lines)
    shown = draft or active
    form = blank_form(**(shown.texts if shown else default_texts(chosen)))
    if request.method == "POST":
        form = load_form(wording_schema(chosen), request.form)
        try:
            draft_wording(chosen, form.data, actor=actor, now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Konsep naskah disimpan. Minta orang lain memberlakukannya.")
            return redirect_after_post("wordings.edit", told, kind=chosen.value)
    return render_form(
        "wordings/edit.html",
        form,
        kind=chosen,
        title=DOCUMENT_LABELS[chosen],
        slots=SLOTS[chosen],
        examples=example_texts({slot.name: form.value(slot.name) for slot in SLOTS[chosen]}),
        active=active,
        draft=draft,
        versions=lines,
        state_labels=WORDING_LABELS,
        tones=TONES,
        own_id=actor.person_id,
    )


@blueprint.route("/naskah/tampilan", methods=["GET", "POST"])
@requires(Role.HR)
def look() -> ResponseReturnValue:
    """The pattern of numbers, the design of certificates and the letterhead's last line."""
    actor, moment = current_actor(), now()
    today = agency_today(actor.agency_id, now=moment)
    held = paper_look(actor.agency_id, on=today)
    form = blank_form(
        number_pattern=held.number_pattern,
        design=held.design.value,
        contact=held.contact,
        valid_from=today,
    )
    if request.method == "POST":
        form = load_form(PaperLookIn(), request.form)
        if form.ok:
            told = dict(form.data)
            day = told.pop("valid_from")
            try:
                record_paper_look(PaperLook(**told), valid_from=day, actor=actor, now=moment)
            except InvalidInput as refusal:
                form = form.refused(refusal)
            else:
                told_text = gettext(
                    "Tampilan dokumen disimpan. Dokumen yang sudah ada tidak berubah."
                )
                return redirect_after_post("wordings.look", told_text)
    designs = [(one.value, gettext(text)) for one, text in DESIGN_LABELS.items()]
    return render_form("wordings/look.html", form, held=held, designs=designs)


@blueprint.get("/naskah/tampilan/<design>.pdf")
@requires(Role.HR)
def preview_design(design: str) -> Response:
    """A certificate in one of the designs."""
    if design not in set(CertificateDesign):
        raise NotFound(NO_SUCH_WORDING)
    kind = DocumentKind.CERTIFICATE
    return _pdf(kind, default_texts(kind), CertificateDesign(design))


@blueprint.post("/naskah/versi/<int:wording_id>/berlakukan")
@requires(Role.HR)
def activate(wording_id: int) -> Response:
    actor = current_actor()
    kind = get_wording(wording_id, agency_id=actor.agency_id).kind
    activate_wording(wording_id, seen=request.form.get("seen", ""), actor=actor, now=now())
    told = gettext("Naskah diberlakukan. Dokumen yang sudah ada tetap memakai naskah lamanya.")
    return redirect_after_post("wordings.edit", told, kind=kind.value)


@blueprint.get("/naskah/<kind>/contoh.pdf")
@requires(Role.HR)
def preview(kind: str) -> Response:
    """The shipped words as a paper."""
    return _pdf(_kind(kind), default_texts(_kind(kind)))


@blueprint.get("/naskah/versi/<int:wording_id>.pdf")
@requires(Role.HR)
def preview_version(wording_id: int) -> Response:
    line = get_wording(wording_id, agency_id=current_actor().agency_id)
    return _pdf(line.kind, dict(line.texts))


def _pdf(
    kind: DocumentKind,
    texts: dict[str, str],
    design: CertificateDesign = CertificateDesign.ANYAMAN,
) -> Response:
    content = preview_paper(kind, texts, design=design, actor=current_actor(), now=now())
    answer = send_file(
        BytesIO(content), mimetype="application/pdf", download_name="contoh.pdf", max_age=0
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _kind(asked: str) -> DocumentKind:
    """NotFound for a kind whose words nobody chooses."""
    for kind in SLOTS:
        if kind.value == asked:
            return kind
    raise NotFound(NO_SUCH_WORDING)


def _standing(lines: list[WordingLine]) -> tuple[WordingLine | None, WordingLine | None]:
    """The version in force and the draft."""
    by_state = {line.state: line for line in lines}
    return by_state.get(WordingState.ACTIVE), by_state.get(WordingState.DRAFT)

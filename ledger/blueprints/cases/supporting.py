"""Pages beside the way: the evidence, another letter, the release, signing the record."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.cases.frame import PATH, acting_file, blueprint, case_file, words
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.incoming import takes_evidence, uploads
from ledger.blueprints.picker import Picked, pick_person
from ledger.blueprints.resources import resources
from ledger.domain.discipline.commands import ReleaseTemporarily
from ledger.domain.discipline.exhibits import EXHIBIT_KIND_LABELS
from ledger.errors import InvalidInput, NotFound, RuleRefused
from ledger.schemas.cases import ExhibitIn, ReleaseIn, ReplaceIn, SummonsReceiptIn
from ledger.services.cases import (
    NO_CASE,
    add_exhibit,
    exhibit_file,
    exhibits_of,
    letter_under_way,
    read_exhibits,
    record_receipt_of_summons,
    release_temporarily,
    replace_summons,
    sign_record,
)


@blueprint.route(f"{PATH}/bukti", methods=["GET", "POST"])
@takes_evidence
@signed_in
def exhibits(case_id: int) -> ResponseReturnValue:
    file, form = case_file(case_id), blank_form()
    if request.method == "POST":
        form = _added(case_id, load_form(ExhibitIn(), request.form))
        if form.ok:
            told = gettext("Bukti ditambahkan.")
            return redirect_after_post("cases.exhibits", told, case_id=case_id)
    return render_form(
        "cases/exhibits.html",
        form,
        exhibits=exhibits_of(case_id, current_actor().person_id),
        kinds=[(kind.value, gettext(label)) for kind, label in EXHIBIT_KIND_LABELS.items()],
        kind_labels=EXHIBIT_KIND_LABELS,
        **words(file),
    )


@blueprint.post(f"{PATH}/bukti/dibaca")
@signed_in
def read(case_id: int) -> ResponseReturnValue:
    read_exhibits(case_id, actor=current_actor(), now=now())
    told = gettext("Semua bukti ditandai sudah Anda baca.")
    return redirect_after_post("cases.exhibits", told, case_id=case_id)


@blueprint.get(f"{PATH}/bukti/<int:exhibit_id>/berkas")
@signed_in
def exhibit(case_id: int, exhibit_id: int) -> Response:
    file = exhibit_file(case_id, exhibit_id, actor=current_actor(), now=now())
    answer = Response(resources().files.get(file.sha256 or ""), mimetype=file.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route(f"{PATH}/panggilan/ganti", methods=["GET", "POST"])
@signed_in
def replacement(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    letter = file.case.summonses[-1] if file.case.summonses else None
    known = {"place": letter.place, "exam_time": letter.exam_time} if letter else {}
    form = blank_form(**known)
    if request.method == "POST":
        form = load_form(ReplaceIn(), request.form)
        if form.ok:
            reason, command = form.data
            try:
                replace_summons(case_id, reason, command, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Surat panggilan diganti dan diberi nomor baru.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/replacement.html", form, **words(file))


@blueprint.route(f"{PATH}/panggilan/terima", methods=["GET", "POST"])
@signed_in
def summons_receipt(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    letter = letter_under_way(file.case)
    if letter is None or not file.acts:
        raise NotFound(NO_CASE)
    form = _receipt_so_far(letter)
    if request.method == "POST":
        form = load_form(SummonsReceiptIn(), request.form)
        if form.ok:
            try:
                record_receipt_of_summons(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Penerimaan surat panggilan dicatat.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/summons_receipt.html", form, letter=letter, **words(file))


@blueprint.route(f"{PATH}/pembebasan", methods=["GET", "POST"])
@signed_in
def release(case_id: int) -> ResponseReturnValue:
    file, picked = acting_file(case_id), Picked(blank_form())
    if request.method == "POST":
        form = load_form(ReleaseIn(), request.form)
        picked = _released(case_id, pick_person(form, "acting", agency_id=file.case.agency_id))
        if picked.form.ok:
            told = gettext("Pembebasan sementara dicatat. Berakhir sendiri saat diputuskan.")
            return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/release.html", picked.form, matches=picked.matches, **words(file))


@blueprint.post(f"{PATH}/pemeriksaan/tanda-tangan")
@signed_in
def sign(case_id: int) -> ResponseReturnValue:
    sign_record(case_id, actor=current_actor(), now=now())
    told = gettext("Berita acara Anda tandatangani.")
    return redirect_after_post("cases.show", told, case_id=case_id)


def _receipt_so_far(letter: Any) -> FormResult:
    """What is on record already, so that a correction changes only what was wrong."""
    if letter.received_on is None:
        return blank_form(taken="1")
    return blank_form(
        received_on=letter.received_on.isoformat(),
        handed_by=letter.handed_by,
        taken="0" if letter.receipt_refusal else "1",
        received_by=letter.received_by,
        refusal_note=letter.receipt_refusal,
    )


def _added(case_id: int, form: FormResult) -> FormResult:
    if not form.ok:
        return form
    upload, actor = next(uploads("evidence"), None), current_actor()
    try:
        add_exhibit(
            case_id, form.data, upload=upload, files=resources().files, actor=actor, now=now()
        )
    except (InvalidInput, RuleRefused) as refusal:
        return form.refused(refusal)
    return form


def _released(case_id: int, picked: Picked) -> Picked:
    form = picked.form
    if not form.ok:
        return picked
    command = ReleaseTemporarily(
        letter_number=form.data["letter_number"],
        from_on=form.data["from_on"],
        reason=form.data["reason"],
        acting_id=picked.person_id or 0,
    )
    try:
        release_temporarily(case_id, command, actor=current_actor(), now=now())
    except (InvalidInput, RuleRefused) as refusal:
        return Picked(form.refused(refusal), picked.person_id, picked.matches)
    return picked

"""Nominating in three steps; every step is kept on the server, so nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    WHOLE_FORM,
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.incoming import row_number, takes_evidence, uploads
from ledger.blueprints.languages import zone
from ledger.blueprints.nomination_answers import (
    SOMEBODY_ELSE,
    STORY_FIELDS,
    SUBJECT_FIELDS,
    SubjectRead,
    kept_of,
    nominee_of,
    people_of,
    read_subject,
    team_of,
    whole_form,
)
from ledger.blueprints.resources import resources
from ledger.domain.actors import Actor
from ledger.domain.formats import time_text
from ledger.domain.nominations import (
    CATEGORY_LABELS,
    STAGE_LABELS,
    NominationCategory,
    NominationStage,
    SubmitNomination,
)
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.queries.nominations import (
    find_same_title,
    get_draft,
    list_evidence,
    list_own_files,
    list_recent_nominees,
)
from ledger.schemas.nominations import StoryIn
from ledger.services.drafts import discard_draft, save_draft
from ledger.services.evidence import drop_evidence, keep_evidence
from ledger.services.nominations import DRAFT_KIND, resubmit_nomination, submit_nomination

blueprint = Blueprint("nominating", __name__)

CATEGORY_HINTS = {
    NominationCategory.PELAYANAN_PUBLIK: sentence("Warga dilayani lebih cepat, mudah, atau adil."),
    NominationCategory.TATA_KELOLA: sentence("Cara kerja di dalam instansi menjadi lebih baik."),
    NominationCategory.INOVASI_LAIN: sentence("Hal baik lain yang menjadi urusan instansi."),
}
STAGE_HINTS = {
    NominationStage.GAGASAN: sentence("Ditulis dan disampaikan, belum dicoba."),
    NominationStage.UJI_COBA: sentence("Sedang dicoba di satu tempat."),
    NominationStage.DITERAPKAN: sentence("Dipakai sehari-hari. Lampirkan paling sedikit 1 bukti."),
    NominationStage.DIREPLIKASI: sentence("Ditiru unit lain. Lampirkan paling sedikit 1 bukti."),
}


@blueprint.route("/usulan/baru", methods=["GET", "POST"])
@signed_in
def start() -> ResponseReturnValue:
    return _subject_step(None, {})


@blueprint.route("/usulan/draf/<token>/siapa", methods=["GET", "POST"])
@signed_in
def subject(token: str) -> ResponseReturnValue:
    draft = get_draft(token, kind=DRAFT_KIND, actor=current_actor())
    if draft.sent_as is not None:
        return redirect_after_post("nominations.show", nomination_id=draft.sent_as)
    return _subject_step(token, draft.answers)


@blueprint.route("/usulan/draf/<token>/cerita", methods=["GET", "POST"])
@takes_evidence
@signed_in
def story(token: str) -> ResponseReturnValue:
    actor = current_actor()
    draft = get_draft(token, kind=DRAFT_KIND, actor=actor)
    if draft.sent_as is not None:
        return redirect_after_post("nominations.show", nomination_id=draft.sent_as)
    if request.method == "GET":
        return _story_page(blank_form(**draft.answers), token, draft.id, draft.answers, actor)
    form = load_form(StoryIn(), request.form)
    if request.form.get("action") == "autosave":
        save_draft(
            DRAFT_KIND, {**draft.answers, **_texts(form)}, token=token, actor=actor, now=now()
        )
        return Response(_saved_words(), mimetype="text/plain")
    form, answers = _with_files(form, draft.id, draft.answers, actor)
    save_draft(DRAFT_KIND, answers, token=token, actor=actor, now=now())
    if request.form.get("action") == "save":
        return _saved()
    if not form.ok:
        return _story_page(form, token, draft.id, answers, actor)
    return redirect_after_post("nominating.check", token=token)


@blueprint.route("/usulan/draf/<token>/periksa", methods=["GET", "POST"])
@signed_in
def check(token: str) -> ResponseReturnValue:
    actor = current_actor()
    draft = get_draft(token, kind=DRAFT_KIND, actor=actor)
    if draft.sent_as is not None:
        return redirect_after_post("nominations.show", nomination_id=draft.sent_as)
    form = whole_form(draft.answers, actor)
    if request.method == "GET":
        shown = replace(form, errors={})
        return _check_page(shown, token, draft.id, draft.answers, actor)
    if form.ok:
        try:
            nomination_id = _send(form.data, token, draft.answers, actor)
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Usulan terkirim. Kepegawaian memeriksanya lebih dulu.")
            return redirect_after_post("nominations.show", told, nomination_id=nomination_id)
    return _check_page(form, token, draft.id, draft.answers, actor)


@blueprint.post("/usulan/draf/<token>/hapus")
@signed_in
def discard(token: str) -> ResponseReturnValue:
    discard_draft(token, kind=DRAFT_KIND, actor=current_actor())
    return redirect_after_post("nominations.index", gettext("Draf dihapus."))


def _subject_step(token: str | None, answers: Mapping[str, Any]) -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "GET":
        return _subject_page(SubjectRead(blank_form(**answers), dict(answers)), token, actor)
    read = read_subject(answers, actor)
    token = save_draft(DRAFT_KIND, read.answers, token=token, actor=actor, now=now())
    action = request.form.get("action")
    if action == "save":
        return _saved()
    if action == "add" and not _member_errors(read):
        return redirect_after_post("nominating.subject", token=token, _anchor="tim")
    if action == "add":
        form = replace(read.form, errors=_member_errors(read))
        return _subject_page(replace(read, form=form), token, actor)
    if not read.form.ok:
        return _subject_page(read, token, actor)
    return redirect_after_post("nominating.story", token=token)


def _member_errors(read: SubjectRead) -> dict[str, list[str]]:
    return {name: told for name, told in read.form.errors.items() if name.startswith("member")}


def _subject_page(read: SubjectRead, token: str | None, actor: Actor) -> ResponseReturnValue:
    people = people_of(read.answers, actor)
    nominee = people.get(nominee_of(read.answers) or 0)
    known = {person.id: person for person in ([nominee] if nominee else [])}
    known |= {person.id: person for person in list_recent_nominees(actor)}
    values = {"nominee_known": str(nominee.id) if nominee else "", **read.form.values}
    return render_form(
        "nominating/subject.html",
        replace(read.form, values=values),
        address=_address(token),
        token=token,
        known=[*known.values()],
        somebody_else=SOMEBODY_ELSE,
        team=[(people[one], share) for one, share in team_of(read.answers) if one in people],
        nominee_matches=read.nominee_matches,
        member_matches=read.member_matches,
        categories=_options(CATEGORY_LABELS, CATEGORY_HINTS),
        stages=_options(STAGE_LABELS, STAGE_HINTS),
    )


def _story_page(
    form: FormResult, token: str, draft_id: int, answers: Mapping[str, Any], actor: Actor
) -> ResponseReturnValue:
    files = list_evidence("draft", draft_id)
    ours = {file.sha256 for file in files}
    again = [file for file in list_own_files(actor) if file.sha256 not in ours]
    values = {**form.values, "kept": kept_of(answers)}
    return render_form(
        "nominating/story.html",
        replace(form, values=values),
        token=token,
        files=files,
        again=again,
    )


def _check_page(
    form: FormResult, token: str, draft_id: int, answers: Mapping[str, Any], actor: Actor
) -> ResponseReturnValue:
    people = people_of(answers, actor)
    kept = set(kept_of(answers))
    files = [*list_evidence("draft", draft_id), *list_own_files(actor)]
    names = {file.id: file.file_name for file in files if file.id in kept}
    steps = {
        **dict.fromkeys(SUBJECT_FIELDS, url_for("nominating.subject", token=token)),
        **dict.fromkeys((*STORY_FIELDS, "kept"), url_for("nominating.story", token=token)),
    }
    return render_form(
        "nominating/check.html",
        form,
        token=token,
        answers=answers,
        command=form.data,
        nominee=people.get(nominee_of(answers) or 0),
        team=[(people[one], share) for one, share in team_of(answers) if one in people],
        files=list(names.values()),
        steps=steps,
        whole=WHOLE_FORM,
        same=_same_title(form.data, answers, actor),
        category_labels=CATEGORY_LABELS,
        stage_labels=STAGE_LABELS,
    )


def _same_title(
    command: SubmitNomination | None, answers: Mapping[str, Any], actor: Actor
) -> str | None:
    if command is None or answers.get("nomination_id"):
        return None
    return find_same_title(
        command.nominee_id, command.title, command.happened_on.year, agency_id=actor.agency_id
    )


def _send(command: SubmitNomination, token: str, answers: Mapping[str, Any], actor: Actor) -> int:
    again = answers.get("nomination_id")
    if again:
        return resubmit_nomination(int(again), command, actor=actor, now=now(), draft_token=token)
    return submit_nomination(command, actor=actor, now=now(), draft_token=token)


def _with_files(
    form: FormResult, draft_id: int, answers: Mapping[str, Any], actor: Actor
) -> tuple[FormResult, dict[str, Any]]:
    """Keep what was uploaded beside the files that stay ticked; a refused file leaves the rest."""
    usable = {file.id for file in [*list_evidence("draft", draft_id), *list_own_files(actor)]}
    usable |= set(kept_of(answers))
    kept = [one for one in request.form.getlist("kept", type=row_number) if one in usable]
    drop_evidence(subject_kind="draft", subject_id=draft_id, keep=kept, actor=actor)
    for file_name, content in uploads("evidence"):
        try:
            evidence_id = keep_evidence(
                content,
                file_name,
                subject_kind="draft",
                subject_id=draft_id,
                files=resources().files,
                actor=actor,
                now=now(),
            )
        except InvalidInput as refusal:
            form = replace(form, errors={**form.errors, **form.refused(refusal).errors})
        else:
            kept.append(evidence_id)
    return form, {**answers, **_texts(form), "kept": sorted(set(kept))}


def _texts(form: FormResult) -> dict[str, Any]:
    return {name: form.value(name) for name in STORY_FIELDS}


def _saved() -> ResponseReturnValue:
    return redirect_after_post("nominations.index", _saved_words(), status="draf")


def _saved_words() -> str:
    return str(
        gettext("Draf tersimpan %(time)s. Usulan belum dikirim.", time=time_text(now(), zone()))
    )


def _address(token: str | None) -> str:
    if token is None:
        return url_for("nominating.start")
    return url_for("nominating.subject", token=token)


def _options(labels: Mapping[Any, str], hints: Mapping[Any, str]) -> list[tuple[str, str, str]]:
    return [(one.value, gettext(labels[one]), gettext(hints[one])) for one in labels]

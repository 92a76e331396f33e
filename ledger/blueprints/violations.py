"""Reports of violations: any ASN reports, the direct superior says what it is."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    asked_page,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.incoming import takes_evidence, uploads
from ledger.blueprints.picker import pick_person
from ledger.blueprints.resources import resources
from ledger.domain.discipline.catalogue import ABSENCE_CODE, ALWAYS_CASE, CATALOGUE, Impact
from ledger.domain.people import Role
from ledger.domain.violations import (
    REPORT_STATE_LABELS,
    Assessment,
    ReportState,
    ReportViolation,
)
from ledger.errors import Conflict, InvalidInput, NotFound, RuleRefused, sentence
from ledger.queries.violations import (
    count_own_reports,
    count_reports,
    evidence_names,
    list_reports,
    own_report,
    own_reports,
    person_line,
    unit_of,
)
from ledger.schemas.conduct import AssessIn, ReportIn
from ledger.services.violations import (
    assess_complaint,
    assess_report,
    complaint_to_assess,
    duties_of,
    open_at_once,
    report_to_assess,
    send_report,
)

blueprint = Blueprint("violations", __name__)

OWN_LENGTH = 10
STATE_TONES = {
    ReportState.REPORTED: "waiting",
    ReportState.ASSESSED_NO_SUSPICION: "approved",
    ReportState.ASSESSED_SUSPECTED: "objection",
    ReportState.DISMISSED: "draft",
}
IMPACT_HINTS = (
    (Impact.UNIT, sentence("Unit kerja"), sentence("Pekerjaan unit tempat pegawai bertugas")),
    (Impact.INSTANSI, sentence("Instansi"), sentence("Seluruh instansi atau nama baiknya")),
    (Impact.NEGARA, sentence("Negara"), sentence("Negara atau pemerintah")),
)
ASSESSMENTS = (
    (
        Assessment.SUSPECTED,
        sentence("Ada dugaan pelanggaran disiplin"),
        sentence("Kasus dibuka dan pegawai dipanggil untuk diperiksa."),
    ),
    (
        Assessment.NO_SUSPICION,
        sentence("Terjadi, tetapi bukan dugaan pelanggaran disiplin"),
        sentence("Pembinaan dapat diusulkan kepada pejabat di atas Anda."),
    ),
    (
        Assessment.DISMISS,
        sentence("Tidak terbukti"),
        sentence("Laporan ditutup dan tidak dicatat pada pegawai."),
    ),
)


@blueprint.get("/laporan")
@signed_in
def index() -> str:
    actor = current_actor()
    reach = actor.units_reached(Role.HR, Role.INSPECTORATE)
    oversees = reach is None or bool(reach)
    pages = asked_page(count_reports(actor.agency_id, reach) if oversees else 0)
    own = own_reports(actor.person_id or 0, limit=OWN_LENGTH)
    duties = duties_of(actor=actor, now=now(), with_absences=False)
    return render_template(
        "violations/list.html",
        waiting=duties.concerns,
        overdue=duties.overdue,
        own=own,
        more_own=count_own_reports(actor.person_id or 0) - len(own)
        if len(own) == OWN_LENGTH
        else 0,
        overseen=list_reports(actor.agency_id, reach, offset=pages.offset, limit=pages.size)
        if oversees
        else [],
        oversees=oversees,
        pages=pages,
        labels=REPORT_STATE_LABELS,
        tones=STATE_TONES,
    )


@blueprint.route("/laporan/baru", methods=["GET", "POST"])
@takes_evidence
@signed_in
def create() -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "GET":
        return _report_page(blank_form(impact=Impact.UNIT.value))
    form = load_form(ReportIn(), request.form)
    picked = pick_person(form, "subject", agency_id=actor.agency_id)
    if picked.person_id is None or not picked.form.ok:
        return _report_page(picked.form, picked.matches, picked.person_id)
    command = _command(form.data, picked.person_id)
    sent = [*uploads("evidence")]
    try:
        report_id = send_report(command, sent, files=resources().files, actor=actor, now=now())
    except (InvalidInput, RuleRefused) as refusal:
        return _report_page(form.refused(refusal), (), picked.person_id)
    return redirect_after_post("violations.show", gettext("Laporan terkirim."), report_id=report_id)


@blueprint.get("/laporan/<int:report_id>")
@signed_in
def show(report_id: int) -> ResponseReturnValue:
    """The superior assesses it; whoever reported it sees how far it is; nobody else."""
    actor = current_actor()
    try:
        report = report_to_assess(report_id, actor=actor, now=now())
    except NotFound:
        own = own_report(report_id, actor.person_id or 0)
        return render_template(
            "violations/own.html",
            report=own,
            files=evidence_names(own.id),
            labels=REPORT_STATE_LABELS,
            tones=STATE_TONES,
        )
    if report.state is not ReportState.REPORTED:
        return render_template(
            "violations/assessed.html", report=report, labels=REPORT_STATE_LABELS
        )
    form = blank_form(
        code=report.code,
        impact=report.impact,
        happened_at=report.happened_at,
        place=report.place,
        loss_to_state="1" if report.loss_to_state else "",
    )
    return _assess_page(form, report=report)


@blueprint.post("/laporan/<int:report_id>")
@signed_in
def assess(report_id: int) -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    form = load_form(AssessIn(), request.form)
    if form.ok:
        try:
            proposals = assess_report(report_id, form.data, actor=actor, now=moment)
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            return _go_on(form.data.assessment, proposals)
    return _assess_page(form, report=report_to_assess(report_id, actor=actor, now=moment))


@blueprint.get("/laporan/pengaduan/<int:complaint_id>")
@signed_in
def show_complaint(complaint_id: int) -> ResponseReturnValue:
    complaint = complaint_to_assess(complaint_id, actor=current_actor(), now=now())
    return _assess_page(blank_form(impact=Impact.UNIT.value), complaint=complaint)


@blueprint.post("/laporan/pengaduan/<int:complaint_id>")
@signed_in
def assess_citizens(complaint_id: int) -> ResponseReturnValue:
    actor, moment = current_actor(), now()
    form = load_form(AssessIn(), request.form)
    if form.ok:
        try:
            proposals = assess_complaint(complaint_id, form.data, actor=actor, now=moment)
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            return _go_on(form.data.assessment, proposals)
    complaint = complaint_to_assess(complaint_id, actor=actor, now=moment)
    return _assess_page(form, complaint=complaint)


def _go_on(assessment: Assessment, proposals: list[int]) -> Response:
    """After a suspicion straight to the summons, when the case is the superior's own to open."""
    told = gettext("Telaah dicatat.")
    if assessment is not Assessment.SUSPECTED:
        return redirect_after_post("violations.index", told)
    try:
        case_id = open_at_once(proposals, actor=current_actor(), now=now())
    except Conflict:
        case_id = None
    if case_id is None:
        told = gettext("Telaah dicatat. Kasus menunggu keputusan pejabat yang berwenang.")
        return redirect_after_post("violations.index", told)
    told = gettext("Kasus dibuka. Buat surat panggilan sekarang.")
    return redirect_after_post("cases.summons", told, case_id=case_id)


def _command(data: dict[str, Any], person_id: int) -> ReportViolation:
    return ReportViolation(
        subject_id=person_id,
        unit_id=unit_of(person_id, agency_id=current_actor().agency_id),
        code=data["code"],
        impact=data["impact"],
        narrative=data["narrative"],
        happened_on=data["happened_on"],
        known_on=data["known_on"],
        loss_to_state=data["loss_to_state"],
        happened_at=data["happened_at"],
        place=data["place"],
        reporter_id=current_actor().person_id,
    )


def _report_page(
    form: FormResult,
    matches: tuple[tuple[str, str, str], ...] = (),
    person_id: int | None = None,
) -> ResponseReturnValue:
    return render_form(
        "violations/edit.html",
        form,
        matches=matches,
        picked=_picked(person_id),
        codes=_codes(),
        impacts=_impacts(),
    )


def _picked(person_id: int | None) -> tuple[str, str] | None:
    """Who was picked, so that the choice need not be made again when something else is mended."""
    if person_id is None:
        return None
    unit_of(person_id, agency_id=current_actor().agency_id)
    name, _, unit = person_line(person_id)
    return (str(person_id), f"{name} · {unit}")


def _assess_page(
    form: FormResult, *, report: Any = None, complaint: Any = None
) -> ResponseReturnValue:
    subject_id = report.subject_id if report else complaint.person_id
    return render_form(
        "violations/assess.html",
        form,
        report=report,
        complaint=complaint,
        subject=person_line(subject_id),
        files=evidence_names(report.id) if report else [],
        action=url_for("violations.assess", report_id=report.id)
        if report
        else url_for("violations.assess_citizens", complaint_id=complaint.id),
        assessments=[(one.value, gettext(text), gettext(hint)) for one, text, hint in ASSESSMENTS],
        codes=_codes(),
        provision=dict(_codes()).get(report.code, report.code) if report else "",
        impacts=_impacts(),
        always_case=report is not None and (report.code in ALWAYS_CASE or report.loss_to_state),
    )


def _codes() -> list[tuple[str, str]]:
    """The catalogue as a person reads it; absence is never reported but counted."""
    obligation, forbidden = gettext("Kewajiban"), gettext("Larangan")
    return [
        (row.code, f"{obligation if row.is_obligation else forbidden}: {row.text} ({row.article})")
        for row in CATALOGUE
        if row.code != ABSENCE_CODE
    ]


def _impacts() -> list[tuple[str, str, str]]:
    return [(one.value, gettext(text), gettext(hint)) for one, text, hint in IMPACT_HINTS]

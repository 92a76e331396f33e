"""Pages of the decision: choosing, checking, setting; reporting up; ending without proof."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.case_words import KIND_TEXTS
from ledger.blueprints.cases.frame import (
    PATH,
    acting_file,
    blueprint,
    words,
)
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.sessions import session_rules
from ledger.domain.discipline.clocks import ClockName, clock_on, effective_on
from ledger.domain.discipline.comparison import OUTLIER_RULE
from ledger.domain.discipline.dismissals import DISMISSAL_LABELS, DISMISSAL_WARNING
from ledger.domain.discipline.kinds import Kind
from ledger.domain.positions import PositionLevel
from ledger.errors import Forbidden, InvalidInput, LedgerError, RuleRefused
from ledger.schemas.cases import (
    ClearIn,
    DecideIn,
)
from ledger.services.accounts import require_own_password
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases import (
    CaseFile,
    clear_case,
    decide_case,
    practice_before,
    refer_case,
)


@blueprint.get(f"{PATH}/keputusan")
@signed_in
def decision(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    if file.tasks["decision"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    return _decision_page(file, blank_form(**_from_report(file)))


@blueprint.post(f"{PATH}/keputusan")
@signed_in
def check_decision(case_id: int) -> ResponseReturnValue:
    """Nothing happens yet: the page states again what is about to be decided, and about whom."""
    file = acting_file(case_id)
    form = load_form(DecideIn(), request.form)
    if not form.ok or request.form.get("mend"):
        return _decision_page(file, form)
    return _confirm_page(file, form)


@blueprint.post(f"{PATH}/keputusan/tetapkan")
@signed_in
def decide(case_id: int) -> ResponseReturnValue:
    actor, moment, file = current_actor(), now(), acting_file(case_id)
    form = load_form(DecideIn(), request.form)
    if not form.ok:
        return _decision_page(file, form)
    try:
        require_own_password(
            request.form.get("password", ""),
            request.remote_addr or "",
            rules=session_rules(),
            actor=actor,
            now=moment,
        )
    except InvalidInput as refusal:
        return _confirm_page(file, form.refused(refusal))
    try:
        decide_case(case_id, form.data, actor=actor, now=moment)
    except (InvalidInput, RuleRefused) as refusal:
        return _decision_page(file, form.refused(refusal))
    told = gettext("Keputusan ditetapkan dan diberi nomor. Sampaikan kepada pegawai.")
    return redirect_after_post("cases.show", told, case_id=case_id)


@blueprint.post(f"{PATH}/laporkan")
@signed_in
def refer(case_id: int) -> ResponseReturnValue:
    refer_case(case_id, actor=current_actor(), now=now())
    told = gettext("Kasus dilaporkan kepada pejabat yang lebih tinggi.")
    return redirect_after_post("cases.show", told, case_id=case_id)


@blueprint.route(f"{PATH}/tidak-terbukti", methods=["GET", "POST"])
@signed_in
def clear(case_id: int) -> ResponseReturnValue:
    file, form = acting_file(case_id), blank_form()
    if request.method == "POST":
        form = load_form(ClearIn(), request.form)
        if form.ok:
            try:
                clear_case(case_id, form.data["reason"], actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Kasus diakhiri: tidak terbukti.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/clear.html", form, **words(file))


def _decision_page(file: CaseFile, form: FormResult) -> ResponseReturnValue:
    return render_form(
        "cases/decision.html",
        form,
        kinds=[(row.kind.value, row.text.capitalize()) for row in file.kinds],
        chosen_kinds={row.kind.value for row in file.kinds},
        dismissals=[(one.value, gettext(text)) for one, text in DISMISSAL_LABELS.items()],
        dismissal_warning=DISMISSAL_WARNING,
        practice=practice_before(file.case, file.weight),
        outlier_rule=OUTLIER_RULE,
        kind_texts=KIND_TEXTS,
        task=file.tasks["decision"],
        waits=" ".join(
            f"{gettext(one.reason)} ({one.article})" for one in file.tasks["decision"].reasons
        ),
        has_class=_has_class(file),
        **words(file),
    )


def _has_class(file: CaseFile) -> bool:
    """A pelaksana has no lower post, so the class of the post is lowered (F16)."""
    post = file.case.subject.position
    return post is None or post.level in ("", PositionLevel.PELAKSANA)


def _confirm_page(file: CaseFile, form: FormResult) -> ResponseReturnValue:
    kind: Kind = form.data.kind
    row = next((one for one in file.kinds if one.kind is kind), None)
    if row is None or not file.decides:
        raise Forbidden(gettext("Jenis hukuman ini bukan wewenang Anda (Pasal 16 PP 94/2021)."))
    practice = practice_before(file.case, file.weight)
    return render_form(
        "cases/confirm.html",
        form,
        kind=row,
        dismissal=DISMISSAL_LABELS.get(form.data.dismissal_type, ""),
        dismissal_warning=DISMISSAL_WARNING,
        stands_apart=practice is not None and practice.is_outlier(kind),
        outlier_rule=OUTLIER_RULE,
        examples=_if_received_today(file),
        **words(file),
    )


def _from_report(file: CaseFile) -> dict[str, str]:
    """The recommendation and its reasons stand there already; whoever decides may change them."""
    report = file.case.report
    if report is None:
        return {}
    return {
        "kind": report.recommended_kind or "",
        "reason": report.analysis,
        "aggravating": report.aggravating,
        "mitigating": report.mitigating,
    }


def _if_received_today(file: CaseFile) -> tuple[Any, Any]:
    """Effect and last day to object, were it handed over today; empty without the calendar."""
    calendar = calendar_of_unit(file.case.unit_id)
    days = clock_on(ClockName.OBJECTION, file.today).days
    try:
        return effective_on(calendar, file.today), calendar.add_working_days(file.today, days)
    except LedgerError:
        return None, None

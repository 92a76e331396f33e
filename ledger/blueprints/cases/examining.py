"""Pages of the way to the report: summons, examination, reply, report."""

from itertools import zip_longest
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from ledger.blueprints.case_words import (
    KIND_TEXTS,
)
from ledger.blueprints.cases.frame import (
    PATH,
    acting_file,
    blueprint,
    words,
    working_day,
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
from ledger.domain.discipline.catalogue import find_violation
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.commands import GivenAnswer
from ledger.domain.formats import date_text
from ledger.errors import InvalidInput, RuleRefused
from ledger.schemas.cases import (
    NOT_PROVEN,
    ExaminationIn,
    ReportIn,
    SummonIn,
)
from ledger.services.cases import (
    CaseFile,
    record_attendance,
    record_examination,
    record_unused_reply,
    save_answers,
    saved_answers,
    summon,
    write_report,
)

#: Days ahead that the summons proposes, within the term of 7 working days.
DAYS_AHEAD = 3
SPARE_QUESTIONS = 2


@blueprint.route(f"{PATH}/panggilan", methods=["GET", "POST"])
@signed_in
def summons(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    if file.tasks["summons"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = _blank_summons(file)
    if request.method == "POST":
        form = load_form(SummonIn(), request.form)
        if form.ok:
            try:
                summon(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Surat panggilan dibuat dan diberi nomor.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    clock = clock_on(ClockName.EXAM, file.today)
    last_day = working_day(file, clock.days)
    return render_form(
        "cases/summons.html", form, last_day=last_day, article=clock.article, **words(file)
    )


@blueprint.route(f"{PATH}/pemeriksaan", methods=["GET", "POST"])
@signed_in
def examination(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    if file.tasks["examination"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = blank_form(came="1", signed="1", copy_given="1")
    if request.method == "POST":
        form = load_form(ExaminationIn(), request.form)
        # First of all the answers are kept, whatever else the form lacks.
        save_answers(case_id, _typed(form), actor=current_actor(), now=now())
        action = request.form.get("action")
        if action == "autosave":
            return Response(gettext("Jawaban tersimpan."), mimetype="text/plain")
        if action == "save":
            told = gettext("Jawaban tersimpan. Berita acara belum dibuat.")
            return redirect_after_post("cases.examination", told, case_id=case_id)
        if form.ok:
            try:
                told = _examine(case_id, form)
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form(
        "cases/examination.html", form, questions=_questions(file, form), **words(file)
    )


@blueprint.post(f"{PATH}/tanggapan")
@signed_in
def unused_reply(case_id: int) -> ResponseReturnValue:
    record_unused_reply(case_id, actor=current_actor(), now=now())
    told = gettext("Dicatat: pegawai tidak menggunakan hak jawab.")
    return redirect_after_post("cases.show", told, case_id=case_id)


@blueprint.route(f"{PATH}/laporan-hasil", methods=["GET", "POST"])
@signed_in
def report(case_id: int) -> ResponseReturnValue:
    file = acting_file(case_id)
    if file.tasks["report"].state != "open":
        return redirect_after_post("cases.show", case_id=case_id)
    form = blank_form(**_report_so_far(file))
    if request.method == "POST":
        form = load_form(ReportIn(), request.form)
        if form.ok:
            try:
                write_report(case_id, form.data, actor=current_actor(), now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Laporan hasil pemeriksaan disimpan.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form("cases/report.html", form, kinds=_recommendable(file), **words(file))


def _examine(case_id: int, form: FormResult) -> str:
    actor, moment = current_actor(), now()
    if form.data is None:
        record_attendance(case_id, attended=False, actor=actor, now=moment)
        return str(gettext("Dicatat: pegawai tidak hadir."))
    record_examination(case_id, form.data, actor=actor, now=moment)
    return str(gettext("Berita acara dibuat. Pegawai dapat memberi tanggapan."))


def _blank_summons(file: CaseFile) -> FormResult:
    """The place of the last summons, or the unit: what is known is not typed again."""
    known = file.case.summonses[-1].place if file.case.summonses else file.subject[2]
    day = working_day(file, DAYS_AHEAD)
    return blank_form(exam_on=day or "", exam_time="09.00", place=known)


def _typed(form: FormResult) -> list[GivenAnswer]:
    columns = [form.values.get(name) or [] for name in GivenAnswer._fields]
    return [GivenAnswer(*one) for one in zip_longest(*columns, fillvalue="")]


def _questions(file: CaseFile, form: FormResult) -> list[GivenAnswer]:
    """What was typed or kept so far, else the questions that the allegations themselves ask."""
    known = _typed(form) or saved_answers(file.case.id)
    if known:
        return [*known, GivenAnswer("", "")] if any(known[-1]) else known
    questions = [gettext("Apakah Saudara sehat dan bersedia diperiksa?")]
    for one in file.case.allegations:
        questions.append(
            gettext(
                "Saudara diduga pada %(day)s: %(act)s. Apa yang sebenarnya terjadi?",
                day=date_text(one.happened_on),
                act=one.narrative.rstrip("."),
            )
        )
    questions += [
        gettext("Apa sebabnya, dan adakah hal yang meringankan?"),
        gettext("Adakah yang ingin Saudara tambahkan atau betulkan?"),
    ]
    return [GivenAnswer(str(one), "") for one in [*questions, *[""] * SPARE_QUESTIONS]]


def _report_so_far(file: CaseFile) -> dict[str, str]:
    """What was said in the examination and in the reply, so that nobody types it again."""
    case, parts = file.case, []
    if case.examination is not None:
        parts = [_told(one) for one in case.examination.questions]
    if file.reply is not None and file.reply.replied_at is not None:
        parts.append(f"{gettext('Tanggapan pegawai')}\n{file.reply.text}")
    acts = [f"{one.narrative} ({citation})" for one, citation in _cited(file)]
    return {"facts": "\n\n".join(parts), "analysis": "\n".join(acts)}


def _told(one: dict[str, str]) -> str:
    lines = [one["question"], one["answer"]]
    if one.get("correction"):
        lines.append(str(gettext("Pembetulan: %(text)s", text=one["correction"])))
    return "\n".join(lines)


def _cited(file: CaseFile) -> list[tuple[Any, str]]:
    return [(one, find_violation(one.code).citation) for one in file.case.allegations]


def _recommendable(file: CaseFile) -> list[tuple[str, str]]:
    kinds = [(kind.value, KIND_TEXTS[kind.value].capitalize()) for kind in file.weight.kinds]
    return [*kinds, (NOT_PROVEN, str(gettext("Tidak terbukti")))]

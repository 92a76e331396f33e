"""Decisions: the queue, the file of a proposal, deciding one or several, and what was decided."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    asked_page,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
    translated,
)
from ledger.blueprints.guards import current_actor, requires, signed_in
from ledger.blueprints.incoming import row_number, ticked_row
from ledger.blueprints.proposal_words import TONES, VERDICT_DONE, WAITS
from ledger.domain.actors import Actor
from ledger.domain.approvals import (
    PROPOSAL_STATE_LABELS,
    STEP_CAPACITY_LABELS,
    DecideProposal,
    ItemResult,
    ProposalState,
    Verdict,
    seen_hash,
)
from ledger.domain.calendars import Calendar, YearNotLoaded
from ledger.domain.formats import date_text
from ledger.domain.interlocks import CAUSE_LABELS
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.domain.posting_commands import quota_period
from ledger.domain.proposals import PROPOSAL_KIND_LABELS, ProposalKind
from ledger.errors import Conflict, InvalidInput, RuleRefused
from ledger.queries.proposal_access import Access, access_to
from ledger.queries.proposal_files import ProposalFile, proposal_file
from ledger.queries.proposals import (
    QueueFilter,
    count_decided,
    count_overseen,
    count_queue,
    list_decided,
    list_named,
    list_overseen,
    list_queue,
    queue_units,
    waits_for,
)
from ledger.queries.quotas import may_widen
from ledger.queries.rules import FiringReason, get_firing_reason
from ledger.schemas.proposals import AssessmentIn, DecisionIn, QueueIn, ReasonIn, TogetherIn
from ledger.services.calendars import calendar_of_unit
from ledger.services.interlocks import held_lines
from ledger.services.proposals import (
    assess_guidance,
    decide_awards,
    decide_proposal,
    proposal_payloads,
    propose_reversal,
    record_unused_reply,
    resubmit,
    reversible_entry,
    withdraw,
)

blueprint = Blueprint("proposals", __name__)

LAST_DECIDED = 10
SHOWN_TOGETHER = 100


@blueprint.get("/keputusan")
@requires(Role.HR, leader=True, superior=True)
def queue() -> str:
    actor = current_actor()
    form = load_form(QueueIn(), request.args)
    asked = QueueFilter(**form.data)
    pages = asked_page(count_queue(actor, asked))
    lines = list_queue(actor, asked, offset=pages.offset, limit=pages.size)
    filtered = asked != QueueFilter()
    return render_template(
        "proposals/queue.html",
        form=form,
        lines=lines,
        pages=pages,
        filtered=filtered,
        units=queue_units(actor) if lines or filtered else (),
        kinds=_kind_options(),
        terms=_terms(actor, [line.due_on for line in lines]),
        chosen={*request.args.getlist("item", type=row_number)},
        decided=() if lines or filtered else list_decided(actor, offset=0, limit=LAST_DECIDED),
        **_words(),
    )


@blueprint.get("/keputusan/riwayat")
@requires(Role.HR, leader=True, superior=True)
def decided() -> str:
    actor = current_actor()
    pages = asked_page(count_decided(actor))
    lines = list_decided(actor, offset=pages.offset, limit=pages.size)
    return render_template("proposals/decided.html", lines=lines, pages=pages, **_words())


@blueprint.get("/keputusan/diajukan")
@signed_in
def proposed() -> str:
    """What HR looks after, and for everybody what they put forward themselves."""
    actor = current_actor()
    states = {state.value: state for state in ProposalState}
    state = states.get(request.args.get("state", ""))
    pages = asked_page(count_overseen(actor, state))
    return render_template(
        "proposals/proposed.html",
        form=blank_form(state=state.value if state else ""),
        lines=list_overseen(actor, state, offset=pages.offset, limit=pages.size),
        pages=pages,
        filtered=state is not None,
        states=[(one.value, gettext(PROPOSAL_STATE_LABELS[one])) for one in ProposalState],
        **_words(),
    )


@blueprint.get("/keputusan/sekaligus")
@requires(leader=True, superior=True)
def together() -> ResponseReturnValue:
    return _review(blank_form())


@blueprint.post("/keputusan/sekaligus")
@requires(leader=True, superior=True)
def decide_together() -> ResponseReturnValue:
    form = load_form(TogetherIn(), request.form)
    if not form.ok:
        return _review(form)
    actor = current_actor()
    seen = form.data["items"]
    lines = {line.id: line for line in list_named(actor, seen)}
    commands = [
        DecideProposal(
            proposal_id=proposal_id,
            verdict=Verdict.APPROVE,
            seen_sha256=sha256,
            reason=form.data["reason"],
        )
        for proposal_id, sha256 in seen.items()
    ]
    results = decide_awards(commands, actor=actor, now=now())
    return render_template(
        "proposals/results.html",
        results=[(one, lines.get(one.proposal_id), _told(one)) for one in results],
        done=sum(one.is_decided for one in results),
        **_words(),
    )


@blueprint.get("/keputusan/<int:proposal_id>")
@signed_in
def show(proposal_id: int) -> ResponseReturnValue:
    return _file(proposal_id, blank_form())


@blueprint.post("/keputusan/<int:proposal_id>/putuskan")
@signed_in
def decide(proposal_id: int) -> ResponseReturnValue:
    form = load_form(DecisionIn(), request.form)
    if not form.ok:
        return _file(proposal_id, form)
    command = DecideProposal(
        proposal_id=proposal_id,
        verdict=form.data["verdict"],
        reason=form.data["reason"],
        seen_sha256=form.data["seen"],
    )
    try:
        state = decide_proposal(command, actor=current_actor(), now=now())
    except InvalidInput as refusal:
        return _file(proposal_id, form.refused(refusal))
    except Conflict as refusal:
        return _conflict(proposal_id, form, refusal)
    told = gettext(WAITS.get(state, VERDICT_DONE[command.verdict]))
    return redirect_after_post("proposals.show", told, proposal_id=proposal_id)


@blueprint.post("/keputusan/<int:proposal_id>/telaah")
@requires(leader=True, superior=True)
def assess(proposal_id: int) -> ResponseReturnValue:
    form = load_form(AssessmentIn(), request.form)
    if form.ok:
        try:
            assess_guidance(
                proposal_id,
                suspected=form.data["suspected"] == "yes",
                reason=form.data["reason"],
                actor=current_actor(),
                now=now(),
            )
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "proposals.show", gettext("Telaah Anda tersimpan."), proposal_id=proposal_id
            )
    return _file(proposal_id, form)


@blueprint.post("/keputusan/<int:proposal_id>/ajukan-lagi")
@signed_in
def send_again(proposal_id: int) -> ResponseReturnValue:
    form = load_form(ReasonIn(), request.form)
    if form.ok:
        try:
            resubmit(proposal_id, form.data["reason"], actor=current_actor(), now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "proposals.show", gettext("Rancangan diajukan lagi."), proposal_id=proposal_id
            )
    return _file(proposal_id, form)


@blueprint.post("/keputusan/<int:proposal_id>/tarik")
@signed_in
def take_back(proposal_id: int) -> ResponseReturnValue:
    withdraw(proposal_id, actor=current_actor(), now=now())
    return redirect_after_post(
        "proposals.show", gettext("Rancangan ditarik."), proposal_id=proposal_id
    )


@blueprint.post("/keputusan/<int:proposal_id>/hak-tanggap")
@signed_in
def pass_reply(proposal_id: int) -> ResponseReturnValue:
    record_unused_reply(proposal_id, actor=current_actor(), now=now())
    return redirect_after_post(
        "proposals.show", gettext("Tercatat: hak jawab tidak digunakan."), proposal_id=proposal_id
    )


@blueprint.route("/koreksi/<uid>", methods=["GET", "POST"])
@requires(Role.HR, leader=True, superior=True)
def reverse(uid: str) -> ResponseReturnValue:
    """Ask that an entry be taken back; a second person decides."""
    entry = reversible_entry(uid, actor=current_actor())
    form = load_form(ReasonIn(), request.form) if request.method == "POST" else blank_form()
    if request.method == "POST" and form.ok:
        try:
            proposal_id = propose_reversal(
                uid, form.data["reason"], actor=current_actor(), now=now()
            )
        except (InvalidInput, RuleRefused) as refusal:
            form = form.refused(refusal)
        else:
            return redirect_after_post(
                "proposals.show", gettext("Koreksi diajukan."), proposal_id=proposal_id
            )
    return render_form("proposals/reverse.html", form, entry=entry)


def _file(proposal_id: int, form: FormResult) -> tuple[str, int]:
    actor = current_actor()
    access = access_to(proposal_id, actor)
    file = proposal_file(proposal_id)
    if not access.sees_all:
        return render_template("proposals/glimpse.html", file=file, **_words()), 200
    mine = waits_for(actor, proposal_id)
    return render_form(
        "proposals/show.html",
        form,
        file=file,
        access=access,
        reason=_rule_reason(file),
        seen=seen_hash(file.payload),
        may_decide=mine and file.state is ProposalState.PENDING,
        may_assess=mine and file.state is ProposalState.AWAITING_ASSESSMENT,
        may_mend=file.proposer_id == actor.person_id,
        may_pass_reply=_may_pass_reply(file, access, actor),
        quota_url=_quota_url(file, actor),
        held=held_lines(proposal_id, actor=actor, now=now()),
        cause_labels=CAUSE_LABELS,
        step_labels=STEP_CAPACITY_LABELS,
        **_words(),
    )


def _may_pass_reply(file: ProposalFile, access: Access, actor: Actor) -> bool:
    waits = file.state is ProposalState.AWAITING_REPLY and file.due_on is not None
    passed = waits and file.due_on is not None and file.due_on < _today(actor)
    return passed and (access.decides or access.oversees)


def _quota_url(file: ProposalFile, actor: Actor) -> str:
    """Where the quota that an award waits for can be widened, for whoever may."""
    if file.state is not ProposalState.AWAITING_QUOTA or not may_widen(actor, file.unit_id):
        return ""
    return url_for("quotas.show", unit_id=file.unit_id, period=quota_period(file.happened_on))


def _conflict(proposal_id: int, form: FormResult, refusal: Conflict) -> ResponseReturnValue:
    """Somebody was faster, or the proposal changed: who, when, and the way on; nothing is lost."""
    if refusal.code == "seen_changed":
        return _file(proposal_id, form.refused(refusal))[0], 409
    page = render_template(
        "proposals/conflict.html",
        proposal_id=proposal_id,
        told=translated(refusal),
        typed=form.value("reason"),
    )
    return page, 409


def _review(form: FormResult) -> ResponseReturnValue:
    """The awards that were ticked, once more, before they are decided together."""
    actor = current_actor()
    kept = [name.removeprefix("seen-") for name in form.values if name.startswith("seen-")]
    asked = (ticked_row(one) for one in (*request.args.getlist("item"), *kept))
    ids = {one for one in asked if one is not None}
    waiting = list_named(actor, ids)
    lines = [line for line in waiting if line.is_award][:SHOWN_TOGETHER]
    payloads = proposal_payloads([line.id for line in lines])
    return render_form(
        "proposals/together.html",
        form,
        lines=lines,
        seen={line.id: seen_hash(payloads[line.id]) for line in lines},
        left_out=[line for line in waiting if line not in lines],
        missing=len(ids) - len(waiting),
        points=sum(line.points for line in lines),
        **_words(),
    )


def _told(result: ItemResult) -> str:
    text = gettext(result.reason) if result.reason else ""
    told = text % result.params if result.params else text
    return gettext("Dilewati %(because)s.", because=told) if result.is_because else told


def _rule_reason(file: ProposalFile) -> FiringReason | None:
    rule = file.payload["rule"]
    return get_firing_reason(rule["firing_id"]) if rule else None


def _terms(actor: Actor, days: Iterable[date | None]) -> dict[date | None, str]:
    """Each last day in words: how many working days are left, or how many it is late."""
    asked = {day for day in days if day is not None}
    if not asked or actor.unit_id is None:
        return {}
    calendar = calendar_of_unit(actor.unit_id)
    return {day: _term(calendar, _today(actor), day) for day in asked}


def _term(calendar: Calendar, today: date, day: date) -> str:
    if day == today:
        return str(gettext("Jatuh tempo hari ini"))
    try:
        left = calendar.working_days_between(today, day)
    except YearNotLoaded:
        return date_text(day)
    if left >= 0 and day > today:
        return str(gettext("Sisa %(days)s hari kerja", days=left))
    return str(gettext("Terlambat %(days)s hari kerja", days=-left))


def _today(actor: Actor) -> date:
    return local_day(now(), actor.extra.get("zone") or "WIB")


def _kind_options() -> list[tuple[str, str]]:
    return [(kind.value, gettext(PROPOSAL_KIND_LABELS[kind])) for kind in ProposalKind]


def _words() -> dict[str, Any]:
    return {
        "kind_labels": PROPOSAL_KIND_LABELS,
        "state_labels": PROPOSAL_STATE_LABELS,
        "tones": TONES,
    }

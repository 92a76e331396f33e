"""The editor of rule packs: in plain words on a screen, and the same YAML underneath."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
    translated,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.rule_forms import ReadRule, folds_open, press, read_rule, sent_values
from ledger.blueprints.rule_words import rule_sentence
from ledger.domain.approvals import StepCapacity
from ledger.domain.facts import VOCABULARY
from ledger.domain.people import Role
from ledger.domain.periods import PeriodKind
from ledger.domain.rules.definitions import (
    CAP_SCOPES,
    MEASURE_SCOPES,
    Audience,
    LegalStatus,
    MeasureKind,
    Recipient,
    Season,
    Tier,
    WindowKind,
)
from ledger.domain.rules.forms import (
    MAX_CAPS,
    MAX_REQUIREMENTS,
    MAX_STEPS,
    filter_vocabulary_of,
    form_of,
    measure_places,
    operators_of,
    row_places,
    vocabulary_of,
)
from ledger.domain.rules.limit_sections import ONCE_PER_TEXTS
from ledger.domain.rules.pack import seasons_from_data
from ledger.domain.rules.refusals import PackError
from ledger.domain.rules.season_forms import seasons_in
from ledger.domain.rules.splicing import rules_of
from ledger.domain.rules.words import OPERATOR_LABELS, choice_label, hint_of, value_label
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.queries.nominations import get_draft
from ledger.schemas.rules import NewPackIn
from ledger.services.rules.editing import (
    EDIT_KIND,
    drop_rule,
    finish_editing,
    keep_typed,
    put_rule,
    start_editing,
    start_pack,
)
from ledger.services.rules.trying import TRIED_AT_ONCE, Trial, try_rule

blueprint = Blueprint("rule_editing", __name__)

NEW = "aturan-baru"
CODE_TAKEN = sentence("Kode ini sudah dipakai aturan lain dalam paket ini.")
NO_RULE = sentence("Aturan ini tidak ada dalam paket.")


@blueprint.route("/aturan/baru", methods=["GET", "POST"])
@requires(Role.HR)
def create() -> ResponseReturnValue:
    """A pack without a rule yet."""
    form = blank_form()
    if request.method == "POST":
        form = load_form(NewPackIn(), request.form)
        if form.ok:
            token = start_pack(**form.data, actor=current_actor(), now=now())
            return redirect_after_post("rule_editing.pack", token=token)
    return render_form("rules/new_pack.html", form)


@blueprint.post("/aturan/<int:pack_id>/ubah")
@requires(Role.HR)
def start(pack_id: int) -> ResponseReturnValue:
    token = start_editing(pack_id, actor=current_actor(), now=now())
    told = gettext("Anda mengubah salinannya. Versi yang ada tidak berubah.")
    return redirect_after_post("rule_editing.pack", told, token=token)


@blueprint.get("/aturan/susun/<token>")
@requires(Role.HR)
def pack(token: str) -> ResponseReturnValue:
    return _pack_page(token, blank_form())


@blueprint.post("/aturan/susun/<token>/muat")
@requires(Role.HR)
def finish(token: str) -> ResponseReturnValue:
    """Load the copy as a new draft version, which somebody else activates after a simulation."""
    try:
        pack_id = finish_editing(token, actor=current_actor(), now=now())
    except PackError as refusal:
        told = [translated(one) for one in refusal.all]
        return _pack_page(token, FormResult(errors={"": told}))
    except (Conflict, InvalidInput) as refusal:
        return _pack_page(token, FormResult(errors={"": [translated(refusal)]}))
    told = gettext("Versi baru dimuat. Simulasikan, lalu minta rekan Anda mengaktifkannya.")
    return redirect_after_post("rules.show", told, pack_id=pack_id)


@blueprint.post("/aturan/susun/<token>/hapus/<code>")
@requires(Role.HR)
def drop(token: str, code: str) -> ResponseReturnValue:
    drop_rule(token, code, actor=current_actor(), now=now())
    return redirect_after_post(
        "rule_editing.pack", gettext("Aturan dihapus dari salinan ini."), token=token
    )


@blueprint.get("/aturan/susun/<token>/aturan/<code>")
@requires(Role.HR)
def rule(token: str, code: str) -> ResponseReturnValue:
    draft = _draft(token)
    base = _base(draft, code)
    typed = draft.answers.get("typed", {}).get(code)
    return _rule_page(draft, code, FormResult(values=typed or form_of(base)))


@blueprint.post("/aturan/susun/<token>/aturan/<code>")
@requires(Role.HR)
def edit(token: str, code: str) -> ResponseReturnValue:
    """Every button keeps what was typed; only the last one writes it into the copy."""
    draft, actor = _draft(token), current_actor()
    base, action = _base(draft, code), request.form.get("action", "refresh")
    values = press(action, sent_values(request.form))
    if action == "words":
        return Response(rule_sentence(values), mimetype="text/plain")
    keep_typed(token, code, values, actor=actor, now=now())
    read = read_rule(values, base, _seasons(draft))
    if action == "save":
        read = _without_twin(read, draft, code)
        if read.rule is not None:
            put_rule(token, code, read.data, actor=actor, now=now())
            return redirect_after_post(
                "rule_editing.pack", gettext("Aturan disimpan dalam salinan."), token=token
            )
    tries = action.startswith("try")
    errors = read.errors if tries or action in ("save", "check") else {}
    skip = int(action.partition(":")[2] or 0) if tries and action[4:].isdecimal() else 0
    trials = try_rule(read.rule, skip=skip, actor=actor) if tries and read.rule else None
    form = FormResult(values=values, errors=errors)
    return _rule_page(draft, code, form, trials=trials, skip=skip)


def _without_twin(read: ReadRule, draft: Any, code: str) -> ReadRule:
    """A rule may take a new code, but not that of another one."""
    others = {one.get("code") for one in rules_of(draft.answers["source"])} - {code}
    if read.data.get("code") not in others:
        return read
    errors = {**read.errors, "code": [gettext(CODE_TAKEN)]}
    return ReadRule(data=read.data, rule=None, errors=errors)


def _draft(token: str) -> Any:
    return get_draft(token, kind=EDIT_KIND, actor=current_actor())


def _base(draft: Any, code: str) -> dict[str, Any]:
    """The rule as it stands in the copy; a new one starts with what is nearly always right."""
    if code == NEW:
        today = now().date().isoformat()
        return {"legal_basis": {"status": "needs_check"}, "effective": {"from": today}}
    rules = rules_of(draft.answers["source"])
    found = next((one for one in rules if one.get("code") == code), None)
    if found is None:
        raise NotFound(NO_RULE)
    return found


def _seasons(draft: Any) -> tuple[Season, ...]:
    """Those of the copy, which need not be a whole pack yet."""
    try:
        return seasons_from_data(seasons_in(draft.answers["source"]))
    except PackError:
        return ()


def _pack_page(token: str, form: FormResult) -> ResponseReturnValue:
    draft = _draft(token)
    rules = rules_of(draft.answers["source"])
    return render_form(
        "rules/edit_pack.html",
        form,
        token=token,
        rules=rules,
        seasons=_seasons(draft),
        base=draft.answers.get("base"),
        source=draft.answers["source"],
        typed=draft.answers.get("typed", {}),
        new=NEW,
        facts={kind.value: shape.title for kind, shape in VOCABULARY.items()},
    )


def _rule_page(
    draft: Any,
    code: str,
    form: FormResult,
    *,
    trials: Sequence[Trial] | None = None,
    skip: int = 0,
) -> ResponseReturnValue:
    others = [one.get("code", "") for one in rules_of(draft.answers["source"])]
    page = render_template(
        "rules/edit_rule.html",
        form=form,
        token=draft.token,
        code=code,
        is_new=code == NEW,
        told=rule_sentence(form.values),
        opened=folds_open(request.form.get("action", ""), form.errors),
        trials=trials,
        next_skip=skip + TRIED_AT_ONCE,
        others=[(one, one) for one in others if one != code],
        **_choices(),
        **_helpers(form),
    )
    return page, 200 if form.ok else 422


def _helpers(form: FormResult) -> dict[str, Any]:
    """What the rows of the form ask while they are drawn."""
    return {
        "row_places": lambda prefix: row_places(prefix, form.values),
        "measure_places": measure_places(form.values),
        "vocabulary": vocabulary_of(form.values),
        "filter_vocabulary": lambda at: filter_vocabulary_of(form.values, at),
        "operators": lambda field: _labelled(operators_of(field), OPERATOR_LABELS),
        "hint_of": lambda field: gettext(hint_of(field)),
        "values_of": lambda field: [
            (one, gettext(value_label(field, one))) for one in field.choices
        ],
        "caps": range(MAX_CAPS),
        "requirements": range(MAX_REQUIREMENTS),
        "steps": range(MAX_STEPS),
    }


def _choices() -> dict[str, Any]:
    return {
        "facts": [(kind.value, gettext(shape.title)) for kind, shape in VOCABULARY.items()],
        "measure_kinds": _labelled(MeasureKind),
        "windows": _labelled(WindowKind),
        "measure_scopes": _labelled(MEASURE_SCOPES),
        "cap_scopes": _labelled(CAP_SCOPES),
        "periods": _labelled(PeriodKind),
        "recipients": _labelled(Recipient),
        "tiers": _labelled(Tier),
        "audiences": _labelled(Audience),
        "step_choices": _labelled(StepCapacity),
        "onces": _labelled(ONCE_PER_TEXTS),
        "statuses": _labelled(LegalStatus),
    }


def _labelled(values: Any, labels: Any = None) -> list[tuple[str, str]]:
    """Options for a select: the value and its word, each with a capital at the start."""
    told = [(str(one), gettext(labels[one] if labels else choice_label(one))) for one in values]
    return [(value, word[:1].upper() + word[1:] if not labels else word) for value, word in told]

"""Versions of rule packs beside each other, and as the file that another house can load."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ledger.blueprints.guards import current_actor, requires
from ledger.domain.approvals import STEP_CAPACITY_LABELS
from ledger.domain.facts import VOCABULARY
from ledger.domain.pack_differences import FIELDS, RuleDifference
from ledger.domain.people import Role
from ledger.domain.rules.definitions import Rule
from ledger.domain.rules.outcomes import outcome_data
from ledger.domain.rules.pack import rule_data
from ledger.domain.rules.reading import condition_words
from ledger.errors import InvalidInput, sentence
from ledger.queries.rules import compare_packs, get_pack, list_packs

blueprint = Blueprint("rule_versions", __name__)

TWO_NEEDED = sentence("Pilih dua versi untuk dibandingkan.")


@blueprint.get("/aturan/banding")
@requires(Role.HR, Role.AUDITOR)
def compare() -> ResponseReturnValue:
    """Two versions, each by its number; the bare address leads to where they are chosen."""
    if not request.args:
        return redirect(url_for("rules.index"))
    agency_id = current_actor().agency_id
    old, new = (request.args.get(name, type=int) for name in ("old", "new"))
    if old is None or new is None:
        raise InvalidInput(TWO_NEEDED)
    found = compare_packs(agency_id, old, new)
    return render_template(
        "rules/compare.html",
        found=found,
        rules=[(one, _told(one.old), _told(one.new)) for one in found.difference.rules],
        fields=FIELDS,
        packs=list_packs(agency_id),
        step_labels=STEP_CAPACITY_LABELS,
        words=_word,
    )


@blueprint.get("/aturan/<int:pack_id>/paket.yaml")
@requires(Role.HR, Role.AUDITOR)
def export(pack_id: int) -> Response:
    """The text as it was loaded, comments and all, so that loading it elsewhere loses nothing."""
    page = get_pack(current_actor().agency_id, pack_id)
    answer = Response(page.source, mimetype="application/yaml")
    name = f"{page.line.code}-v{page.line.version}.yaml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _told(rule: Rule | None) -> dict[str, Any] | None:
    """The parts of a rule that the page puts into words."""
    if rule is None:
        return None
    return {
        "rule": rule,
        "fact": VOCABULARY[rule.on].title,
        "condition": condition_words(rule),
        "outcome": outcome_data(rule.then),
        "measures": rule_data(rule).get("measure", {}),
    }


def _word(difference: RuleDifference) -> str:
    """Whether a rule came, went or changed; a tone of the tags."""
    if difference.old is None:
        return "approved"
    return "rejected" if difference.new is None else "waiting"

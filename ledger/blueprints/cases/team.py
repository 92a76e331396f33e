"""The page on which the team that examines is recorded."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.cases.frame import PATH, blueprint, case_file, words
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, signed_in
from ledger.blueprints.picker import Picked, pick_person
from ledger.domain.discipline.commands import FormTeam
from ledger.domain.discipline.teams import ELEMENT_LABELS, TeamElement
from ledger.errors import InvalidInput, RuleRefused
from ledger.schemas.cases import TeamIn
from ledger.services.cases import TeamChoices, form_team, team_choices

_PICKED = (TeamElement.OVERSIGHT, TeamElement.PERSONNEL, TeamElement.OTHER)
_People = dict[TeamElement, Picked]


@blueprint.route(f"{PATH}/tim", methods=["GET", "POST"])
@signed_in
def team(case_id: int) -> ResponseReturnValue:
    file, actor = case_file(case_id), current_actor()
    choices = team_choices(case_id, actor=actor, now=now())
    form, picked = blank_form(formed_on=file.today, chair=TeamElement.SUPERIOR.value), _People()
    if request.method == "POST":
        form, picked = _picked(load_form(TeamIn(), request.form))
        if form.ok:
            try:
                form_team(case_id, _command(form, picked, choices), actor=actor, now=now())
            except (InvalidInput, RuleRefused) as refusal:
                form = form.refused(refusal)
            else:
                told = gettext("Tim pemeriksa dicatat.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form(
        "cases/team.html",
        form,
        choices=choices,
        matches={element.value: one.matches for element, one in picked.items()},
        elements=[(one.value, gettext(ELEMENT_LABELS[one])) for one in TeamElement],
        **words(file),
    )


def _picked(form: FormResult) -> tuple[FormResult, _People]:
    """The people of the seats; the other official alone may be left out."""
    found = _People()
    for element in _PICKED:
        if element is TeamElement.OTHER and not str(form.value("other")).strip():
            continue
        one = pick_person(form, element.value, agency_id=current_actor().agency_id)
        form, found[element] = one.form, one
    return form, found


def _command(form: FormResult, picked: _People, choices: TeamChoices) -> FormTeam:
    seats = {TeamElement.SUPERIOR: choices.superior_id}
    seats |= {element: one.person_id or 0 for element, one in picked.items()}
    return FormTeam(
        letter_number=form.data["letter_number"],
        formed_on=form.data["formed_on"],
        members=tuple((person_id, element) for element, person_id in seats.items()),
        chair_id=seats.get(form.data["chair"], 0),
        formed_by=form.data["formed_by"],
    )

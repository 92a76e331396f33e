"""The page on which the team that examines is recorded."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.cases.frame import PATH, blueprint, case_file, may_replace_member, words
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
from ledger.domain.discipline.commands import FormTeam, ReplaceMember
from ledger.domain.discipline.teams import ELEMENT_LABELS, TeamElement
from ledger.errors import InvalidInput, NotFound, RuleRefused
from ledger.schemas.cases import MemberIn, TeamIn
from ledger.services.cases import (
    NO_CASE,
    CaseFile,
    TeamChoices,
    form_team,
    replace_member,
    team_choices,
)

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


@blueprint.route(f"{PATH}/tim/ganti", methods=["GET", "POST"])
@signed_in
def member(case_id: int) -> ResponseReturnValue:
    """Give the seat of a member who leaves to another."""
    file, actor = case_file(case_id), current_actor()
    if not may_replace_member(file):
        raise NotFound(NO_CASE)
    picked = Picked(blank_form(left_on=file.today))
    if request.method == "POST":
        picked = _new_member(load_form(MemberIn(), request.form), file)
        if picked.form.ok:
            command = ReplaceMember(
                person_id=picked.person_id or 0,
                **{name: picked.form.data[name] for name in _LEAVING},
            )
            try:
                replace_member(case_id, command, actor=actor, now=now())
            except (InvalidInput, RuleRefused) as refusal:
                picked = Picked(picked.form.refused(refusal), matches=picked.matches)
            else:
                told = gettext("Perubahan tim dicatat.")
                return redirect_after_post("cases.show", told, case_id=case_id)
    return render_form(
        "cases/member.html",
        picked.form,
        matches=picked.matches,
        members=[
            (str(one.person_id), file.names[one.person_id], gettext(ELEMENT_LABELS[one.element]))
            for one in _sitting(file)
        ],
        **words(file),
    )


_LEAVING = ("leaving_id", "letter_number", "left_on", "reason")


def _sitting(file: CaseFile) -> list[Any]:
    return [one for one in file.case.team.members if one.left_on is None] if file.case.team else []


def _new_member(form: FormResult, file: CaseFile) -> Picked:
    """Nobody is asked for the seat of the superior, which has one answer."""
    leaving = form.data["leaving_id"] if form.ok else None
    seats = {one.person_id: one.element for one in _sitting(file)}
    if seats.get(leaving) is TeamElement.SUPERIOR:
        return Picked(form)
    return pick_person(form, "person", agency_id=current_actor().agency_id)


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

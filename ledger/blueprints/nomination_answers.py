"""What was typed into the steps of a nomination, read into the answers that its draft keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from ledger.blueprints.forms import FormResult, load_answers, load_form, translated
from ledger.blueprints.incoming import ticked_row
from ledger.blueprints.picker import Picked, pick_person
from ledger.domain.actors import Actor
from ledger.domain.nominations import (
    MEMBER_TWICE,
    NOMINATOR_IN_TEAM,
    NOMINATOR_IS_NOMINEE,
    full_shares,
)
from ledger.errors import InvalidInput
from ledger.queries.nominations import NominationPage, PersonWord, find_people
from ledger.schemas.nominations import SHARE_WRONG, NominationIn, SubjectIn

SUBJECT_FIELDS = ("title", "category", "stage", "nominee_share")
STORY_FIELDS = (
    "story", "happened_on", "impact", "impact_percent", "public_reason", "internal_reason",
)  # fmt: skip
SOMEBODY_ELSE = "lain"

Match = tuple[str, str, str]


@dataclass(frozen=True)
class SubjectRead:
    """Step 1 as sent: the form with what is to be mended, and the answers worth keeping."""

    form: FormResult
    answers: dict[str, Any]
    nominee_matches: tuple[Match, ...] = ()
    member_matches: tuple[Match, ...] = ()


def nominee_of(answers: Mapping[str, Any]) -> int | None:
    chosen = answers.get("nominee_id")
    return int(chosen) if chosen else None


def team_of(answers: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The further members with their share as typed."""
    return [(int(person_id), str(share)) for person_id, share in answers.get("team", ())]


def kept_of(answers: Mapping[str, Any]) -> list[int]:
    """The ids of the files that stay."""
    return [int(one) for one in answers.get("kept", ())]


def people_of(answers: Mapping[str, Any], actor: Actor) -> dict[int, PersonWord]:
    """Everybody the answers name, in one statement."""
    ids = {person_id for person_id, _ in team_of(answers)}
    nominee_id = nominee_of(answers)
    return find_people(ids | ({nominee_id} if nominee_id else set()), agency_id=actor.agency_id)


def answers_of(page: NominationPage) -> dict[str, Any]:
    """The answers that a returned nomination was made of, to be mended."""
    one = page.nomination
    first, *others = page.members
    percent = one.impact_percent
    return {
        "nomination_id": one.id,
        "nominee_id": one.nominee_id,
        "nominee_share": str(first[1]),
        "team": [[person.id, str(share)] for person, share in others],
        "title": one.title,
        "category": one.category,
        "stage": one.stage,
        "happened_on": one.happened_on.isoformat(),
        "story": one.story,
        "impact": one.impact,
        "impact_percent": "" if percent is None else str(percent),
        "public_reason": one.public_reason,
        "internal_reason": one.internal_reason,
        "kept": [file.id for file in page.evidence if file.sha256],
    }


def read_subject(answers: Mapping[str, Any], actor: Actor) -> SubjectRead:
    """Read step 1; a member typed into the team's field is added whichever button was used."""
    form = load_form(SubjectIn(), request.form)
    found = {**answers, **{name: form.value(name) for name in SUBJECT_FIELDS}}
    found["team"] = _team_as_sent(answers)
    nominee = _read_nominee(form, actor)
    form = nominee.form
    found["nominee_id"] = nominee.person_id or answers.get("nominee_id")
    member = _read_member(form, actor)
    if member is not None:
        form = member.form
        if member.person_id is not None:
            found["team"] = [*found["team"], [member.person_id, ""]]
    form = _checked_people(form, found, actor)
    return SubjectRead(form, found, nominee.matches, member.matches if member else ())


def whole_form(answers: Mapping[str, Any], actor: Actor) -> FormResult:
    """All answers as the command that would send them, or what is still to be mended."""
    texts = {name: answers.get(name, "") for name in (*SUBJECT_FIELDS, *STORY_FIELDS)}
    team = [[person_id, share or None] for person_id, share in team_of(answers)]
    given = {
        **texts,
        "nominator_id": actor.person_id,
        "nominee_id": answers.get("nominee_id"),
        "team": team,
        "kept": kept_of(answers),
    }
    return load_answers(NominationIn(), given)


def _team_as_sent(answers: Mapping[str, Any]) -> list[list[Any]]:
    removed = set(request.form.getlist("remove"))
    return [
        [person_id, request.form.get(f"share_{person_id}", share).strip()]
        for person_id, share in team_of(answers)
        if str(person_id) not in removed
    ]


def _read_nominee(form: FormResult, actor: Actor) -> Picked:
    """A name that is typed counts for more than the button that was chosen before."""
    known = ticked_row(str(form.value("nominee_known")))
    if not form.value("nominee") and known is not None:
        return Picked(form, known)
    return pick_person(form, "nominee", agency_id=actor.agency_id)


def _read_member(form: FormResult, actor: Actor) -> Picked | None:
    if not (form.value("member") or form.value("member_id")):
        return None
    return pick_person(form, "member", agency_id=actor.agency_id)


def _checked_people(form: FormResult, answers: Mapping[str, Any], actor: Actor) -> FormResult:
    told: dict[str, list[str]] = {}
    members = [person_id for person_id, _ in team_of(answers)]
    if nominee_of(answers) == actor.person_id:
        told["nominee"] = [translated(NOMINATOR_IS_NOMINEE)]
    if actor.person_id in members:
        told["member"] = [translated(NOMINATOR_IN_TEAM)]
    if len({nominee_of(answers), *members}) <= len(members):
        told["member"] = [translated(MEMBER_TWICE)]
    if members and (wrong := _share_problem(answers)):
        told["nominee_share"] = [wrong]
    return replace(form, errors={**told, **form.errors}) if told else form


def _share_problem(answers: Mapping[str, Any]) -> str:
    typed: Sequence[str] = [str(answers.get("nominee_share") or "")]
    typed = [*typed, *(share for _, share in team_of(answers))]
    if not all(share.isdecimal() or not share for share in typed):
        return translated(SHARE_WRONG)
    try:
        full_shares([int(share) if share else None for share in typed])
    except InvalidInput as refusal:
        return translated(refusal)
    return ""

"""Working on a pack before it is loaded: a text of one's own, which becomes a draft version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.domain.rules.splicing import remove_rule, replace_rule, replace_seasons
from ledger.domain.rules.yamltext import write_yaml
from ledger.errors import NotFound
from ledger.models.rules import RulePack
from ledger.services.access import require_role
from ledger.services.drafts import discard_draft, lock_draft, save_draft
from ledger.services.rules.packs import NO_PACK, load_pack

EDIT_KIND = "rule_pack_edit"


def start_editing(pack_id: int, *, actor: Actor, now: datetime) -> str:
    """Take a copy of a version to work on; returns its token. The version itself never changes."""
    require_role(actor, Role.HR, unit_id=None)
    row = session().get(RulePack, pack_id)
    if row is None or row.agency_id != actor.agency_id:
        raise NotFound(NO_PACK)
    answers = {"source": row.source, "base": pack_id}
    return save_draft(EDIT_KIND, answers, actor=actor, now=now)


def start_pack(code: str, name: str, description: str, *, actor: Actor, now: datetime) -> str:
    """Begin a pack that has no rule yet."""
    require_role(actor, Role.HR, unit_id=None)
    head = {"code": code, "name": name, "description": description, "rules": []}
    return save_draft(EDIT_KIND, {"source": write_yaml(head)}, actor=actor, now=now)


def keep_typed(
    token: str, code: str, values: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Keep a form as it was typed, whether or not it is a rule already."""
    answers = _answers(token, actor)
    answers["typed"] = {**answers.get("typed", {}), code: dict(values)}
    save_draft(EDIT_KIND, answers, token=token, actor=actor, now=now)


def put_rule(
    token: str, code: str, rule: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Write the rule into the text in the place of the one with this code, or at its end."""
    answers = _answers(token, actor)
    answers["source"] = replace_rule(answers["source"], code, rule)
    answers["typed"] = {k: v for k, v in answers.get("typed", {}).items() if k != code}
    save_draft(EDIT_KIND, answers, token=token, actor=actor, now=now)


def drop_rule(token: str, code: str, *, actor: Actor, now: datetime) -> None:
    """Take a rule out of the text."""
    answers = _answers(token, actor)
    answers["source"] = remove_rule(answers["source"], code)
    save_draft(EDIT_KIND, answers, token=token, actor=actor, now=now)


def put_seasons(
    token: str, seasons: Sequence[Mapping[str, Any]], *, actor: Actor, now: datetime
) -> None:
    """Write the seasons of the pack into the text in place of those there are."""
    answers = _answers(token, actor)
    answers["source"] = replace_seasons(answers["source"], seasons)
    save_draft(EDIT_KIND, answers, token=token, actor=actor, now=now)


def finish_editing(token: str, *, actor: Actor, now: datetime) -> int:
    """Load the text as a new draft version; the copy is gone then. Raises what load_pack raises."""
    with transaction():
        pack_id = load_pack(_answers(token, actor)["source"], actor=actor, now=now)
        discard_draft(token, kind=EDIT_KIND, actor=actor)
        return pack_id


def _answers(token: str, actor: Actor) -> dict[str, Any]:
    require_role(actor, Role.HR, unit_id=None)
    with transaction():
        return dict(lock_draft(token, kind=EDIT_KIND, actor=actor).answers)

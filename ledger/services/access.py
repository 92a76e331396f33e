"""Who may do what: the roles an action asks for, and the units they must reach."""

from ledger.domain.actors import Actor
from ledger.domain.people import ROLE_LABELS, Role
from ledger.errors import Forbidden, sentence

NOT_YOURS = sentence("Tindakan ini hanya untuk %(who)s yang membawahi unit kerja tersebut.")

NOT_YOURS_AT_ALL = sentence("Tindakan ini hanya untuk %(who)s.")


def can_act(actor: Actor, *roles: Role, unit_id: int | None) -> bool:
    """Whether one of the roles is held over the unit; None means over the whole agency."""
    if actor.is_system:
        return True
    return any(
        grant.role in roles
        and (grant.unit_ids is None or (unit_id is not None and unit_id in grant.unit_ids))
        for grant in actor.grants
    )


def require_any_role(actor: Actor, *roles: Role) -> None:
    """Raise Forbidden unless one of the roles is held, for whichever unit."""
    if not any(actor.has_role(role) for role in roles):
        raise Forbidden(NOT_YOURS_AT_ALL, who=" / ".join(ROLE_LABELS[role] for role in roles))


def require_role(actor: Actor, *roles: Role, unit_id: int | None) -> None:
    """Raise Forbidden unless one of the roles is held over the unit; None is the whole agency."""
    if not can_act(actor, *roles, unit_id=unit_id):
        raise Forbidden(NOT_YOURS, who=" / ".join(ROLE_LABELS[role] for role in roles))

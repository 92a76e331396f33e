"""Who is acting: a frozen picture of the account that services decide upon."""

from dataclasses import dataclass, field

from ledger.domain.people import Capacity, Role


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role held now; without a unit it covers the whole agency, else the unit and below."""

    role: Role
    unit_ids: frozenset[int] | None = None


@dataclass(frozen=True, kw_only=True)
class Post:
    """A unit that the actor heads now, definitively or as an acting official."""

    unit_id: int
    capacity: Capacity = Capacity.DEFINITIF
    letter_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody, or the system itself, doing something at an agency."""

    agency_id: int
    name: str
    account_id: int | None = None
    person_id: int | None = None
    unit_id: int | None = None
    session_id: int | None = None
    grants: tuple[Grant, ...] = ()
    posts: tuple[Post, ...] = ()
    is_superior: bool = False
    is_system: bool = False
    language: str = "id"
    extra: dict[str, str] = field(default_factory=dict, compare=False, hash=False)

    def has_role(self, role: Role, unit_id: int | None = None) -> bool:
        """Whether the role is held for the unit; without a unit, whether it is held at all."""
        return any(
            grant.role is role
            and (unit_id is None or grant.unit_ids is None or unit_id in grant.unit_ids)
            for grant in self.grants
        )

    def units_reached(self, *roles: Role) -> frozenset[int] | None:
        """The units over which one of the roles is held; None is the whole agency."""
        held = [grant.unit_ids for grant in self.grants if grant.role in roles]
        if None in held:
            return None
        return frozenset().union(*(unit_ids for unit_ids in held if unit_ids is not None))

    @property
    def is_leader(self) -> bool:
        return bool(self.posts)

    def capacity_at(self, unit_id: int) -> Post | None:
        """The post through which the actor heads this very unit, if any."""
        return next((post for post in self.posts if post.unit_id == unit_id), None)


def system_actor(agency_id: int, name: str = "Neraca") -> Actor:
    """The actor of automatic steps; it never decides on people."""
    return Actor(agency_id=agency_id, name=name, is_system=True)

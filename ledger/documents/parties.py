"""Who stands on a paper: the agency's letterhead, the person, the official who signs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The agency's head of a paper, one line each; ``contact`` is telephone, site, e-mail."""

    government: str
    agency: str
    address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonBlock:
    """A person as they were that day. ``name`` is without titles, which have their own fields."""

    name: str
    nip: str = ""
    rank: str = ""
    position: str = ""
    unit: str = ""
    front_title: str = ""
    back_title: str = ""

    @property
    def titled_name(self) -> str:
        return titled(self.name, front=self.front_title, back=self.back_title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The official who signs.

    ``capacity`` is "", "Plt.", "Plh.", "Pj." or "Pjs."; ``on_behalf_of`` is the post written after
    "a.n." when the official signs in another's name. ``is_region_head`` is true for the head of
    the region, the deputy and the Sekda, whose rank and NIP are never printed.
    """

    name: str
    post: str
    capacity: str = ""
    on_behalf_of: str = ""
    rank: str = ""
    nip: str = ""
    front_title: str = ""
    back_title: str = ""
    is_region_head: bool = False

    @property
    def post_lines(self) -> tuple[str, ...]:
        """The post with its capacity in front, under the "a.n." line when there is one."""
        own = f"{self.capacity} {self.post}".strip()
        return (f"a.n. {self.on_behalf_of}", own) if self.on_behalf_of else (own,)

    @property
    def deciding_post(self) -> str:
        """The post in whose name it is decided: above the line of a.n., without a capacity."""
        return self.on_behalf_of or self.post

    @property
    def letter_name(self) -> str:
        """With titles (Permendagri 1/2023 Ps 44(2)), an acting region head without (Ps 44(4))."""
        if self.is_region_head and self.capacity:
            return self.name
        return titled(self.name, front=self.front_title, back=self.back_title)

    @property
    def identity_lines(self) -> tuple[str, ...]:
        """Rank and NIP under the name, for everybody but the head of the region (Ps 44(3))."""
        if self.is_region_head:
            return ()
        return tuple(line for line in (self.rank, f"NIP {self.nip}" if self.nip else "") if line)


def titled(name: str, *, front: str, back: str) -> str:
    """``Dr. Siti Aminah, S.H., M.Si.``: titles in front with a blank, behind with a comma."""
    whole = f"{front} {name}".strip()
    return f"{whole}, {back}" if back else whole

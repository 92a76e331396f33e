"""Two versions of a rule pack side by side: which rules came, went or say something else now."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledger.domain.rules.definitions import Rule, RulePack
from ledger.domain.rules.pack import rule_data
from ledger.errors import sentence

#: The parts of a rule in the order they are read, with the words of the screen.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "title": sentence("Judul"),
        "sentence": sentence("Kalimat aturan"),
        "on": sentence("Diperiksa ketika"),
        "measure": sentence("Yang dihitung"),
        "when": sentence("Syarat"),
        "then": sentence("Yang diusulkan"),
        "decided_by": sentence("Diputuskan oleh"),
        "once_per": sentence("Berapa kali"),
        "caps": sentence("Batas poin"),
        "requires": sentence("Harus sudah ada"),
        "cooling_off": sentence("Masa jeda"),
        "legal_basis": sentence("Dasar hukum"),
        "effective": sentence("Masa berlaku"),
    }
)


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One rule in both versions; ``old`` is None for a new one, ``new`` for one that went.

    ``changed`` names the parts that say something else, in the order of FIELDS.
    """

    code: str
    old: Rule | None
    new: Rule | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackDifference:
    """Rules in the order of the newer version, those that went at the end."""

    old: RulePack
    new: RulePack
    rules: tuple[RuleDifference, ...]
    same: int

    @property
    def texts(self) -> tuple[tuple[str, str, str], ...]:
        """Name, description and seasons where they differ: what, before, after."""
        pairs = (
            (sentence("Nama paket"), self.old.name, self.new.name),
            (sentence("Keterangan paket"), self.old.description, self.new.description),
            (sentence("Musim"), _seasons(self.old), _seasons(self.new)),
        )
        return tuple(pair for pair in pairs if pair[1] != pair[2])

    @property
    def is_empty(self) -> bool:
        return not self.rules and not self.texts


def pack_difference(old: RulePack, new: RulePack) -> PackDifference:
    """What differs between two versions; the order of the rules says nothing."""
    before = {rule.code: rule for rule in old.rules}
    after = {rule.code: rule for rule in new.rules}
    codes = [*after, *(code for code in before if code not in after)]
    found = [_difference(code, before.get(code), after.get(code)) for code in codes]
    different = tuple(one for one in found if one.changed)
    return PackDifference(old, new, different, len(found) - len(different))


def _seasons(pack: RulePack) -> str:
    told = (f"{one.code}: {one.start} – {one.last_day}" for one in pack.seasons)
    return "; ".join(told) or "–"


def _difference(code: str, old: Rule | None, new: Rule | None) -> RuleDifference:
    before = rule_data(old) if old else {}
    after = rule_data(new) if new else {}
    changed = tuple(name for name in FIELDS if before.get(name) != after.get(name))
    return RuleDifference(code, old, new, changed)

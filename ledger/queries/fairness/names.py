"""The people of a flag by name, as its sentence tells them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from ledger.database import session
from ledger.domain.fairness.flags import FlagKind
from ledger.domain.names import full_name
from ledger.models.people import Person


def told_names(
    kind: FlagKind, person_ids: Sequence[int], names: Mapping[int, str]
) -> Mapping[str, str]:
    """The people by name; whoever gave stands apart from those who received."""
    sign = {FlagKind.RING: " → ", FlagKind.RECIPROCAL: " – "}.get(kind, ", ")
    told = [names.get(person_id, "–") for person_id in person_ids]
    if kind in (FlagKind.NOMINATOR, FlagKind.APPROVER):
        return {"giver": told[0] if told else "–", "names": sign.join(told[1:])}
    return {"names": sign.join(told)}


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    rows = session().execute(
        select(Person.id, Person.name, Person.title_before, Person.title_after).where(
            Person.id.in_(sorted(person_ids))
        )
    )
    return {row.id: full_name(row.name, row.title_before, row.title_after) for row in rows}

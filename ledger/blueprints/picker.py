"""Choosing a person in a form without JavaScript: a NIP, or a name and then one of the matches."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from flask_babel import gettext

from ledger.blueprints.forms import FormResult
from ledger.blueprints.incoming import ticked_row
from ledger.queries.people import PeopleFilter, PersonLine, list_people

MOST_MATCHES = 8


@dataclass(frozen=True)
class Picked:
    """Who was meant; without ``person_id`` the form says why and ``matches`` are the choices.

    Templates hand ``matches`` to the macro person_picker.
    """

    form: FormResult
    person_id: int | None = None
    matches: tuple[tuple[str, str, str], ...] = ()


def pick_person(
    form: FormResult, name: str, *, agency_id: int, reach: Collection[int] | None = None
) -> Picked:
    """Read the field ``name`` (typed) and ``name``_id (the match that was ticked)."""
    chosen, typed = str(form.value(f"{name}_id")), str(form.value(name))
    if (ticked := ticked_row(chosen)) is not None:
        return Picked(form, ticked)
    if not typed:
        return _refused(form, name, gettext("Tulis NIP atau nama pegawai"))
    found = list_people(
        PeopleFilter(agency_id=agency_id, text=typed, reach=reach), limit=MOST_MATCHES + 1
    )
    if len(found) == 1:
        return Picked(form, found[0].id)
    if not found:
        told = gettext("Tidak ada pegawai dengan NIP atau nama itu. Periksa ejaannya.")
        return _refused(form, name, told)
    told = gettext("Pilih salah satu pegawai yang cocok")
    if len(found) > MOST_MATCHES:
        told = gettext("Banyak pegawai yang cocok. Pilih satu, atau tulis NIP-nya.")
    refused = _refused(form, f"{name}_id", told)
    return replace(refused, matches=tuple(_choice(line) for line in found[:MOST_MATCHES]))


def _refused(form: FormResult, name: str, told: str) -> Picked:
    return Picked(replace(form, errors={name: [told], **form.errors}))


def _choice(line: PersonLine) -> tuple[str, str, str]:
    hint = " · ".join(part for part in (line.position, line.unit) if part)
    return (str(line.id), line.full_name, hint)

"""`neraca ledger balance`: the points of a person on a past day, and by which date."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import click

from ledger.cli.acting import command_agency_id
from ledger.domain.as_of import COUNTED_LABELS, CountedDate
from ledger.domain.formats import date_text
from ledger.domain.periods import local_day
from ledger.errors import LedgerError, NotFound
from ledger.queries.agencies import get_zone
from ledger.queries.as_of import NO_PERSON, balance_of_person
from ledger.queries.people import find_person_id


def person_on_day(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command about a person on a past day: ``--at`` and ``--by``."""
    command = click.option(
        "--by",
        "counted",
        type=click.Choice([one.value for one in CountedDate]),
        default=CountedDate.DECIDED.value,
        show_default=True,
        help="Tanggal yang dihitung: diputuskan, terjadi, atau berlaku.",
    )(command)
    return click.option(
        "--at", "moment", type=click.DateTime(["%Y-%m-%d"]), help="Akhir hari ini, jika kosong."
    )(command)


def asked_person(nip: str, moment: datetime | None) -> tuple[int, int, date]:
    """The agency of the command, its person of the NIP, and the day; raises NotFound."""
    agency_id = command_agency_id()
    day = moment.date() if moment else local_day(datetime.now(UTC), get_zone(agency_id))
    person_id = find_person_id(nip, agency_id=agency_id)
    if person_id is None:
        raise NotFound(NO_PERSON)
    return agency_id, person_id, day


@click.command()
@click.option("--person", "nip", required=True, help="NIP pegawai.")
@person_on_day
def balance(nip: str, moment: datetime | None, counted: str) -> None:
    """Tunjukkan poin seorang pegawai pada akhir suatu hari."""
    try:
        agency_id, person_id, day = asked_person(nip, moment)
        found = balance_of_person(
            person_id, agency_id=agency_id, day=day, counted=CountedDate(counted)
        )
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"{found.name}: {found.points} poin pada akhir {date_text(day)}")
    click.echo(f"Dihitung: {found.changes} perubahan yang {COUNTED_LABELS[found.counted]}.")

"""`neraca standing`: the standing of a person on a day, as a promotion panel asks for it."""

from datetime import UTC, datetime

import click

from ledger.cli.acting import command_agency_id
from ledger.domain.as_of import COUNTED_LABELS, CountedDate
from ledger.domain.formats import date_text, number_text
from ledger.domain.periods import local_day
from ledger.errors import LedgerError, NotFound
from ledger.queries.agencies import get_zone
from ledger.queries.as_of import NO_PERSON
from ledger.queries.people import find_person_id
from ledger.queries.standing import PastStanding, get_past_standing


@click.command()
@click.argument("nip")
@click.option(
    "--at", "moment", type=click.DateTime(["%Y-%m-%d"]), help="Akhir hari ini, jika kosong."
)
@click.option(
    "--by",
    "counted",
    type=click.Choice([one.value for one in CountedDate]),
    default=CountedDate.DECIDED.value,
    show_default=True,
    help="Tanggal yang dihitung: diputuskan, terjadi, atau berlaku.",
)
def standing(nip: str, moment: datetime | None, counted: str) -> None:
    """Tunjukkan capaian seorang pegawai pada akhir suatu hari, baris demi baris."""
    try:
        agency_id = command_agency_id()
        day = moment.date() if moment else local_day(datetime.now(UTC), get_zone(agency_id))
        person_id = find_person_id(nip, agency_id=agency_id)
        if person_id is None:
            raise NotFound(NO_PERSON)
        past = get_past_standing(
            person_id, agency_id=agency_id, day=day, counted=CountedDate(counted)
        )
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    _tell(past)


def _tell(past: PastStanding) -> None:
    click.echo(f"Pada akhir {date_text(past.day)}: {number_text(past.points)} poin")
    click.echo(f"Dihitung: perubahan yang {COUNTED_LABELS[past.counted]}.")
    for line in past.lines:
        rule = f"  [{line.rule}]" if line.rule else ""
        sign = "koreksi: " if line.is_correction else ""
        click.echo(f"{line.happened_on}  {line.points:+5d}  {sign}{line.title}{rule}  {line.uid}")
    for badge in past.badges:
        click.echo(f"Lencana: {badge.name} {badge.tier}".rstrip() + f" ({badge.times} kali)")
    for pack in past.packs:
        click.echo(f"Aturan hari itu: {pack.label}")
    if past.later:
        click.echo(f"{past.later} baris sesudahnya tidak ikut dihitung.")

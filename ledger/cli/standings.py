"""`neraca standing`: the standing of a person on a day, as a promotion panel asks for it."""

from datetime import datetime

import click

from ledger.cli.balances import asked_person, person_on_day
from ledger.domain.as_of import COUNTED_LABELS, CountedDate
from ledger.domain.formats import date_text, number_text
from ledger.errors import LedgerError
from ledger.queries.standing import PastStanding, get_past_standing


@click.command()
@click.argument("nip")
@person_on_day
def standing(nip: str, moment: datetime | None, counted: str) -> None:
    """Tunjukkan capaian seorang pegawai pada akhir suatu hari, baris demi baris."""
    try:
        agency_id, person_id, day = asked_person(nip, moment)
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

"""`neraca jobs`: look at the background work, or do here and now what waits."""

import click

from ledger.cli.workers import command_workshop
from ledger.domain.jobs import JOB_LABELS, JobState
from ledger.queries.jobs import JobView, list_jobs


@click.group()
def jobs() -> None:
    """Pekerjaan latar: lihat, atau kerjakan sekarang."""


@jobs.command()
def run() -> None:
    """Kerjakan semua yang menunggu, lalu selesai."""
    click.echo(f"{command_workshop().drain()} pekerjaan dikerjakan.")


@jobs.command(name="list")
@click.option("--state", type=click.Choice([s.value for s in JobState]), help="Hanya keadaan ini.")
@click.option("--limit", default=50, show_default=True, help="Paling banyak sekian baris.")
def list_(state: str | None, limit: int) -> None:
    """Tampilkan pekerjaan terbaru."""
    found = list_jobs(states=[JobState(state)] if state else [], limit=limit)
    for view in found:
        click.echo(_line(view))
    if not found:
        click.echo("Tidak ada pekerjaan.")


def _line(view: JobView) -> str:
    share = "" if view.share is None else f" {view.share}%"
    error = f"  {view.error}" if view.error else ""
    return f"{view.id:>8}  {JOB_LABELS[view.state]:<15}{share:>5}  {view.kind}  {view.key}{error}"

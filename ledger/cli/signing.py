"""`neraca document sign-by`: how the agency signs its papers from a day on."""

from datetime import UTC, datetime

import click

from ledger.cli.acting import command_actor
from ledger.domain.signatures import METHOD_LABELS, SignatureMethod
from ledger.errors import LedgerError
from ledger.services.documents import choose_signature_method


@click.command("sign-by")
@click.argument("method", type=click.Choice([method.value for method in SignatureMethod]))
@click.option("--from", "start", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@click.option("--as", "identity", required=True, help="NIP bagian kepegawaian.")
def sign_by(method: str, start: datetime, identity: str) -> None:
    """Tetapkan cara tanda tangan dokumen bertanggal DATE dan sesudahnya."""
    now = datetime.now(UTC)
    chosen = SignatureMethod(method)
    try:
        actor = command_actor(identity, now=now)
        choose_signature_method(chosen, valid_from=start.date(), actor=actor, now=now)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Sejak {start:%Y-%m-%d}: {METHOD_LABELS[chosen].lower()}.")

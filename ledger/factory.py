"""The composition root: the one place that knows every part and puts them together."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Blueprint, Flask
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from ledger.blueprints import (
    absence_bands,
    absences,
    accounts,
    api_tokens,
    appointments,
    boards,
    case_drafts,
    cases,
    checkpoints,
    checks,
    citizens,
    commendations,
    complaints,
    conflicts,
    counters,
    development,
    documents,
    entries,
    erasures,
    ethics,
    executions,
    exports,
    fairness,
    health,
    home,
    imports,
    intake,
    mistakes,
    nominating,
    nominations,
    numbers,
    objections,
    open_law,
    own_cases,
    pages,
    people,
    proposals,
    quotas,
    recaps,
    reissues,
    remedies,
    replies,
    reratings,
    retirements,
    roles,
    rule_editing,
    rule_failures,
    rule_seasons,
    rule_versions,
    rules,
    sessions,
    side_tracks,
    signing,
    simulations,
    standing,
    statements,
    units,
    verification,
    violations,
    wordings,
)
from ledger.blueprints.api import machine_intake
from ledger.blueprints.assets import serve_assets
from ledger.blueprints.errors import map_errors
from ledger.blueprints.guards import guard_of
from ledger.blueprints.incoming import receive
from ledger.blueprints.languages import speak
from ledger.blueprints.logs import write_logs
from ledger.blueprints.navigation import furnish
from ledger.blueprints.security import flask_settings, protect, trust_proxies
from ledger.cli import accounts as account_commands
from ledger.cli import backups as backup_commands
from ledger.cli import balances as balance_commands
from ledger.cli import (
    calendars,
    database,
    demo,
    document_checks,
    jobs,
    retention,
    signer,
    witness,
    workers,
)
from ledger.cli import cases as case_commands
from ledger.cli import documents as document_commands
from ledger.cli import entries as entry_commands
from ledger.cli import imports as import_commands
from ledger.cli import numbers as number_commands
from ledger.cli import posters as poster_commands
from ledger.cli import recaps as recap_commands
from ledger.cli import rules as rule_commands
from ledger.cli import seals as seal_commands
from ledger.cli import signing as signing_commands
from ledger.cli import standings as standing_commands
from ledger.config import Config, ConfigurationError
from ledger.database import configure_engine, db
from ledger.extensions import csrf, limiter, login_manager
from ledger.gateways.files import FsspecFiles
from ledger.gateways.keys import KeyStore
from ledger.gateways.resources import EXTENSION, WORKSHOP, Resources
from ledger.gateways.signers import SignerSocket
from ledger.jobs.transports import choose_transport
from ledger.jobs.workshop import open_workshop
from ledger.queries.schema import require_safe_start
from ledger.queue import use_transport

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.blueprint,
    nominations.blueprint,
    nominating.blueprint,
    intake.blueprint,
    commendations.blueprint,
    complaints.blueprint,
    machine_intake.blueprint,
    api_tokens.blueprint,
    citizens.blueprint,
    proposals.blueprint,
    quotas.blueprint,
    replies.blueprint,
    reratings.blueprint,
    retirements.blueprint,
    violations.blueprint,
    absence_bands.blueprint,
    absences.blueprint,
    case_drafts.blueprint,
    cases.blueprint,
    own_cases.blueprint,
    remedies.blueprint,
    ethics.blueprint,
    executions.blueprint,
    statements.blueprint,
    standing.blueprint,
    boards.blueprint,
    recaps.blueprint,
    mistakes.blueprint,
    objections.blueprint,
    sessions.blueprint,
    accounts.blueprint,
    people.blueprint,
    imports.blueprint,
    units.blueprint,
    roles.blueprint,
    appointments.blueprint,
    conflicts.blueprint,
    pages.blueprint,
    health.blueprint,
    documents.blueprint,
    signing.blueprint,
    numbers.blueprint,
    open_law.blueprint,
    counters.blueprint,
    development.blueprint,
    verification.blueprint,
    wordings.blueprint,
    entries.blueprint,
    checks.blueprint,
    checkpoints.blueprint,
    exports.blueprint,
    rule_seasons.blueprint,
    rules.blueprint,
    fairness.blueprint,
    rule_editing.blueprint,
    rule_failures.blueprint,
    rule_versions.blueprint,
    side_tracks.blueprint,
    simulations.blueprint,
    erasures.blueprint,
    reissues.blueprint,
)
COMMANDS: tuple[click.Command, ...] = (
    import_commands.import_command,
    database.db,
    account_commands.accounts,
    calendars.calendar,
    case_commands.cases,
    entry_commands.entries,
    witness.witness,
    signer.signer,
    workers.serve,
    workers.worker,
    jobs.jobs,
    document_commands.document,
    number_commands.number,
    poster_commands.poster,
    demo.demo,
    rule_commands.rules,
    recap_commands.recap,
    standing_commands.standing,
    retention.retention,
    backup_commands.backup,
    backup_commands.restore,
)
#: Programs of somebody else, who has none of the agency's settings, keys or database.
ALONE = frozenset({"signer", "witness"})
UNGUARDED = frozenset({"static"})
#: For a command over a database that nobody prepared, or that does not answer.
DATABASE_AWAY = (
    "Basis data tidak dapat dipakai (%(why)s)."
    " Periksa NERACA_DATABASE_URL, lalu jalankan: neraca db upgrade"
)


def create_app(config: Config | None = None) -> Flask:
    """The web application, also the context in which jobs and commands run.

    Without a config it is read from the environment; raises ConfigurationError when it is wrong.
    """
    config = config or Config.from_env()
    app = Flask("ledger")
    app.config.update(flask_settings(config))
    app.config["NERACA"] = config
    trust_proxies(app, config)
    write_logs(app, config)
    _connect(app, config)
    _equip(app, config)
    _extend(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _require_guards(app)
    return app


def create_served_app() -> Flask:
    """The same for a web server of your own; a database that lost a guard stops the start."""
    app = create_app()
    with app.app_context():
        require_safe_start(is_production=app.config["NERACA"].is_production)
    return app


@click.group()
@click.pass_context
def neraca(context: click.Context) -> None:
    """Neraca, buku besar kinerja instansi."""
    if context.invoked_subcommand in ALONE:
        return
    app = create_app(context.obj)
    context.obj = app.extensions[EXTENSION]
    context.meta[WORKSHOP] = open_workshop(context.obj, _clock)
    context.with_resource(app.app_context())


def main() -> None:
    """The console script; a wrong setting is told in sentences, not in a traceback."""
    try:
        neraca()
    except ConfigurationError as refusal:
        for problem in refusal.problems:
            click.echo(problem, err=True)
        sys.exit(2)
    except (OperationalError, ProgrammingError) as failure:
        click.echo(DATABASE_AWAY % {"why": str(failure.orig).strip()}, err=True)
        sys.exit(2)
    except DatabaseError as failure:
        click.echo(f"{entry_commands.UNREADABLE} ({failure.orig})", err=True)
        sys.exit(entry_commands.UNREADABLE_EXIT)


def _connect(app: Flask, config: Config) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database
    config.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine)


def _equip(app: Flask, config: Config) -> None:
    transport = choose_transport(config)
    use_transport(transport.wake)
    app.extensions[EXTENSION] = Resources(
        config=config,
        files=FsspecFiles(config.files),
        exports=FsspecFiles(config.exports),
        keys=KeyStore(config.keys_dir),
        transport=transport,
        signer_socket=(SignerSocket(Path(config.signer_socket)) if config.signer_socket else None),
        in_context=app.app_context,
        elsewhere=_elsewhere,
    )


@contextmanager
def _elsewhere(config: Config) -> Iterator[Resources]:
    app = create_app(config)
    with app.app_context():
        try:
            yield app.extensions[EXTENSION]
        finally:
            db.session.remove()
            db.engine.dispose()


def _clock() -> datetime:
    return datetime.now(UTC)


def _extend(app: Flask) -> None:
    # The order is the order of the checks: another site's post is refused before its token.
    receive(app)
    protect(app)
    csrf.init_app(app)
    # A machine proves itself by its key on every request; no browser sends that by itself.
    csrf.exempt(machine_intake.blueprint)
    limiter.init_app(app)
    login_manager.init_app(app)
    speak(app)
    serve_assets(app)
    furnish(app)
    map_errors(app)


def _require_guards(app: Flask) -> None:
    """A route without a declared guard is a mistake of ours that must not reach anybody."""
    bare = [
        name
        for name, view in app.view_functions.items()
        if name not in UNGUARDED and guard_of(view) is None
    ]
    if bare:
        raise RuntimeError(f"views without a guard: {', '.join(sorted(bare))}")


for _command in COMMANDS:
    neraca.add_command(_command)
entry_commands.entries.add_command(balance_commands.balance)
entry_commands.entries.add_command(seal_commands.status)
entry_commands.entries.add_command(seal_commands.timestamp)
document_commands.document.add_command(document_checks.verify)
document_commands.document.add_command(signing_commands.sign_by)

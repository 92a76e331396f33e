"""`neraca import`: try an agency's files, tell each bad row, and import what is good."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from ledger.cli.acting import command_actor, command_agency_id, command_resources
from ledger.cli.calendars import shipped_holidays
from ledger.domain.actors import system_actor
from ledger.domain.formats import number_text
from ledger.domain.imports import (
    FILE_LEVEL,
    Counts,
    DateOrder,
    ImportFile,
    ImportKind,
    Proceed,
    RowProblem,
    RowWarning,
)
from ledger.errors import LedgerError
from ledger.queries.agencies import list_agency_ids
from ledger.services.imports import (
    LABELS,
    FolderReport,
    ImportReport,
    import_files,
    import_first_files,
)
from ledger.spreadsheets.writing import Remarks, failed_rows_xlsx

_ENDINGS = (".csv", ".tsv", ".xlsx")
#: From here on a fault that many rows share is told once, with all their numbers.
_TOLD_APART_MOST = 10
_COLUMNS = ("baris", "baru", "diubah", "sama", "gagal")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SYSTEM_NAME = "neraca import"
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(name="import")
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--folder", type=_FOLDER, help="Semua berkas CSV dan XLSX dalam folder ini.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in ImportKind]), help="Jenis berkas."
)
@click.option(
    "--date-format",
    type=click.Choice([order.value for order in DateOrder]),
    help="Urutan tanggal jika tidak dapat diketahui: dmy atau mdy.",
)
@click.option("--month", help="Bulan matriks kehadiran, misalnya 2026-03.")
@click.option(
    "--all-or-nothing/--partial",
    "whole",
    default=None,
    help="Tolak berkas yang mempunyai baris gagal, atau impor baris yang baik saja.",
)
@click.option("--commit", is_flag=True, help="Tulis ke basis data. Tanpa ini hanya dicoba.")
@click.option("--as", "nip", help="NIP pegawai kepegawaian yang mengimpor.")
@click.option("--failed", type=_FOLDER, help="Folder untuk XLSX berisi baris gagal tiap berkas.")
@click.pass_context
def import_command(
    context: click.Context,
    files: Sequence[Path],
    folder: Path | None,
    kind: str | None,
    date_format: str | None,
    month: str | None,
    whole: bool | None,
    commit: bool,
    nip: str | None,
    failed: Path | None,
) -> None:
    """Periksa FILES atau satu folder, lalu impor jika --commit diberikan.

    Berkas folder diimpor baris baiknya saja, kecuali --all-or-nothing.
    """
    moment = datetime.now(UTC)
    paths = [*files, *_files_of(folder)]
    if not paths:
        raise click.UsageError("sebut paling sedikit satu berkas, atau --folder")
    if whole is None and folder is not None:
        whole = False
    commands = [
        ImportFile(
            file_name=path.name,
            data=path.read_bytes(),
            kind=ImportKind(kind) if kind else None,
            date_order=DateOrder(date_format) if date_format else None,
            month=_month(month),
            proceed=_proceed(whole),
        )
        for path in paths
    ]
    try:
        report = _import(commands, nip, commit, moment)
    except LedgerError as refusal:
        raise click.ClickException(refusal.message) from refusal
    if failed is not None:
        _write_failed(report, failed, nip or SYSTEM_NAME, moment)
    _conclude(report)
    if report.left or any(one.is_refused for one in report.files):
        context.exit(1)


def _files_of(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)


def _month(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as error:
        raise click.BadParameter("tulis bulan sebagai YYYY-MM") from error
    return day.year, day.month


def _proceed(whole: bool | None) -> Proceed | None:
    if whole is None:
        return None
    return Proceed.ALL_OR_NOTHING if whole else Proceed.GOOD_ROWS


def _import(
    commands: Sequence[ImportFile], nip: str | None, commit: bool, moment: datetime
) -> FolderReport:
    """In the name of --as, else of the system, which may also found the first agency."""
    if nip is not None:
        actor = command_actor(nip, now=moment)
        return import_files(commands, actor=actor, now=moment, commit=commit, tell=_tell)
    config = command_resources().config
    if not list_agency_ids():
        host = urlsplit(config.public_url).hostname or "localhost"
        holidays = shipped_holidays()
        click.echo(f"Instansi baru, dengan kalender libur {', '.join(holidays)}.")
        return import_first_files(
            commands,
            code=config.agency,
            host=host,
            holidays=holidays,
            now=moment,
            commit=commit,
            tell=_tell,
        )
    actor = system_actor(command_agency_id(), SYSTEM_NAME)
    return import_files(commands, actor=actor, now=moment, commit=commit, tell=_tell)


def _tell(report: ImportReport) -> None:
    counts = report.counts
    click.echo(f"{report.file_name}: {LABELS[report.kind]}")
    click.echo(f"  {_figures(counts)}")
    for note in report.notes:
        click.echo(f"  {note}")
    for line in (*_lines(report.warnings), *_lines(report.problems)):
        click.echo(f"  {line}")
    if report.needs_date_order:
        click.echo("  Ulangi dengan --date-format dmy atau --date-format mdy.")
    elif report.is_refused:
        click.echo("  Tidak ada baris yang diimpor dari berkas ini.")


def _lines(told: Sequence[RowProblem | RowWarning]) -> list[str]:
    """A line for each row, but one line for what is the same in very many rows."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for one in told:
        rows[one.message.removeprefix(f"Baris {one.row}")].append(one.row)
    return [
        line
        for said, numbers in rows.items()
        for line in (
            [f"Baris {_runs(numbers)}{said}"]
            if len(numbers) > _TOLD_APART_MOST and FILE_LEVEL not in numbers
            else [f"Baris {number}{said}" if number != FILE_LEVEL else said for number in numbers]
        )
    ]


def _runs(numbers: Sequence[int]) -> str:
    """Row numbers as a reader writes them: 3, 7-40, 52."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _figures(counts: Counts) -> str:
    values = (counts.total, counts.new, counts.changed, counts.same, counts.failed)
    parts = [f"{number_text(value)} {word}" for value, word in zip(values, _COLUMNS, strict=True)]
    return f"{parts[0]}: {', '.join(parts[1:])}"


def _write_failed(report: FolderReport, folder: Path, made_by: str, moment: datetime) -> None:
    for one in report.files:
        if one.problems:
            remarks = Remarks(made_at=moment, made_by=made_by)
            data = failed_rows_xlsx(one.table, one.problems, remarks=remarks)
            target = folder / f"gagal-{Path(one.file_name).stem}.xlsx"
            target.write_bytes(data)
            click.echo(f"Baris gagal {one.file_name} ditulis ke {target}.")


def _conclude(report: FolderReport) -> None:
    for name, reason in report.left:
        click.echo(f"{name}: {reason}")
    click.echo("")
    width = max([len(one.file_name) for one in report.files] or [len("berkas")])
    click.echo(f"{'berkas':<{width}}" + "".join(f"{word:>9}" for word in _COLUMNS))
    for one in report.files:
        click.echo(_line(one.file_name, one.counts, width))
    click.echo(_line("jumlah", report.counts, width))
    if report.is_committed:
        click.echo("Impor selesai.")
    else:
        click.echo("Ini hanya percobaan; tidak ada yang ditulis. Impor dengan --commit.")


def _line(name: str, counts: Counts, width: int) -> str:
    values = (counts.total, counts.new, counts.changed, counts.same, counts.failed)
    return f"{name:<{width}}" + "".join(f"{number_text(value):>9}" for value in values)

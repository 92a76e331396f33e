"""A simulation as a workbook: its figures, rules, people, units, spread and quotas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.domain.simulations.figures import COUNTED
from ledger.errors import sentence
from ledger.queries.simulations import Named, SimulationView
from ledger.spreadsheets.writing import CellValue, Remarks, Sheet, write_xlsx

COUNT_LABELS = {
    "firings": sentence("Penerapan aturan"),
    "points": sentence("Poin"),
    "badges": sentence("Lencana"),
    "documents": sentence("Piagam"),
    "guidance": sentence("Usul pembinaan"),
    "cases": sentence("Usul membuka kasus"),
}
_BEFORE, _AFTER = sentence("Aturan sekarang"), sentence("Versi ini")
_DIFFERENCE = sentence("Selisih")
#: A group of one to four, which is not told.
FEW = "<5"


@dataclass(frozen=True, kw_only=True)
class About:
    """What was compared with what, for the sheet that says so."""

    pack_name: str
    pack_code: str
    version: str
    base_version: int | None
    first_day: date
    last_day: date
    fact_count: int
    sha256: str = "-"


def about(simulation: SimulationView) -> About:
    return About(
        pack_name=simulation.pack_name,
        pack_code=simulation.pack_code,
        version=str(simulation.version),
        base_version=simulation.base_version,
        first_day=simulation.first_day,
        last_day=simulation.last_day,
        fact_count=simulation.fact_count or 0,
        sha256=simulation.sha256 or "-",
    )


def simulation_xlsx(
    told: About, report: Mapping[str, Any], named: Named, *, remarks: Remarks
) -> bytes:
    """The report as it was shown; ``report`` holds nothing that the reader may not see."""
    sheets = [
        Sheet(
            title=sentence("Ringkasan"),
            header=(sentence("Ukuran"), _BEFORE, _AFTER, _DIFFERENCE),
            rows=_totals(report),
        ),
        Sheet(title=sentence("Per aturan"), header=_rule_header(), rows=_rules(report)),
        Sheet(
            title=sentence("Pegawai"),
            header=(
                *("NIP", sentence("Pegawai"), _BEFORE, _AFTER, _DIFFERENCE),
                sentence("Lencana hilang"),
                sentence("Lencana baru"),
            ),
            rows=_people(report, named),
        ),
        Sheet(
            title=sentence("Unit kerja"),
            header=(sentence("Unit kerja"), _BEFORE, _AFTER, _DIFFERENCE),
            rows=([_unit(named, row[0]), *_two(row[1], row[2])] for row in report["units"]),
        ),
        Sheet(
            title=sentence("Sebaran"),
            header=(sentence("Poin"), _BEFORE, _AFTER),
            rows=(
                [_span(low, high), _told(before), _told(after)]
                for low, high, before, after in report["histogram"]
            ),
        ),
        Sheet(
            title=sentence("Kuota"),
            header=(sentence("Unit kerja"), sentence("Triwulan"), _BEFORE, _AFTER, _DIFFERENCE),
            rows=([_unit(named, row[0]), row[1], *_two(row[2], row[3])] for row in report["quota"]),
        ),
    ]
    return write_xlsx(sheets, remarks=_with_choice(told, remarks))


def _with_choice(simulation: About, remarks: Remarks) -> Remarks:
    told = {
        sentence("Paket"): f"{simulation.pack_name} ({simulation.pack_code})",
        sentence("Versi"): simulation.version,
        sentence("Dibandingkan dengan versi"): str(simulation.base_version or "-"),
        sentence("Kejadian"): f"{simulation.first_day} - {simulation.last_day}",
        sentence("Fakta"): str(simulation.fact_count),
        sentence("Sidik hasil"): simulation.sha256,
    }
    return Remarks(
        made_at=remarks.made_at, made_by=remarks.made_by, filters={**told, **remarks.filters}
    )


def _totals(report: Mapping[str, Any]) -> Iterator[Sequence[CellValue]]:
    for name in COUNTED:
        yield [COUNT_LABELS[name], *_two(report["before"][name], report["after"][name])]
    people = report["people"]
    for name, label in (
        ("gain", sentence("Pegawai naik")),
        ("lose", sentence("Pegawai turun")),
        ("stay", sentence("Pegawai tetap")),
    ):
        yield [label, None, _told(people[name]), None]


def _rule_header() -> list[str]:
    header = [sentence("Kode"), sentence("Aturan")]
    for name in COUNTED:
        header += [f"{COUNT_LABELS[name]}: {_BEFORE}", f"{COUNT_LABELS[name]}: {_AFTER}"]
    return header


def _rules(report: Mapping[str, Any]) -> Iterator[Sequence[CellValue]]:
    for rule in report["rules"]:
        row: list[CellValue] = [rule["code"], rule["title"]]
        for name in COUNTED:
            row += [_told(rule["before"][name]), _told(rule["after"][name])]
        yield row


def _people(report: Mapping[str, Any], named: Named) -> Iterator[Sequence[CellValue]]:
    for person_id, had, has, gone, new in report["changes"]:
        name = named.people.get(person_id, "")
        nip = named.nips.get(person_id, "")
        yield [nip, name, *_two(had, has), ", ".join(gone), ", ".join(new)]


def _unit(named: Named, unit_id: int) -> str:
    return named.units.get(unit_id, str(unit_id))


def _two(before: int | None, after: int | None) -> list[CellValue]:
    if before is None or after is None:
        return [_told(before), _told(after), None]
    return [before, after, after - before]


def _told(value: int | None) -> CellValue:
    return FEW if value is None else value


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"

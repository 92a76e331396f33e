"""What takes the place of S1 to S3 until the regulation on pay is issued (PP 94/2021 Pasal 42)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ledger.domain.discipline.kinds import Kind, KindRow

#: As the Keputusan names them; whether they hold on a day is a dated setting of the agency.
SUBSTITUTES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.S1: "penundaan kenaikan gaji berkala selama 1 tahun",
        Kind.S2: "penundaan kenaikan pangkat selama 1 tahun",
        Kind.S3: "penurunan pangkat setingkat lebih rendah selama 1 tahun",
    }
)


def substituted(rows: Sequence[KindRow]) -> tuple[KindRow, ...]:
    return tuple(replace(row, text=SUBSTITUTES.get(row.kind, row.text)) for row in rows)

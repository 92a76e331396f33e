"""The context of a recap: what its PDF says, frozen as primitives.

A recap is Indonesian always, so its sentences are not for the catalogue.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from ledger.documents.parties import Letterhead
from ledger.documents.recap_context import (
    SECTIONS,
    AwardLine,
    Checkpoint,
    Figure,
    GroupTotal,
    IndexLine,
    RecapContext,
)
from ledger.domain.commendations import CAUSE_LABELS
from ledger.domain.discipline.catalogue import Level
from ledger.domain.formats import date_text, datetime_text, number_text
from ledger.domain.periods import local_day, parse_period
from ledger.domain.recaps import RecapSection
from ledger.domain.small_groups import ProtectedTotals, open_totals, protect_totals
from ledger.models.entries import Checkpoint as SealRow
from ledger.queries.recaps import AwardRow, RecapData, RecapScope
from ledger.services.recaps.figures import (
    charts_of,
    grade_text,
    mean,
    summary_of,
    unit_pages,
)

TITLE = "Rekap Kinerja dan Penghargaan"
NOT_SEALED = "belum ada segel"
WITHOUT_CAUSE = "Belum ditentukan"
HIDDEN_NOTE = (
    "Kelompok di bawah lima ditulis <5. Jumlah seluruhnya tidak ditulis jika dengannya kelompok itu"
    " dapat dihitung."
)


def compose_recap(
    data: RecapData, sections: Collection[str], *, house: str, now: datetime
) -> RecapContext:
    """What the paper says; ``house`` is the name in its letterhead, ``now`` when it was frozen."""
    scope, period = data.scope, data.period
    # Inside one unit its own numbers are known anyway; in anything wider small groups are hidden.
    totals_of = open_totals if scope.is_one_unit else protect_totals
    guidance = totals_of(list(data.guidance.values()))
    discipline = totals_of([data.sanctions.get(level.value, 0) for level in Level])
    government = scope.government or scope.agency
    return RecapContext(
        letterhead=Letterhead(
            government=government,
            agency="" if house.casefold() == government.casefold() else house,
            address=scope.address,
        ),
        place=scope.city,
        date_text=date_text(local_day(now, scope.zone)),
        title=TITLE,
        scope_text=scope.unit.name if scope.unit else scope.agency,
        period_text=period.label(),
        summary=summary_of(data, sections),
        charts=charts_of(data, sections) if RecapSection.CHARTS in sections else (),
        awards=award_lines(data.scope, data.awards) if RecapSection.AWARDS in sections else (),
        commendations=_commendations(data),
        complaints=_complaints(data),
        indexes=_indexes(data),
        aspects=_aspects(data),
        guidance=_guidance(data, guidance),
        guidance_text=_sum_text(guidance, "catatan pembinaan"),
        discipline=_levels(discipline),
        discipline_text=_sum_text(discipline, "keputusan"),
        units=unit_pages(data) if RecapSection.UNITS in sections else (),
        sections=tuple(part for part in SECTIONS if part in sections),
        checkpoint=Checkpoint(
            origin=scope.origin,
            size=data.tree_size,
            root_hash=data.root or "–",
            sealed_text=_sealed_text(data.sealed_at, scope),
        ),
        notes=_notes(data, now),
    )


def award_lines(scope: RecapScope, awards: Iterable[AwardRow]) -> tuple[AwardLine, ...]:
    """One printed line for each award."""
    units = scope.units
    return tuple(
        AwardLine(
            date_text=f"{award.happened_on:%d-%m-%Y}",
            name=award.name or units[award.unit_id].name,
            nip=award.nip,
            unit=units[award.unit_id].name,
            title=award.title,
            points=award.points,
            number=award.number,
        )
        for award in awards
    )


def _commendations(data: RecapData) -> tuple[GroupTotal, ...]:
    return tuple(
        GroupTotal(label=name or "Tanpa layanan", count=count)
        for name, count in data.commendations.by_service.items()
    )


def _complaints(data: RecapData) -> tuple[GroupTotal, ...]:
    """The causes, and what has none yet; together they are what was filed."""
    counts = data.complaints
    without = counts.filed - sum(counts.by_cause.values())
    labels = [*(CAUSE_LABELS[cause] for cause in counts.by_cause), WITHOUT_CAUSE]
    if not counts.filed:
        return ()
    return tuple(
        GroupTotal(label=label, count=count)
        for label, count in zip(labels, [*counts.by_cause.values(), without], strict=True)
    )


def _indexes(data: RecapData) -> tuple[IndexLine, ...]:
    return tuple(
        IndexLine(
            unit=data.scope.units[row.unit_id].name,
            period_text=parse_period(row.period).label(),
            index_text=number_text(row.index, decimals=2),
            grade=grade_text(row.grade),
            respondents=row.respondents,
        )
        for row in data.surveys
        if row.unit_id in data.scope.units
    )


def _aspects(data: RecapData) -> tuple[Figure, ...]:
    names = list(dict.fromkeys(row.aspect for row in data.aspects))
    scores = {name: [row.score for row in data.aspects if row.aspect == name] for name in names}
    return tuple(
        Figure(
            label=name,
            value_text=number_text(mean(scores[name]), decimals=2),
            note=f"{number_text(len(scores[name]))} unit",
        )
        for name in names
    )


def _guidance(data: RecapData, totals: ProtectedTotals) -> tuple[GroupTotal, ...]:
    """In the order of the unit codes."""
    shown = dict(zip(data.guidance, totals.counts, strict=True))
    return tuple(
        GroupTotal(label=unit.name, count=shown[unit.id])
        for unit in data.scope.units.values()
        if unit.id in shown
    )


def _levels(totals: ProtectedTotals) -> tuple[GroupTotal, ...]:
    if totals.total == 0:
        return ()
    return tuple(
        GroupTotal(label=f"Hukuman {level.value}", count=count)
        for level, count in zip(Level, totals.counts, strict=True)
    )


def _sum_text(totals: ProtectedTotals, noun: str) -> str:
    if totals.total is None:
        return HIDDEN_NOTE
    return f"Jumlah seluruhnya {number_text(totals.total)} {noun}." if totals.total else ""


def checkpoint_text(scope: RecapScope, seal: SealRow | None) -> Checkpoint:
    """The seal of this moment as it is printed."""
    return Checkpoint(
        origin=scope.origin,
        size=seal.tree_size if seal else 0,
        root_hash=seal.root.hex() if seal else "–",
        sealed_text=_sealed_text(seal.sealed_at if seal else None, scope),
    )


def _sealed_text(sealed_at: datetime | None, scope: RecapScope) -> str:
    return datetime_text(sealed_at, scope.zone) if sealed_at else NOT_SEALED


def _notes(data: RecapData, now: datetime) -> tuple[str, ...]:
    first, last = date_text(data.period.start), date_text(data.period.last_day)
    notes = [
        f"Periode {first} sampai {last}, menurut tanggal kejadian.",
        f"Keadaan buku besar pada {datetime_text(now, data.scope.zone)}.",
        "Penghargaan dan pembinaan yang dikoreksi tidak dihitung.",
        "Poin dihitung pada unit yang memberikannya; pegawai ditulis pada unitnya sekarang.",
        "Pengaduan dihitung menurut tanggal masuk, hukuman disiplin menurut tanggal keputusan.",
    ]
    if data.pending:
        waiting = number_text(data.pending)
        notes.append(f"{waiting} entri belum disegel saat rekap dibuat dan ikut dihitung.")
    return tuple(notes)

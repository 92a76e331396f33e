"""The numbers of a recap: summary, charts and the page of each unit, from data that is frozen.

A recap is Indonesian always, so its sentences are not for the catalogue.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ledger.documents.recap_context import Chart, ChartPoint, Figure, PersonLine, UnitPage
from ledger.domain.formats import number_text
from ledger.domain.periods import Period, PeriodKind, period_of
from ledger.domain.recaps import RecapSection
from ledger.domain.survey import SurveyGrade
from ledger.queries.recaps import AwardRow, RecapData

#: More bars than this do not fit on a page with their table; the rest are put together.
_MOST_BARS = 12
_DAYS_OF_WEEK = 7
_POINT_CLASSES = ((0, 0, "0"), (1, 24, "1–24"), (25, 49, "25–49"), (50, 99, "50–99"))


def summary_of(data: RecapData, sections: Iterable[str]) -> tuple[Figure, ...]:
    """The big numbers of the first page; those of parts that were not asked for are left out."""
    awards = data.awards
    figures = [
        Figure(
            label="Penghargaan diputuskan",
            value_text=number_text(len(awards)),
            note=_change(len(awards), data.awards_before),
        ),
        Figure(label="Poin diberikan", value_text=number_text(points_of(awards))),
        Figure(label="Penerima", value_text=number_text(len(_recipients(awards)))),
        Figure(label="Pegawai", value_text=number_text(len(data.staff)), note="saat rekap dibuat"),
    ]
    if RecapSection.COMMENDATIONS in sections:
        total = number_text(data.commendations.total)
        figures.append(Figure(label="Apresiasi warga", value_text=total, note="sudah diperiksa"))
    if RecapSection.COMPLAINTS in sections:
        filed = number_text(data.complaints.filed)
        answered = f"{number_text(data.complaints.answered)} sudah dijawab"
        figures.append(Figure(label="Pengaduan masuk", value_text=filed, note=answered))
    if RecapSection.INDEXES in sections:
        figures += [_survey_figure(data), _service_figure(data)]
    return tuple(figures)


def points_of(awards: Iterable[AwardRow]) -> int:
    return sum(award.points for award in awards)


def charts_of(data: RecapData, sections: Iterable[str]) -> tuple[Chart, ...]:
    """Points over time and by unit, their spread over people, and commendations over time."""
    span = data.period.label()
    charts = [
        Chart(
            shape="line",
            title="Poin menurut waktu kejadian",
            description=f"Poin yang diberikan, {span}.",
            measure="Poin",
            points=_over_time(data.period, _points_by_day(data.awards)),
        ),
        Chart(
            shape="bar",
            title="Poin per unit kerja",
            description=f"Poin yang diberikan kepada pegawai dan unit, {span}.",
            measure="Poin",
            points=_by_unit(data),
        ),
        Chart(
            shape="dot",
            title="Sebaran poin",
            description="Banyaknya pegawai menurut jumlah poin yang diterima pada periode ini.",
            measure="Pegawai",
            points=_spread(data),
        ),
    ]
    if RecapSection.COMMENDATIONS in sections:
        charts.append(
            Chart(
                shape="line",
                title="Apresiasi menurut waktu kejadian",
                description=f"Apresiasi warga yang sudah diperiksa, {span}.",
                measure="Apresiasi",
                points=_over_time(data.period, data.commendations.by_day),
            )
        )
    return tuple(charts)


def unit_pages(data: RecapData) -> tuple[UnitPage, ...]:
    """A page for every unit with people or awards, in the order of the unit codes."""
    people = _people_by_unit(data)
    won = defaultdict(list)
    for award in data.awards:
        won[award.unit_id].append(award)
    surveys = {row.unit_id: row for row in data.surveys}
    pages = []
    for unit in data.scope.units.values():
        lines, awards = people.get(unit.id, ()), won.get(unit.id, [])
        if not lines and not awards:
            continue
        figures = [
            Figure(label="Pegawai", value_text=number_text(len(lines))),
            Figure(label="Poin", value_text=number_text(points_of(awards))),
            Figure(label="Penghargaan", value_text=number_text(len(awards))),
            Figure(
                label="Apresiasi",
                value_text=number_text(data.commendations.by_unit.get(unit.id, 0)),
            ),
        ]
        own = points_of(award for award in awards if award.person_id is None)
        if own:
            figures.append(Figure(label="Poin untuk unit", value_text=number_text(own)))
        if unit.id in surveys:
            index = number_text(surveys[unit.id].index, decimals=2)
            figures.append(Figure(label="SKM", value_text=index))
        pages.append(UnitPage(name=unit.name, figures=tuple(figures), people=tuple(lines)))
    return tuple(pages)


def mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)


def _people_by_unit(data: RecapData) -> dict[int, list[PersonLine]]:
    """Who serves in a unit now, and who earned something there before they moved on."""
    points: Counter[tuple[int, int]] = Counter()
    awards: Counter[tuple[int, int]] = Counter()
    moved: dict[tuple[int, int], AwardRow] = {}
    for award in data.awards:
        if award.person_id is not None:
            key = (award.unit_id, award.person_id)
            points[key] += award.points
            awards[key] += 1
            moved[key] = award
    lines: dict[int, list[PersonLine]] = defaultdict(list)
    for person in data.staff:
        key = (person.unit_id, person.id)
        moved.pop(key, None)
        thanks = data.commendations.by_person.get(person.id, 0)
        lines[person.unit_id].append(
            PersonLine(
                name=person.name,
                nip=person.nip,
                position=person.position,
                points=points[key],
                awards=awards[key],
                commendations=thanks,
            )
        )
    for key, award in moved.items():
        lines[key[0]].append(
            PersonLine(
                name=award.name,
                nip=award.nip,
                position="sudah pindah tugas",
                points=points[key],
                awards=awards[key],
                commendations=0,
            )
        )
    return lines


def _recipients(awards: Iterable[AwardRow]) -> set[int]:
    return {award.person_id for award in awards if award.person_id is not None}


def _change(now: int, before: int) -> str:
    if now == before:
        return "sama dengan periode sebelumnya"
    word = "lebih" if now > before else "kurang"
    return f"{number_text(abs(now - before))} {word} dari periode sebelumnya"


def _survey_figure(data: RecapData) -> Figure:
    if not data.surveys:
        return Figure(label="Indeks kepuasan (SKM)", value_text="–", note="belum ada data")
    value = mean([row.index for row in data.surveys])
    note = f"rata-rata {number_text(len(data.surveys))} hasil survei unit"
    return Figure(
        label="Indeks kepuasan (SKM)", value_text=number_text(value, decimals=2), note=note
    )


def _service_figure(data: RecapData) -> Figure:
    if not data.aspects:
        return Figure(label="IPP", value_text="–", note="belum ada data")
    value = mean([row.score for row in data.aspects])
    return Figure(
        label="IPP",
        value_text=number_text(value, decimals=2),
        note="rata-rata sederhana semua aspek, 0 sampai 5",
    )


def grade_text(grade: str) -> str:
    return f"{grade} ({SurveyGrade(grade).label})"


def _points_by_day(awards: Iterable[AwardRow]) -> dict[date, int]:
    days: Counter[date] = Counter()
    for award in awards:
        days[award.happened_on] += award.points
    return days


def _over_time(period: Period, by_day: Mapping[date, int]) -> tuple[ChartPoint, ...]:
    """By month; a single month by its weeks."""
    if period.kind is PeriodKind.MONTH:
        spans = list(_weeks(period))
    else:
        spans = [(m.start, m.end, m.label().split()[0][:3]) for m in _months(period)]
    return tuple(
        ChartPoint(label=label, value=sum(n for day, n in by_day.items() if start <= day < end))
        for start, end, label in spans
    )


def _months(period: Period) -> Iterable[Period]:
    month = period_of(period.start, PeriodKind.MONTH)
    while month.start < period.end:
        yield month
        month = month.next()


def _weeks(period: Period) -> Iterable[tuple[date, date, str]]:
    start = period.start
    while start < period.end:
        end = min(start + timedelta(days=_DAYS_OF_WEEK), period.end)
        yield start, end, f"{start.day}–{(end - timedelta(days=1)).day}"
        start = end


def _by_unit(data: RecapData) -> tuple[ChartPoint, ...]:
    sums: Counter[int] = Counter()
    for award in data.awards:
        sums[award.unit_id] += award.points
    ordered = sorted(
        (unit for unit in data.scope.units.values() if sums[unit.id]),
        key=lambda unit: (-sums[unit.id], unit.code),
    )
    points = [ChartPoint(label=u.name, value=sums[u.id]) for u in ordered[:_MOST_BARS]]
    rest = ordered[_MOST_BARS:]
    if rest:
        value = sum(sums[unit.id] for unit in rest)
        points.append(ChartPoint(label=f"{len(rest)} unit lain", value=value))
    return tuple(points)


def _spread(data: RecapData) -> tuple[ChartPoint, ...]:
    sums: Counter[int] = Counter()
    for award in data.awards:
        if award.person_id is not None:
            sums[award.person_id] += award.points
    everybody = {person.id for person in data.staff} | set(sums)
    values = [sums[person_id] for person_id in everybody]
    shown = [
        ChartPoint(label=label, value=sum(least <= value <= most for value in values))
        for least, most, label in _POINT_CLASSES
    ]
    above = _POINT_CLASSES[-1][1]
    shown.append(ChartPoint(label=f"≥{above + 1}", value=sum(value > above for value in values)))
    return tuple(shown)

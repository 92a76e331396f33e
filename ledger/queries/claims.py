"""What is claimed in a fact, as the officials read it: short values, whole texts, its evidence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.discipline.catalogue import VIOLATIONS
from ledger.domain.facts import VOCABULARY, FactKind
from ledger.domain.nominations import CATEGORY_LABELS, STAGE_LABELS
from ledger.errors import sentence
from ledger.models.commendations import Commendation, Complaint, Service
from ledger.models.nominations import Evidence, Nomination
from ledger.models.people import Person
from ledger.models.violations import SuperiorAssessment, ViolationReport

#: The kind of evidence that belongs to a kind of fact.
EVIDENCE_OF = {
    FactKind.NOMINATION_ACCEPTED: "nomination",
    FactKind.VIOLATION_ASSESSED: "violation_report",
}
ANSWERS = {True: sentence("Ya"), False: sentence("Tidak")}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """``rows`` are (label, value), ``texts`` (label, whole text); evidence has name and SHA-256."""

    rows: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = field(default=())


_Source = tuple[str, int]


def claims_of(sources: Mapping[_Source, Mapping[str, Any]]) -> dict[_Source, Claim]:
    """The claim of each fact, told by (kind, id); the values say what the rules saw of it.

    The number of statements does not grow with the number of facts.
    """
    evidence = _evidence(sources)
    told: dict[_Source, Claim] = {}
    for kind in {kind for kind, _ in sources}:
        ids = [id_ for one, id_ in sources if one == kind]
        read = _READERS.get(FactKind(kind))
        found = read(ids) if read else {}
        for id_ in ids:
            rows, texts = found.get(id_) or (_field_rows(kind, sources[kind, id_]), ())
            told[kind, id_] = Claim(
                rows=tuple((label, value) for label, value in rows if value),
                texts=tuple((label, text) for label, text in texts if text),
                evidence=tuple(evidence.get((kind, id_), ())),
            )
    return told


# An alias costs more than the statement it stands in, so each is made once.
_nominator = aliased(Person)
_Told = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]


def _nominations(ids: Iterable[int]) -> dict[int, _Told]:
    nominator = _nominator
    rows = session().execute(
        select(Nomination, nominator.name)
        .join(nominator, nominator.id == Nomination.nominator_id)
        .where(Nomination.id.in_(ids))
    )
    return {
        one.id: (
            (
                (sentence("Usulan"), f"{one.number}: {one.title}"),
                (sentence("Pengusul"), name),
                (sentence("Kategori"), str(CATEGORY_LABELS.get(one.category, one.category))),  # type: ignore[call-overload]
                (sentence("Tahap"), str(STAGE_LABELS.get(one.stage, one.stage))),  # type: ignore[call-overload]
                (
                    sentence("Dampak"),
                    "" if one.impact_percent is None else f"{one.impact_percent} persen",
                ),
            ),
            (
                (sentence("Apa yang dilakukan"), one.story),
                (sentence("Hasilnya"), one.impact),
                (sentence("Alasan untuk umum"), one.public_reason),
                (sentence("Catatan untuk pemutus"), one.internal_reason),
                (sentence("Catatan pemeriksa"), one.verdict_reason),
            ),
        )
        for one, name in rows
    }


def _commendations(ids: Iterable[int]) -> dict[int, _Told]:
    rows = session().execute(
        select(Commendation, Service.name)
        .outerjoin(Service, Service.id == Commendation.service_id)
        .where(Commendation.id.in_(ids))
    )
    return {
        one.id: (
            (
                (sentence("Layanan"), service or ""),
                (sentence("Nilai dari warga"), f"{one.rating} / 4"),
                (sentence("Menolak pemberian"), ANSWERS[True] if one.refused_tip else ""),
            ),
            (
                (sentence("Kata warga"), one.words),
                (sentence("Catatan pemeriksa"), one.verdict_reason),
            ),
        )
        for one, service in rows
    }


def _complaints(ids: Iterable[int]) -> dict[int, _Told]:
    rows = session().execute(
        select(Complaint, SuperiorAssessment.reason)
        .outerjoin(SuperiorAssessment, SuperiorAssessment.complaint_id == Complaint.id)
        .where(Complaint.id.in_(ids))
    )
    return {
        one.id: (
            (
                (sentence("Pengaduan"), one.lapor_id or one.tracking_code),
                (sentence("Perihal"), one.title),
                (sentence("Kategori"), one.category),
            ),
            (
                (sentence("Isi pengaduan"), one.body),
                (sentence("Catatan pemeriksa"), one.verdict_reason),
                (sentence("Telaah atasan"), reason or ""),
            ),
        )
        for one, reason in rows
    }


def _reports(ids: Iterable[int]) -> dict[int, _Told]:
    rows = session().execute(
        select(ViolationReport, SuperiorAssessment.reason)
        .outerjoin(SuperiorAssessment, SuperiorAssessment.violation_report_id == ViolationReport.id)
        .where(ViolationReport.id.in_(ids))
    )
    return {
        one.id: (
            (
                (sentence("Laporan"), one.number),
                (sentence("Ketentuan"), _provision(one.code)),
                (sentence("Dampak"), one.impact),
            ),
            ((sentence("Isi laporan"), one.narrative), (sentence("Telaah atasan"), reason or "")),
        )
        for one, reason in rows
    }


_READERS: Mapping[FactKind, Callable[[Iterable[int]], dict[int, _Told]]] = {
    FactKind.NOMINATION_ACCEPTED: _nominations,
    FactKind.COMMENDATION_VERIFIED: _commendations,
    FactKind.COMPLAINT_SUBSTANTIATED: _complaints,
    FactKind.VIOLATION_ASSESSED: _reports,
}


def _provision(code: str) -> str:
    row = VIOLATIONS.get(code)
    return f"{row.article} ({code})" if row else code


def _field_rows(kind: str, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Facts without a form of their own are told in the words of the published vocabulary."""
    fields = VOCABULARY[FactKind(kind)].fields
    return tuple(
        (
            fields[name].meaning.capitalize(),
            ANSWERS.get(value, "") if isinstance(value, bool) else str(value),
        )
        for name, value in values.items()
        if name in fields
    )


def _evidence(sources: Iterable[_Source]) -> dict[_Source, list[Mapping[str, Any]]]:
    wanted: dict[str, list[int]] = {}
    kind_of: dict[str, str] = {}
    for kind, id_ in sources:
        if (subject := EVIDENCE_OF.get(FactKind(kind))) is not None:
            wanted.setdefault(subject, []).append(id_)
            kind_of[subject] = kind
    if not wanted:
        return {}
    rows = session().scalars(
        select(Evidence)
        .where(
            or_(
                *(
                    and_(Evidence.subject_kind == subject, Evidence.subject_id.in_(ids))
                    for subject, ids in wanted.items()
                )
            )
        )
        .order_by(Evidence.id)
    )
    found: dict[_Source, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((kind_of[row.subject_kind], row.subject_id), []).append(
            {
                "id": row.id,
                "of": row.subject_kind,
                "name": row.file_name,
                "bytes": row.file_bytes,
                "sha256": row.sha256,
            }
        )
    return found

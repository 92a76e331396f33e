"""F7 to F16: the Keputusan of a punishment, and its draft before anybody decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ledger.documents.case_contexts import (
    APPEAL,
    OBJECTION,
    ReprimandDecisionContext,
    SanctionDecisionContext,
)
from ledger.domain.actors import Actor
from ledger.domain.calendars import YearNotLoaded
from ledger.domain.discipline.catalogue import Level, level_article
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.kinds import Kind, require_kind
from ledger.domain.formats import date_text
from ledger.domain.officials import Official
from ledger.domain.people import PersonKind
from ledger.models.cases import Case, Sanction
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.alleging import alleged_acts, alleged_days
from ledger.services.cases.papers.framing import decision_frame
from ledger.services.cases.papers.keeping import keep_paper
from ledger.services.cases.papers.wording import (
    LEGAL_BASES,
    addressee_text,
    impact_text,
    in_full,
    lines_of,
    provisions,
)
from ledger.services.documents import person_block, signer_block
from ledger.services.officials import person_snapshot

ON_EVIDENCE = "Laporan Hasil Pemeriksaan atas bukti dan keterangan yang ada tanggal {day};"
REPORT_READ = "Laporan Hasil Pemeriksaan tanggal {day};"
RECORD_READ = "Berita Acara Pemeriksaan tanggal {day};"
APPEAL_TO = (
    "Badan Pertimbangan Aparatur Sipil Negara, dengan tembusan kepada Pejabat Pembina Kepegawaian,"
)
FROM_EFFECT = "tanggal berlakunya Keputusan ini"
#: What becomes of rights; the rules behind it are the agency's to name, so none is named here.
RIGHTS = {
    Kind.B3: "Kepada yang bersangkutan diberikan hak kepegawaian sesuai dengan ketentuan peraturan"
    " perundang-undangan.",
}
#: How a dismissal counts, as the PPK chose it (UU 20/2023 Pasal 52 ayat (4)).
DISMISSALS = {
    "dengan_hormat": "Pemberhentian itu adalah pemberhentian dengan hormat.",
    "tidak_dengan_hormat": "Pemberhentian itu adalah pemberhentian tidak dengan hormat.",
}
RIGHTS_CHANGED = (
    "Hak kepegawaian dan penghasilan yang bersangkutan disesuaikan menurut ketentuan peraturan"
    " perundang-undangan."
)
COPIES = (
    "Pejabat Pembina Kepegawaian;",
    "Kepala unit kerja yang membidangi kepegawaian;",
    "Pejabat yang membidangi keuangan.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What only a medium or heavy kind says; a post before and after, or a class of one (F16)."""

    starts_text: str = FROM_EFFECT
    rights_text: str = ""
    place_label: str = "Jabatan"
    position_before: str = ""
    position_after: str = ""


def prepare_decision(
    case: Case,
    sanction: Sanction,
    above: Official | None,
    *,
    terms: Terms | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """The Keputusan of any kind; ``above`` is to whom an objection goes."""
    return keep_paper(
        case,
        "decision",
        decision_context(case, sanction, above, terms=terms),
        (sanction.official,),
        sanction.decided_on,
        entry_uid=sanction.entry_uid,
        actor=actor,
        now=now,
    )


def decision_context(
    case: Case, sanction: Sanction, above: Official | None, *, terms: Terms | None = None
) -> SanctionDecisionContext:
    """What the Keputusan says, also for a draft whose sanction stands nowhere yet."""
    person, kind = person_snapshot(case.subject_id), Kind(sanction.kind)
    is_light = kind.level is Level.RINGAN
    form = ReprimandDecisionContext if is_light else SanctionDecisionContext
    return form(
        **decision_frame(case, sanction.official, on=sanction.decided_on),
        kind_text=kind_text(sanction, PersonKind(person["kind"])),
        level_text=kind.level.value,
        person=person_block(person),
        readings=_readings(case),
        violation_date_text=alleged_days(case),
        violation_text=alleged_acts(case),
        violated_provision=provisions(case),
        penalty_provision=in_full(level_article(case.allegations[0].code, kind.level)),
        impact_text=impact_text(case),
        legal_bases=LEGAL_BASES,
        remedy=APPEAL if kind is Kind.B3 else OBJECTION,
        objection_addressee=_addressee(above, sanction.official, kind),
        objection_if_received_text=_objection_day(case, sanction.decided_on),
        signer=signer_block(sanction.official),
        aggravating=lines_of(sanction.aggravating),
        mitigating=lines_of(sanction.mitigating),
        copies=() if is_light else COPIES,
        **({} if is_light else _terms(sanction, terms or Terms())),
    )


def kind_text(sanction: Sanction, employee: PersonKind) -> str:
    """The kind as the agency or the transition words it, else as PP 94/2021 does."""
    return sanction.kind_text or require_kind(employee, Kind(sanction.kind)).text


def _terms(sanction: Sanction, terms: Terms) -> dict[str, Any]:
    return {
        "starts_text": terms.starts_text,
        "rights_text": terms.rights_text or RIGHTS.get(Kind(sanction.kind), RIGHTS_CHANGED),
        "dismissal_text": DISMISSALS.get(sanction.dismissal_type or "", ""),
        "place_label": terms.place_label,
        "position_before": terms.position_before,
        "position_after": terms.position_after,
    }


def _addressee(above: Official | None, decided: Mapping[str, Any], kind: Kind) -> str:
    """Dismissal is appealed to BPASN, everything else objected to (PP 79/2021)."""
    return APPEAL_TO if kind is Kind.B3 else addressee_text(above, decided)


def _objection_day(case: Case, decided_on: date) -> str:
    """The last day to object for whoever receives the decision at once; the law counts later."""
    days = clock_on(ClockName.OBJECTION, decided_on).days
    try:
        return date_text(calendar_of_unit(case.unit_id).add_working_days(decided_on, days))
    except YearNotLoaded:
        return ""


def _readings(case: Case) -> tuple[str, ...]:
    """What was read: the record and the report, or the report on the evidence alone."""
    exam, report = case.examination, case.report
    read = [RECORD_READ.format(day=date_text(exam.held_on))] if exam is not None else []
    if report is not None:
        told = ON_EVIDENCE if report.on_evidence else REPORT_READ
        read.append(told.format(day=date_text(report.written_on)))
    return tuple(read)

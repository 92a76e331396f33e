"""The report of the examination (LHP): facts, analysis, recommendation, before any decision."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.commands import WriteReport
from ledger.domain.discipline.gates import require_open
from ledger.domain.discipline.kinds import Kind
from ledger.domain.formats import date_text
from ledger.domain.wording import REASON_CHARACTERS_MIN
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.models.cases import Case
from ledger.models.examinations import ExaminationReport
from ledger.queries.cases import reply_of
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.examining import close_reply
from ledger.services.cases.holding import held_as_examiner, reporters_of, signing_official
from ledger.services.cases.moving import move, require_step
from ledger.services.cases.papers import prepare_report
from ledger.services.cases.weighing import Weight, facts_of, weigh
from ledger.services.days import agency_today

WAITS_FOR_REPLY = sentence(
    "Pegawai masih berhak menanggapi sampai dengan %(last_day)s. Tunggu tanggapannya."
)
REPORT_INCOMPLETE = sentence("Laporan belum lengkap.")
FACTS_SHORT = sentence("Tulis fakta dan keterangan paling sedikit 20 huruf")
ANALYSIS_SHORT = sentence("Tulis analisis paling sedikit 20 huruf")
KIND_OUTSIDE = sentence(
    "Jenis hukuman ini di luar yang mungkin menurut pelanggaran dan riwayatnya"
    " (Pasal 8 dan Pasal 35 PP 94/2021)"
)


def write_report(case_id: int, command: WriteReport, *, actor: Actor, now: datetime) -> CaseState:
    """Write the report once the person was heard, or twice did not come (I03).

    A right to reply that lapsed unused is recorded on the way. Raises RuleRefused ``reply_open``
    or ``case_gate``, InvalidInput by field, InvalidTransition, NotFound for who does not examine.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_examiner(work, case_id, actor, on=today)
        weight = weigh(case)
        if case.state is CaseState.EXAMINED:
            _end_reply(work, case, weight, today, actor=actor, now=now)
        require_step(case, CaseEvent.WRITE_REPORT, actor=actor)
        require_open(CaseEvent.WRITE_REPORT, facts_of(case, weight, today=today))
        _require_command(command, weight)
        report = _report(case, command, today, signing_official(case, on=today).person_id, now)
        report.document_id = _paper(case, report, weight, actor=actor, now=now)
        work.add(report)
        work.flush()
        work.refresh(case, ["report"])
        return move(work, case, CaseEvent.WRITE_REPORT, actor=actor, now=now)


def _paper(
    case: Case, report: ExaminationReport, weight: Weight, *, actor: Actor, now: datetime
) -> int:
    """To the official who may impose what is recommended, or the lightest kind left."""
    lightest = next(iter(weight.kinds), None)
    wanted = Kind(report.recommended_kind) if report.recommended_kind else lightest
    excluded, on = reporters_of(case.id), report.written_on
    decider = find_decider(case.subject_id, wanted, excluded=excluded, on=on) if wanted else None
    said = reply_of(case.id)
    return prepare_report(
        case,
        report,
        decider.official if decider else None,
        reply_text=said.text if said else "",
        actor=actor,
        now=now,
    )


def _end_reply(
    work: Session, case: Case, weight: Weight, today: date, *, actor: Actor, now: datetime
) -> None:
    """Nobody needs a screen of their own to say that nothing was said in time."""
    last_day = facts_of(case, weight, today=today).reply_last_day
    if last_day is not None and today <= last_day:
        raise RuleRefused(WAITS_FOR_REPLY, constraint="reply_open", last_day=date_text(last_day))
    close_reply(work, case, today, actor=actor, now=now)


def _require_command(command: WriteReport, weight: Weight) -> None:
    problems: dict[str, list[str]] = {}
    if len(command.facts.strip()) < REASON_CHARACTERS_MIN:
        problems["facts"] = [FACTS_SHORT]
    if len(command.analysis.strip()) < REASON_CHARACTERS_MIN:
        problems["analysis"] = [ANALYSIS_SHORT]
    if command.recommended is not None and command.recommended not in weight.kinds:
        problems["recommended"] = [KIND_OUTSIDE]
    if problems:
        raise InvalidInput(REPORT_INCOMPLETE, fields=problems)


def _report(
    case: Case, command: WriteReport, today: date, author_id: int, now: datetime
) -> ExaminationReport:
    return ExaminationReport(
        agency_id=case.agency_id,
        case_id=case.id,
        written_on=today,
        author_id=author_id,
        on_evidence=case.examination is None,
        facts=command.facts.strip(),
        analysis=command.analysis.strip(),
        aggravating=command.aggravating.strip(),
        mitigating=command.mitigating.strip(),
        proven=command.recommended is not None,
        recommended_kind=command.recommended.value if command.recommended else None,
        recorded_at=now,
    )

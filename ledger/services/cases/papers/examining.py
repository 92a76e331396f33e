"""F2 to F6: the record, the report, the report of authority, the team and the release."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ledger.documents.case_contexts import (
    Answer,
    AuthorityReportContext,
    ExaminationRecordContext,
    InvestigationReportContext,
    ReleaseDecisionContext,
    TeamDecisionContext,
    TeamMember,
)
from ledger.domain.actors import Actor
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.kinds import KINDS_PNS, Kind, KindRow, kinds_for
from ledger.domain.discipline.teams import TeamElement
from ledger.domain.formats import date_text, weekday_date_text
from ledger.domain.officials import Official
from ledger.domain.people import PersonKind
from ledger.models.cases import Case, Examination
from ledger.models.examinations import ExaminationReport
from ledger.services.cases.holding import examining_officials
from ledger.services.cases.papers.framing import decision_frame
from ledger.services.cases.papers.keeping import keep_paper
from ledger.services.cases.papers.wording import (
    LEGAL_BASES,
    REGULATION,
    alleged,
    hour_text,
    impact_text,
    lines_of,
    post_text,
    provisions,
    subject_block,
)
from ledger.services.documents import paper_frame, person_block, signer_block
from ledger.services.officials import official_snapshot, person_snapshot

READ_BACK = "Berita acara ini telah dibaca kembali oleh yang diperiksa dan dibenarkan olehnya."
AUTHORITY = f"Berdasarkan wewenang sebagai atasan langsung (Pasal 27 {REGULATION})"
BY_TEAM = "Berdasarkan Keputusan pembentukan tim pemeriksa Nomor {number} tanggal {day}"
REFUSED = "Yang diperiksa menolak menandatangani berita acara ini. {note}"
RECORD_OF = "Berita Acara Pemeriksaan tanggal {day};"
LETTER_MISSED = "Surat Panggilan {ordinal} tanggal {day} untuk {exam}: tidak hadir."
LETTER_MET = "Surat Panggilan {ordinal} tanggal {day} untuk {exam}: hadir."
IMPACT = "Perbuatan itu {impact}."
AT_HAND = (
    "Bukti dan keterangan yang ada (Pasal 26 ayat (4) Peraturan Pemerintah Nomor 94 Tahun 2021);"
)
PROVEN_SO = "Perbuatan yang diduga terbukti menurut bukti dan keterangan yang ada."
NOT_PROVEN = "Perbuatan yang diduga tidak terbukti menurut bukti dan keterangan yang ada."
RECOMMENDED = "Hukuman disiplin tingkat {level} berupa {kind}."
NO_KIND = "Pemeriksaan dihentikan dan yang bersangkutan tidak dijatuhi hukuman disiplin."
ELEMENTS = {
    TeamElement.SUPERIOR: "atasan langsung",
    TeamElement.OVERSIGHT: "pengawasan",
    TeamElement.PERSONNEL: "kepegawaian",
    TeamElement.OTHER: "pejabat lain",
}
TEAM, EXAMINER = "Tim Pemeriksa", "Pemeriksa"
TEAM_FORMED = "Keputusan pembentukan tim pemeriksa Nomor {number} tanggal {day};"
SOME_DECIDER = "Pejabat yang berwenang menghukum"
REPORT_ATTACHED = "Laporan Hasil Pemeriksaan"
PROVEN = "terbukti {act}."
ON_THE_POST = "{post} selaku pejabat yang berwenang menghukum"

Snapshot = Mapping[str, Any]


def prepare_record(
    case: Case,
    exam: Examination,
    officials: Sequence[Snapshot],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """F2, signed by all examiners, of the team where there is one."""
    answers = tuple(
        Answer(question=one["question"], answer=one["answer"], correction=one.get("correction", ""))
        for one in exam.questions
    )
    context = ExaminationRecordContext(
        **paper_frame(case.unit_id, on=exam.held_on),
        day_text=weekday_date_text(exam.held_on),
        time_text=hour_text(case, exam.held_on, case.summonses[-1].exam_time),
        venue_text=exam.place,
        authority_text=_authority(case),
        examiners=tuple(person_block(one) for one in officials),
        examinee=subject_block(case),
        allegation_text=alleged(case),
        provision_text=provisions(case),
        answers=answers,
        reading_text=READ_BACK,
        corrections_text=exam.corrections,
        refusal_text="" if exam.examinee_signed else REFUSED.format(note=exam.refusal_note).strip(),
    )
    return keep_paper(case, "examination", context, officials, exam.held_on, actor=actor, now=now)


def prepare_report(
    case: Case,
    report: ExaminationReport,
    decider: Official | None,
    *,
    reply_text: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """F3, to the official who decides; also on the evidence alone when nobody came."""
    authors = [official_snapshot(one) for one in examining_officials(case, on=report.written_on)]
    context = InvestigationReportContext(
        **paper_frame(case.unit_id, on=report.written_on),
        addressee=post_text(official_snapshot(decider)) if decider else SOME_DECIDER,
        bases=(*_team_of(case), *_record_of(case)) or (AT_HAND,),
        person=subject_block(case),
        allegation_text=alleged(case),
        provision_text=provisions(case),
        summonses=tuple(_letters(case)),
        findings=lines_of(report.facts),
        analysis=(*lines_of(report.analysis), IMPACT.format(impact=impact_text(case))),
        aggravating=lines_of(report.aggravating),
        mitigating=lines_of(report.mitigating),
        reply_text=reply_text.strip(),
        conclusion_text=PROVEN_SO if report.proven else NOT_PROVEN,
        recommendation_text=_recommended(case, report),
        authors=tuple(person_block(one) for one in authors),
        author_label=TEAM if case.team is not None else EXAMINER,
    )
    return keep_paper(case, "report", context, authors, report.written_on, actor=actor, now=now)


def _recommended(case: Case, report: ExaminationReport) -> str:
    if report.recommended_kind is None:
        return NO_KIND
    kind = Kind(report.recommended_kind)
    person = person_snapshot(case.subject_id)
    known = {row.kind: row.text for row in (*KINDS_PNS, *kinds_for(PersonKind(person["kind"])))}
    return RECOMMENDED.format(level=kind.level.value, kind=known[kind])


def prepare_authority_report(
    case: Case,
    row: KindRow,
    reporter: Official,
    authorised: Official,
    *,
    on: date,
    actor: Actor,
    now: datetime,
) -> int:
    """F4, from the direct superior to the next official up, when the kind is not theirs."""
    snapshot, higher = official_snapshot(reporter), post_text(official_snapshot(authorised))
    context = AuthorityReportContext(
        **paper_frame(case.unit_id, on=on),
        addressee=higher,
        person=subject_block(case),
        result_text=PROVEN.format(act=alleged(case)),
        provision_text=provisions(case),
        kind_text=row.text,
        authorised_text=ON_THE_POST.format(post=higher),
        attachments=(
            *tuple(one.rstrip(";") for one in _record_of(case)),
            "Laporan Hasil Pemeriksaan",
        ),
        signer=signer_block(snapshot),
    )
    return keep_paper(case, "authority", context, (snapshot,), on, actor=actor, now=now)


def prepare_team_decision(
    case: Case,
    members: Sequence[tuple[Snapshot, TeamElement, str]],
    official: Official,
    level: Level,
    *,
    on: date,
    copies: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> int:
    """F5; ``members`` are (snapshot, unsur, kedudukan), the chair first."""
    snapshot = official_snapshot(official)
    context = TeamDecisionContext(
        **decision_frame(case, snapshot, on=on),
        person=subject_block(case),
        allegation_text=alleged(case),
        provision_text=provisions(case),
        level_text=level.value,
        legal_bases=LEGAL_BASES,
        members=tuple(
            TeamMember(person=person_block(one), element=ELEMENTS[element], role=role)
            for one, element, role in members
        ),
        signer=signer_block(snapshot),
        copies=tuple(copies),
    )
    return keep_paper(case, "team", context, (snapshot,), on, actor=actor, now=now)


def prepare_release(
    case: Case,
    official: Official,
    *,
    starts_on: date,
    substitute: Snapshot | None = None,
    copies: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> int:
    """F6, until the decision; ``substitute`` acts as pelaksana harian meanwhile."""
    snapshot = official_snapshot(official)
    context = ReleaseDecisionContext(
        **decision_frame(case, snapshot, on=starts_on),
        person=subject_block(case),
        allegation_text=alleged(case),
        provision_text=provisions(case),
        legal_bases=LEGAL_BASES,
        starts_text=date_text(starts_on),
        substitute=person_block(substitute) if substitute else None,
        signer=signer_block(snapshot),
        copies=tuple(copies),
    )
    return keep_paper(case, "release", context, (snapshot,), starts_on, actor=actor, now=now)


def _authority(case: Case) -> str:
    team = case.team
    if team is None:
        return AUTHORITY
    return BY_TEAM.format(number=team.letter_number, day=date_text(team.formed_on))


def _team_of(case: Case) -> tuple[str, ...]:
    team = case.team
    if team is None:
        return ()
    return (TEAM_FORMED.format(number=team.letter_number, day=date_text(team.formed_on)),)


def _record_of(case: Case) -> tuple[str, ...]:
    exam = case.examination
    return (RECORD_OF.format(day=date_text(exam.held_on)),) if exam else ()


def _letters(case: Case) -> list[str]:
    return [
        (LETTER_MET if one.attended else LETTER_MISSED).format(
            ordinal="I" * one.position,
            day=date_text(one.letter_on),
            exam=weekday_date_text(one.exam_on),
        )
        for one in case.summonses
        if one.attended is not None
    ]

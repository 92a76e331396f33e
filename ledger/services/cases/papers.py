"""The papers of a case: summons, examination record, Keputusan; nothing in them is typed twice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from ledger.documents.contexts import (
    Answer,
    DisciplineContext,
    ExaminationRecordContext,
    ReprimandDecisionContext,
    SummonsContext,
)
from ledger.documents.parties import PersonBlock
from ledger.domain.actors import Actor
from ledger.domain.calendars import YearNotLoaded
from ledger.domain.discipline.catalogue import IMPACT_LABELS, Impact, find_violation, level_article
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.kinds import Kind, require_kind
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.formats import date_text, weekday_date_text
from ledger.domain.officials import Official
from ledger.domain.people import PersonKind
from ledger.domain.zones import zone_info, zone_label
from ledger.models.cases import Case, Examination, Sanction, Summons
from ledger.models.people import Agency
from ledger.services.calendars import calendar_of_unit
from ledger.services.cases.alleging import alleged_acts, alleged_days
from ledger.services.documents import paper_frame, person_block, prepare_document, signer_block
from ledger.services.officials import official_snapshot, person_snapshot

#: The papers are Indonesian always, so their sentences are not for the catalogue.
REGULATION = "Peraturan Pemerintah Nomor 94 Tahun 2021"
RULES_BY_BKN = "Peraturan Badan Kepegawaian Negara Nomor 6 Tahun 2022"
READ_BACK = "Berita acara ini telah dibaca kembali oleh yang diperiksa dan dibenarkan olehnya."
AUTHORITY = f"Berdasarkan wewenang sebagai atasan langsung (Pasal 27 {REGULATION})"
REFUSED = "Yang diperiksa menolak menandatangani berita acara ini. {note}"
PREVIOUS = "Menyusul Surat Panggilan I tanggal {day}, sedangkan Saudara tidak hadir pada {exam}."
LEGAL_BASES = (
    "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara;",
    f"{REGULATION} tentang Disiplin Pegawai Negeri Sipil;",
    f"{RULES_BY_BKN} tentang Peraturan Pelaksanaan {REGULATION};",
)
BY_ABSENCE = "memenuhi jumlah hari tidak masuk kerja yang ditentukan"
WITHOUT_EXAMINATION = "Laporan hasil pemeriksaan atas bukti dan keterangan yang ada;"

NOON = time(12)


def prepare_summons(
    work: Session, case: Case, summons: Summons, official: Official, *, actor: Actor, now: datetime
) -> int:
    """The surat panggilan, signed by whoever acts as direct superior."""
    snapshot = official_snapshot(official)
    previous = ""
    if summons.position == 2:
        first = case.summonses[0]
        previous = PREVIOUS.format(
            day=date_text(first.letter_on), exam=weekday_date_text(first.exam_on)
        )
    context = SummonsContext(
        **paper_frame(case.unit_id, on=summons.letter_on),
        ordinal=summons.position,
        person=_person(case),
        report_to=(person_block(snapshot),),
        day_text=weekday_date_text(summons.exam_on),
        time_text=_hour(work, case, summons),
        venue_text=summons.place,
        allegation_text=_alleged(case),
        provision_text=provisions(case),
        signer=signer_block(snapshot),
        previous_text=previous,
    )
    key = f"case:{case.id}:summons:{summons.position}"
    return _prepare(
        DocumentKind.SUMMONS, key, case, context, snapshot, summons.letter_on, actor=actor, now=now
    )


def prepare_record(
    work: Session, case: Case, exam: Examination, official: Official, *, actor: Actor, now: datetime
) -> int:
    """The berita acara pemeriksaan."""
    snapshot = official_snapshot(official)
    answers = tuple(
        Answer(question=one["question"], answer=one["answer"]) for one in exam.questions
    )
    refusal = "" if exam.examinee_signed else REFUSED.format(note=exam.refusal_note).strip()
    corrections = f" Pembetulan: {exam.corrections}" if exam.corrections else ""
    context = ExaminationRecordContext(
        **paper_frame(case.unit_id, on=exam.held_on),
        day_text=weekday_date_text(exam.held_on),
        time_text=_hour(work, case, case.summonses[-1]),
        venue_text=exam.place,
        authority_text=AUTHORITY,
        examiners=(person_block(snapshot),),
        examinee=_person(case),
        allegation_text=_alleged(case),
        provision_text=provisions(case),
        answers=answers,
        reading_text=READ_BACK + corrections,
        refusal_text=refusal,
    )
    return _prepare(
        DocumentKind.EXAMINATION_RECORD,
        f"case:{case.id}:examination",
        case,
        context,
        snapshot,
        exam.held_on,
        actor=actor,
        now=now,
    )


def prepare_decision(
    case: Case,
    sanction: Sanction,
    above: Official | None,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """The Keputusan of a light sanction; ``above`` is to whom an objection goes."""
    person = person_snapshot(case.subject_id)
    row = require_kind(PersonKind(person["kind"]), Kind(sanction.kind))
    context = ReprimandDecisionContext(
        **paper_frame(case.unit_id, on=sanction.decided_on),
        kind_text=row.text,
        person=person_block(person),
        readings=(_reading(case),),
        violation_date_text=alleged_days(case),
        violation_text=alleged_acts(case),
        violated_provision=provisions(case),
        penalty_provision=_in_full(level_article(case.allegations[0].code, row.level)),
        impact_text=_impact(case),
        legal_bases=LEGAL_BASES,
        objection_addressee=_addressee(above, sanction.official),
        objection_if_received_text=_objection_day(case, sanction.decided_on),
        signer=signer_block(sanction.official),
        aggravating=_lines(sanction.aggravating),
        mitigating=_lines(sanction.mitigating),
    )
    return _prepare(
        DocumentKind.REPRIMAND_DECISION,
        f"case:{case.id}:decision",
        case,
        context,
        sanction.official,
        sanction.decided_on,
        entry_uid=sanction.entry_uid,
        actor=actor,
        now=now,
    )


def provisions(case: Case) -> str:
    """The articles of everything alleged, in full, each once."""
    articles = dict.fromkeys(find_violation(one.code).article for one in case.allegations)
    return f"{' dan '.join(articles)} {REGULATION}"


def violation_stated(case: Case) -> str:
    """The violation with its article, as it stands in the Keputusan (Pasal 33)."""
    return f"{alleged_acts(case)} ({provisions(case)})"


def _alleged(case: Case) -> str:
    return f"{alleged_acts(case)}, pada {alleged_days(case)}"


def _hour(work: Session, case: Case, summons: Summons) -> str:
    """The hour of the examination with the short name of its zone: ``09.00 WIB``."""
    zone = zone_info(work.get_one(Agency, case.agency_id).zone)
    return f"{summons.exam_time} {zone_label(datetime.combine(summons.exam_on, NOON, zone))}"


def _objection_day(case: Case, decided_on: date) -> str:
    """The last day to object for whoever receives the decision at once; the law counts later."""
    days = clock_on(ClockName.OBJECTION, decided_on).days
    try:
        return date_text(calendar_of_unit(case.unit_id).add_working_days(decided_on, days))
    except YearNotLoaded:
        return ""


def _reading(case: Case) -> str:
    if case.examination is None:
        return WITHOUT_EXAMINATION
    return f"Berita Acara Pemeriksaan tanggal {date_text(case.examination.held_on)};"


def _impact(case: Case) -> str:
    rows = [one for one in case.allegations if any(find_violation(one.code).levels)]
    if not rows:
        return BY_ABSENCE
    widest = max(rows, key=lambda one: list(Impact).index(Impact(one.impact)))
    return f"berdampak negatif pada {IMPACT_LABELS[Impact(widest.impact)].lower()}"


def _in_full(article: str) -> str:
    return article.replace("PP 94/2021", REGULATION)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _addressee(above: Official | None, decided: Mapping[str, Any]) -> str:
    """The superior of who decided; a PPK, above whom there is nobody, answers it themselves."""
    snapshot = official_snapshot(above) if above else decided
    signer = signer_block(snapshot)
    return " ".join(signer.post_lines)


def _person(case: Case) -> PersonBlock:
    return person_block(person_snapshot(case.subject_id))


def _prepare(
    kind: DocumentKind,
    source_key: str,
    case: Case,
    context: DisciplineContext,
    official: Mapping[str, Any],
    dated_on: date,
    *,
    entry_uid: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    officials: Sequence[Mapping[str, Any]] = (official,)
    return prepare_document(
        PrepareDocument(
            kind=kind,
            source_key=source_key,
            unit_id=case.unit_id,
            dated_on=dated_on,
            context=context.to_mapping(),
            person_id=case.subject_id,
            entry_uid=entry_uid,
            officials=tuple(officials),
        ),
        actor=actor,
        now=now,
    )

"""Telling HR that an entry is wrong, and HR's answer; the entry itself stays as it stands."""

from datetime import datetime

from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.models.mistakes import MistakeReport
from ledger.models.people import Account, Person, RoleGrant
from ledger.queries.standing import require_own_entry
from ledger.services.access import can_act
from ledger.services.events import notify, record_event
from ledger.services.first_come import last_step

NOTE_CHARACTERS_MIN = 10
NOTE_MISSING = sentence("Tulis apa yang keliru, paling sedikit 10 huruf")
ANSWER_MISSING = sentence("Tulis jawaban Anda, paling sedikit 10 huruf")
NO_SUCH_REPORT = sentence("Laporan kekeliruan ini tidak ada.")
ALREADY_ANSWERED = sentence("Laporan kekeliruan ini sudah dijawab oleh %(name)s pada %(when)s.")
MISTAKE_TOLD = sentence("Ada laporan kekeliruan entri yang perlu Anda periksa.")
ANSWER_GIVEN = sentence("Laporan kekeliruan Anda sudah dijawab.")


def report_mistake(uid: str, *, note: str, actor: Actor, now: datetime) -> int:
    """Keep what the person says is wrong in an entry about them, and tell HR; return its id.

    Sent twice with the same words it is one report. Raises NotFound for an entry of somebody
    else, InvalidInput without words.
    """
    words = _words(note, "note", NOTE_MISSING)
    with transaction() as work:
        person_id = actor.person_id or 0
        require_own_entry(uid, person_id=person_id, agency_id=actor.agency_id)
        told = work.scalar(
            select(MistakeReport.id).where(
                MistakeReport.person_id == person_id,
                MistakeReport.entry_uid == uid,
                MistakeReport.note == words,
            )
        )
        if told is not None:
            return told
        report = MistakeReport(
            agency_id=actor.agency_id,
            entry_uid=uid,
            person_id=person_id,
            note=words,
            reported_at=now,
        )
        work.add(report)
        work.flush()
        _tell("reported", report, actor, now)
        for reader_id in _readers(actor, now):
            notify(
                agency_id=actor.agency_id,
                person_id=reader_id,
                key=f"mistake:{report.id}",
                text=MISTAKE_TOLD,
                path="/kekeliruan",
                now=now,
            )
        return report.id


def answer_mistake(report_id: int, *, answer: str, actor: Actor, now: datetime) -> None:
    """Answer the person; raises NotFound outside one's units, Conflict when it was answered."""
    words = _words(answer, "answer", ANSWER_MISSING)
    with transaction() as work:
        report = work.get(MistakeReport, report_id, with_for_update=True)
        if report is None or report.agency_id != actor.agency_id or not _may_answer(report, actor):
            raise NotFound(NO_SUCH_REPORT)
        if report.answered_at is not None:
            raise Conflict(
                ALREADY_ANSWERED,
                code="already_answered",
                **last_step("mistake_report", report.id, actor),
            )
        report.answer, report.answered_at = words, now
        report.answered_by = actor.account_id
        _tell("answered", report, actor, now)
        notify(
            agency_id=actor.agency_id,
            person_id=report.person_id,
            key=f"mistake:{report.id}:answered",
            text=ANSWER_GIVEN,
            path=f"/capaian/entri/{report.entry_uid}",
            now=now,
        )


def _words(text: str, field: str, missing: str) -> str:
    words = text.strip()
    if len(words) < NOTE_CHARACTERS_MIN:
        raise InvalidInput(missing, fields={field: [missing]})
    return words


def _may_answer(report: MistakeReport, actor: Actor) -> bool:
    """HR over the unit, and never on a report of one's own."""
    unit_id = report.person.unit_id
    return report.person_id != actor.person_id and can_act(actor, Role.HR, unit_id=unit_id)


def _readers(actor: Actor, now: datetime) -> list[int]:
    """HR over the whole agency, but not the one who reports."""
    found = session().scalars(
        select(Person.id)
        .join(Account, Account.person_id == Person.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.agency_id == actor.agency_id,
            RoleGrant.role == Role.HR,
            RoleGrant.unit_id.is_(None),
            RoleGrant.valid_from <= now.date(),
            RoleGrant.valid_until.is_(None) | (RoleGrant.valid_until > now.date()),
            Person.id != actor.person_id,
        )
        .distinct()
    )
    return list(found)


def _tell(what: str, report: MistakeReport, actor: Actor, now: datetime) -> None:
    record_event(
        f"entry:mistake:{what}",
        subject_kind="mistake_report",
        subject_id=report.id,
        actor=actor,
        now=now,
        data={"uid": report.entry_uid},
    )

"""The agency's retention schedule: recorded by one, confirmed by another, run each night."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.people import Role
from ledger.domain.retention import ErasureBasis, ErasureState, RecordKind, RecordRetention
from ledger.errors import Conflict, Forbidden, NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.erasures import Erasure, RetentionRule
from ledger.queries.erasures import DueRecord, due_records, rules_in_force
from ledger.queries.submissions_due import due_submissions
from ledger.services.access import require_role
from ledger.services.days import agency_today
from ledger.services.erasures.carrying import carry_out, carry_out_submissions
from ledger.services.erasures.numbering import next_number
from ledger.services.erasures.requesting import name_entries
from ledger.services.events import record_event

#: In one transaction; more would hold the writers' line for too long.
RECORDS_AT_ONCE = 100
NO_RULE = sentence("Baris jadwal retensi ini tidak ada.")
BY_PERSON = sentence("Jadwal retensi dicatat dan dipastikan oleh seorang pegawai.")
CONFIRMED = sentence("Baris jadwal retensi ini sudah dipastikan.")
CONFIRM_OWN = sentence(
    "Baris jadwal retensi harus dipastikan oleh orang lain, bukan oleh yang mencatatnya."
)


def record_retention_rule(command: RecordRetention, *, actor: Actor, now: datetime) -> int:
    """Record a line of the schedule and return its id; nothing is erased before it is confirmed.

    For HR over the whole agency. Raises RuleRefused when the kind has a line from that day already.
    """
    person_id = _officer(actor)
    with transaction() as work:
        rule = RetentionRule(
            agency_id=actor.agency_id,
            record_kind=command.record_kind,
            valid_from=command.valid_from,
            years=command.years,
            law=command.law.strip(),
            recorded_by=person_id,
            recorded_at=now,
        )
        work.add(rule)
        work.flush()
        _tell("recorded", rule, actor, now)
        return rule.id


def confirm_retention_rule(rule_id: int, *, actor: Actor, now: datetime) -> None:
    """Confirm what somebody else recorded; from then on the nightly run goes by it."""
    person_id = _officer(actor)
    with transaction() as work:
        rule = work.get(RetentionRule, rule_id, with_for_update=True)
        if rule is None or rule.agency_id != actor.agency_id:
            raise NotFound(NO_RULE)
        if rule.confirmed_by is not None:
            raise Conflict(CONFIRMED)
        if rule.recorded_by == person_id:
            raise Forbidden(CONFIRM_OWN)
        rule.confirmed_by, rule.confirmed_at = person_id, now
        work.flush()
        _tell("confirmed", rule, actor, now)


def run_retention(agency_id: int, *, files: FileStore, now: datetime) -> int:
    """Erase every record whose time is over by a confirmed line; says how many entries
    and how many submissions of citizens together.

    Record by record in small transactions, so that a killed run has lost nothing and goes on.
    """
    erased, today = 0, agency_today(agency_id, now=now)
    while due := due_records(agency_id, today=today, limit=RECORDS_AT_ONCE):
        for rule_id in sorted({record.rule_id for record in due}):
            of_rule = [record for record in due if record.rule_id == rule_id]
            erased += _erase(agency_id, rule_id, of_rule, files, now)
    return erased + _erase_submissions(agency_id, today, files, now)


def _erase(
    agency_id: int, rule_id: int, records: list[DueRecord], files: FileStore, now: datetime
) -> int:
    actor = system_actor(agency_id)
    with transaction() as work:
        erasure = _begin(work, agency_id, rule_id, now)
        name_entries(work, erasure, [entry for record in records for entry in record.entries])
        return carry_out(work, erasure, files=files, actor=actor, now=now)


def _erase_submissions(agency_id: int, today: date, files: FileStore, now: datetime) -> int:
    erased, actor = 0, system_actor(agency_id)
    rule = next(
        (one for one in rules_in_force(agency_id, today) if one.record_kind is RecordKind.CITIZEN),
        None,
    )
    if rule is None or rule.confirmed_by is None:
        return 0
    rule_id = rule.id
    while due := due_submissions(agency_id, rule.years, today=today, limit=RECORDS_AT_ONCE):
        with transaction() as work:
            erasure = _begin(work, agency_id, rule_id, now)
            carry_out_submissions(work, erasure, due, files=files, actor=actor, now=now)
        erased += len(due)
    return erased


def _begin(work: Session, agency_id: int, rule_id: int, now: datetime) -> Erasure:
    erasure = Erasure(
        agency_id=agency_id,
        number=next_number(work, agency_id, now=now),
        basis=ErasureBasis.SCHEDULE,
        state=ErasureState.APPROVED,
        retention_rule_id=rule_id,
        proposed_at=now,
    )
    work.add(erasure)
    work.flush()
    return erasure


def _officer(actor: Actor) -> int:
    require_role(actor, Role.HR, unit_id=None)
    if actor.person_id is None:
        raise Forbidden(BY_PERSON)
    return actor.person_id


def _tell(what: str, rule: RetentionRule, actor: Actor, now: datetime) -> None:
    record_event(
        f"retention:rule:{what}",
        subject_kind="retention_rule",
        subject_id=rule.id,
        actor=actor,
        now=now,
        data={"record_kind": rule.record_kind.value, "years": rule.years},
    )

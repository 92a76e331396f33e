"""Who reads a case of ethics: HR and the inspectorate of the unit, and its Majelis."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import InvalidInput, NotFound, sentence
from ledger.models.ethics import EthicsCase, EthicsSeat
from ledger.models.people import Person
from ledger.services.access import can_act
from ledger.services.case_views import record_ethics_view

NIP_UNKNOWN = sentence('Tidak ada pegawai dengan NIP "%(nip)s". Periksa angkanya.')
NO_CASE = sentence("Kasus kode etik ini tidak ada, atau bukan untuk Anda.")


def ethics_cases(*, actor: Actor) -> list[EthicsCase]:
    """The cases of ethics that the actor may read, newest first."""
    rows = session().scalars(
        select(EthicsCase)
        .where(EthicsCase.agency_id == actor.agency_id, EthicsCase.subject_id != actor.person_id)
        .order_by(EthicsCase.id.desc())
    )
    return [row for row in rows if _may_read(row, actor)]


def ethics_case(case_id: int, *, actor: Actor) -> EthicsCase:
    """One of them; raises NotFound for everybody else, also for the person it concerns."""
    with transaction() as work:
        return held_ethics(work, case_id, actor)


def open_ethics_case(case_id: int, *, actor: Actor, now: datetime) -> EthicsCase:
    """The same for somebody who reads it, whose opening is written down."""
    with transaction() as work:
        row = held_ethics(work, case_id, actor)
        record_ethics_view(case_id, actor=actor, now=now)
        return row


def people_by_nip(lines: Sequence[str], *, actor: Actor) -> list[int]:
    """The people of these NIPs in their order; InvalidInput names the first unknown one."""
    wanted = ["".join(line.split()) for line in lines if line.strip()]
    rows = session().execute(
        select(Person.nip, Person.id).where(
            Person.agency_id == actor.agency_id, Person.nip.in_(wanted)
        )
    )
    known = {row.nip: row.id for row in rows}
    for nip in wanted:
        if nip not in known:
            told = NIP_UNKNOWN % {"nip": nip}
            raise InvalidInput(NIP_UNKNOWN, fields={"members": [told]}, nip=nip)
    return [known[nip] for nip in wanted]


def held_ethics(work: Session, case_id: int, actor: Actor, *, acts: bool = False) -> EthicsCase:
    """The case for a reader, or with ``acts`` for HR and the Majelis alone."""
    row = work.scalar(
        select(EthicsCase)
        .where(EthicsCase.id == case_id, EthicsCase.agency_id == actor.agency_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or actor.person_id is None or not _may_read(row, actor):
        raise NotFound(NO_CASE)
    if acts and not (is_seated(row, actor) or can_act(actor, Role.HR, unit_id=row.unit_id)):
        raise NotFound(NO_CASE)
    work.refresh(row, ["seats", "summonses"])
    return row


def is_seated(row: EthicsCase, actor: Actor) -> bool:
    seats = select(EthicsSeat.id).where(
        EthicsSeat.ethics_case_id == row.id, EthicsSeat.person_id == actor.person_id
    )
    return session().scalar(seats) is not None


def _may_read(row: EthicsCase, actor: Actor) -> bool:
    if actor.person_id is None or actor.person_id == row.subject_id:
        return False
    if is_seated(row, actor):
        return True
    return can_act(actor, Role.HR, Role.INSPECTORATE, unit_id=row.unit_id)

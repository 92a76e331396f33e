"""Who may hand over a Keputusan: a post not lower than the person's, and nobody too near (I28)."""

from sqlalchemy import or_, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.discipline.commands import RecordDelivery
from ledger.domain.people import PersonKind, PersonState
from ledger.domain.positions import PositionLevel
from ledger.domain.refusals import sentence_for
from ledger.errors import InvalidInput, RuleRefused, sentence
from ledger.models.cases import Case
from ledger.models.people import ConflictDeclaration, Person, Position
from ledger.services.cases.holding import reporters_of

NO_DELIVERER = sentence("Tidak ada pegawai aktif dengan NIP ini di instansi Anda")
POST_IS_LOWER = sentence(
    "Jabatan yang menyampaikan lebih rendah daripada jabatan pegawai ini. Keputusan disampaikan"
    " oleh pejabat yang jabatannya paling rendah setingkat (Pasal 37 ayat (2) PP 94/2021)."
)
ABOVE_ALL = 99


def require_deliverer(case: Case, command: RecordDelivery, *, actor: Actor) -> int:
    """The person who handed it over.

    Raises InvalidInput for a NIP nobody has, RuleRefused named as the guard of the database for
    who reported or stands too near, ``deliverer_post`` for a post that is lower.
    """
    deliverer_id = _named(case, command.deliverer_nip) or actor.person_id or 0
    if deliverer_id in reporters_of(case.id):
        raise _refused("tg_sanction_delivered_by_reporter")
    if deliverer_id == case.subject_id:
        raise _refused("ck_sanction_deliverer_is_another")
    if _is_in_conflict(deliverer_id, case.subject_id):
        raise _refused("tg_sanction_delivered_in_conflict")
    ranks = _ranks(deliverer_id, case.subject_id)
    if ranks.get(deliverer_id, 0) < ranks.get(case.subject_id, 0):
        raise RuleRefused(POST_IS_LOWER, constraint="deliverer_post")
    return deliverer_id


def _named(case: Case, nip: str) -> int | None:
    if not nip.strip():
        return None
    found = session().scalar(
        select(Person.id).where(
            Person.agency_id == case.agency_id,
            Person.nip == "".join(nip.split()),
            Person.state == PersonState.ACTIVE,
        )
    )
    if found is None:
        raise InvalidInput(NO_DELIVERER, fields={"deliverer_nip": [NO_DELIVERER]})
    return found


def _is_in_conflict(one: int, other: int) -> bool:
    mine, theirs = ConflictDeclaration.person_id, ConflictDeclaration.other_person_id
    declared = select(ConflictDeclaration.id).where(
        or_((mine == one) & (theirs == other), (mine == other) & (theirs == one))
    )
    return session().scalar(declared.limit(1)) is not None


def _ranks(*person_ids: int) -> dict[int, int]:
    rows = session().execute(
        select(Person.id, Person.kind, Person.is_unit_head, Position.level)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.id.in_(person_ids))
    )
    return {id_: _rank(kind, level, heads=heads) for id_, kind, heads, level in rows}


def _rank(kind: PersonKind, level: str | None, *, heads: bool) -> int:
    if kind is PersonKind.PEJABAT_NEGARA:
        return ABOVE_ALL
    if level:
        return PositionLevel(level).rank
    return PositionLevel.PENGAWAS.rank if heads else PositionLevel.PELAKSANA.rank


def _refused(name: str) -> RuleRefused:
    return RuleRefused(sentence_for(name), constraint=name)

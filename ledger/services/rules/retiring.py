"""Ending a version that no other follows: asked by one, decided by another, on the ledger."""

from datetime import date, datetime

from sqlalchemy import func, select

from ledger.database import session, transaction
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.packs import PackState, RetirementState
from ledger.domain.people import Role
from ledger.domain.posting_commands import PostEntry
from ledger.domain.wording import require_reason
from ledger.errors import Conflict, InvalidInput, InvalidTransition, NotFound, sentence
from ledger.models.people import Account
from ledger.models.retirements import PackRetirement
from ledger.models.rules import Firing, RulePack, RuleVersion
from ledger.services.access import require_role
from ledger.services.entries import post_entry
from ledger.services.events import notify, record_event

NO_PACK = sentence("Paket aturan ini tidak ada.")
NO_REQUEST = sentence("Tidak ada permintaan mengakhiri versi ini yang menunggu keputusan.")
NOT_IN_FORCE = sentence("Hanya versi yang sedang berlaku yang dapat diakhiri.")
ASKED_ALREADY = sentence("Permintaan mengakhiri versi ini sudah ada dan menunggu keputusan.")
NEEDS_ANOTHER = sentence("Anda yang meminta aturan ini diakhiri, jadi orang lain yang memutuskan.")
NOT_YOURS = sentence("Hanya yang meminta yang dapat menarik permintaannya.")
TOO_EARLY = sentence("Versi ini mulai berlaku %(start)s. Pilih tanggal sesudah itu.")
JUDGED_ALREADY = sentence(
    "Versi ini sudah diterapkan pada kejadian sampai %(last)s. Pilih tanggal sesudah itu; yang"
    " sudah lewat hanya berubah lewat koreksi."
)
CONFIRMED = sentence("Paket %(name)s versi %(version)s diakhiri seperti yang Anda minta.")
REJECTED = sentence("Permintaan Anda mengakhiri paket %(name)s versi %(version)s ditolak.")


def ask_retirement(
    pack_id: int, *, valid_until: date, reason: str, actor: Actor, now: datetime
) -> int:
    """Ask that the version judges no fact from a day on; return the id of the request.

    Only HR of the whole agency. Raises NotFound, InvalidTransition when the version is not in
    force, Conflict when it was asked already, InvalidInput for a day that has been judged or
    without a reason.
    """
    require_role(actor, Role.HR, unit_id=None)
    require_reason(reason)
    with transaction() as work:
        pack = _active_pack(pack_id, actor)
        _require_day(pack, valid_until)
        if _open_request(pack.id) is not None:
            raise Conflict(ASKED_ALREADY, code="retirement_open")
        row = PackRetirement(
            agency_id=pack.agency_id,
            pack_id=pack.id,
            valid_until=valid_until,
            reason=reason.strip(),
            state=RetirementState.ASKED,
            asked_by=actor.account_id,
            asked_at=now,
        )
        work.add(row)
        work.flush()
        _record("asked", pack, actor, now, {"until": str(valid_until)})
        return row.id


def decide_retirement(
    pack_id: int, *, confirm: bool, reason: str = "", actor: Actor, now: datetime
) -> None:
    """End the version as it was asked, or leave it in force with a reason.

    Raises Conflict for whoever asked, InvalidInput when a rejection has no reason or the day has
    been judged meanwhile, NotFound when nothing waits.
    """
    require_role(actor, Role.HR, unit_id=None)
    if not confirm:
        require_reason(reason)
    with transaction() as work:
        pack = _active_pack(pack_id, actor)
        row = _require_open(pack.id)
        if row.asked_by == actor.account_id:
            raise Conflict(NEEDS_ANOTHER, code="retired_by_asker")
        if confirm:
            _require_day(pack, row.valid_until)
        row.state = RetirementState.CONFIRMED if confirm else RetirementState.REJECTED
        row.decided_by, row.decided_at = actor.account_id, now
        row.decision_reason = reason.strip()
        # The guard of the version looks for a request that was confirmed.
        work.flush()
        if confirm:
            pack.state, pack.valid_until = PackState.RETIRED, row.valid_until
            work.flush()
            _post_end(pack, row, actor, now)
        what = "retired" if confirm else "kept"
        _record(what, pack, actor, now, {"until": str(row.valid_until)})
        _tell(row, pack, CONFIRMED if confirm else REJECTED, now)


def withdraw_retirement(pack_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back what nobody decided yet. Only whoever asked."""
    require_role(actor, Role.HR, unit_id=None)
    with transaction():
        pack = _active_pack(pack_id, actor)
        row = _require_open(pack.id)
        if row.asked_by != actor.account_id:
            raise Conflict(NOT_YOURS)
        row.state, row.decided_at = RetirementState.WITHDRAWN, now
        _record("retirement_withdrawn", pack, actor, now, {"until": str(row.valid_until)})


def _active_pack(pack_id: int, actor: Actor) -> RulePack:
    row = session().get(RulePack, pack_id, with_for_update=True)
    if row is None or row.agency_id != actor.agency_id:
        raise NotFound(NO_PACK)
    if row.state is not PackState.ACTIVE:
        raise InvalidTransition(NOT_IN_FORCE)
    return row


def _open_request(pack_id: int) -> PackRetirement | None:
    return session().scalar(
        select(PackRetirement).where(
            PackRetirement.pack_id == pack_id, PackRetirement.state == RetirementState.ASKED
        )
    )


def _require_open(pack_id: int) -> PackRetirement:
    row = _open_request(pack_id)
    if row is None:
        raise InvalidTransition(NO_REQUEST)
    return row


def _require_day(pack: RulePack, valid_until: date) -> None:
    """After its own start and after everything it said already."""
    if pack.valid_from is not None and valid_until <= pack.valid_from:
        _refuse_day(TOO_EARLY, start=pack.valid_from.isoformat())
    last = session().scalar(
        select(func.max(Firing.happened_on))
        .join(RuleVersion, RuleVersion.id == Firing.rule_version_id)
        .where(RuleVersion.pack_id == pack.id)
    )
    if last is not None and last >= valid_until:
        _refuse_day(JUDGED_ALREADY, last=last.isoformat())


def _refuse_day(text: str, **params: str) -> None:
    raise InvalidInput(text, **params, fields={"valid_until": [text % params]})


def _post_end(pack: RulePack, row: PackRetirement, actor: Actor, now: datetime) -> None:
    post_entry(
        PostEntry(
            kind=EntryKind.RULE_RETIRED,
            idempotency_key=f"rule-pack-end:{pack.id}",
            happened_on=row.valid_until,
            effective_on=row.valid_until,
            decided_at=now,
            decided_by=actor.person_id,
            facts={"pack": f"{pack.code}@{pack.version}", "sha256": pack.sha256},
            detail={"pack": pack.code, "version": pack.version, "name": pack.name},
        ),
        actor=actor,
        now=now,
    )


def _tell(row: PackRetirement, pack: RulePack, text: str, now: datetime) -> None:
    asker = session().get_one(Account, row.asked_by)
    notify(
        agency_id=row.agency_id,
        person_id=asker.person_id,
        key=f"pack-retirement:{row.id}",
        text=text,
        path=f"/aturan/{pack.id}",
        now=now,
        params={"name": pack.name, "version": pack.version},
    )


def _record(what: str, pack: RulePack, actor: Actor, now: datetime, data: dict[str, str]) -> None:
    record_event(
        f"rule_pack:version:{what}",
        subject_kind="rule_pack",
        subject_id=pack.id,
        actor=actor,
        now=now,
        data=data,
    )

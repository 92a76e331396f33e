"""A version ends without another only by two people, after what it judged, on the ledger."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.packs import PackState, RetirementState
from ledger.domain.people import Role
from ledger.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RuleRefused,
)
from ledger.models.entries import Entry
from ledger.models.events import AuditEvent, Notification
from ledger.models.retirements import PackRetirement
from ledger.models.rules import RulePack
from ledger.services.rules import (
    activate_pack,
    ask_retirement,
    decide_retirement,
    load_pack,
    withdraw_retirement,
)
from ledger.services.rules.packs import rules_on
from tests import factories
from tests.packs import put_in_force, simulate
from tests.services.rules.test_packs import PACK

END = date(2026, 9, 1)
WHY = "Programnya berakhir tahun ini."


@pytest.fixture
def officers(session: Session) -> tuple[Actor, Actor]:
    unit = factories.make_unit(factories.make_agency())
    first, second = factories.make_person(unit), factories.make_person(unit)
    return factories.make_actor(first, Role.HR), factories.make_actor(second, Role.HR)


@pytest.fixture
def pack_id(officers: tuple[Actor, Actor], now: datetime) -> int:
    return put_in_force(PACK.format(points=10), *officers, now=now)


def ask(pack_id: int, actor: Actor, now: datetime, *, end: date = END, reason: str = WHY) -> int:
    return ask_retirement(pack_id, valid_until=end, reason=reason, actor=actor, now=now)


def test_confirmed_version_judges_no_day_from_then_on_and_the_ledger_says_so(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    first, second = officers
    ask(pack_id, first, now)
    assert session.get_one(RulePack, pack_id).state is PackState.ACTIVE
    decide_retirement(pack_id, confirm=True, actor=second, now=now)
    session.expire_all()
    row = session.get_one(RulePack, pack_id)
    assert (row.state, row.valid_until) == (PackState.RETIRED, END)
    assert len(rules_on(first.agency_id, END - timedelta(days=1))) == 1
    assert rules_on(first.agency_id, END) == []
    entry = session.scalars(select(Entry).where(Entry.kind == EntryKind.RULE_RETIRED)).one()
    assert entry.effective_on == END
    tags = session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert tags[-2:] == ["rule_pack:version:asked", "rule_pack:version:retired"]
    told = session.scalars(select(Notification).where(Notification.key.like("pack-ret%"))).one()
    assert told.person_id == first.person_id


def test_whoever_asked_does_not_decide(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    ask(pack_id, officers[0], now)
    with pytest.raises(Conflict, match="orang lain"):
        decide_retirement(pack_id, confirm=True, actor=officers[0], now=now)
    forged = update(PackRetirement).values(
        state=RetirementState.CONFIRMED, decided_by=officers[0].account_id, decided_at=now
    )
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(forged)
    assert refusal.value.constraint == "ck_pack_retirement_decided_by_another"


def test_database_ends_no_version_that_two_did_not_agree_on(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    ask(pack_id, officers[0], now)
    ended = update(RulePack).values(state=PackState.RETIRED, valid_until=END)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(ended)
    assert refusal.value.constraint == "tg_rule_pack_retired_by_two"


def test_database_changes_no_request(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    number = ask(pack_id, officers[0], now)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.get_one(PackRetirement, number).reason = "Lain"
    assert refusal.value.constraint == "tg_pack_retirement_fixed"
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.delete(work.get_one(PackRetirement, number))
    assert refusal.value.constraint == "tg_pack_retirement_kept"


def test_rejected_request_leaves_the_version_in_force(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    ask(pack_id, officers[0], now)
    with pytest.raises(InvalidInput):
        decide_retirement(pack_id, confirm=False, reason="", actor=officers[1], now=now)
    decide_retirement(pack_id, confirm=False, reason=WHY, actor=officers[1], now=now)
    session.expire_all()
    assert session.get_one(RulePack, pack_id).state is PackState.ACTIVE
    assert session.query(Entry).count() == 1
    ask(pack_id, officers[1], now)


def test_only_whoever_asked_withdraws(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    ask(pack_id, officers[0], now)
    with pytest.raises(Conflict, match="Hanya yang meminta"):
        withdraw_retirement(pack_id, actor=officers[1], now=now)
    withdraw_retirement(pack_id, actor=officers[0], now=now)
    with pytest.raises(InvalidTransition):
        decide_retirement(pack_id, confirm=True, actor=officers[1], now=now)


@pytest.mark.parametrize(
    ("end", "reason", "field"),
    [(date(2026, 1, 1), WHY, "valid_until"), (END, "", "reason"), (END, "pendek", "reason")],
)
def test_bad_request_is_refused_at_its_field(
    officers: tuple[Actor, Actor], pack_id: int, now: datetime, end: date, reason: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(pack_id, officers[0], now, end=end, reason=reason)
    assert list(refusal.value.fields) == [field]


def test_second_request_waits_for_the_first(
    officers: tuple[Actor, Actor], pack_id: int, now: datetime
) -> None:
    ask(pack_id, officers[0], now)
    with pytest.raises(Conflict, match="menunggu keputusan"):
        ask(pack_id, officers[1], now)


def test_only_hr_of_the_agency_asks_and_only_for_what_is_in_force(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    unit = factories.make_unit(factories.make_agency())
    stranger = factories.make_actor(factories.make_person(unit), Role.HR)
    with pytest.raises(NotFound):
        ask(pack_id, stranger, now)
    with pytest.raises(Forbidden):
        ask(pack_id, factories.make_actor(factories.make_person(unit)), now)
    draft = load_pack(PACK.format(points=20), actor=officers[0], now=now)
    with pytest.raises(InvalidTransition):
        ask(draft, officers[0], now)
    assert session.scalar(select(func.count(PackRetirement.id))) == 0


def test_version_after_an_ended_one_starts_where_that_one_ended(
    officers: tuple[Actor, Actor], pack_id: int, session: Session, now: datetime
) -> None:
    first, second = officers
    ask(pack_id, first, now)
    decide_retirement(pack_id, confirm=True, actor=second, now=now)
    later = now + timedelta(minutes=1)
    newer = load_pack(PACK.format(points=20), actor=first, now=later)
    seen = simulate(newer, first, now=later)
    with pytest.raises(InvalidInput, match="2026-09-01"):
        activate_pack(
            newer, valid_from=date(2026, 8, 31), seen_sha256=seen, actor=second, now=later
        )
    activate_pack(newer, valid_from=END, seen_sha256=seen, actor=second, now=later)
    assert [pack.id for pack, _ in rules_on(first.agency_id, END)] == [newer]


def test_simulation_beside_a_version_that_ended_since_is_not_fresh(
    officers: tuple[Actor, Actor], pack_id: int, now: datetime
) -> None:
    first, second = officers
    newer = load_pack(PACK.format(points=20), actor=first, now=now)
    seen = simulate(newer, first, now=now)
    ask(pack_id, first, now)
    later = now + timedelta(minutes=1)
    decide_retirement(pack_id, confirm=True, actor=second, now=later)
    with pytest.raises(Conflict, match="simulasi baru"):
        activate_pack(newer, valid_from=END, seen_sha256=seen, actor=second, now=later)

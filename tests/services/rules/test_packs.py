"""A pack is loaded by one, activated by a second, and judges only the days it is in force."""

from datetime import date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.entries import EntryKind
from ledger.domain.packs import PackState
from ledger.domain.people import Role
from ledger.domain.rules.refusals import PackError
from ledger.errors import Conflict, Forbidden, InvalidInput, InvalidTransition, RuleRefused
from ledger.models.entries import Entry
from ledger.models.events import AuditEvent
from ledger.models.rules import RulePack, RuleVersion
from ledger.services.rules import activate_pack, load_pack
from ledger.services.rules.packs import rules_on
from tests import factories
from tests.packs import put_in_force, simulate

PACK = """
code: contoh
name: Contoh
description: Untuk uji.
rules:
  - code: gagasan
    title: Gagasan
    sentence: Gagasan yang diterima memberi {points} poin.
    on: nomination_accepted
    when: fact.stage == "gagasan"
    then:
      points: {{amount: {points}, to: team}}
    decided_by: [head_of_unit]
    once_per: fact
    legal_basis: {{text: UU 20/2023 Pasal 21, status: needs_check}}
    effective: {{from: 2026-01-01, until: null}}
"""


def activate(
    pack_id: int, seen: str, actor: Actor, now: datetime, start: date = date(2026, 1, 1)
) -> None:
    activate_pack(pack_id, valid_from=start, seen_sha256=seen, actor=actor, now=now)


def _pack(points: int = 10) -> str:
    return PACK.format(points=points)


@pytest.fixture
def officers(session: Session) -> tuple[Actor, Actor]:
    unit = factories.make_unit(factories.make_agency())
    first, second = factories.make_person(unit), factories.make_person(unit)
    return factories.make_actor(first, Role.HR), factories.make_actor(second, Role.HR)


def test_loaded_pack_is_a_draft_that_judges_nothing(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    pack_id = load_pack(_pack(), actor=officers[0], now=now)
    row = session.get_one(RulePack, pack_id)
    assert (row.state, row.version) == (PackState.DRAFT, 1)
    assert [rule.code for rule in session.query(RuleVersion)] == ["gagasan"]
    assert rules_on(officers[0].agency_id, date(2026, 6, 1)) == []
    assert session.query(AuditEvent.tag).one().tag == "rule_pack:version:loaded"


def test_same_pack_is_not_loaded_twice(officers: tuple[Actor, Actor], now: datetime) -> None:
    load_pack(_pack(), actor=officers[0], now=now)
    with pytest.raises(Conflict, match="versi 1"):
        load_pack(_pack(), actor=officers[1], now=now)


def test_pack_that_names_an_unknown_field_is_refused_with_its_place(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    with pytest.raises(PackError, match="gagasan"):
        load_pack(_pack().replace("fact.stage", "fact.stag"), actor=officers[0], now=now)
    assert session.query(RulePack).count() == 0


def test_pack_is_loaded_by_hr_only(session: Session, now: datetime) -> None:
    person = factories.make_person(factories.make_unit(factories.make_agency()))
    with pytest.raises(Forbidden):
        load_pack(_pack(), actor=factories.make_actor(person), now=now)


def test_author_cannot_activate_but_a_second_person_can(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    pack_id = load_pack(_pack(), actor=officers[0], now=now)
    with pytest.raises(Conflict, match="orang lain"):
        activate(pack_id, "0" * 64, officers[0], now)
    with pytest.raises(InvalidTransition, match="belum disimulasikan"):
        activate(pack_id, "0" * 64, officers[1], now)
    activate(pack_id, simulate(pack_id, officers[0], now=now), officers[1], now)
    session.expire_all()
    assert session.get_one(RulePack, pack_id).state is PackState.ACTIVE
    assert session.query(Entry).one().kind is EntryKind.RULE_ACTIVATED
    assert len(rules_on(officers[0].agency_id, date(2026, 6, 1))) == 1


def test_database_refuses_activation_by_the_author(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    pack_id = load_pack(_pack(), actor=officers[0], now=now)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.get_one(RulePack, pack_id).activated_by = officers[0].account_id
    assert refusal.value.constraint == "ck_rule_pack_activated_by_another"


def test_new_version_ends_the_one_before(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    first = put_in_force(_pack(10), *officers, now=now)
    second = load_pack(_pack(20), actor=officers[0], now=now)
    seen = simulate(second, officers[0], now=now)
    with pytest.raises(InvalidInput, match="2026-01-01"):
        activate(second, seen, officers[1], now)
    activate(second, seen, officers[1], now, date(2026, 7, 1))
    in_june = rules_on(officers[0].agency_id, date(2026, 6, 30))
    in_july = rules_on(officers[0].agency_id, date(2026, 7, 1))
    assert [pack.id for pack, _ in in_june] == [first]
    assert [pack.id for pack, _ in in_july] == [second]
    with pytest.raises(InvalidTransition):
        activate(first, seen, officers[1], now, date(2026, 8, 1))


def test_database_refuses_a_changed_pack_and_overlapping_versions(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    first = put_in_force(_pack(10), *officers, now=now)
    second = load_pack(_pack(20), actor=officers[0], now=now)
    with pytest.raises(RuleRefused) as changed, transaction() as work:
        work.get_one(RulePack, first).source = "code: lain"
    assert changed.value.constraint == "tg_rule_pack_fixed"
    seen = simulate(second, officers[0], now=now)
    early = {"state": PackState.ACTIVE, "valid_from": date(2026, 5, 1), "seen_sha256": seen}
    change = (
        update(RulePack)
        .where(RulePack.id == second)
        .values(**early, activated_by=officers[1].account_id, activated_at=now)
    )
    with pytest.raises(RuleRefused) as overlap, transaction() as work:
        work.execute(change)
    assert overlap.value.constraint in ("tg_rule_pack_no_overlap", "uq_rule_pack_active")


def test_rule_code_of_another_pack_is_refused_by_its_name(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    load_pack(_pack(), actor=officers[0], now=now)
    other = _pack().replace("code: contoh", "code: lain").replace("name: Contoh", "name: Lain")
    with pytest.raises(Conflict, match="Kode aturan gagasan sudah dipakai dalam paket Contoh"):
        load_pack(other, actor=officers[0], now=now)
    assert session.query(RulePack).count() == 1


def test_database_names_a_reused_rule_code_in_a_sentence(
    officers: tuple[Actor, Actor], session: Session, now: datetime
) -> None:
    load_pack(_pack(), actor=officers[0], now=now)
    other = _pack(11).replace("code: contoh", "code: lain").replace("code: gagasan", "code: dua")
    second = session.get_one(RulePack, load_pack(other, actor=officers[0], now=now))
    twin = RuleVersion(
        agency_id=second.agency_id,
        pack_id=second.id,
        code="gagasan",
        version=1,
        title="Gagasan",
        sentence="Gagasan.",
        fact_kind="nomination_accepted",
        legal_basis="-",
    )
    with pytest.raises(RuleRefused, match="dipakai paket lain") as refusal, transaction() as work:
        work.add(twin)
    assert refusal.value.constraint == "uq_rule_version_agency_id_code_version"

"""Performance and service sanctions: own words, own official, never the history of discipline."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.discipline.statements import StatementPurpose, StatementState
from ledger.domain.people import ConflictKind
from ledger.domain.side_tracks import RecordSideSanction, SideState, Track
from ledger.domain.superiors import NameAppraiser
from ledger.errors import (
    Forbidden,
    InvalidInput,
    InvalidTransition,
    LedgerError,
    NotFound,
    RuleRefused,
)
from ledger.models.cases import Case, Sanction
from ledger.models.events import AuditEvent
from ledger.models.indicators import PerformanceRating
from ledger.models.people import ConflictDeclaration, Person
from ledger.models.remedies import Statement
from ledger.models.side_tracks import SideSanction, SideView
from ledger.queries.side_tracks import list_side_sanctions
from ledger.queries.standing import get_conduct
from ledger.services.people import name_appraiser
from ledger.services.side_tracks import (
    follow_side_sanction,
    impose_side_sanction,
    open_side_sanction,
    record_side_sanction,
    withdraw_side_sanction,
)
from ledger.services.statements import request_statement
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW
from tests.proposals import declare_conflict

ARTICLE = "Pasal 15 huruf e"
AFTER_THREE_MONTHS = datetime(2027, 2, 24, 3, tzinfo=NOW.tzinfo)


@pytest.fixture
def house(session: Session) -> ConductHouse:
    return ConductHouse(with_pack=False)


def prepared(house: ConductHouse, kind: str = "PL2", **fields: Any) -> int:
    track = Track.PERFORMANCE if kind.startswith("KN") else Track.SERVICE
    obligation = {"PL1": "Pasal 15 huruf g", "PL2": ARTICLE, "PL3": ARTICLE}.get(kind, "")
    values: dict[str, Any] = {
        "track": track,
        "kind": kind,
        "subject_id": house.staff.id,
        "decided_on": date(2026, 11, 23),
        "letter_number": f"800/{kind}/2026",
        "reason": REASON,
        "obligation": obligation,
    }
    actor = fields.pop("actor", house.hr)
    return record_side_sanction(RecordSideSanction(**{**values, **fields}), actor=actor, now=NOW)


def imposed(house: ConductHouse, kind: str = "PL2", by: Person | None = None) -> int:
    side_id = prepared(house, kind)
    actor = house.actor(by or house.head)
    impose_side_sanction(side_id, imposes=True, note=REASON, actor=actor, now=NOW)
    return side_id


def rate(house: ConductHouse, predicate: int = 5, rated_on: date = date(2026, 1, 15)) -> None:
    with transaction() as work:
        work.add(
            PerformanceRating(
                agency_id=house.agency.id,
                person_id=house.staff.id,
                year=2025,
                period="tahunan",
                work=3,
                behaviour=3,
                predicate=predicate,
                rated_on=rated_on,
            )
        )


def test_superior_imposes_what_hr_prepared_and_only_then_the_person_sees_it(house, session):
    side_id = prepared(house)
    assert get_conduct(house.staff.id).side == ()
    impose_side_sanction(side_id, imposes=True, note=REASON, actor=house.actor(house.head), now=NOW)
    held = get_conduct(house.staff.id).side[0]
    assert held.text == "teguran tertulis pelayanan publik yang wajib dipatuhi dalam 3 bulan"
    assert (held.article, held.ground) == (
        "Pasal 54 ayat (2) UU 25/2009",
        "Pasal 15 huruf e UU 25/2009",
    )
    assert held.obey_until == date(2027, 2, 23)
    tags = session.scalars(select(AuditEvent.tag).where(AuditEvent.subject_kind == "side_sanction"))
    assert list(tags) == ["side:sanction:recorded", "side:sanction:imposed"]


def test_it_is_no_case_no_sanction_and_stands_in_no_statement(house, session):
    imposed(house)
    statement_id = request_statement(
        StatementPurpose.PROMOTION, actor=house.actor(house.staff), now=later(1)
    )
    row = session.get_one(Statement, statement_id)
    assert row.state is StatementState.REQUESTED
    assert session.scalars(select(Case)).all() == session.scalars(select(Sanction)).all() == []
    conduct = get_conduct(house.staff.id)
    assert (conduct.sanctions, conduct.past) == ((), ())


def test_performance_sanction_names_the_skp_it_rests_on(house, session):
    with pytest.raises(RuleRefused) as refusal:
        prepared(house, "KN1")
    assert refusal.value.constraint == "side_sanction_rated_low"
    rate(house, predicate=3)
    with pytest.raises(RuleRefused):
        prepared(house, "KN1")
    with transaction() as work:
        work.execute(text("UPDATE performance_rating SET predicate = 5"))
    row = session.get_one(SideSanction, prepared(house, "KN1"))
    assert row.ground == "SKP 2025 (tahunan): Sangat Kurang"
    assert row.obey_until == date(2027, 5, 23)


def test_rating_after_the_letter_is_no_ground_for_it(house):
    rate(house, rated_on=date(2026, 11, 24))
    with pytest.raises(RuleRefused):
        prepared(house, "KN1")


def test_change_of_post_is_decided_by_the_head_of_the_agency(house, session):
    rate(house)
    row = session.get_one(SideSanction, prepared(house, "KN3"))
    assert row.decided_by == house.governor.id


def name_appraiser_of_staff(
    house: ConductHouse, person: Person, valid_from: date = date(2026, 11, 23)
) -> None:
    command = NameAppraiser(
        person_id=house.staff.id, appraiser_id=person.id, valid_from=valid_from, source="SK 9/2026"
    )
    name_appraiser(command, actor=house.hr, now=NOW)


def decided_by(session: Session, side_id: int) -> tuple[int, str]:
    row = session.get_one(SideSanction, side_id)
    return row.decided_by, row.official["relation"]


def test_performance_falls_to_the_appraiser_and_service_to_the_superior(house, session):
    rate(house)
    fallback = decided_by(session, prepared(house, "KN1"))
    assert fallback == (house.head.id, "superior")
    name_appraiser_of_staff(house, house.stranger)
    assert decided_by(session, prepared(house, "KN2")) == (house.stranger.id, "appraiser")
    assert decided_by(session, prepared(house, "PL2")) == (house.head.id, "superior")
    assert decided_by(session, prepared(house, "KN3")) == (house.governor.id, "head")


def test_appraiser_counts_from_their_day_and_not_in_conflict(house, session):
    rate(house)
    name_appraiser_of_staff(house, house.stranger, valid_from=date(2026, 12, 1))
    assert decided_by(session, prepared(house, "KN1"))[1] == "superior"
    name_appraiser_of_staff(house, house.clerk)
    declare_conflict(house.clerk, house.staff)
    assert decided_by(session, prepared(house, "KN2")) == (house.head.id, "superior")


def test_release_from_post_needs_a_warning_that_was_not_obeyed(house, session):
    with pytest.raises(RuleRefused) as refusal:
        prepared(house, "PL3")
    assert refusal.value.constraint == "tg_side_sanction_after_warning"
    side_id = imposed(house)
    with pytest.raises(RuleRefused) as early:
        follow_side_sanction(side_id, is_obeyed=False, note=REASON, actor=house.hr, now=later(30))
    assert "23 Februari 2027" in early.value.message
    state = follow_side_sanction(
        side_id, is_obeyed=False, note=REASON, actor=house.hr, now=AFTER_THREE_MONTHS
    )
    assert state is SideState.NOT_OBEYED
    assert session.get_one(SideSanction, prepared(house, "PL3")).decided_by == house.governor.id


def test_obeying_is_recorded_at_once_and_only_where_there_is_a_time(house):
    side_id = imposed(house)
    state = follow_side_sanction(
        side_id, is_obeyed=True, note=REASON, actor=house.actor(house.head), now=later(3)
    )
    assert state is SideState.OBEYED
    plain = imposed(house, "PL1")
    with pytest.raises(RuleRefused) as refusal:
        follow_side_sanction(plain, is_obeyed=True, note=REASON, actor=house.hr, now=later(3))
    assert refusal.value.constraint == "side_obey_time"


def test_official_refuses_or_takes_back_with_a_reason_and_the_number_is_free_again(house):
    side_id = prepared(house)
    with pytest.raises(RuleRefused) as twice:
        prepared(house)
    assert twice.value.constraint == "tg_side_sanction_letter_once"
    head = house.actor(house.head)
    assert (
        impose_side_sanction(side_id, imposes=False, note=REASON, actor=head, now=NOW)
        is SideState.REFUSED
    )
    assert get_conduct(house.staff.id).side == ()
    again = imposed(house)
    assert withdraw_side_sanction(again, REASON, actor=head, now=later(2)) is SideState.WITHDRAWN
    assert get_conduct(house.staff.id).side[0].status == "Ditarik kembali"
    with pytest.raises(InvalidTransition):
        withdraw_side_sanction(again, REASON, actor=head, now=later(3))


def test_conflict_moves_it_up_and_a_recorder_is_never_the_official(house, session):
    with transaction() as work:
        work.add(
            ConflictDeclaration(
                agency_id=house.agency.id,
                person_id=house.head.id,
                other_person_id=house.staff.id,
                kind=ConflictKind.FAMILY,
                declared_at=NOW,
            )
        )
    assert session.get_one(SideSanction, prepared(house)).decided_by == house.chief.id
    with transaction() as work:
        work.get_one(Person, house.staff.id).superior_id = house.officer.id
    with pytest.raises(RuleRefused) as own:
        prepared(house, "PL1")
    assert own.value.constraint == "ck_side_sanction_recorder_is_another"


def test_official_who_lost_the_office_can_only_refuse(house):
    side_id = prepared(house)
    with transaction() as work:
        work.get_one(Person, house.staff.id).superior_id = house.chief.id
    head = house.actor(house.head)
    with pytest.raises(RuleRefused) as refusal:
        impose_side_sanction(side_id, imposes=True, note=REASON, actor=head, now=NOW)
    assert refusal.value.constraint == "side_official"
    impose_side_sanction(side_id, imposes=False, note=REASON, actor=head, now=NOW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "R2"}, "kind"),
        ({"kind": "KN2", "track": Track.SERVICE}, "kind"),
        ({"obligation": "Pasal 15 huruf g"}, "obligation"),
        ({"letter_number": " "}, "letter_number"),
        ({"decided_on": date(2026, 11, 24)}, "decided_on"),
        ({"reason": "singkat"}, "reason"),
    ],
)
def test_incomplete_letter_names_its_fields(house, fields, field):
    with pytest.raises(InvalidInput) as refusal:
        prepared(house, **fields)
    assert field in refusal.value.fields


def test_third_persons_neither_prepare_read_nor_decide(house, session):
    with pytest.raises(Forbidden):
        prepared(house, actor=house.actor(house.head))
    with pytest.raises(NotFound):
        prepared(house, subject_id=house.officer.id)
    side_id = imposed(house)
    for who in (house.staff, house.mate, house.chief):
        third = {"actor": house.actor(who), "now": NOW}
        assert list_side_sanctions(third["actor"]) == []
        with pytest.raises(NotFound):
            open_side_sanction(side_id, **third)
        with pytest.raises(NotFound):
            withdraw_side_sanction(side_id, REASON, **third)
        with pytest.raises(NotFound):
            follow_side_sanction(side_id, is_obeyed=True, note=REASON, **third)
        with pytest.raises(NotFound):
            impose_side_sanction(side_id, imposes=True, note=REASON, **third)
    # The inspectorate reads, and does nothing else; HR does not decide.
    open_side_sanction(side_id, actor=house.inspectorate, now=NOW)
    with pytest.raises(NotFound):
        follow_side_sanction(
            side_id, is_obeyed=True, note=REASON, actor=house.inspectorate, now=NOW
        )
    with pytest.raises(NotFound):
        withdraw_side_sanction(side_id, REASON, actor=house.hr, now=NOW)


def test_who_opened_it_is_shown_to_the_person_once_it_was_imposed(house, session):
    side_id = prepared(house)
    for moment in (NOW, NOW, later(1)):
        open_side_sanction(side_id, actor=house.hr, now=moment)
    assert len(session.scalars(select(SideView)).all()) == 2
    assert get_conduct(house.staff.id).views == ()
    impose_side_sanction(side_id, imposes=True, note=REASON, actor=house.actor(house.head), now=NOW)
    assert {one.what for one in get_conduct(house.staff.id).views} == {"800/PL2/2026"}


_STEP = (
    "INSERT INTO side_step (agency_id, side_sanction_id, event, note, person_id, at)"
    " SELECT agency_id, id, :event, 'x', :who, :at FROM side_sanction WHERE id = :side"
)
_COPY = (
    "INSERT INTO side_sanction (agency_id, track, subject_id, kind, text, article, ground, reason,"
    " letter_number, decided_on, decided_by, official, obey_until, recorded_by, recorded_at)"
    " SELECT agency_id, {track}, {subject_id}, {kind}, text, {article}, {ground}, reason,"
    " {letter_number}, decided_on, {decided_by}, official, obey_until, {recorded_by}, recorded_at"
    " FROM side_sanction"
)
_SAME = ("track", "subject_id", "kind", "article", "ground", "decided_by", "recorded_by")


def _copy(**other: str) -> str:
    return _COPY.format(**{name: name for name in _SAME} | {"letter_number": "'9/2026'"} | other)


@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        (_copy(kind="'R2'"), "ck_side_sanction_own_kind"),
        (_copy(article="'Pasal 8 PP 94/2021'"), "ck_side_sanction_own_law"),
        (_copy(ground="' '"), "ck_side_sanction_ground_given"),
        (_copy(subject_id="decided_by"), "ck_side_sanction_decider_is_another"),
        (_copy(recorded_by="decided_by"), "ck_side_sanction_recorder_is_another"),
        (_copy(recorded_by="subject_id"), "ck_side_sanction_recorder_is_another"),
        (_copy(letter_number="letter_number"), "tg_side_sanction_letter_once"),
        (
            _copy(track="'performance'", article="'Pasal 56 PP 30/2019'"),
            "tg_side_sanction_rated_low",
        ),
        (_copy(kind="'PL3'"), "tg_side_sanction_after_warning"),
        ("UPDATE side_sanction SET reason = 'x'", "tg_side_sanction_append_only"),
        ("DELETE FROM side_sanction", "tg_side_sanction_append_only"),
    ],
)
def test_database_refuses_a_false_letter_by_sql(house, attack, constraint):
    prepared(house)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(attack))
    assert refusal.value.constraint == constraint


@pytest.mark.parametrize(
    ("before", "event", "who", "day", "constraint"),
    [
        ((), "imposed", "officer", 0, "tg_side_step_by_official"),
        ((), "refused", "mate", 0, "tg_side_step_by_official"),
        ((), "obeyed", "officer", 0, "tg_side_step_in_order"),
        ((), "withdrawn", "head", 0, "tg_side_step_in_order"),
        (("imposed",), "imposed", "head", 1, "tg_side_step_in_order"),
        (("imposed",), "withdrawn", "chief", 1, "tg_side_step_by_official"),
        (("imposed",), "obeyed", "staff", 1, "tg_side_step_by_another"),
        (("imposed",), "not_obeyed", "officer", 30, "tg_side_step_in_time"),
        (("imposed", "obeyed"), "not_obeyed", "officer", 120, "tg_side_step_in_order"),
        (("imposed", "withdrawn"), "obeyed", "officer", 2, "tg_side_step_in_order"),
    ],
)
def test_database_refuses_a_false_step_by_sql(house, before, event, who, day, constraint):
    side_id = prepared(house)

    def step(name: str, person: Person, days: int) -> None:
        with transaction() as work:
            at = later(days)
            stamp = at if work.get_bind().dialect.name == "postgresql" else at.isoformat(" ")
            values = {"event": name, "who": person.id, "at": stamp, "side": side_id}
            work.execute(text(_STEP), values)

    for name in before:
        step(name, house.head, 0)
    with pytest.raises(LedgerError) as refusal:
        step(event, getattr(house, who), day)
    assert refusal.value.constraint == constraint


def test_pejabat_negara_is_refused_in_words(house):
    with pytest.raises(RuleRefused) as refusal:
        prepared(house, subject_id=house.governor.id)
    assert "NIP" in refusal.value.message

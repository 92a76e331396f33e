"""The past is rated again as one approved batch, line by line, and never twice."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from ledger.database import session, transaction
from ledger.domain.checks import RequestCheck
from ledger.domain.people import Role
from ledger.domain.reratings import LineState, ReratingState, Untouched
from ledger.errors import Conflict, Forbidden, InvalidInput, InvalidTransition, RuleRefused
from ledger.models.entries import Entry
from ledger.models.jobs import Job
from ledger.models.reratings import Rerating, ReratingLine
from ledger.models.rules import Firing
from ledger.models.simulations import Simulation
from ledger.queries.standing.stories import get_entry_story
from ledger.services.checks import request_check
from ledger.services.rules import load_pack
from ledger.services.rules.rerating import (
    ask_rerating,
    carrying,
    decide_rerating,
    run_rerating,
    withdraw_rerating,
)
from tests.factories import NOW, make_actor, make_person
from tests.inspecting import seal, work_off
from tests.packs import simulate
from tests.reratings import DAYS, EASIER, TEXT, WHY, Past, batch, lines, points_of, run


@pytest.fixture
def past(app: Flask) -> Past:
    return Past()


def entries() -> int:
    session().rollback()
    return session().scalar(select(func.count(Entry.id))) or 0


def test_lines_are_what_the_simulation_said(past: Past):
    (line,) = lines(past.ask())
    report = past.simulation.report
    assert [[line.person_id, line.points_before, line.points_after, [], []]] == report["changes"]
    assert (line.rule_code, line.state, line.is_first) == (
        "sahabat-warga-perunggu",
        LineState.PLANNED,
        False,
    )
    assert line.reverses_uid is not None


def test_asking_posts_nothing(past: Past):
    before = entries()
    past.ask()
    assert entries() == before
    assert points_of(past.staff.id) == 15


def test_approved_batch_brings_the_points_that_were_simulated(past: Past):
    number = past.ask()
    assert past.settle(number) is ReratingState.APPROVED
    assert run(number) == {"done": 1}
    assert batch(number).state is ReratingState.DONE
    assert points_of(past.staff.id) == past.simulation.report["changes"][0][2]


def test_carried_out_again_changes_nothing(past: Past):
    number = past.ask()
    past.settle(number)
    run(number)
    before = entries()
    run(number)
    carrying.carry_out(number, report=lambda _done, _total: None, now=NOW)
    assert (entries(), points_of(past.staff.id)) == (before, 25)


def test_asked_again_afterwards_there_is_nothing_left_to_change(past: Past):
    number = past.ask()
    past.settle(number)
    run(number)
    again = past.ask()
    assert batch(again).state is ReratingState.EMPTY
    assert lines(again) == []


def test_person_reads_on_both_entries_that_it_was_rated_again_and_who_decided(past: Past):
    number = past.ask()
    past.settle(number)
    run(number)
    (line,) = lines(number)
    for uid in (line.reversal_uid, line.entry_uid):
        story = get_entry_story(uid or "", person_id=past.staff.id, agency_id=past.agency.id)
        assert story.reason.startswith("Penilaian ulang menurut paket")
        assert WHY in story.reason
        assert [step.name for step in story.steps] == [past.governor.name]


def test_first_award_keeps_its_firing_so_that_the_old_version_never_gives_it_again(app: Flask):
    past = Past(EASIER, mate_on=DAYS[:2])
    number = past.ask()
    (first,) = [line for line in lines(number) if line.is_first]
    assert (first.person_id, first.reverses_uid) == (past.mate.id, None)
    past.settle(number)
    assert run(number) == {"done": 2}
    assert points_of(past.mate.id) == 25
    kept = session().scalars(
        select(Firing.rule_version_id).where(Firing.subject_key == f"person:{past.mate.id}")
    )
    assert list(kept) == [first.rule_version_id]
    session().rollback()
    assert past.thank(past.mate, DAYS[2]) == []
    story = get_entry_story(
        lines(number)[first.position - 1].entry_uid or "",
        person_id=past.mate.id,
        agency_id=past.agency.id,
    )
    assert story.firing is not None
    assert story.firing.version == 2


def test_ledger_verifies_after_a_batch(app: Flask, past: Past):
    number = past.ask()
    past.settle(number)
    work_off(app, NOW)
    assert batch(number).state is ReratingState.DONE
    seal(app, past.agency.id, NOW)
    auditor = make_actor(make_person(past.dinas), Role.AUDITOR)
    job_id = request_check(RequestCheck(), actor=auditor, now=NOW)
    work_off(app, NOW)
    job = session().get_one(Job, job_id)
    assert (job.error, job.result["findings"]) == ("", [])


def test_worker_that_dies_in_between_is_followed_by_one_that_goes_on(past: Past):
    past.approve(*past.thank(past.mate, *DAYS))
    number = past.ask()
    past.settle(number)

    def dying(done: int, _total: int) -> None:
        if done == 1:
            raise OSError("the machine went off")

    with pytest.raises(OSError, match="went off"):
        run_rerating(number, report=dying, now=NOW)
    assert [line.state for line in lines(number)] == [LineState.DONE, LineState.PLANNED]
    assert run(number) == {"done": 2}
    assert (points_of(past.staff.id), points_of(past.mate.id)) == (25, 25)


def test_other_lines_go_on_when_one_lacks_quota(app: Flask):
    past = Past(quota=45)
    past.approve(*past.thank(past.mate, *DAYS))
    number = past.ask()
    past.settle(number)
    assert run(number) == {"done": 1, "refused": 1}
    done, refused = lines(number)
    assert (done.state, refused.state) == (LineState.DONE, LineState.REFUSED)
    assert refused.refusal
    assert sorted((points_of(past.staff.id), points_of(past.mate.id))) == [15, 25]
    assert batch(number).state is ReratingState.DONE


def test_what_waits_for_a_decision_stays_untouched_and_is_shown(app: Flask):
    past = Past(mate_on=DAYS)
    number = past.ask()
    told = {line.person_id: (line.state, line.note) for line in lines(number)}
    assert told == {
        past.staff.id: (LineState.PLANNED, ""),
        past.mate.id: (LineState.UNTOUCHED, Untouched.WAITS),
    }


def test_what_was_corrected_by_hand_stays_corrected(past: Past):
    uid = lines(past.ask())[0].reverses_uid or ""
    withdraw_rerating(batch_of(past), actor=past.hr, now=NOW)
    past.take_back(uid)
    again = past.ask()
    assert [line.note for line in lines(again)] == [Untouched.CORRECTED]
    assert batch(again).state is ReratingState.EMPTY


def batch_of(past: Past) -> int:
    session().rollback()
    return session().scalar(select(func.max(Rerating.id))) or 0


def test_only_hr_asks_with_a_reason_and_only_for_a_version_in_force(past: Past):
    simulation = past.simulation.id
    with pytest.raises(Forbidden):
        ask_rerating(simulation, reason=WHY, actor=past.actor(past.stranger), now=NOW)
    with pytest.raises(InvalidInput):
        ask_rerating(simulation, reason="", actor=past.hr, now=NOW)
    other = load_pack(TEXT.replace("{amount: 60,", "{amount: 61,"), actor=past.hr, now=NOW)
    simulate(other, past.hr)
    session().rollback()
    late = session().scalar(text_of(other))
    with pytest.raises(InvalidTransition, match="sedang berlaku"):
        ask_rerating(late or 0, reason=WHY, actor=past.hr, now=NOW)


def text_of(pack_id: int) -> Any:
    return select(Simulation.id).where(Simulation.pack_id == pack_id)


def test_one_batch_of_a_pack_at_a_time(past: Past):
    number = past.ask()
    with pytest.raises(Conflict, match="belum selesai"):
        past.ask()
    withdraw_rerating(number, actor=past.hr, now=NOW)
    assert past.ask() != number


def test_second_person_decides_and_only_the_head_of_the_agency(past: Past):
    number = past.ask()
    seen = batch(number).lines_sha256 or ""
    for actor, refusal in (
        (past.hr, RuleRefused),
        (past.second, Forbidden),
        (past.actor(past.chief), Forbidden),
    ):
        with pytest.raises(refusal):
            decide_rerating(number, approve=True, reason="", seen_sha256=seen, actor=actor, now=NOW)
    with pytest.raises(Conflict, match="bukan yang sekarang"):
        decide_rerating(
            number, approve=True, reason="", seen_sha256="f" * 64, actor=past.boss, now=NOW
        )
    assert batch(number).state is ReratingState.WAITING
    assert past.settle(number) is ReratingState.APPROVED
    with pytest.raises(InvalidTransition):
        past.settle(number)


def test_rejection_needs_a_reason_and_then_nothing_is_posted(past: Past):
    number, before = past.ask(), entries()
    with pytest.raises(InvalidInput):
        past.settle(number, approve=False)
    why = "Yang sudah diterima pegawai tidak perlu diubah."
    assert past.settle(number, approve=False, reason=why) is ReratingState.REJECTED
    run(number)
    assert entries() == before


ATTACKS: dict[str, Any] = {
    "tg_rerating_line_approved": lambda n: update(ReratingLine).values(state="done", entry_uid="x"),
    "tg_rerating_line_kept": lambda n: delete(ReratingLine),
    "tg_rerating_kept": lambda n: delete(Rerating).where(Rerating.id == n),
    "tg_rerating_states": lambda n: update(Rerating).values(state="empty"),
    "tg_rerating_fixed": lambda n: update(Rerating).values(last_day=date(2026, 11, 30)),
    "tg_rerating_line_listed_once": lambda n: insert(ReratingLine).values(
        **{
            column.name: getattr(lines(n)[0], column.name)
            for column in ReratingLine.__table__.columns
            if column.name not in ("id", "position")
        },
        position=99,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_database_refuses_what_changes_a_listed_batch(past: Past, name: str):
    number = past.ask()
    statement = ATTACKS[name](number)
    session().rollback()
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(statement)
    assert refusal.value.constraint == name


def test_database_refuses_to_settle_a_line_as_something_else(past: Past):
    number = past.ask()
    past.settle(number)
    change = update(ReratingLine).values(state="done", entry_uid="x", points_after=99)
    session().rollback()
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(change)
    assert refusal.value.constraint == "tg_rerating_line_frozen"
    unfinished = update(Rerating).values(state="done")
    with pytest.raises(RuleRefused) as early, transaction() as work:
        work.execute(unfinished)
    assert early.value.constraint == "tg_rerating_whole"


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("officer", "ck_rerating_decided_by_another"),
        ("staff", "tg_rerating_decider_is_no_subject"),
    ],
)
def test_database_refuses_a_decision_by_whoever_asked_or_gains(past: Past, who: str, name: str):
    number = past.ask()
    seen = batch(number).lines_sha256
    decided = {"decided_by": getattr(past, who).id, "decided_at": NOW, "seen_sha256": seen}
    change = update(Rerating).where(Rerating.id == number).values(state="approved", **decided)
    session().rollback()
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(change)
    assert refusal.value.constraint == name


def test_database_refuses_approval_of_other_lines_and_without_a_decider(past: Past):
    number = past.ask()
    session().rollback()
    blind = {"decided_by": past.governor.id, "decided_at": NOW, "seen_sha256": "f" * 64}
    for values, name in (
        (blind, "ck_rerating_seen_whole"),
        ({"seen_sha256": batch(number).lines_sha256}, "ck_rerating_is_decided"),
    ):
        change = update(Rerating).where(Rerating.id == number).values(state="approved", **values)
        session().rollback()
        with pytest.raises(RuleRefused) as refusal, transaction() as work:
            work.execute(change)
        assert refusal.value.constraint == name

"""A job is taken by one worker at a time, is never lost, and is tried until a person must look."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor, system_actor
from ledger.domain.jobs import (
    LEASE,
    MOST_ATTEMPTS,
    WAKE_AGAIN,
    WAKE_GRACE,
    JobState,
    JobStopped,
    pause_after,
)
from ledger.domain.people import Role
from ledger.errors import Conflict, NotFound
from ledger.models.events import AuditEvent
from ledger.models.jobs import Job
from ledger.queue import use_transport
from ledger.services.jobs import (
    cancel_job,
    extend_lease,
    fail_job,
    finish_job,
    report_progress,
    retry_job,
    submit_job,
    sweep_jobs,
    take_job,
)
from tests import factories
from tests.conftest import NOW

SECOND = timedelta(seconds=1)


class Unlucky(Exception):
    """The caller's transaction comes to nothing."""


@pytest.fixture
def actor(session: Session) -> Actor:
    return system_actor(factories.make_agency().id)


@pytest.fixture
def woken() -> Iterator[list[tuple[str, int]]]:
    """What a transport was told."""
    told: list[tuple[str, int]] = []
    use_transport(lambda name, job_id: told.append((name, job_id)))
    yield told
    use_transport(None)


def submit(actor: Actor, key: str = "document:1") -> int:
    return submit_job(
        "documents.issue", key, {"n": 1}, agency_id=actor.agency_id, actor=actor, now=NOW
    )


def state_of(session: Session, job_id: int) -> tuple[JobState, int, str]:
    session.rollback()
    job = session.get_one(Job, job_id)
    return job.state, job.attempts, job.error


def test_submitted_job_waits_and_wakes_a_worker_after_the_commit(
    actor: Actor, woken: list[tuple[str, int]], session: Session
) -> None:
    with transaction():
        job_id = submit(actor)
        assert woken == []
    assert woken == [("documents.issue", job_id)]
    assert state_of(session, job_id) == (JobState.QUEUED, 0, "")


def test_same_key_is_the_same_job_and_wakes_once(
    actor: Actor, woken: list[tuple[str, int]]
) -> None:
    assert submit(actor) == submit(actor)
    assert len(woken) == 1


def test_job_of_a_transaction_that_failed_was_never_asked_for(
    actor: Actor, woken: list[tuple[str, int]], session: Session
) -> None:
    def ask_in_vain() -> None:
        with transaction():
            submit(actor)
            raise Unlucky

    with pytest.raises(Unlucky):
        ask_in_vain()
    assert woken == []
    assert session.query(Job.id).all() == []


def test_many_workers_take_a_job_once(app: Flask, actor: Actor) -> None:
    job_id = submit(actor)

    def take(worker: int) -> bool:
        with app.app_context():
            return take_job(job_id, token=f"t{worker}", now=NOW) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1


def test_job_of_a_silent_worker_is_taken_by_another(actor: Actor) -> None:
    job_id = submit(actor)
    assert take_job(job_id, token="first", now=NOW)
    assert take_job(job_id, token="second", now=NOW + LEASE) is None
    taken = take_job(job_id, token="second", now=NOW + LEASE + SECOND)
    assert taken is not None
    assert (taken.attempts, taken.args) == (2, {"n": 1})
    assert not finish_job(job_id, token="first", result={}, now=NOW)


def test_sign_of_life_keeps_the_job(actor: Actor) -> None:
    job_id = submit(actor)
    take_job(job_id, token="first", now=NOW)
    assert extend_lease(job_id, token="first", now=NOW + LEASE)
    assert take_job(job_id, token="second", now=NOW + LEASE + SECOND) is None


def test_progress_and_result_stand_in_the_row(actor: Actor, session: Session) -> None:
    job_id = submit(actor)
    take_job(job_id, token="first", now=NOW)
    report_progress(job_id, token="first", done=3, total=10)
    assert finish_job(job_id, token="first", result={"pages": 4}, now=NOW)
    session.rollback()
    job = session.get_one(Job, job_id)
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 3, 10, {"pages": 4})
    assert (job.finished_at, job.lease_token) == (NOW, None)


def test_failed_job_is_tried_again_later_until_it_is_given_up(
    actor: Actor, session: Session
) -> None:
    job_id = submit(actor)
    moment = NOW
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert take_job(job_id, token="t", now=moment)
        state = fail_job(
            job_id, token="t", error="Belum.", may_retry=True, attempts=attempt, now=moment
        )
        expected = JobState.QUEUED if attempt < MOST_ATTEMPTS else JobState.FAILED
        assert state is expected
        moment += pause_after(attempt)
    assert state_of(session, job_id) == (JobState.FAILED, MOST_ATTEMPTS, "Belum.")
    assert take_job(job_id, token="t", now=moment) is None


def test_refused_job_is_given_up_at_once(actor: Actor, session: Session) -> None:
    job_id = submit(actor)
    take_job(job_id, token="t", now=NOW)
    fail_job(job_id, token="t", error="Tidak boleh.", may_retry=False, attempts=1, now=NOW)
    assert state_of(session, job_id) == (JobState.FAILED, 1, "Tidak boleh.")


def test_sweep_wakes_for_what_was_not_taken_but_not_over_and_over(
    actor: Actor, woken: list[tuple[str, int]]
) -> None:
    job_id = submit(actor)
    assert sweep_jobs(now=NOW + WAKE_GRACE - SECOND) == 0
    woken.clear()
    assert sweep_jobs(now=NOW + WAKE_GRACE) == 1
    assert sweep_jobs(now=NOW + WAKE_GRACE + SECOND) == 0
    assert sweep_jobs(now=NOW + WAKE_GRACE + WAKE_AGAIN) == 1
    assert woken == [("documents.issue", job_id)] * 2


def test_sweep_puts_back_what_a_dead_worker_left(
    actor: Actor, woken: list[tuple[str, int]], session: Session
) -> None:
    job_id = submit(actor)
    take_job(job_id, token="dead", now=NOW)
    woken.clear()
    assert sweep_jobs(now=NOW + LEASE + SECOND) == 1
    assert woken == [("documents.issue", job_id)]
    assert state_of(session, job_id) == (JobState.QUEUED, 1, "")


def test_job_that_kills_every_worker_is_given_up_with_a_sentence(
    actor: Actor, session: Session
) -> None:
    job_id = submit(actor)
    moment = NOW
    for _ in range(MOST_ATTEMPTS):
        assert take_job(job_id, token="dead", now=moment)
        moment += LEASE + SECOND
        sweep_jobs(now=moment)
    state, attempts, error = state_of(session, job_id)
    assert (state, attempts) == (JobState.FAILED, MOST_ATTEMPTS)
    assert "5 kali" in error


def test_cancelled_job_stops_its_worker(actor: Actor, session: Session) -> None:
    job_id = submit(actor)
    take_job(job_id, token="t", now=NOW)
    cancel_job(job_id, actor=actor, now=NOW)
    with pytest.raises(JobStopped):
        report_progress(job_id, token="t", done=1, total=2)
    assert not finish_job(job_id, token="t", result={}, now=NOW)
    assert state_of(session, job_id)[0] is JobState.CANCELLED
    assert session.query(AuditEvent.tag).all() == [("job:job:cancelled",)]
    with pytest.raises(Conflict):
        cancel_job(job_id, actor=actor, now=NOW)


def test_given_up_job_is_tried_again_by_a_person(
    actor: Actor, woken: list[tuple[str, int]], session: Session
) -> None:
    job_id = submit(actor)
    with pytest.raises(Conflict):
        retry_job(job_id, actor=actor, now=NOW)
    take_job(job_id, token="t", now=NOW)
    fail_job(job_id, token="t", error="Belum.", may_retry=False, attempts=1, now=NOW)
    woken.clear()
    retry_job(job_id, actor=actor, now=NOW)
    assert woken == [("documents.issue", job_id)]
    assert state_of(session, job_id) == (JobState.QUEUED, 0, "")
    assert session.query(AuditEvent.tag).all() == [("job:job:retried",)]


def test_job_of_somebody_else_is_not_there_but_hr_may_act(session: Session) -> None:
    unit = factories.make_unit(factories.make_agency())
    owner, other, hr = (factories.make_person(unit) for _ in range(3))
    job_id = submit(factories.make_actor(owner))
    with pytest.raises(NotFound):
        cancel_job(job_id, actor=factories.make_actor(other), now=NOW)
    stranger = factories.make_person(factories.make_unit(factories.make_agency()))
    with pytest.raises(NotFound):
        cancel_job(job_id, actor=factories.make_actor(stranger, Role.HR), now=NOW)
    cancel_job(job_id, actor=factories.make_actor(hr, Role.HR), now=NOW)
    assert state_of(session, job_id)[0] is JobState.CANCELLED

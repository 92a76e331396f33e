"""A run closes its job with a result, a retry or a refusal, and the clock does periodic work."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ledger.domain.actors import Actor, system_actor
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument
from ledger.domain.jobs import JobState
from ledger.domain.people import Role
from ledger.errors import Conflict, InvalidInput
from ledger.gateways.resources import EXTENSION, Resources
from ledger.jobs.clockwork import keep_time
from ledger.jobs.registry import PERIODIC, Periodic, drain_jobs, run_named
from ledger.jobs.runs import Handler, Run, run_job
from ledger.models.documents import Document
from ledger.models.entries import Checkpoint, PendingLeaf
from ledger.models.jobs import Job
from ledger.queries.jobs import find_job, get_job, list_jobs
from ledger.queue import use_transport
from ledger.services.documents import prepare_document
from ledger.services.jobs import cancel_job, submit_job
from tests import factories
from tests.conftest import NOW
from tests.documents import samples


@pytest.fixture
def resources(app: Flask) -> Iterator[Resources]:
    use_transport(None)
    yield app.extensions[EXTENSION]
    use_transport(None)


@pytest.fixture
def actor(session: Session) -> Actor:
    return system_actor(factories.make_agency().id)


def do(handler: Handler, actor: Actor, resources: Resources) -> tuple[JobState | None, int]:
    job_id = submit_job("test", "1", {}, agency_id=actor.agency_id, actor=actor, now=NOW)
    state = run_job(job_id, handlers={"test": handler}, resources=resources, clock=lambda: NOW)
    return state, job_id


def test_result_of_the_handler_stands_in_the_row(
    actor: Actor, resources: Resources, session: Session
) -> None:
    def work(run: Run) -> Mapping[str, Any]:
        run.progress(1, 2)
        return {"ok": True}

    state, job_id = do(work, actor, resources)
    assert state is JobState.DONE
    job = session.get_one(Job, job_id)
    assert (job.result, job.done, job.total) == ({"ok": True}, 1, 2)


def test_finished_job_is_not_done_again(actor: Actor, resources: Resources) -> None:
    _, job_id = do(lambda run: {}, actor, resources)
    again = run_job(job_id, handlers={}, resources=resources, clock=lambda: NOW)
    assert again is None


@pytest.mark.parametrize(
    ("refusal", "state", "sentence"),
    [
        (InvalidInput("Isian salah."), JobState.FAILED, "Isian salah."),
        (Conflict("Ada yang mendahului."), JobState.QUEUED, "Ada yang mendahului."),
        (RuntimeError("boom"), JobState.QUEUED, "Sudah dicoba 1 kali"),
    ],
)
def test_refusal_is_told_and_only_the_passing_one_is_tried_again(
    actor: Actor, resources: Resources, refusal: Exception, state: JobState, sentence: str
) -> None:
    def work(run: Run) -> Mapping[str, Any]:
        raise refusal

    found, job_id = do(work, actor, resources)
    assert found is state
    view = next(view for view in list_jobs() if view.id == job_id)
    assert view.error.startswith(sentence)
    assert "boom" not in view.error


def test_cancelled_run_leaves_the_job_cancelled(
    actor: Actor, resources: Resources, session: Session
) -> None:
    def work(run: Run) -> Mapping[str, Any]:
        cancel_job(run.job.id, actor=actor, now=NOW)
        run.progress(1, 2)
        return {}

    state, job_id = do(work, actor, resources)
    assert state is None
    assert session.get_one(Job, job_id).state is JobState.CANCELLED


def test_drain_issues_what_was_numbered_and_seals_it(
    resources: Resources, session: Session
) -> None:
    person = factories.make_person(factories.make_unit(factories.make_agency()))
    actor = system_actor(person.agency_id)
    command = PrepareDocument(
        kind=DocumentKind.CERTIFICATE,
        source_key="proposal:1",
        unit_id=person.unit_id,
        dated_on=NOW.date(),
        context=samples.make_certificate(number="", verification_url="").to_mapping(),
        person_id=person.id,
    )
    document_id = prepare_document(command, actor=actor, now=NOW)
    assert drain_jobs(resources=resources, clock=lambda: NOW) == 1
    document = session.get_one(Document, document_id)
    assert document.state is DocumentState.ISSUED
    assert resources.files.exists(document.sha256 or "")
    assert session.query(PendingLeaf.entry_id).all() == []
    assert session.query(Checkpoint.tree_size).one() == (1,)
    view = find_job(person.agency_id, "documents.issue", f"document:{document_id}")
    assert view is not None
    assert view.result == {"state": "issued"}
    assert get_job(view.id, actor=factories.make_actor(person, Role.HR)).state is JobState.DONE


def test_message_to_seal_needs_no_row(actor: Actor, resources: Resources) -> None:
    run_named("ledger.seal", actor.agency_id, resources=resources, clock=lambda: NOW)
    assert list_jobs() == []


def test_clock_does_each_work_at_its_time_and_survives_a_failure(resources: Resources) -> None:
    done: list[str] = []
    time = [0.0]

    def fail(_resources: Resources, _now: object) -> None:
        done.append("often")
        raise RuntimeError

    def pause(seconds: float) -> bool:
        time[0] += max(seconds, 0.25)
        return time[0] > 6

    work = (
        Periodic(name="often", every=timedelta(seconds=1), run=fail),
        Periodic(name="rarely", every=timedelta(seconds=5), run=lambda *_: done.append("rarely")),
    )
    keep_time(work, resources=resources, clock=lambda: NOW, pause=pause, elapsed=lambda: time[0])
    assert done.count("rarely") == 2
    assert done.count("often") == 6


def test_declared_periodic_work_runs_on_an_empty_database(resources: Resources) -> None:
    results = [work.run(resources, NOW) for work in PERIODIC]
    assert len(results) == len({work.name for work in PERIODIC})

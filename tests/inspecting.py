"""A ledger with somebody who may look at it, and what a worker would do for them."""

from datetime import date, datetime

from flask.testing import FlaskClient

from ledger.database import session, transaction
from ledger.domain.checkpoints import SignerKey
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION, Resources
from ledger.jobs.registry import JOBS
from ledger.jobs.runs import run_job
from ledger.models.jobs import Job
from ledger.models.people import Agency, RoleGrant, Unit
from ledger.services.sealing import seal_all
from tests.factories import make_account, make_person
from tests.visits import sign_in


def visitor(client: FlaskClient, unit: Unit, *roles: Role) -> FlaskClient:
    """Somebody of the unit who holds the roles, in the browser."""
    account = make_account(make_person(unit))
    with transaction() as work:
        for role in roles:
            work.add(
                RoleGrant(
                    agency_id=unit.agency_id,
                    account_id=account.id,
                    role=role,
                    valid_from=date(2026, 1, 1),
                )
            )
    return sign_in(client, account)


def signer_of(app, agency_id: int) -> SignerKey:
    """The key that this very installation signs with."""
    origin = session().get_one(Agency, agency_id).origin
    return app.extensions[EXTENSION].keys.signer_of(origin)


def seal(app, agency_id: int, now: datetime) -> SignerKey:
    signer = signer_of(app, agency_id)
    seal_all(agency_id, signer=signer, now=now)
    return signer


def work_off(app, now: datetime) -> None:
    """Do every job that waits, as a worker would, but seal nothing."""
    resources: Resources = app.extensions[EXTENSION]
    waiting = [job_id for (job_id,) in session().query(Job.id).filter_by(state="queued")]
    session().rollback()
    for job_id in waiting:
        run_job(job_id, handlers=JOBS, resources=resources, clock=lambda: now)
    session().expire_all()

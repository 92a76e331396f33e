"""Whoever holds every office, but in another agency, finds none of our records: all routes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from ledger.blueprints.guards import guard_of
from ledger.database import session
from ledger.domain.checks import RequestCheck
from ledger.domain.discipline.exhibits import ExhibitKind
from ledger.domain.discipline.kinds import Kind
from ledger.domain.discipline.remedies import DecideRemedy, RemedyOutcome
from ledger.domain.discipline.statements import StatementPurpose, StatementState
from ledger.domain.people import ConflictKind, Role
from ledger.domain.retention import ErasureGround, RequestErasure
from ledger.domain.side_tracks import RecordSideSanction, Track
from ledger.models.api_tokens import ApiToken
from ledger.models.calendars import CalendarYear
from ledger.models.cases import Case
from ledger.models.commendations import Commendation, Complaint
from ledger.models.development import DevelopmentPlan, Training
from ledger.models.documents import Document, NumberRegister, Recap
from ledger.models.entries import Entry, MeritAccount
from ledger.models.erasures import Erasure
from ledger.models.events import AuditEvent
from ledger.models.exhibits import Exhibit
from ledger.models.imports import ImportRun
from ledger.models.jobs import Job
from ledger.models.mistakes import MistakeReport
from ledger.models.nominations import Evidence, Nomination
from ledger.models.objections import Objection
from ledger.models.people import (
    Account,
    ActingAppointment,
    ConflictDeclaration,
    LoginSession,
    Person,
    RoleGrant,
    Setting,
    Unit,
)
from ledger.models.proposals import Proposal
from ledger.models.remedies import Measure, Statement, Upload
from ledger.models.reratings import Rerating
from ledger.models.rules import RuleFailure, RulePack, RuleVersion
from ledger.models.side_tracks import SideSanction
from ledger.models.simulations import Simulation
from ledger.models.violations import SalaryStop, ViolationReport
from ledger.models.wordings import Wording
from ledger.services.cases import answer_remedy, file_objection
from ledger.services.checks import request_check
from ledger.services.drafts import save_draft
from ledger.services.erasures import request_erasure
from ledger.services.sessions import open_session
from ledger.services.side_tracks import record_side_sanction
from tests.conduct import REASON, later
from tests.factories import _save, make_account, make_agency, make_person, make_unit
from tests.intake import grant
from tests.journeys.serving import A_MONTH
from tests.journeys.town import OPENS, Town

#: What the parts of an address name. Two blueprints call different records a report.
NAMED: dict[str, Any] = {
    "appointment_id": ActingAppointment.id,
    "case_id": Case.id,
    "check_id": Job.id,
    "class_code": NumberRegister.class_code,
    "commendation_id": Commendation.id,
    "complaint_id": Complaint.id,
    "declaration_id": ConflictDeclaration.id,
    "document_id": Document.id,
    "erasure_id": Erasure.id,
    "exhibit_id": Exhibit.id,
    "failure_id": RuleFailure.id,
    "evidence_id": Evidence.id,
    "export_id": Job.id,
    "grant_id": RoleGrant.id,
    "measure_id": Measure.id,
    "mistakes.report_id": MistakeReport.id,
    "nomination_id": Nomination.id,
    "pack_id": RulePack.id,
    "objection_id": Objection.id,
    "person_id": Person.id,
    "plan_id": DevelopmentPlan.id,
    "proposal_id": Proposal.id,
    "recap_id": Recap.id,
    "ref": MeritAccount.ref,
    "rerating_id": Rerating.id,
    "run_id": ImportRun.id,
    "session_id": LoginSession.id,
    "setting_id": Setting.id,
    "side_id": SideSanction.id,
    "statement_id": Statement.id,
    "stop_id": SalaryStop.id,
    "simulation_id": Simulation.id,
    "token_id": ApiToken.id,
    "training_id": Training.id,
    "uid": Entry.uid,
    "unit_id": Unit.id,
    "upload_id": Upload.id,
    "violations.report_id": ViolationReport.id,
    "wording_id": Wording.id,
    "year": NumberRegister.year,
}
#: Nothing is sealed in the other agency, so it has no seal of any size.
PLAIN = {"period": "2026-T2", "size": 1, "old_size": 1, "new_size": 1}
#: A flag is found anew for the reader's own agency, so any key names nothing there.
PLAIN["key"] = "reciprocal.2026.1-2"
#: A rule by its code, in a copy that is its author's own.
PLAIN["code"] = "inovasi-gagasan"
#: Files of ours that are about nobody.
ABOUT_NOBODY = frozenset(
    {
        "imports.template", "executions.cuts", "side_tracks.new",
        "wordings.edit", "wordings.preview", "wordings.preview_design",
    }
)  # fmt: skip
#: What must be typed where a form is read before its record is looked for.
TYPED = {
    "mistakes.answer": {"answer": "Tanggalnya sudah kami periksa."},
    "objections.create": {"ground": "wrong_points", "reason": "Poinnya seharusnya lebih banyak."},
    "objections.decide": {"verdict": "reject", "reason": "Sudah diperiksa dan terbukti."},
    "executions.execute": {"receipt": "SK-1", "day": "2/11/2026"},
    "executions.halt": {"reason": "Keberatan sedang diperiksa."},
    "executions.uploaded": {"number": "IDIS-1", "uploaded_on": "2/11/2026"},
    "side_tracks.decide": {"answer": "1", "note": "Sudah diperiksa dan terbukti."},
    "side_tracks.follow": {"answer": "1", "note": "Sudah diperiksa dan terbukti."},
    "side_tracks.withdraw": {"withdrawal": "Sudah diperiksa, ternyata keliru."},
    "case_drafts.decision": {"kind": "R1", "reason": "Sudah diperiksa dan terbukti."},
}


@pytest.fixture
def town(app: Flask) -> Town:
    town = Town()
    agency, staff, mate = town.agency, town.staff, town.mate
    account = session().scalars(select(Account).where(Account.person_id == staff.id)).one()
    common = {"agency_id": agency.id}
    town.nominate(town.head, town.officer)
    _save(
        ConflictDeclaration(
            **common, person_id=staff.id, other_person_id=mate.id,
            kind=ConflictKind.FAMILY, declared_at=OPENS,
        )
    )  # fmt: skip
    _save(
        MistakeReport(
            **common, entry_uid=town.entry_of_staff, person_id=staff.id,
            note="Tanggalnya keliru.", reported_at=OPENS,
        )
    )  # fmt: skip
    _save(
        ImportRun(
            **common, kind="staff", state="checked", file_name="pegawai.xlsx", sha256="0" * 64,
            actor_name="Siti", at=OPENS, account_id=account.id,
        )
    )  # fmt: skip
    _object(town)
    nomination_id = session().scalar(select(func.max(Nomination.id))) or 0
    _save(
        Evidence(
            **common, subject_kind="nomination", subject_id=nomination_id, file_name="bukti.pdf",
            sha256="0" * 64, added_by=account.id, added_at=OPENS,
        )
    )  # fmt: skip
    open_session(account.id, device="uji", life=A_MONTH, now=OPENS)
    _add_what_rules_and_cases_leave(town)
    _write_words(town)
    _ask_to_erase(town)
    request_check(RequestCheck(), actor=town.actor(town.auditor), now=OPENS)
    _add_a_machine(agency.id, account.id)
    town.draft = save_draft("nomination", {}, actor=town.actor(town.head), now=OPENS)
    return town


def _ask_to_erase(town: Town) -> None:
    asked = RequestErasure(
        person_id=town.staff.id,
        entry_uids=(town.entry_of_staff,),
        ground=ErasureGround.SUBJECT,
        asked_by="Bintang",
        letter_number="12/2026",
        letter_on=OPENS.date(),
    )
    request_erasure(asked, actor=town.hr, now=OPENS)


def _object(town: Town) -> None:
    _save(
        Objection(
            agency_id=town.agency.id, person_id=town.staff.id, ground="not_awarded",
            title="Antrean daring", happened_on=OPENS.date(),
            reason="Inovasi itu dipakai tiga loket.", filed_at=OPENS,
        )
    )  # fmt: skip


def _add_a_machine(agency_id: int, account_id: int) -> None:
    _save(
        ApiToken(
            agency_id=agency_id, name="Mesin antrean", scopes=["complaints"], secret_hash="0" * 64,
            hint="0000", form_key="satu", created_by=account_id, created_at=OPENS,
            expires_at=OPENS + A_MONTH,
        )
    )  # fmt: skip


def _add_what_rules_and_cases_leave(town: Town) -> None:
    """A stopped salary, open law, a failed rule, a measure, an upload, a statement, evidence."""
    common = {"agency_id": town.agency.id}
    _save(
        SalaryStop(
            **common, person_id=town.staff.id, run_first_on=date(2026, 3, 2),
            reached_on=date(2026, 3, 13), effective_from=date(2026, 4, 1), proposed_at=OPENS,
        )
    )  # fmt: skip
    _save(DevelopmentPlan(**common, person_id=town.staff.id, goal="Melayani sesuai standar"))
    _save(
        Training(
            **common, person_id=town.staff.id, title="Layanan prima", hours=8,
            finished_on=date(2026, 3, 2),
        )
    )  # fmt: skip
    _save(Setting(**common, key="case.report_days", valid_from=date(2026, 1, 1), value={"days": 5}))
    version_id = session().scalar(select(func.max(RuleVersion.id)))
    _save(
        RuleFailure(
            **common, rule_version_id=version_id, rule_code="uji", fact_kind="training_applied",
            fact_id=1, subject_key=f"person:{town.staff.id}", happened_on=date(2026, 3, 2),
            fields={}, reason="Uji", failed_at=OPENS,
        )
    )  # fmt: skip
    pack_id = session().scalar(select(func.max(RulePack.id)))
    simulation_id = session().scalar(select(func.max(Simulation.id)))
    _save(
        Rerating(
            **common, pack_id=pack_id, pack_code="uji", simulation_id=simulation_id,
            first_day=date(2026, 3, 1), last_day=date(2026, 3, 2), reason="Uji", state="asked",
            asked_by=town.staff.id, asked_at=OPENS,
        )
    )  # fmt: skip
    _prepare_letter(town)
    _carry_out(town)
    case_id = session().scalar(select(func.max(Case.id)))
    _save(
        Statement(
            **common, person_id=town.staff.id, unit_id=town.staff.unit_id,
            purpose=next(iter(StatementPurpose)), state=StatementState.REQUESTED,
            requested_at=OPENS,
        )
    )  # fmt: skip
    _save(
        Exhibit(
            **common, case_id=case_id, position=99, kind=ExhibitKind.PHOTO, title="Foto",
            added_by=town.mate.id, added_at=OPENS,
        )
    )  # fmt: skip


def _write_words(town: Town) -> None:
    _save(
        Wording(
            agency_id=town.agency.id, kind="certificate", version=1, texts={},
            author_id=town.staff.id, written_at=OPENS,
        )
    )  # fmt: skip


def _prepare_letter(town: Town) -> None:
    """A service sanction that waits for its official."""
    command = RecordSideSanction(
        track=Track.SERVICE,
        kind="PL1",
        subject_id=town.staff.id,
        decided_on=OPENS.date(),
        letter_number="800/1/2026",
        reason=REASON,
        obligation="Pasal 15 huruf g",
    )
    record_side_sanction(command, actor=town.hr, now=OPENS)


def _carry_out(town: Town) -> None:
    """The town's case answered with a heavier kind: measures to carry out, and an upload."""
    file_objection(town.case_id, "Tidak benar.", actor=town.actor(town.staff), now=later(5))
    answer = DecideRemedy(outcome=RemedyOutcome.AGGRAVATED, reason=REASON, kind=Kind.S1)
    answer_remedy(town.case_id, answer, actor=town.actor(town.chief), now=later(10))


@pytest.fixture
def stranger(town: Town, app: Flask) -> Iterator[FlaskClient]:
    """The browser of somebody who heads a unit, has staff and holds every role elsewhere."""
    unit = make_unit(make_agency())
    person = make_person(unit, is_unit_head=True)
    make_person(unit, person)
    account = make_account(person)
    for role in Role:
        grant(account.id, role)
    _save(CalendarYear(agency_id=unit.agency_id, year=2027, loaded_at=OPENS))
    key = open_session(account.id, device="uji", life=A_MONTH, now=OPENS)
    with time_machine.travel(OPENS, tick=False), app.test_client() as client:
        with client.session_transaction() as kept:
            kept.update(_user_id=key, _fresh=True)
        yield client


def addresses(app: Flask, town: Town) -> Iterator[tuple[str, str, str]]:
    """Every address with a part of its own: method, address and view."""
    routes = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        guard = guard_of(app.view_functions[rule.endpoint])
        if not rule.arguments or guard is None or guard.kind == "public":
            continue
        if rule.endpoint in ABOUT_NOBODY:
            continue
        parts = {name: _record(rule, name, town) for name in rule.arguments}
        path = routes.build(rule.endpoint, parts, method=next(iter(rule.methods or ())))
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            yield method, path, rule.endpoint


def _record(rule: Rule, name: str, town: Town) -> Any:
    if name in PLAIN:
        return PLAIN[name]
    if name == "token":
        return town.draft
    column = NAMED.get(name)
    if column is None:
        column = NAMED[f"{rule.endpoint.partition('.')[0]}.{name}"]
    found = session().scalar(
        select(func.max(column)).where(column.class_.agency_id == town.agency.id)
    )
    assert found is not None, f"the town has no {name} yet"
    return found


def test_every_office_elsewhere_opens_nothing_here(
    app: Flask, town: Town, stranger: FlaskClient
) -> None:
    asked = list(addresses(app, town))
    events = session().scalar(select(func.count(AuditEvent.id)))
    session().rollback()
    wrong = {}
    for method, path, view in asked:
        status = stranger.open(path, method=method, data=TYPED.get(view)).status_code
        if status != 404:
            wrong[f"{method} {path} ({view})"] = status
    assert wrong == {}
    assert len(asked) > 60
    assert session().scalar(select(func.count(AuditEvent.id))) == events

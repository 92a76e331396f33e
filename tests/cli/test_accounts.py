"""`neraca accounts`: codes printed once, the first roles, each as somebody or as the machine."""

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from ledger.cli.accounts import accounts
from ledger.domain.accounts import ActivateAccount
from ledger.domain.people import Role
from ledger.gateways.resources import EXTENSION
from ledger.models.people import Account, ActivationCode, Agency, Person, RoleGrant
from ledger.services.accounts import activate_account
from ledger.services.sessions import SessionRules
from tests.factories import make_account, make_agency, make_person, make_unit

CODE = re.compile(r"Kode +([0-9A-Z-]{19})\n")


@pytest.fixture
def person(app: Flask) -> Person:
    unit = make_unit(make_agency(), code="U000")
    return make_person(unit, name="Siti", nip="197907172005022003")


@pytest.fixture
def neraca(app: Flask):
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(accounts, arguments, obj=app.extensions[EXTENSION])

    return run


def test_printed_code_opens_the_account(neraca, person: Person):
    result = neraca("invite", "--unit", "U000")
    assert result.exit_code == 0
    assert "Siti  ·  197907172005022003" in result.output
    code = CODE.search(result.output)[1]
    assert f"http://127.0.0.1:8000/aktivasi/{code}" in result.output
    command = ActivateAccount(code=code, password="kuda hijau di loket")
    assert activate_account(command, rules=SessionRules(secret="x"), now=datetime.now(UTC))


def test_invitation_covers_the_unit_alone_or_with_all_below(
    neraca, person: Person, session: Session
):
    make_person(make_unit(session.get(Agency, person.agency_id), person.unit))
    assert len(CODE.findall(neraca("invite", "--unit", "U000").output)) == 1
    assert len(CODE.findall(neraca("invite", "--unit", "U000", "--below").output)) == 2
    assert len(CODE.findall(neraca("invite", "--nip", person.nip).output)) == 1


def test_nobody_left_to_invite_is_said(neraca, person: Person, session: Session):
    make_account(person)
    assert "semua sudah punya akun aktif" in neraca("invite", "--unit", "U000").output
    assert session.query(ActivationCode).count() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("invite",), "siapa yang diundang"),
        (("invite", "--unit", "U999"), "Unit kerja U999 tidak ada"),
        (("invite", "--nip", "199001012015012009"), "199001012015012009"),
        (("reset", "--nip", "199001012015012009"), "tidak ada di instansi ini"),
        (("reset", "--nip", "197907172005022003"), "belum punya akun aktif"),
        (("grant-role", "--nip", "197907172005022003", "--role", "hr"), "belum punya akun"),
        (("grant-role", "--nip", "197907172005022003", "--role", "raja"), "raja"),
    ],
)
def test_command_that_cannot_be_done_says_why(neraca, person: Person, arguments, said: str):
    result = neraca(*arguments)
    assert result.exit_code != 0
    assert said in result.output


def test_reset_prints_a_code_for_the_desk(neraca, person: Person, session: Session):
    make_account(person)
    result = neraca("reset", "--nip", "19790717 200502 2 003")
    assert "/sandi/baru/" in result.output
    assert session.query(ActivationCode).one().purpose == "desk_reset"


def test_first_role_is_given_by_the_machine_and_the_next_by_a_person(
    neraca, person: Person, session: Session
):
    account = make_account(person)
    assert neraca("grant-role", "--nip", person.nip, "--role", "hr").exit_code == 0
    other = make_account(make_person(person.unit))
    nip = session.get(Person, other.person_id).nip
    arguments = ("grant-role", "--nip", nip, "--role", "unit_admin", "--unit", "U000")
    assert neraca(*arguments, "--as", person.nip).exit_code == 0
    grants = session.query(RoleGrant).order_by(RoleGrant.id).all()
    assert [(one.role, one.granted_by) for one in grants] == [
        (Role.HR, None),
        (Role.UNIT_ADMIN, account.id),
    ]
    assert neraca("invite", "--unit", "U000", "--as", nip).exit_code == 1
    assert session.query(Account).count() == 2

"""Staff, units, roles, acting heads and conflicts over HTTP, each with its refused third person."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.people import Capacity, Role
from ledger.models.people import (
    Account,
    ActingAppointment,
    ActivationCode,
    ConflictDeclaration,
    Person,
    RoleGrant,
)
from tests.factories import make_account, make_agency, make_person, make_unit
from tests.statements import listening
from tests.visits import sign_in


class Office:
    """HR of the whole agency, HR of one bidang, a clerk, and a head of another bidang."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.agency = make_agency()
        self.dinas = make_unit(self.agency, name="Dinas Contoh")
        self.bidang = make_unit(self.agency, self.dinas, name="Bidang Satu")
        self.other = make_unit(self.agency, self.dinas, name="Bidang Dua")
        self.officer = make_person(self.dinas, name="Petugas", nip="197907172005022003")
        self.local = make_person(self.bidang, name="Petugas Bidang")
        self.clerk = make_person(self.bidang, name="Siti Contoh", nip="199001012015012004")
        self.head = make_person(self.other, name="Wayan", is_unit_head=True)
        self.hr = self.client(self.officer, Role.HR)
        self.local_hr = self.client(self.local, Role.HR, unit_id=self.bidang.id)
        self.clerk_account = make_account(self.clerk)
        self.third = sign_in(app.test_client(), self.clerk_account)

    def client(self, person: Person, role: Role, unit_id: int | None = None) -> FlaskClient:
        account: Account = make_account(person)
        with transaction() as work:
            work.add(
                RoleGrant(
                    agency_id=person.agency_id,
                    account_id=account.id,
                    role=role,
                    unit_id=unit_id,
                    valid_from=date(2025, 1, 1),
                )
            )
        return sign_in(self.app.test_client(), account)


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


HR_PAGES = (
    "/pegawai",
    "/pegawai/tanpa-atasan",
    "/pegawai/{clerk}",
    "/pegawai/{clerk}/ubah",
    "/pegawai/{clerk}/atasan",
    "/pegawai/{clerk}/penilai",
    "/peran",
    "/peran/baru",
    "/penugasan",
    "/penugasan/baru",
)
EVERYBODYS_PAGES = ("/", "/unit", "/konflik", "/konflik/baru")


@pytest.mark.parametrize("page", HR_PAGES)
def test_page_of_hr_is_refused_to_others(office: Office, page: str):
    address = page.format(clerk=office.clerk.id)
    assert office.hr.get(address).status_code == 200
    assert office.third.get(address).status_code == 403
    assert office.app.test_client().get(address).status_code == 302


@pytest.mark.parametrize("page", EVERYBODYS_PAGES)
def test_page_of_everybody_needs_an_account(office: Office, page: str):
    assert office.third.get(page).status_code == 200
    assert office.app.test_client().get(page).status_code == 302


@pytest.mark.parametrize("page", [*HR_PAGES, *EVERYBODYS_PAGES])
def test_page_asks_little_of_the_database_however_many_people(office: Office, page: str):
    address = page.format(clerk=office.clerk.id)
    for _ in range(15):
        make_person(make_unit(office.agency, office.dinas))
    with listening() as statements:
        assert office.hr.get(address).status_code == 200
    assert len(statements) <= 12, statements


@pytest.mark.parametrize(
    "address",
    [
        "/pegawai/{clerk}/undang",
        "/pegawai/{clerk}/atur-ulang",
        "/pegawai/{clerk}/ubah",
        "/pegawai/{clerk}/atasan",
        "/pegawai/{clerk}/atasan/pohon",
        "/pegawai/{clerk}/penilai",
        "/pegawai/{clerk}/penilai/atasan",
        "/peran/baru",
        "/peran/1/cabut",
        "/penugasan/baru",
        "/penugasan/1/akhiri",
        "/konflik/1/tarik",
    ],
)
def test_act_of_hr_is_refused_to_others(office: Office, session: Session, address: str):
    answer = office.third.post(address.format(clerk=office.clerk.id))
    assert answer.status_code == 403
    assert session.query(ActivationCode).count() == 0
    assert session.query(RoleGrant).count() == 2


def test_staff_are_found_by_name_number_and_unit(office: Office):
    for query in ("q=siti", "q=19900101 2015", f"unit={office.bidang.id}"):
        page = office.hr.get(f"/pegawai?{query}").text
        assert "Siti Contoh" in page
        assert "Wayan" not in page
    assert "Tidak ada yang cocok" in office.hr.get("/pegawai?q=tidakada").text


def test_local_hr_reaches_only_its_units(office: Office):
    page = office.local_hr.get("/pegawai").text
    assert "Siti Contoh" in page
    assert "Wayan" not in page
    assert office.local_hr.get(f"/pegawai/{office.clerk.id}").status_code == 200
    assert office.local_hr.get(f"/pegawai/{office.head.id}").status_code == 404


def test_person_of_another_agency_is_nobody(office: Office):
    stranger = make_person(make_unit(make_agency()))
    assert office.hr.get(f"/pegawai/{stranger.id}").status_code == 404


def test_record_is_changed_and_errors_keep_what_was_typed(office: Office, session: Session):
    address = f"/pegawai/{office.clerk.id}/ubah"
    typed = {"name": "-", "title_after": "S.E.", "unit_id": office.bidang.id}
    refused = office.hr.post(address, data=typed)
    assert refused.status_code == 422
    assert 'value="S.E."' in refused.text
    assert office.hr.post(address, data={**typed, "name": "Siti"}).status_code == 303
    session.expire_all()
    assert session.get(Person, office.clerk.id).title_after == "S.E."
    assert "Data pegawai diubah" in office.hr.get(f"/pegawai/{office.clerk.id}").text


def test_superior_is_corrected_by_choosing_among_matches(office: Office, session: Session):
    twin = make_person(office.dinas, name="Wayan Kedua")
    address = f"/pegawai/{office.clerk.id}/atasan"
    asked = office.hr.post(address, data={"superior": "wayan", "source": "SK 800/3"})
    assert asked.status_code == 422
    assert "Pilih salah satu pegawai yang cocok" in asked.text
    assert f'value="{twin.id}"' in asked.text
    typed = {"superior": "wayan", "superior_id": office.head.id, "source": "SK 800/3"}
    assert office.hr.post(address, data=typed).status_code == 303
    session.expire_all()
    assert session.get(Person, office.clerk.id).superior_id == office.head.id
    assert office.hr.post(f"{address}/pohon").status_code == 303
    session.expire_all()
    assert session.get(Person, office.clerk.id).superior_source == "tree"


def test_appraiser_is_named_shown_to_both_and_given_back(office: Office):
    person = f"/pegawai/{office.clerk.id}"
    bare = office.hr.post(f"{person}/penilai", data={"appraiser": "Wayan", "valid_from": "32/1"})
    assert bare.status_code == 422
    assert 'value="Wayan"' in bare.text
    typed = {"appraiser": office.head.nip, "source": "SK 800/4", "valid_from": "2/1/2026"}
    assert office.hr.post(f"{person}/penilai", data=typed).status_code == 303
    assert "Wayan · SK 800/4, sejak 2 Januari 2026" in office.hr.get(person).text
    assert "Wayan" in office.third.get("/akun").text
    assert office.hr.post(f"{person}/penilai/atasan").status_code == 303
    assert "SK 800/4" not in office.hr.get(person).text
    assert "Wayan" not in office.third.get("/akun").text


def test_nobody_with_that_name_is_told_at_the_field(office: Office):
    address = f"/pegawai/{office.clerk.id}/atasan"
    answer = office.hr.post(address, data={"superior": "zzz", "source": "SK 1"})
    assert 'href="#field-superior"' in answer.text
    assert "Tidak ada pegawai dengan NIP atau nama itu" in answer.text


def test_invitation_shows_the_code_once(office: Office, session: Session):
    answer = office.hr.post(f"/pegawai/{office.head.id}/undang")
    assert answer.status_code == 200
    assert "http://127.0.0.1:8000/aktivasi/" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert session.query(ActivationCode).one().purpose == "invitation"
    assert office.hr.post(f"/pegawai/{office.clerk.id}/undang").status_code == 409


def test_reset_at_the_desk_shows_the_code(office: Office, session: Session):
    answer = office.hr.post(f"/pegawai/{office.clerk.id}/atur-ulang")
    assert "/sandi/baru/" in answer.text
    assert session.query(ActivationCode).one().purpose == "desk_reset"
    assert office.hr.post(f"/pegawai/{office.officer.id}/atur-ulang").status_code == 403


def test_role_is_given_and_taken(office: Office, session: Session):
    typed = {
        "person": office.clerk.nip,
        "role": "unit_admin",
        "unit_id": office.bidang.id,
        "valid_from": "1/1/2026",
        "last_day": "31/12/2026",
    }
    assert office.hr.post("/peran/baru", data=typed).status_code == 303
    grant = session.query(RoleGrant).order_by(RoleGrant.id.desc()).first()
    assert (grant.role, grant.valid_until) == (Role.UNIT_ADMIN, date(2027, 1, 1))
    assert "sampai 31 Desember 2026" in office.hr.get("/peran").text
    twice = office.hr.post("/peran/baru", data=typed)
    assert twice.status_code == 422
    assert "sudah memegang peran itu" in twice.text
    assert office.hr.post(f"/peran/{grant.id}/cabut").status_code == 303


def test_role_to_oneself_is_refused_with_the_form_kept(office: Office):
    typed = {"person": office.officer.nip, "role": "auditor", "valid_from": "1/1/2026"}
    answer = office.hr.post("/peran/baru", data=typed)
    assert answer.status_code == 422
    assert "Peran harus diberikan oleh orang lain" in answer.text


def test_acting_head_is_appointed_and_ended(office: Office, session: Session):
    typed = {
        "unit_id": office.bidang.id,
        "person": office.clerk.nip,
        "capacity": "plh",
        "letter_number": "800/12/BKD/2026",
        "valid_from": "1/11/2025",
    }
    assert office.hr.post("/penugasan/baru", data=typed).status_code == 303
    appointment = session.query(ActingAppointment).one()
    assert appointment.capacity is Capacity.PLH
    assert "Plh. Siti Contoh" in office.hr.get("/unit").text
    assert "Bertindak sebagai Plh." in office.third.get("/").text
    again = office.hr.post("/penugasan/baru", data=typed)
    assert "Jabatan ini sudah diisi Plt./Plh." in again.text
    assert office.hr.post(f"/penugasan/{appointment.id}/akhiri").status_code == 303
    assert "Plh. Siti Contoh" not in office.hr.get("/unit").text


def test_conflict_is_declared_for_oneself_and_seen_by_both(office: Office, session: Session):
    typed = {"other": office.head.nip, "kind": "family", "person": office.officer.nip}
    assert office.third.post("/konflik/baru", data=typed).status_code == 303
    declared = session.query(ConflictDeclaration).one()
    assert (declared.person_id, declared.other_person_id) == (office.clerk.id, office.head.id)
    assert "Wayan" in office.third.get("/konflik").text
    head = sign_in(office.app.test_client(), make_account(office.head))
    assert "Siti Contoh" in head.get("/konflik").text
    assert office.hr.post(f"/konflik/{declared.id}/tarik").status_code == 303
    assert session.query(ConflictDeclaration).count() == 0


def test_conflict_is_declared_by_hr_for_somebody(office: Office, session: Session):
    typed = {"person": office.clerk.nip, "other": office.head.nip, "kind": "business"}
    assert office.hr.post("/konflik/baru", data=typed).status_code == 303
    assert session.query(ConflictDeclaration).one().person_id == office.clerk.id


def test_points_on_a_day_are_for_hr_over_the_person(office: Office):
    path = f"/pegawai/{office.clerk.id}/poin"
    page = office.hr.get(f"{path}?at=2026-06-30&counted=effective")
    assert "Poin pada akhir 30 Juni 2026" in page.text
    assert office.local_hr.get(path).status_code == 200
    assert office.third.get(path).status_code == 403
    assert office.local_hr.get(f"/pegawai/{office.head.id}/poin").status_code == 404


def test_points_on_a_day_that_is_none_are_asked_again(office: Office):
    page = office.hr.get(f"/pegawai/{office.clerk.id}/poin?at=31/2/2026&counted=decided")
    assert page.status_code == 422
    assert "Tanggal ini tidak ada di kalender" in page.text
    assert "31/2/2026" in page.text

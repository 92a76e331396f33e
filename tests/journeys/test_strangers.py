"""What belongs to somebody else is not there."""

import pytest
from sqlalchemy import func, select

from ledger.database import session
from ledger.models.documents import Document
from ledger.models.violations import ViolationReport
from tests.journeys.serving import Site


def addresses(site: Site) -> list[str]:
    """One of everything that is about somebody."""
    with site.app.app_context():
        papers = session().scalars(select(Document.id).where(Document.person_id.is_not(None)))
        report = session().scalar(select(func.min(ViolationReport.id)))
        documents = [f"/dokumen/{one}{end}" for one in papers for end in ("", ".pdf")]
    case, proposal = site.town.case_id, site.town.waiting[0]
    return [
        *documents,
        f"/capaian/entri/{site.town.entry_of_staff}",
        f"/capaian/entri/{site.town.entry_of_staff}/bukti",
        f"/kasus/{case}",
        f"/kasus/{case}/keputusan",
        f"/kasus-saya/{case}",
        f"/keputusan/{proposal}",
        f"/tanggapan/{proposal}",
        f"/laporan/{report}",
    ]


@pytest.mark.parametrize("name", ["stranger", "operator"])
def test_third_person_finds_nothing(site: Site, name: str):
    page = site.enter(name)
    asked = addresses(site)
    found = {path: page.request.get(path).status for path in asked}
    assert {path for path, status in found.items() if status != 404} == set()
    assert len(found) > 10


def test_nobody_is_asked_to_sign_in_first(site: Site):
    page = site.visit()
    for path in addresses(site):
        answer = page.request.get(path, max_redirects=0)
        assert answer.status == 302
        assert answer.headers["location"].startswith("/masuk")

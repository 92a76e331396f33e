"""A recap of which an entry was reversed: HR has it corrected, and anybody learns of it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ledger.database import session
from ledger.domain.documents import DocumentKind, show_code
from ledger.domain.entries import EntryKind
from ledger.gateways.resources import EXTENSION
from ledger.models.documents import Document
from ledger.models.entries import Entry
from ledger.services.documents import issue_document
from ledger.services.reversals import reverse_entry
from tests.blueprints.test_recaps import ask, build, grant, only_recap
from tests.factories import NOW
from tests.standings import Story
from tests.visits import leave, sign_in

REASON = "Penerimanya keliru, yang benar pegawai lain."


@pytest.fixture
def story(app: Flask) -> Story:
    story = Story(quota=1000)
    grant(story, story.officer, None)
    return story


@pytest.fixture
def page(story: Story, client: FlaskClient, app: Flask) -> str:
    """The address of an issued recap with two awards, before HR."""
    sign_in(client, story.accounts[story.officer.id])
    story.award(story.staff, 25)
    story.award(story.mate, 25)
    address = ask(client)
    build(app, only_recap(story).id)
    return address


def take_back(story: Story) -> None:
    first = select(Entry.uid).where(Entry.kind == EntryKind.AWARD_POINTS).order_by(Entry.id)
    uid = session().scalars(first.limit(1)).one()
    later = NOW + timedelta(milliseconds=1)
    reverse_entry(uid, reason=REASON, proposal_id=None, actor=story.system, now=later)


def papers() -> dict[DocumentKind, Document]:
    session().rollback()
    session().expire_all()
    return {paper.kind: paper for paper in session().scalars(select(Document))}


def test_affected_recap_is_corrected_and_both_codes_say_so(page, story, client, app):
    assert "perlu dikoreksi" not in client.get(page).text
    take_back(story)
    assert "Perlu dikoreksi" in client.get("/rekap").text
    assert "Rekap ini perlu dikoreksi" in client.get(page).text
    assert client.post(f"{page}/koreksi").status_code == 303
    paper = papers()[DocumentKind.RECAP_CORRIGENDUM]
    files = app.extensions[EXTENSION].files
    issue_document(paper.id, files=files, public_url="http://localhost", now=NOW)
    told = client.get(page).text
    assert "Rekap ini sudah dikoreksi" in told
    assert f"/dokumen/{paper.id}" in told
    assert "Terbit, dikoreksi" in client.get("/rekap").text
    assert client.get(f"/dokumen/{paper.id}.pdf").data.startswith(b"%PDF-")
    leave(client)
    recap, paper = papers()[DocumentKind.RECAP], papers()[DocumentKind.RECAP_CORRIGENDUM]
    of_recap = client.get(f"/verifikasi/{show_code(recap.verification_code)}").text
    assert f"dikoreksi oleh {paper.number}" in of_recap
    of_paper = client.get(f"/verifikasi/{show_code(paper.verification_code)}").text
    assert recap.number in of_paper
    assert "masih berlaku" in of_paper


def test_recap_that_nothing_touched_is_not_corrected(page, client):
    answer = client.post(f"{page}/koreksi")
    assert answer.status_code in (409, 422)
    assert "Tidak ada entri rekap ini yang dikoreksi" in answer.text
    assert DocumentKind.RECAP_CORRIGENDUM not in papers()


def test_third_person_corrects_no_recap(page, story, client):
    take_back(story)
    sign_in(client, story.accounts[story.staff.id])
    assert client.post(f"{page}/koreksi").status_code == 403
    assert DocumentKind.RECAP_CORRIGENDUM not in papers()

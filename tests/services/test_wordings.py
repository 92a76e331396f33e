"""Words are written by one person and put in force by another; papers keep the words they have."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentKind
from ledger.domain.people import Role
from ledger.domain.wordings import WordingState, default_texts, texts_sha256
from ledger.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RuleRefused,
)
from ledger.models.events import AuditEvent
from ledger.models.people import Unit
from ledger.models.wordings import Wording
from ledger.services.paper_words import EXPECTATIONS, certificate_words, guidance_words
from ledger.services.wordings import activate_wording, draft_wording, words_for
from tests import factories
from tests.conftest import NOW
from tests.documents.samples import LETTERHEAD, SITI

KIND = DocumentKind.CERTIFICATE
OWN = {**default_texts(KIND), "given": "dengan bangga {instansi} memberikan kepada"}


@pytest.fixture
def unit(session: Session) -> Unit:
    return factories.make_unit(factories.make_agency())


@pytest.fixture
def author(unit: Unit) -> Actor:
    return hr_of(unit)


@pytest.fixture
def second(unit: Unit) -> Actor:
    return hr_of(unit)


def hr_of(unit: Unit) -> Actor:
    return factories.make_actor(factories.make_person(unit), Role.HR)


def draft(author: Actor, texts: dict[str, str] = OWN) -> int:
    return draft_wording(KIND, texts, actor=author, now=NOW)


def put_in_force(author: Actor, second: Actor, texts: dict[str, str] = OWN) -> int:
    wording_id = draft(author, texts)
    activate_wording(wording_id, seen=texts_sha256(texts), actor=second, now=NOW)
    return wording_id


def test_words_come_into_force_by_a_second_person(
    author: Actor, second: Actor, session: Session
) -> None:
    assert words_for(author.agency_id, KIND, {}) == (0, {})
    put_in_force(author, second)
    words = certificate_words(author.agency_id, SITI, LETTERHEAD, reason="atas jasanya")
    assert words["given_text"] == f"dengan bangga {LETTERHEAD.agency} memberikan kepada"
    assert (words["reason"], words["wording_version"]) == ("atas jasanya", 1)
    tags = [tag for (tag,) in session.query(AuditEvent.tag).order_by(AuditEvent.id)]
    assert tags == ["wording:wording:drafted", "wording:wording:activated"]


def test_author_does_not_put_own_words_in_force(author: Actor, session: Session) -> None:
    wording_id = draft(author)
    with pytest.raises(Forbidden):
        activate_wording(wording_id, seen=texts_sha256(OWN), actor=author, now=NOW)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(
            text("UPDATE wording SET state='active', activated_by=author_id, activated_at=:now"),
            {"now": NOW},
        )
    assert refusal.value.constraint == "ck_wording_activated_by_another"
    assert session.query(Wording.state).one() == (WordingState.DRAFT,)


def test_words_that_changed_since_they_were_read_are_not_put_in_force(
    author: Actor, second: Actor
) -> None:
    wording_id = draft(author)
    assert draft(author, {**OWN, "because": "atas jasanya"}) == wording_id
    with pytest.raises(Conflict):
        activate_wording(wording_id, seen=texts_sha256(OWN), actor=second, now=NOW)


def test_next_version_retires_the_one_before(
    author: Actor, second: Actor, session: Session
) -> None:
    first = put_in_force(author, second)
    put_in_force(second, author, default_texts(KIND))
    states = session.query(Wording.version, Wording.state).order_by(Wording.version).all()
    assert states == [(1, WordingState.RETIRED), (2, WordingState.ACTIVE)]
    with pytest.raises(InvalidTransition):
        activate_wording(first, seen=texts_sha256(OWN), actor=second, now=NOW)


@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        ("UPDATE wording SET texts = '{}'", "tg_wording_fixed"),
        ("UPDATE wording SET version = 7", "tg_wording_fixed"),
        ("UPDATE wording SET state = 'draft'", "tg_wording_walks_its_states"),
        ("DELETE FROM wording", "tg_wording_kept"),
    ],
)
def test_words_in_force_stay_as_they_are(
    author: Actor, second: Actor, attack: str, constraint: str
) -> None:
    put_in_force(author, second)
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.execute(text(attack))
    assert refusal.value.constraint == constraint


def test_words_never_begin_in_force(author: Actor, second: Actor) -> None:
    with pytest.raises(RuleRefused) as refusal, transaction() as work:
        work.add(
            Wording(
                agency_id=author.agency_id,
                kind=KIND,
                version=1,
                state=WordingState.ACTIVE,
                texts=OWN,
                author_id=author.person_id or 0,
                written_at=NOW,
                activated_by=second.person_id,
                activated_at=NOW,
            )
        )
    assert refusal.value.constraint == "tg_wording_begins_as_draft"


def test_words_without_what_they_must_name_are_not_kept(author: Actor, session: Session) -> None:
    with pytest.raises(InvalidInput) as refusal:
        draft(author, {**OWN, "deed": "atas jasanya"})
    assert set(refusal.value.fields) == {"deed"}
    assert session.query(Wording.id).count() == 0


def test_only_hr_of_the_agency_chooses_words(author: Actor, unit: Unit, session: Session) -> None:
    wording_id = draft(author)
    colleague = factories.make_actor(factories.make_person(unit))
    stranger = hr_of(factories.make_unit(factories.make_agency()))
    seen = texts_sha256(OWN)
    with pytest.raises(Forbidden):
        draft(colleague)
    with pytest.raises(Forbidden):
        activate_wording(wording_id, seen=seen, actor=colleague, now=NOW)
    with pytest.raises(NotFound):
        activate_wording(wording_id, seen=seen, actor=stranger, now=NOW)
    assert session.query(Wording.state).one() == (WordingState.DRAFT,)


def test_guidance_letter_names_its_last_day_in_the_words_of_the_agency(
    author: Actor, second: Actor
) -> None:
    kind = DocumentKind.GUIDANCE_LETTER
    whom = {"response_to": "Kepala Dinas", "until_text": "7 Desember 2026"}
    before = guidance_words(author.agency_id, SITI, LETTERHEAD, **whom)
    assert (before["expectations"], before["right_text"]) == (EXPECTATIONS, "")
    own = {
        **default_texts(kind),
        "right": "Tanggapi kepada {kepada} sampai {batas}.",
        "expectations": "Datang tepat waktu.\n\nMenyapa warga.",
    }
    wording_id = draft_wording(kind, own, actor=author, now=NOW)
    activate_wording(wording_id, seen=texts_sha256(own), actor=second, now=NOW)
    words = guidance_words(author.agency_id, SITI, LETTERHEAD, **whom)
    assert words["right_text"] == "Tanggapi kepada Kepala Dinas sampai 7 Desember 2026."
    assert words["expectations"] == ("Datang tepat waktu.", "Menyapa warga.")

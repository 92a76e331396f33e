"""A certificate goes with its entry: revoked with the old one, given with the new one."""

from flask import Flask
from sqlalchemy import select

from ledger.database import session, transaction
from ledger.domain.documents import DocumentKind, DocumentState
from ledger.domain.facts import FactKind
from ledger.domain.reratings import LineState, ReratingState
from ledger.models.documents import Document
from ledger.models.people import Person
from tests.factories import NOW
from tests.inspecting import work_off
from tests.reratings import DAYS, RICHER, TEXT, Past, batch, lines, points_of, run

UNGGUL = "      badge: {code: kinerja-unggul"
PAPERED = RICHER.replace(UNGGUL, f"      points: {{amount: 5, to: person}}\n{UNGGUL}")


def rated_twice(past: Past) -> None:
    """Two very good ratings: a badge and a certificate, whose new version adds points."""
    fields = {"predicate": "very_good", "work": 1, "behaviour": 1}
    for day in DAYS[:2]:
        past.approve(*past.tell(FactKind.PERFORMANCE_RATED, past.staff, day, **fields))


def papers() -> list[Document]:
    session().rollback()
    session().expire_all()
    found = session().scalars(
        select(Document).where(Document.kind == DocumentKind.CERTIFICATE).order_by(Document.id)
    )
    return list(found)


def test_certificate_is_revoked_with_its_entry_and_comes_anew_with_the_next(app: Flask):
    past = Past(PAPERED)
    rated_twice(past)
    work_off(app, NOW)
    (paper,) = papers()
    assert paper.state is DocumentState.ISSUED
    number = past.ask()
    assert {line.note for line in lines(number)} == {""}
    past.settle(number)
    assert run(number) == {"done": 2}
    work_off(app, NOW)
    old, new = papers()
    line = next(one for one in lines(number) if one.rule_code == "kinerja-sangat-baik")
    assert (old.entry_uid, old.state) == (line.reverses_uid, DocumentState.REVOKED)
    assert (new.entry_uid, new.state) == (line.entry_uid, DocumentState.ISSUED)
    assert (new.person_id, new.number != old.number) == (past.staff.id, True)
    assert points_of(past.staff.id) == 30


MENTOR = "tier: perunggu, name: Pendamping}\n"


def test_certificate_that_alone_is_new_comes_with_the_entry_given_again(app: Flask):
    past = Past(TEXT.replace(MENTOR, f"{MENTOR}      document: certificate\n"))
    for day in DAYS:
        past.approve(*past.tell(FactKind.MENTORING_COMPLETED, past.staff, day, hours=4))
    number = past.ask()
    (line,) = lines(number)
    before, after = (line.points_before, line.badge_before), (line.points_after, line.badge_after)
    assert (line.note, before) == ("", after)
    past.settle(number)
    assert run(number) == {"done": 1}
    work_off(app, NOW)
    (paper,) = papers()
    assert (paper.entry_uid, paper.state) == (line.entry_uid, DocumentState.ISSUED)
    assert points_of(past.staff.id) == 30
    assert batch(past.ask()).state is ReratingState.EMPTY


def test_certificate_that_alone_is_left_out_is_revoked(app: Flask):
    head, rated, rest = TEXT.partition("  - code: kinerja-sangat-baik")
    past = Past(head + rated + rest.replace("      document: certificate\n", "", 1))
    rated_twice(past)
    work_off(app, NOW)
    number = past.ask()
    (line,) = lines(number)
    assert (line.rule_code, line.is_given) == ("kinerja-sangat-baik", True)
    past.settle(number)
    assert run(number) == {"done": 1}
    work_off(app, NOW)
    (paper,) = papers()
    assert (paper.entry_uid, paper.state) == (line.reverses_uid, DocumentState.REVOKED)
    assert batch(past.ask()).state is ReratingState.EMPTY


def test_certificate_that_nobody_may_sign_leaves_its_line_undone(app: Flask):
    past = Past(PAPERED)
    rated_twice(past)
    number = past.ask()
    past.settle(number)
    with transaction() as work:
        work.get_one(Person, past.governor.id).is_unit_head = False
    assert run(number) == {"done": 1, "refused": 1}
    (refused,) = [one for one in lines(number) if one.state is LineState.REFUSED]
    assert "tidak dapat ditandatangani" in refused.refusal
    assert points_of(past.staff.id) == 25
    assert len(papers()) == 1

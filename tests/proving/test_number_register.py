"""Sixteen who number papers around the turn of the year, take some back and are killed."""

import random
from collections import defaultdict
from datetime import date
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from ledger.database import db, session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.documents import DocumentKind, DocumentState, PrepareDocument
from ledger.models.documents import Document, NumberRegister
from ledger.models.people import Agency, Unit
from ledger.services.documents import prepare_document
from tests.documents.samples import make_certificate
from tests.factories import NOW, make_agency, make_unit
from tests.proving.crews import Crew, Hand, Work, crew
from tests.proving.drills import Tell
from tests.proving.sizes import NUMBER_KILLS, NUMBERS

CLERKS = 16
#: So many of the transactions come to nothing at the very end.
TAKEN_BACK = 0.2
DAYS = (date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 4))
SECONDS = 0.05


class Unlucky(Exception):
    """The caller's transaction comes to nothing."""


def clerk(app: Flask, agency_id: int, unit_ids: tuple[int, ...]) -> Work:
    context = make_certificate(number="", verification_url="").to_mapping()

    def number(source_key: str, unit_id: int, day: date) -> int:
        command = PrepareDocument(
            kind=DocumentKind.CERTIFICATE,
            source_key=source_key,
            unit_id=unit_id,
            dated_on=day,
            context=context,
        )
        return prepare_document(command, actor=system_actor(agency_id), now=NOW)

    def work(hand: Hand) -> None:
        with app.app_context():
            for turn in count(len(hand.notes)):
                if not hand.is_wanted:
                    break
                key = f"clerk:{hand.number}:{turn}"
                # Whoever replaces a killed clerk decides the same, and asks for the same.
                chance = random.Random(key)
                day = chance.choice(DAYS)
                # Half of them number in the other order, which must not make a ring of waiting.
                order = chance.sample(unit_ids, len(unit_ids))
                try:
                    with transaction():
                        ids = [number(f"{key}:{unit_id}", unit_id, day) for unit_id in order]
                        if chance.random() < TAKEN_BACK:
                            raise Unlucky
                    hand.note(" ".join(map(str, ids)))
                except Unlucky:
                    hand.note("taken back")
            db.session.remove()

    return work


def kept_in(group: Crew) -> list[int]:
    """The papers that somebody was told are numbered."""
    lines = [note for note in group.notes if note != "taken back"]
    return [int(number) for line in lines for number in line.split(" ")]


def test_numbers_stay_whole_under_rollbacks_kills_and_a_new_year(
    app: Flask, tmp_path: Path, tell: Tell
) -> None:
    agency = make_agency()
    unit_ids = _units(agency)
    agency_id, chance = agency.id, random.Random(4)
    session().rollback()
    with crew(tmp_path / "crew", clerk(app, agency_id, unit_ids), CLERKS) as group:
        for _ in range(NUMBER_KILLS):
            group.kill(chance.randrange(CLERKS), chance, longest_seconds=SECONDS)
        group.wait_for_notes(NUMBERS)
        group.go_home()
    papers = session().scalars(select(Document).where(Document.agency_id == agency_id)).all()
    assert sorted(paper.id for paper in papers) == sorted(kept_in(group))
    assert {paper.state for paper in papers} == {DocumentState.NUMBERED}
    require_dense(papers)
    tell(
        f"{CLERKS} clerks, {TAKEN_BACK:.0%} rollbacks, {NUMBER_KILLS} kill -9, 2 years",
        f"{len(papers)} numbers: no gap, no double, none lost",
    )


def require_dense(papers: list[Document]) -> None:
    """Per unit and year the numbers are 1, 2, 3 …, and the register stands at the last."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for paper in papers:
        found[paper.unit_id, paper.year].append(paper.sequence or 0)
    assert {year for _, year in found} == {day.year for day in DAYS}
    for numbers in found.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    registers = session().execute(
        select(NumberRegister.unit_id, NumberRegister.year, NumberRegister.last)
    )
    assert {(unit, year): last for unit, year, last in registers} == {
        place: len(numbers) for place, numbers in found.items()
    }
    assert len({paper.number for paper in papers}) == len(papers)


def _units(agency: Agency) -> tuple[int, ...]:
    units: list[Unit] = [make_unit(agency, letter_code=code) for code in ("DKPS", "B")]
    return tuple(unit.id for unit in units)

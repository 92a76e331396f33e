"""The page of a discipline case: sixty steps and forty exhibits beside a case of one step."""

import time
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from bench.crowds import FIRST_DAY, NOW, Crowd, crowded
from bench.measures import Measure, report, workspace
from bench.scenarios.standing import ROUNDS, signed_in, visited
from ledger.database import transaction
from ledger.domain.discipline.cases import CaseState
from ledger.domain.discipline.catalogue import Impact
from ledger.domain.discipline.exhibits import ExhibitKind
from ledger.models.cases import Allegation, Case, CaseStep
from ledger.models.exhibits import Exhibit

PEOPLE = 1_000
HEAD, SUBJECTS = 1, (2, 4)
#: Steps and exhibits of each case.
SIZES = {"1 step": (1, 0), "60 steps, 40 exhibits": (60, 40)}


def _fill(crowd: Crowd, subject_id: int, steps: int, exhibits: int) -> int:
    """A case of which the head of the unit is the superior, with so much in its file."""
    with transaction() as work:
        case = Case(
            agency_id=crowd.agency_id,
            number=f"KD-2026-{subject_id:06}",
            state=CaseState.OPENED,
            subject_id=subject_id,
            unit_id=1,
            superior_id=HEAD,
            known_on=FIRST_DAY,
            opened_at=NOW,
        )
        work.add(case)
        work.flush()
        allegation = Allegation(
            agency_id=crowd.agency_id,
            case_id=case.id,
            code="K3e",
            impact=Impact.UNIT.value,
            narrative="Meninggalkan loket selama tiga jam tanpa izin",
            happened_on=FIRST_DAY,
        )
        work.add(allegation)
        work.add_all(_step(case, number) for number in range(steps))
        work.add_all(_exhibit(case, number) for number in range(1, exhibits + 1))
        return case.id


def _step(case: Case, number: int) -> CaseStep:
    return CaseStep(
        agency_id=case.agency_id,
        case_id=case.id,
        event="add",
        from_state=case.state.value,
        to_state=case.state.value,
        at=NOW + timedelta(hours=number),
        person_id=HEAD,
    )


def _exhibit(case: Case, number: int) -> Exhibit:
    return Exhibit(
        agency_id=case.agency_id,
        case_id=case.id,
        position=number,
        kind=ExhibitKind.DOCUMENT,
        title=f"Bukti {number}",
        added_by=HEAD,
        added_at=NOW,
    )


def measured(folder: Path) -> list[Measure]:
    told: list[Measure] = []
    with crowded(folder / "crowd", PEOPLE) as (app, crowd):
        with app.app_context():
            ids = [
                _fill(crowd, subject_id, *size)
                for subject_id, size in zip(SUBJECTS, SIZES.values(), strict=True)
            ]
        head = signed_in(app, crowd.head_account)
        for name, case_id in zip(SIZES, ids, strict=True):
            told += visited(head, f"/kasus/{case_id}", name)
            told.append(Measure(f"{name}: processor", _processor(head, case_id), "ms"))
    return told


def _processor(client: FlaskClient, case_id: int) -> float:
    """What one visit costs where other work of the machine does not count."""
    started = time.process_time()
    for _ in range(ROUNDS):
        client.get(f"/kasus/{case_id}")
    return (time.process_time() - started) / ROUNDS * 1000


if __name__ == "__main__":
    with workspace() as place:
        report("Neraca, the page of a discipline case on SQLite", measured(place))

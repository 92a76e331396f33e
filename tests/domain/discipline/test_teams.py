from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.teams import (
    REQUIRED_ELEMENTS,
    Seat,
    TeamElement,
    TeamNeed,
    problems_of,
    team_need,
)
from ledger.domain.positions import PositionLevel

E, P = TeamElement, PositionLevel
SUBJECT = 1


def seat(person_id: int, element: TeamElement, level: PositionLevel = P.PENGAWAS, **more) -> Seat:
    return Seat(
        person_id=person_id, name=f"Pegawai {person_id}", element=element, level=level, **more
    )


WHOLE = (
    seat(10, E.SUPERIOR, is_chair=True),
    seat(11, E.OVERSIGHT),
    seat(12, E.PERSONNEL),
)


def problems(seats, level: PositionLevel = P.PENGAWAS, superior_id: int | None = 10, barred=()):
    return problems_of(
        seats,
        subject_id=SUBJECT,
        subject_level=level,
        superior_id=superior_id,
        superior_name="Pegawai 10",
        barred=barred,
    )


def test_i07_team_is_needed_for_heavy_free_for_medium_and_none_for_light() -> None:
    assert team_need(Level.RINGAN) is TeamNeed.NONE
    assert team_need(Level.SEDANG) is TeamNeed.OPTIONAL
    assert team_need(Level.BERAT) is TeamNeed.REQUIRED


def test_i08_whole_team_of_equals_is_accepted_and_may_have_others() -> None:
    assert problems(WHOLE) == ()
    assert problems((*WHOLE, seat(13, E.OTHER))) == ()


@pytest.mark.parametrize("kept", list(combinations(range(3), 2)))
def test_i08_team_without_one_of_the_three_elements_is_refused(kept: tuple[int, int]) -> None:
    seats = [seat(10 + one, WHOLE[one].element, is_chair=one == kept[0]) for one in kept]
    (missing,) = set(REQUIRED_ELEMENTS) - {one.element for one in seats}
    found = problems(seats, superior_id=10 if 0 in kept else None)
    assert len(found) == 1
    assert "Pasal 29" in found[0]
    assert missing


@given(subject=st.sampled_from(P), member=st.sampled_from(P))
def test_i08_no_member_stands_lower_than_the_person(subject: P, member: P) -> None:
    seats = (*WHOLE[:1], seat(11, E.OVERSIGHT, member), *WHOLE[2:])
    raised = tuple(
        seat(one.person_id, one.element, P.JPT_UTAMA, is_chair=one.is_chair)
        if one.person_id != 11
        else one
        for one in seats
    )
    assert (problems(raised, subject) == ()) == (member.rank >= subject.rank)


def test_i08_involved_member_and_the_person_are_refused_and_the_next_superior_is_named() -> None:
    assert len(problems(WHOLE, barred={11})) == 1
    assert len(problems((*WHOLE, seat(SUBJECT, E.OTHER)))) == 1
    (told,) = problems(WHOLE, superior_id=99)
    assert "atasan terdekat yang tidak terlibat" in told


def test_one_chair_and_nobody_twice() -> None:
    two = (seat(10, E.SUPERIOR, is_chair=True), seat(11, E.OVERSIGHT, is_chair=True), WHOLE[2])
    assert len(problems(two)) == 1
    assert len(problems((*WHOLE, seat(11, E.OTHER)))) == 1

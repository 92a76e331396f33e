from datetime import date
from itertools import product
from typing import Any

import pytest

from ledger.domain.approvals import StepCapacity
from ledger.domain.authority import (
    CAPACITY_MATRIX,
    SANCTION_TABLES,
    STEP_MATRIX,
    DecisionType,
    GovernmentLevel,
    Office,
    PostClass,
    can_decide,
    government_of,
    outside_agency,
    require_authority,
)
from ledger.domain.discipline.kinds import Kind
from ledger.domain.people import Capacity
from ledger.domain.positions import PositionLevel
from ledger.domain.sources import SourceStatus
from ledger.errors import InvalidInput, RuleRefused

P, K = PositionLevel, Kind
CHAIN = (P.JPT_MADYA, P.JPT_PRATAMA, P.ADMINISTRATOR, P.PENGAWAS)
SUBJECTS = (P.JPT_PRATAMA, P.ADMINISTRATOR, P.PENGAWAS, P.PELAKSANA)
ALL = frozenset(Kind)
LIGHT = frozenset({K.R1, K.R2, K.R3})
MEDIUM = frozenset({K.S1, K.S2, K.S3})
HEAVY = frozenset({K.B1, K.B2, K.B3})
ROWS = (*(row for rows in SANCTION_TABLES.values() for row in rows), *STEP_MATRIX, *CAPACITY_MATRIX)


def allowed(
    official: PositionLevel | None, subject: PositionLevel, kind: Kind | None, **changes: Any
) -> bool:
    arguments: dict[str, Any] = {
        "decision": DecisionType.DISCIPLINE,
        "capacity": Capacity.DEFINITIF,
        "levels_between": 1,
        **changes,
    }
    return can_decide(
        official_level=official, subject_level=subject, kind=kind, **arguments
    ).allowed


def kinds_of(official: PositionLevel | None, subject: PositionLevel, **changes: Any) -> set[Kind]:
    return {kind for kind in Kind if allowed(official, subject, kind, **changes)}


@pytest.mark.parametrize(
    ("official", "subject", "levels"), list(product(CHAIN, SUBJECTS, (1, 2, 3, 4)))
)
def test_chain_imposes_ringan_one_below_and_sedang_two_below(
    official: PositionLevel, subject: PositionLevel, levels: int
) -> None:
    expected: frozenset[Kind] = frozenset()
    if levels == 1:
        expected = LIGHT
    elif levels == 2 and official is not P.PENGAWAS:
        expected = MEDIUM
    assert kinds_of(official, subject, levels_between=levels) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (P.JPT_MADYA, ALL - {K.B3}),
        (P.JPT_PRATAMA, MEDIUM | HEAVY),
        (P.JF_AHLI_UTAMA, ALL - {K.B3}),
        (P.ADMINISTRATOR, HEAVY),
        (P.PENGAWAS, HEAVY),
        (P.PELAKSANA, HEAVY),
        (P.JF_AHLI_MADYA, HEAVY),
        (P.JF_AHLI_MUDA, HEAVY),
        (P.JF_AHLI_PERTAMA, HEAVY),
        (P.JF_PENYELIA, HEAVY),
        (P.JF_MAHIR, HEAVY),
        (P.JF_TERAMPIL, HEAVY),
        (P.JF_PEMULA, HEAVY),
        (P.JPT_UTAMA, frozenset()),
    ],
)
@pytest.mark.parametrize("levels", [1, 2, 4])
def test_ppk_of_a_province_imposes_by_the_post_of_the_subject(
    subject: PositionLevel, expected: frozenset[Kind], levels: int
) -> None:
    assert kinds_of(None, subject, is_ppk=True, levels_between=levels) == expected


@pytest.mark.parametrize("official", [P.JPT_PRATAMA, P.ADMINISTRATOR])
@pytest.mark.parametrize("levels", [1, 2, 3])
def test_functional_official_of_the_unit_may_get_ringan_and_sedang(
    official: PositionLevel, levels: int
) -> None:
    assert kinds_of(official, P.JF_TERAMPIL, levels_between=levels) == LIGHT | MEDIUM


def test_ahli_utama_is_beyond_the_chain() -> None:
    assert kinds_of(P.JPT_PRATAMA, P.JF_AHLI_UTAMA) == set()


@pytest.mark.parametrize("official", [P.PELAKSANA, P.JF_TERAMPIL, P.JF_AHLI_MADYA])
def test_who_heads_nothing_imposes_nothing(official: PositionLevel) -> None:
    assert kinds_of(official, P.PELAKSANA) == set()


@pytest.mark.parametrize("official", [P.JF_AHLI_MADYA, P.JF_AHLI_MUDA])
def test_functional_official_named_by_the_ppk_imposes_ringan_one_below(
    official: PositionLevel,
) -> None:
    assert kinds_of(official, P.PELAKSANA, is_named_by_ppk=True) == LIGHT
    assert kinds_of(official, P.PELAKSANA, is_named_by_ppk=True, levels_between=2) == set()


@pytest.mark.parametrize(("capacity", "kind"), list(product(Capacity, Kind)))
def test_acting_officials_stay_within_light_discipline(capacity: Capacity, kind: Kind) -> None:
    within = allowed(P.ADMINISTRATOR, P.JF_TERAMPIL, kind, capacity=capacity)
    matrix = kind in LIGHT | MEDIUM
    briefly = capacity in (Capacity.PLT, Capacity.PLH)
    assert within == (matrix and (kind in LIGHT or not briefly))


def test_acting_official_is_told_to_pass_it_on() -> None:
    verdict = can_decide(
        decision=DecisionType.DISCIPLINE,
        official_level=P.ADMINISTRATOR,
        capacity=Capacity.PLT,
        subject_level=P.PELAKSANA,
        kind=Kind.S1,
        levels_between=2,
    )
    assert not verdict.allowed
    assert verdict.message == (
        "Sebagai Plt., Anda tidak berwenang menetapkan keputusan ini (SE BKN 1/SE/I/2021)."
        " Teruskan kepada atasan pejabat."
    )
    assert verdict.article == "SE BKN 1/SE/I/2021"


@pytest.mark.parametrize(("capacity", "has_letter"), list(product(Capacity, (True, False))))
def test_acting_head_of_region_needs_the_letter_of_the_minister(
    capacity: Capacity, has_letter: bool
) -> None:
    within = allowed(
        None,
        P.JPT_MADYA,
        K.R1,
        capacity=capacity,
        is_ppk=True,
        has_approval_letter=has_letter,
    )
    needs = capacity in (Capacity.PLT, Capacity.PJ, Capacity.PJS)
    assert within == (has_letter or not needs)


def test_pj_of_another_post_needs_no_letter() -> None:
    assert allowed(P.ADMINISTRATOR, P.PELAKSANA, K.S1, capacity=Capacity.PJ, levels_between=2)


def test_empty_post_passes_its_kinds_to_the_next_higher_official() -> None:
    assert not allowed(P.ADMINISTRATOR, P.PELAKSANA, K.R1, levels_between=2)
    empty = {"levels_between": 2, "empty_posts_between": 1}
    assert kinds_of(P.ADMINISTRATOR, P.PELAKSANA, **empty) == LIGHT | MEDIUM
    assert allowed(None, P.JPT_PRATAMA, K.R1, is_ppk=True, **empty)
    assert not allowed(None, P.JPT_PRATAMA, K.R1, is_ppk=True, levels_between=2)


@pytest.mark.parametrize("decision", DecisionType)
@pytest.mark.parametrize("levels", [0, -1])
def test_nobody_decides_on_an_equal_or_a_superior(decision: DecisionType, levels: int) -> None:
    assert not allowed(P.JPT_PRATAMA, P.PELAKSANA, K.R1, decision=decision, levels_between=levels)


def test_discipline_without_a_kind_asks_for_one() -> None:
    verdict = can_decide(
        decision=DecisionType.DISCIPLINE,
        official_level=P.PENGAWAS,
        capacity=Capacity.DEFINITIF,
        subject_level=P.PELAKSANA,
        kind=None,
        levels_between=1,
    )
    assert not verdict.allowed
    assert "Pilih jenis hukuman" in verdict.message


@pytest.mark.parametrize("decision", [DecisionType.RECOGNITION, DecisionType.GUIDANCE])
@pytest.mark.parametrize("capacity", Capacity)
@pytest.mark.parametrize(
    ("official", "levels", "step", "expected"),
    [
        (P.PENGAWAS, 1, StepCapacity.DIRECT_SUPERIOR, True),
        (P.JF_AHLI_MUDA, 1, StepCapacity.DIRECT_SUPERIOR, True),
        (P.PENGAWAS, 2, StepCapacity.DIRECT_SUPERIOR, False),
        (P.ADMINISTRATOR, 2, StepCapacity.HEAD_OF_UNIT, True),
        (P.JF_AHLI_MUDA, 1, StepCapacity.HEAD_OF_UNIT, False),
        (None, 4, StepCapacity.HEAD_OF_AGENCY, True),
        (P.JPT_PRATAMA, 3, StepCapacity.HEAD_OF_AGENCY, True),
        (P.JPT_PRATAMA, 3, None, True),
        (P.JF_AHLI_MUDA, 2, None, False),
        (P.JPT_PRATAMA, 3, StepCapacity.PANEL, False),
    ],
)
def test_recognition_and_guidance_follow_the_step_in_any_capacity(
    decision: DecisionType,
    capacity: Capacity,
    official: PositionLevel | None,
    levels: int,
    step: StepCapacity | None,
    expected: bool,
) -> None:
    within = allowed(
        official,
        P.PELAKSANA,
        None,
        decision=decision,
        capacity=capacity,
        levels_between=levels,
        step=step,
    )
    assert within == expected


def test_matrix_is_dated() -> None:
    assert not allowed(P.PENGAWAS, P.PELAKSANA, K.R1, on=date(2021, 8, 30))
    assert allowed(P.PENGAWAS, P.PELAKSANA, K.R1, on=date(2021, 8, 31))


def test_every_row_keeps_its_article_and_status() -> None:
    assert all(row.article for row in ROWS)
    assert {row.status for row in STEP_MATRIX} == {SourceStatus.MEMORY}
    assert SourceStatus.MEMORY.needs_check
    assert not SourceStatus.CONFIRMED.needs_check


def test_refusal_names_kind_subject_and_article() -> None:
    verdict = can_decide(
        decision=DecisionType.DISCIPLINE,
        official_level=P.PENGAWAS,
        capacity=Capacity.DEFINITIF,
        subject_level=P.PELAKSANA,
        kind=Kind.B1,
        levels_between=1,
    )
    with pytest.raises(RuleRefused) as refusal:
        require_authority(verdict)
    assert refusal.value.constraint == "authority"
    assert refusal.value.message == (
        "Jenis hukuman B1 untuk Pelaksana bukan wewenang jabatan Anda (Pasal 16 PP 94/2021)."
        " Teruskan kepada atasan pejabat."
    )


def test_allowed_verdict_passes_with_its_article() -> None:
    verdict = can_decide(
        decision=DecisionType.DISCIPLINE,
        official_level=P.PENGAWAS,
        capacity=Capacity.PLH,
        subject_level=P.PELAKSANA,
        kind=Kind.R2,
        levels_between=1,
    )
    require_authority(verdict)
    assert verdict.message == "Sesuai wewenang menurut Pasal 16 PP 94/2021."


# --- I14: the table by kind of government, position and kind -------------------------------------


PPK_OF_A_REGENCY = {
    P.JPT_MADYA: frozenset(),
    P.JPT_PRATAMA: ALL,
    P.JF_AHLI_UTAMA: ALL - {K.B3},
    P.ADMINISTRATOR: MEDIUM | HEAVY,
    P.PENGAWAS: MEDIUM | HEAVY,
    P.PELAKSANA: MEDIUM | HEAVY,
    P.JF_AHLI_MADYA: HEAVY,
    P.JF_AHLI_MUDA: HEAVY,
    P.JF_AHLI_PERTAMA: HEAVY,
    P.JF_TERAMPIL: HEAVY,
}


@pytest.mark.parametrize(("subject", "expected"), PPK_OF_A_REGENCY.items())
def test_i14_ppk_of_a_regency_imposes_by_the_post_of_the_subject(
    subject: PositionLevel, expected: frozenset[Kind]
) -> None:
    regency = {"government": GovernmentLevel.KABUPATEN, "is_ppk": True, "levels_between": 3}
    assert kinds_of(None, subject, **regency) == expected


@pytest.mark.parametrize("subject", [one for one in P if one is not P.JPT_UTAMA])
def test_i14_ppk_of_the_state_imposes_as_that_of_a_province(subject: PositionLevel) -> None:
    as_ppk = {"is_ppk": True, "levels_between": 3}
    state = kinds_of(P.JPT_UTAMA, subject, government=GovernmentLevel.PUSAT, **as_ppk)
    assert state == kinds_of(None, subject, **as_ppk)


@pytest.mark.parametrize(("subject", "kind"), list(product(PositionLevel, Kind)))
def test_i14_what_the_president_imposes_is_never_decided_in_an_agency(
    subject: PositionLevel, kind: Kind
) -> None:
    his = subject is P.JPT_UTAMA or (subject in (P.JPT_MADYA, P.JF_AHLI_UTAMA) and kind is K.B3)
    verdict = outside_agency(subject, kind)
    assert (verdict is not None) == his
    if his:
        for government in GovernmentLevel:
            assert not allowed(None, subject, kind, is_ppk=True, government=government)
        assert verdict is not None
        assert "Presiden" in verdict.message


@pytest.mark.parametrize("government", GovernmentLevel)
def test_i14_chain_is_the_same_in_every_government(government: GovernmentLevel) -> None:
    below = {"government": government, "levels_between": 2}
    assert kinds_of(P.ADMINISTRATOR, P.PELAKSANA, **below) == MEDIUM
    assert kinds_of(P.PENGAWAS, P.PELAKSANA, **below) == set()


def test_kota_is_read_as_kabupaten_and_nonsense_is_refused() -> None:
    assert government_of(" Kota ") is government_of("kabupaten") is GovernmentLevel.KABUPATEN
    with pytest.raises(InvalidInput, match="tidak dikenal"):
        government_of("desa")


def test_every_post_and_capacity_has_one_row() -> None:
    pairs = [(row.post, row.capacity) for row in CAPACITY_MATRIX]
    assert sorted(pairs) == sorted(product(PostClass, Capacity))


@pytest.mark.parametrize(("capacity", "kind"), list(product(Capacity, Kind)))
def test_letter_of_the_minister_opens_every_kind_to_an_acting_head_of_region(
    capacity: Capacity, kind: Kind
) -> None:
    of_region = {"capacity": capacity, "is_ppk": True, "has_approval_letter": True}
    within = allowed(None, P.JPT_MADYA, kind, **of_region)
    assert within == (kind is not K.B3 and (capacity is not Capacity.PLH or kind in LIGHT))


def test_letter_is_asked_of_heads_of_region_only() -> None:
    acting = {"capacity": Capacity.PJ, "is_ppk": True, "levels_between": 3}
    assert allowed(P.JPT_UTAMA, P.JPT_PRATAMA, K.B1, government=GovernmentLevel.PUSAT, **acting)
    assert not allowed(None, P.JPT_PRATAMA, K.B1, government=GovernmentLevel.KABUPATEN, **acting)


def test_table_names_an_office_for_every_row() -> None:
    for rows in SANCTION_TABLES.values():
        assert all(row.officials or row.office in (Office.PPK, Office.PRESIDEN) for row in rows)

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.nominations import (
    CATEGORY_LABELS,
    NOMINATION_STATE_LABELS,
    STAGE_LABELS,
    NominationCategory,
    NominationEvent,
    NominationStage,
    NominationState,
    SubmitNomination,
    TeamMember,
    category_from_text,
    check_nomination,
    next_state,
    open_events,
    require_nomination,
    shares_of,
    stage_from_text,
)
from ledger.errors import InvalidInput, InvalidTransition

E, S = NominationEvent, NominationState
TODAY = date(2026, 8, 6)
EXPECTED = {
    S.DRAFT: {E.SUBMIT: S.SUBMITTED, E.WITHDRAW: S.WITHDRAWN},
    S.SUBMITTED: {
        E.ACCEPT: S.ACCEPTED,
        E.RETURN: S.RETURNED,
        E.REJECT: S.REJECTED,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.RETURNED: {E.SUBMIT: S.SUBMITTED, E.WITHDRAW: S.WITHDRAWN},
    S.ACCEPTED: {},
    S.REJECTED: {},
    S.WITHDRAWN: {},
}


def make_command(**changes: Any) -> SubmitNomination:
    values: dict[str, Any] = {
        "nominator_id": 1,
        "nominee_id": 2,
        "title": "Antrean daring lewat gawai",
        "category": NominationCategory.PELAYANAN_PUBLIK,
        "stage": NominationStage.DITERAPKAN,
        "happened_on": date(2026, 8, 1),
        "story": "Warga mendaftar dari rumah dan datang pada jamnya.",
        **changes,
    }
    return SubmitNomination(**values)


def problems(*, is_imported: bool = False, **changes: Any) -> dict[str, list[str]]:
    return check_nomination(make_command(**changes), today=TODAY, is_imported=is_imported)


def team(*shares: int | None) -> tuple[TeamMember, ...]:
    return tuple(
        TeamMember(person_id=position, share_percent=share)
        for position, share in enumerate(shares, start=10)
    )


@pytest.mark.parametrize(("state", "event"), list(product(NominationState, NominationEvent)))
def test_every_pair_of_state_and_event_is_settled(
    state: NominationState, event: NominationEvent
) -> None:
    expected = EXPECTED[state].get(event)
    if expected is not None:
        assert next_state(state, event) == expected
        return
    with pytest.raises(InvalidTransition) as refusal:
        next_state(state, event)
    assert NOMINATION_STATE_LABELS[state] in refusal.value.message


@pytest.mark.parametrize("state", NominationState)
def test_open_events_are_those_of_the_table(state: NominationState) -> None:
    assert set(open_events(state)) == set(EXPECTED[state])


def test_complete_nomination_has_no_problem() -> None:
    assert problems() == {}
    require_nomination(make_command(), today=TODAY)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "  "}, {"title": ["Tulis judul usulan"]}),
        ({"story": ""}, {"story": ["Tulis apa yang dilakukan pegawai"]}),
        (
            {"story": "x" * 1045},
            {"story": ["Cerita paling banyak 1.000 huruf. Kurangi 45 huruf."]},
        ),
        ({"story": "x" * 1000}, {}),
        (
            {"title": "x" * 201},
            {"title": ["Judul paling banyak 200 huruf. Kurangi 1 huruf."]},
        ),
        (
            {"impact": "x" * 1001},
            {"impact": ["Dampak paling banyak 1.000 huruf. Kurangi 1 huruf."]},
        ),
        (
            {"public_reason": "x" * 1001},
            {
                "public_reason": [
                    "Alasan yang ditampilkan paling banyak 1.000 huruf. Kurangi 1 huruf."
                ]
            },
        ),
        (
            {"internal_reason": "x" * 2500},
            {
                "internal_reason": [
                    "Alasan internal paling banyak 1.000 huruf. Kurangi 1.500 huruf."
                ]
            },
        ),
        (
            {"happened_on": date(2026, 8, 7)},
            {"happened_on": ["Tanggal kejadian tidak boleh setelah hari ini"]},
        ),
        ({"happened_on": TODAY}, {}),
        (
            {"impact_percent": Decimal("-1")},
            {"impact_percent": ["Dampak ditulis dalam persen, dari 0 sampai 1.000"]},
        ),
        ({"impact_percent": Decimal("12.5")}, {}),
        (
            {"nominee_id": 1},
            {"nominee_id": ["Anda tidak dapat mengusulkan diri sendiri. Pilih pegawai lain."]},
        ),
        (
            {"team": (TeamMember(person_id=1),)},
            {"team": ["Pengusul tidak boleh menjadi anggota tim. Hapus dari daftar tim."]},
        ),
        (
            {"team": (TeamMember(person_id=2),)},
            {"team": ["Ada pegawai yang tercantum dua kali dalam tim. Hapus salah satunya."]},
        ),
        (
            {"nominee_share_percent": 40, "team": team(30, 20)},
            {"team": ["Jumlah porsi tim harus 100. Sekarang jumlahnya 90."]},
        ),
        (
            {"nominee_share_percent": 40, "team": team(60, None)},
            {"team": ["Isi porsi semua anggota tim, atau kosongkan semuanya."]},
        ),
        ({"nominee_share_percent": 40, "team": team(30, 30)}, {}),
        ({"team": team(None, None)}, {}),
    ],
)
def test_problems_are_named_by_field(
    changes: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    assert problems(**changes) == expected


def test_imported_row_needs_no_story_but_still_a_title() -> None:
    assert problems(story="", is_imported=True) == {}
    assert set(problems(story="", title="", is_imported=True)) == {"title"}


def test_incomplete_nomination_is_refused_with_all_its_fields() -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_nomination(make_command(title="", story=""), today=TODAY)
    assert set(refusal.value.fields) == {"title", "story"}


def test_named_shares_stand_nominee_first() -> None:
    assert shares_of(make_command(nominee_share_percent=40, team=team(35, 25))) == (40, 35, 25)


@given(st.integers(0, 20))
def test_unnamed_shares_are_equal_and_sum_to_a_hundred(size: int) -> None:
    shares = shares_of(make_command(team=team(*[None] * size)))
    assert sum(shares) == 100
    assert max(shares) - min(shares) <= 1


def test_subjects_are_nominee_and_team() -> None:
    assert make_command(team=team(None, None)).subject_ids == (2, 10, 11)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("pelayanan publik", NominationCategory.PELAYANAN_PUBLIK),
        (" Tata  Kelola ", NominationCategory.TATA_KELOLA),
        ("inovasi daerah lainnya", NominationCategory.INOVASI_LAIN),
    ],
)
def test_category_is_read_as_files_write_it(text: str, category: NominationCategory) -> None:
    assert category_from_text(text) == category


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("gagasan", NominationStage.GAGASAN),
        ("uji coba", NominationStage.UJI_COBA),
        ("uji_coba", NominationStage.UJI_COBA),
        ("Diterapkan", NominationStage.DITERAPKAN),
        ("direplikasi", NominationStage.DIREPLIKASI),
    ],
)
def test_stage_is_read_as_files_write_it(text: str, stage: NominationStage) -> None:
    assert stage_from_text(text) == stage


def test_unknown_stage_is_told_the_choices() -> None:
    with pytest.raises(InvalidInput) as refusal:
        stage_from_text("selesai")
    assert refusal.value.fields == {
        "stage": [
            '"selesai" tidak dikenal. Pilih salah satu: gagasan, uji coba, diterapkan, direplikasi.'
        ]
    }


def test_every_choice_has_a_label() -> None:
    assert set(CATEGORY_LABELS) == set(NominationCategory)
    assert set(STAGE_LABELS) == set(NominationStage)

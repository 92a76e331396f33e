"""The packs we ship: readable, within the law, and firing exactly where their sentence says."""

from datetime import date

import pytest

from ledger.domain.approvals import StepCapacity
from ledger.domain.discipline.kinds import kind_for_absence
from ledger.domain.documents import DocumentKind
from ledger.domain.facts import VOCABULARY, FactKind, Side
from ledger.domain.rules.definitions import LegalStatus, Recipient, Tier
from ledger.domain.rules.outcomes import concerns_person, is_conduct
from ledger.domain.rules.pack import dump_pack, parse_pack
from tests.domain.rules.samples import PACKS, fired_codes, judge, make_fact, shipped_packs

SHIPPED = shipped_packs()
MERIT = SHIPPED["layanan-dasar"].rules
CONDUCT = (*SHIPPED["pembinaan-layanan"].rules, *SHIPPED["pp94-2021"].rules)
NOMINATED = FactKind.NOMINATION_ACCEPTED
COMMENDED = FactKind.COMMENDATION_VERIFIED
COMPLAINED = FactKind.COMPLAINT_SUBSTANTIATED
REPORTED = FactKind.VIOLATION_ASSESSED


def rule_of(code: str):
    return next(rule for rule in (*MERIT, *CONDUCT) if rule.code == code)


def test_the_three_packs_are_shipped():
    assert set(SHIPPED) == {"layanan-dasar", "pembinaan-layanan", "pp94-2021"}


@pytest.mark.parametrize("code", SHIPPED)
def test_shipped_pack_survives_a_dump_and_is_commented(code):
    source = (PACKS / f"{code}.yaml").read_text(encoding="utf-8")
    assert parse_pack(dump_pack(SHIPPED[code])) == SHIPPED[code]
    assert sum(line.lstrip().startswith("#") for line in source.splitlines()) >= 15


@pytest.mark.parametrize("rule", [*MERIT, *CONDUCT], ids=lambda rule: rule.code)
def test_shipped_rule_says_its_law_and_says_that_it_must_be_checked(rule):
    assert rule.legal_basis.text
    assert rule.legal_basis.status is LegalStatus.NEEDS_CHECK
    assert rule.sentence.endswith(".")
    assert rule.effective.start == date(2026, 1, 1)


def test_attendance_is_never_rewarded():
    assert {rule.on for rule in MERIT}.isdisjoint(
        kind for kind in FactKind if VOCABULARY[kind].side is Side.CONDUCT
    )
    assert all(rule.then.points is None for rule in CONDUCT)


@pytest.mark.parametrize(
    ("stage", "code", "points", "document"),
    [
        ("gagasan", "inovasi-gagasan", 10, None),
        ("uji_coba", "inovasi-uji-coba", 25, None),
        ("diterapkan", "inovasi-diterapkan", 60, DocumentKind.CERTIFICATE),
        ("direplikasi", "inovasi-direplikasi", 100, DocumentKind.CERTIFICATE),
    ],
)
def test_innovation_is_rewarded_by_stage(stage, code, points, document):
    fact = make_fact(NOMINATED, stage=stage)
    assert fired_codes(MERIT, [fact]) == [code]
    outcome = rule_of(code).then
    assert (outcome.points.amount, outcome.points.to) == (points, Recipient.TEAM)
    assert outcome.document is document


def test_applied_innovation_needs_evidence():
    assert fired_codes(MERIT, [make_fact(NOMINATED, stage="diterapkan", evidence_count=0)]) == []


def thanks(number: int, **fields):
    days = (date(2026, month, day) for month in (1, 4, 7, 10) for day in range(1, 4))
    return [
        make_fact(COMMENDED, number=n, day=day, **fields)
        for n, day in zip(range(number), days, strict=False)
    ]


@pytest.mark.parametrize(
    ("number", "fired"),
    [
        (2, []),
        (3, ["sahabat-warga-perunggu"]),
        (4, []),
        (6, ["sahabat-warga-perak", "sahabat-warga-perunggu"]),
        (12, ["sahabat-warga-emas", "sahabat-warga-perak", "sahabat-warga-perunggu"]),
    ],
)
def test_citizens_friend_rises_with_the_number_of_thanks(number, fired):
    assert fired_codes(MERIT, thanks(number)) == fired


def test_thanks_with_a_lower_rating_or_without_a_name_do_not_count():
    assert fired_codes(MERIT, thanks(12, rating=3)) == []
    assert fired_codes(MERIT, thanks(12, about_person=False)) == []


def test_tiers_of_the_badge_ascend():
    codes = ("perunggu", "perak", "emas")
    badges = [rule_of(f"sahabat-warga-{code}").then.badge for code in codes]
    assert [badge.tier for badge in badges] == list(Tier)
    assert {badge.code for badge in badges} == {"sahabat-warga"}


def test_refused_tip_is_merit():
    fact = make_fact(COMMENDED, rating=3, refused_tip=True)
    assert fired_codes(MERIT, [fact]) == ["menolak-pemberian"]
    assert rule_of("menolak-pemberian").then.points.amount == 25


@pytest.mark.parametrize(
    ("fields", "fires"),
    [
        ({"grade": "A"}, True),
        ({"grade": "B", "change_hundredths": 200}, True),
        ({"grade": "B", "change_hundredths": 199}, False),
        ({"grade": "A", "respondents": 29}, False),
    ],
)
def test_unit_is_rewarded_for_its_grade_or_its_rise(fields, fires):
    fact = make_fact(FactKind.SURVEY_INDEX_COMPUTED, person_id=None, **fields)
    (result,) = judge(MERIT, [fact], None)
    assert result.fires is fires
    if fires:
        assert (result.subject_key, result.once_key) == ("unit:3", "2026-T3")


def test_training_counts_when_planned_and_long_enough():
    applied = FactKind.TRAINING_APPLIED
    assert fired_codes(MERIT, [make_fact(applied)]) == ["pelatihan-diterapkan"]
    assert fired_codes(MERIT, [make_fact(applied, planned=False)]) == []
    assert fired_codes(MERIT, [make_fact(applied, hours=3)]) == []
    assert rule_of("pelatihan-diterapkan").decided_by == (StepCapacity.DIRECT_SUPERIOR,)


def test_very_good_twice_in_a_year_is_rewarded_by_the_head_of_the_agency():
    rated = FactKind.PERFORMANCE_RATED
    first = make_fact(rated, number=1, day=date(2026, 3, 31))
    second = make_fact(rated, number=2, day=date(2026, 9, 30))
    next_year = make_fact(rated, number=3, day=date(2027, 3, 31))
    assert fired_codes(MERIT, [first]) == []
    assert fired_codes(MERIT, [first, second]) == ["kinerja-sangat-baik"]
    assert fired_codes(MERIT, [second, next_year]) == []
    assert rule_of("kinerja-sangat-baik").decided_by == (StepCapacity.HEAD_OF_AGENCY,)


def complaints(*days: date, **fields):
    return [make_fact(COMPLAINED, number=n, day=day, **fields) for n, day in enumerate(days)]


def test_two_complaints_in_six_months_lead_to_guidance():
    assert fired_codes(CONDUCT, complaints(date(2026, 2, 16), date(2026, 8, 15))) == [
        "pengaduan-berulang"
    ]
    assert fired_codes(CONDUCT, complaints(date(2026, 2, 15), date(2026, 8, 15))) == []
    assert fired_codes(CONDUCT, complaints(date(2026, 8, 15))) == []


@pytest.mark.parametrize("cause", ["procedure", "facility", "workload"])
def test_complaint_of_another_cause_never_concerns_the_person(cause):
    days = (date(2026, 8, 1), date(2026, 8, 2), date(2026, 8, 3))
    facts = complaints(*days, cause=cause, code="K3f", suspected=True)
    results = [result for result in judge(CONDUCT, facts) if result.fires]
    assert {result.subject_key for result in results} <= {"unit:3"}
    assert not any(concerns_person(result.outcome) for result in results)


def test_complaint_without_assessment_leads_nowhere():
    days = (date(2026, 8, 1), date(2026, 8, 2))
    assert fired_codes(CONDUCT, complaints(*days, suspected=True)) == []


def test_suspected_complaint_opens_a_case_and_never_guidance():
    days = (date(2026, 8, 1), date(2026, 8, 2))
    facts = complaints(*days, suspected=True, always_case=True, code="L5g")
    assert fired_codes(CONDUCT, facts) == ["pengaduan-wajib-diperiksa"]


def test_suspected_complaint_under_the_catalogue_opens_a_case():
    fact = make_fact(COMPLAINED, suspected=True, code="K3f")
    assert opened(fact) == [("pengaduan-diduga-pelanggaran", "Pasal 3 huruf f")]


@pytest.mark.parametrize(
    ("cause", "times", "code"),
    [
        ("procedure", 3, "perbaikan-prosedur"),
        ("facility", 2, "perbaikan-sarana"),
        ("workload", 3, "perbaikan-beban-kerja"),
    ],
)
def test_other_causes_become_a_follow_up_of_the_unit(cause, times, code):
    days = [date(2026, 8, day) for day in range(1, times + 1)]
    facts = complaints(*days, cause=cause, person_id=None)
    assert fired_codes(CONDUCT, facts) == [code]
    assert fired_codes(CONDUCT, facts[:-1]) == []


def opened(fact) -> list[tuple[str, str]]:
    return [
        (result.rule.code, result.outcome.open_case.article)
        for result in judge(CONDUCT, [fact])
        if result.fires and result.outcome.open_case
    ]


def test_report_without_suspicion_leads_to_guidance():
    assert fired_codes(CONDUCT, [make_fact(REPORTED)]) == ["kekeliruan-bukan-pelanggaran"]


def test_suspected_report_opens_a_case_under_its_article():
    fact = make_fact(REPORTED, code="K3d", suspected=True)
    assert opened(fact) == [("dugaan-pelanggaran", "Pasal 3 huruf d")]
    assert fired_codes(CONDUCT, [fact]) == ["dugaan-pelanggaran"]


@pytest.mark.parametrize("suspected", [True, False])
@pytest.mark.parametrize("flag", [True, False])
@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("L5g", "Pasal 5 huruf g"),
        ("L5k", "Pasal 5 huruf k"),
        ("L5l", "Pasal 5 huruf l"),
        ("K4i", "Pasal 4 huruf i"),
    ],
)
def test_levies_and_gifts_always_open_one_case_and_nothing_else(code, article, flag, suspected):
    fact = make_fact(REPORTED, code=code, always_case=flag, suspected=suspected)
    assert opened(fact) == [("wajib-diperiksa", article)]
    assert fired_codes(CONDUCT, [fact]) == ["wajib-diperiksa"]


def test_loss_to_the_state_without_code_opens_a_case():
    fact = make_fact(REPORTED, code="", always_case=True)
    assert opened(fact) == [("wajib-diperiksa", "pasal ditentukan dalam pemeriksaan")]


@pytest.mark.parametrize("days", range(1, 40))
def test_absence_opens_one_case_by_its_band(days):
    """The bands of the rules are those of the law, whatever the number of days (I10)."""
    fact = make_fact(FactKind.ABSENCE_CONFIRMED, days_in_year=days)
    kind = kind_for_absence(days, 1)
    articles = {"ringan": "Pasal 9 ayat (2)", "sedang": "Pasal 10 ayat (2)", "berat": "Pasal 11"}
    found = opened(fact)
    assert len(found) == (0 if kind is None else 1)
    assert all(articles[kind.level] in rule_of(code).legal_basis.text for code, _ in found)


def test_each_band_proposes_again_and_the_same_one_does_not():
    bands = {
        opened(make_fact(FactKind.ABSENCE_CONFIRMED, days_in_year=n))[0][0] for n in range(3, 31)
    }
    kinds = {kind_for_absence(days, 1) for days in range(3, 31)}
    assert len(bands) == len(kinds) == 9


@pytest.mark.parametrize("days", [10, 12, 30])
def test_ten_consecutive_days_open_the_heaviest_case_alone(days):
    fact = make_fact(FactKind.ABSENCE_CONFIRMED, days_in_year=days, longest_run=10)
    assert [code for code, _ in opened(fact)] == ["tidak-masuk-10-berturut-turut"]


def test_mentor_of_three_applied_trainings_is_thanked():
    mentored = [make_fact(FactKind.MENTORING_COMPLETED, number=n) for n in range(3)]
    assert fired_codes(MERIT, mentored) == ["pendamping"]
    assert fired_codes(MERIT, mentored[:2]) == []


def test_plan_from_guidance_is_repair_and_no_merit():
    kind = FactKind.PLAN_ACTION_VERIFIED
    assert fired_codes(MERIT, [make_fact(kind)]) == ["rencana-dituntaskan"]
    assert fired_codes(MERIT, [make_fact(kind, from_guidance=True)]) == []


def test_absence_proposes_again_only_when_a_heavier_band_is_reached():
    quiet = make_fact(FactKind.ABSENCE_CONFIRMED, days_in_year=5, band_reached=False)
    assert opened(quiet) == []
    heavier = make_fact(FactKind.ABSENCE_CONFIRMED, days_in_year=11, band_reached=True)
    assert opened(heavier) == [("tidak-masuk-11-13-hari", "Pasal 4 huruf f")]


@pytest.mark.parametrize("rule", CONDUCT, ids=lambda rule: rule.code)
def test_conduct_goes_to_the_direct_superior_first(rule):
    first = StepCapacity.DIRECT_SUPERIOR if is_conduct(rule.then) else StepCapacity.HEAD_OF_UNIT
    assert rule.decided_by[0] is first

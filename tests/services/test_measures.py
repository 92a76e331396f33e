"""What is measured: surveys by unit, ratings and training by person, services and counters."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.intake_commands import RecordRating, RecordTraining, SaveCounter, SaveService
from ledger.domain.people import Role
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound
from ledger.models.commendations import Counter, Service
from ledger.models.development import Training
from ledger.models.indicators import PerformanceRating, SurveyIndex, SurveyResponse
from ledger.services.public_services import save_counter, save_service
from ledger.services.ratings import record_ratings
from ledger.services.surveys import SurveyAnswers, record_survey
from ledger.services.trainings import confirm_applied, record_trainings
from tests.factories import NOW
from tests.intake import facts, make_office, tags

GOOD = [SurveyAnswers(number, "4" * 9) for number in range(2, 32)]
FAIR = [SurveyAnswers(number, "3" * 9) for number in range(2, 32)]


@pytest.fixture
def office(app):
    return make_office()


def survey(office, rows, period="2026-T2", sha256="a" * 64, **options) -> int:
    by = options.pop("actor", None) or office.by_hr
    return record_survey(
        office.unit.id, period, rows, "exact", sha256, actor=by, now=NOW, **options
    )


def test_survey_is_computed_with_its_answers_and_fact(office):
    index_id = survey(office, GOOD)
    row = session().get(SurveyIndex, index_id)
    assert (row.index, row.grade, row.respondents) == (Decimal("100.00"), "A", 30)
    assert session().scalar(select(func.count(SurveyResponse.id))) == 30
    (fact,) = facts("survey_index_computed")
    assert (fact.happened_on, fact.unit_id, fact.person_id) == (
        date(2026, 6, 30),
        office.unit.id,
        None,
    )
    assert fact.fields["index_hundredths"] == 10000
    assert fact.fields["change_hundredths"] == 0
    assert tags("survey_index", index_id) == ["survey:index:computed"]


def test_survey_tells_the_change_since_the_period_before(office):
    survey(office, GOOD, period="2026-T1", sha256="b" * 64)
    survey(office, FAIR)
    assert {fact.fields["change_hundredths"] for fact in facts("survey_index_computed")} == {
        0,
        -2500,
    }


def test_same_file_changes_nothing_and_another_must_replace(office):
    first = survey(office, GOOD)
    assert survey(office, GOOD) == first
    with pytest.raises(Conflict):
        survey(office, FAIR, sha256="c" * 64)
    second = survey(office, FAIR, sha256="c" * 64, replace=True)
    assert session().get(SurveyIndex, first).replaced_by == second
    assert session().get(SurveyIndex, second).replaced_by is None


@pytest.mark.parametrize("answers", ["44444444", "444444445", "44444444x"])
def test_answers_outside_the_scale_are_refused(office, answers):
    with pytest.raises(InvalidInput):
        survey(office, [SurveyAnswers(2, answers)])
    assert session().scalar(select(func.count(SurveyIndex.id))) == 0


def test_only_hr_records_a_survey(office):
    with pytest.raises(Forbidden):
        survey(office, GOOD, actor=office.acting(office.head))


def test_rating_has_the_predicate_of_the_table_and_keeps_the_given_one(office):
    commands = [
        RecordRating(
            person_id=office.clerk.id,
            year=2026,
            period="T2",
            work=1,
            behaviour=3,
            predicate_given=3,
        ),
        RecordRating(
            person_id=office.colleague.id, year=2026, period="tahunan", work=1, behaviour=1
        ),
    ]
    told = record_ratings(commands, actor=office.by_hr, now=NOW)
    assert (told.recorded, told.unchanged, told.kept) == (2, 0, ())
    assert told.disagreeing == (office.clerk.id,)
    row = session().scalars(select(PerformanceRating).filter_by(person_id=office.clerk.id)).one()
    assert (row.predicate, row.predicate_given, row.rated_on) == (4, 3, date(2026, 6, 30))
    assert {(one.person_id, one.fields["predicate"]) for one in facts("performance_rated")} == {
        (office.clerk.id, "poor"),
        (office.colleague.id, "very_good"),
    }


def test_same_rating_again_changes_nothing_and_another_stays_out(office):
    command = RecordRating(person_id=office.clerk.id, year=2026, period="T2", work=2, behaviour=2)
    record_ratings([command], actor=office.by_hr, now=NOW)
    again = record_ratings([command], actor=office.by_hr, now=NOW)
    assert (again.recorded, again.unchanged) == (0, 1)
    better = RecordRating(person_id=office.clerk.id, year=2026, period="T2", work=1, behaviour=2)
    assert record_ratings([better], actor=office.by_hr, now=NOW).kept == (office.clerk.id,)
    assert len(facts("performance_rated")) == 1


def test_unreadable_rating_stops_all(office):
    good = RecordRating(person_id=office.clerk.id, year=2026, period="T2", work=2, behaviour=2)
    for bad, refusal in (
        (
            RecordRating(person_id=office.clerk.id, year=2026, period="T3", work=4, behaviour=1),
            InvalidInput,
        ),
        (
            RecordRating(person_id=office.clerk.id, year=2026, period="S1", work=1, behaviour=1),
            InvalidInput,
        ),
        (RecordRating(person_id=999_999, year=2026, period="T3", work=1, behaviour=1), NotFound),
    ):
        with pytest.raises(refusal):
            record_ratings([good, bad], actor=office.by_hr, now=NOW)
    with pytest.raises(Forbidden):
        record_ratings([good], actor=office.acting(office.head), now=NOW)
    assert session().scalar(select(func.count(PerformanceRating.id))) == 0


def training(office, **changes) -> RecordTraining:
    values = {
        "person_id": office.clerk.id,
        "title": "Pelayanan prima",
        "finished_on": date(2026, 5, 8),
        "hours": 20,
        "plan": "Menyapa warga lebih dulu.",
    }
    return RecordTraining(**{**values, **changes})


def test_training_becomes_merit_when_the_superior_confirms_it(office):
    (training_id,) = record_trainings([training(office)], actor=office.by_hr, now=NOW)
    assert record_trainings([training(office)], actor=office.by_hr, now=NOW) == [training_id]
    assert facts("training_applied") == []
    confirm_applied(training_id, actor=office.acting(office.head), now=NOW)
    assert session().get(Training, training_id).applied_at == NOW
    (fact,) = facts("training_applied")
    assert (fact.person_id, fact.happened_on) == (office.clerk.id, date(2026, 11, 23))
    assert fact.fields == {"hours": 20, "planned": True}
    assert tags("training", training_id) == ["training:application:confirmed"]
    with pytest.raises(Conflict):
        confirm_applied(training_id, actor=office.acting(office.head), now=NOW)


def test_nobody_confirms_their_own_training_and_strangers_find_none(office):
    (training_id,) = record_trainings([training(office)], actor=office.by_hr, now=NOW)
    with pytest.raises(Forbidden):
        confirm_applied(training_id, actor=office.acting(office.clerk, Role.HR), now=NOW)
    with pytest.raises(NotFound):
        confirm_applied(training_id, actor=office.acting(office.colleague), now=NOW)
    with pytest.raises(NotFound):
        confirm_applied(999, actor=office.by_hr, now=NOW)


def test_training_that_cannot_be_is_refused(office):
    for wrong in ({"hours": 0}, {"mentor_id": office.clerk.id}):
        with pytest.raises(InvalidInput):
            record_trainings([training(office, **wrong)], actor=office.by_hr, now=NOW)
    with pytest.raises(NotFound):
        record_trainings([training(office, mentor_id=999)], actor=office.by_hr, now=NOW)


def service(office, **changes) -> SaveService:
    values = {
        "code": "KK",
        "name": "Kartu Keluarga",
        "unit_id": office.unit.id,
        "promised_amount": 3,
        "promised_unit": "hari kerja",
    }
    return SaveService(**{**values, **changes})


def test_service_and_counter_are_recorded_by_code_and_keep_their_address(office):
    first = save_service(service(office), actor=office.by_hr, now=NOW)
    assert save_service(service(office, tariff_rupiah=5), actor=office.by_hr, now=NOW) == first
    assert session().get(Service, first).tariff_rupiah == 5
    counter_id = save_counter(
        SaveCounter(code="L9", name="Loket 9", service_id=first), actor=office.by_hr, now=NOW
    )
    code = session().get(Counter, counter_id).public_code
    save_counter(
        SaveCounter(code="L9", name="Loket 9", service_id=first, is_open=False),
        actor=office.by_hr,
        now=NOW,
    )
    row = session().get(Counter, counter_id)
    assert (row.public_code, row.is_open) == (code, False)
    assert len(code) == 9


def test_service_without_a_promise_or_a_right_to_it_is_refused(office):
    for wrong in ({"promised_amount": 0}, {"promised_unit": "abad"}, {"tariff_rupiah": -1}):
        with pytest.raises(InvalidInput):
            save_service(service(office, **wrong), actor=office.by_hr, now=NOW)
    with pytest.raises(Forbidden):
        save_service(service(office), actor=office.acting(office.head), now=NOW)
    with pytest.raises(NotFound):
        save_service(service(office, unit_id=999), actor=office.by_hr, now=NOW)
    with pytest.raises(NotFound):
        save_counter(SaveCounter(code="L9", name="x", service_id=999), actor=office.by_hr, now=NOW)

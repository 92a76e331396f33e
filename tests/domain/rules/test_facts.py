"""A fact says exactly what its kind publishes, or the program that made it is told."""

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ledger.domain.facts import (
    PERSON_FIELDS,
    VOCABULARY,
    FactKind,
    FieldType,
    article_of_code,
    time_values,
)
from ledger.domain.nominations import NominationStage
from tests.domain.rules.samples import FIELDS, PERSON, make_fact


def test_every_kind_has_a_shape_and_a_meaning_for_each_field():
    assert set(VOCABULARY) == set(FactKind)
    assert all(field.meaning for shape in VOCABULARY.values() for field in shape.fields.values())


@pytest.mark.parametrize("kind", FactKind)
def test_fact_keeps_the_fields_of_its_kind(kind):
    fact = make_fact(kind)
    assert {name: fact.fields[name] for name in FIELDS[kind]} == FIELDS[kind]
    assert set(fact.fields) == set(VOCABULARY[kind].fields)


@pytest.mark.parametrize("kind", FactKind)
def test_fact_handed_to_another_process_is_the_same(kind):
    fact = replace(make_fact(kind), team=((3, 60), (4, 40)), proposer_id=5)
    handed = pickle.loads(pickle.dumps(fact))  # noqa: S301 - our own, made the line before
    assert handed == fact
    assert dict(handed.fields) == dict(fact.fields)
    with pytest.raises(TypeError):
        handed.fields["hours"] = 1


def test_complaint_without_assessment_counts_as_suspected():
    fields = {"cause": "people", "category": "", "from_lapor": False}
    fact = replace(make_fact(FactKind.COMPLAINT_SUBSTANTIATED), fields=fields)
    assert fact.fields["suspected"] is True
    assert fact.fields["code"] == ""


def test_member_of_an_enum_becomes_plain_text():
    fact = make_fact(FactKind.NOMINATION_ACCEPTED, stage=NominationStage.UJI_COBA)
    assert type(fact.fields["stage"]) is str


def test_fields_cannot_be_changed_afterwards():
    fact = make_fact(FactKind.TRAINING_APPLIED)
    with pytest.raises(TypeError):
        fact.fields["hours"] = 99


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hours": "16"}, "hours must be int"),
        ({"hours": True}, "hours must be int"),
        ({"planned": 1}, "planned must be bool"),
        ({"stars": 5}, "no field stars"),
    ],
)
def test_wrong_field_is_refused(fields, said):
    with pytest.raises(ValueError, match=said):
        make_fact(FactKind.TRAINING_APPLIED, **fields)


def test_missing_field_is_refused():
    with pytest.raises(ValueError, match="lacks the field planned"):
        replace(make_fact(FactKind.TRAINING_APPLIED), fields={"hours": 16})


def test_text_outside_its_choices_is_refused_but_may_stay_empty():
    with pytest.raises(ValueError, match="must be one of"):
        make_fact(FactKind.NOMINATION_ACCEPTED, stage="uji coba")
    assert make_fact(FactKind.VIOLATION_ASSESSED, level="").fields["level"] == ""


def test_moment_without_zone_is_refused():
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        replace(make_fact(FactKind.TRAINING_APPLIED), recorded_at=naive)


def test_person_values_are_the_published_ones():
    assert set(PERSON.values()) == set(PERSON_FIELDS)
    types = {FieldType.INT: int, FieldType.TEXT: str}
    assert all(type(v) is types[PERSON_FIELDS[n].type] for n, v in PERSON.values().items())


@pytest.mark.parametrize(
    ("month", "quarter", "semester"),
    [(1, 1, 1), (3, 1, 1), (4, 2, 1), (6, 2, 1), (7, 3, 2), (9, 3, 2), (10, 4, 2), (12, 4, 2)],
)
def test_time_values_follow_the_calendar(month, quarter, semester):
    expected = {"year": 2026, "month": month, "quarter": quarter, "semester": semester}
    assert time_values(date(2026, month, 28)) == expected


def test_article_comes_from_the_catalogue_and_is_open_without_a_code():
    assert article_of_code("L5g") == "Pasal 5 huruf g"
    assert article_of_code("") == "pasal ditentukan dalam pemeriksaan"

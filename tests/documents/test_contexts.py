import json
from dataclasses import replace

import pytest

from ledger.documents.contexts import CertificateContext
from ledger.documents.rendering import KINDS, read_context
from ledger.domain.documents import OF_A_CASE
from ledger.errors import InvalidInput, RuleRefused
from tests.documents import case_samples, samples

ALL = {
    "certificate": samples.make_certificate,
    "guidance_letter": samples.make_guidance_letter,
    **case_samples.ALL,
    "remedy_decision": samples.make_remedy_decision,
    "clean_statement": samples.make_clean_statement,
    "recap": samples.make_recap,
    "recap_corrigendum": samples.make_recap_corrigendum,
}


def test_every_kind_has_a_sample():
    assert set(ALL) == set(KINDS)


@pytest.mark.parametrize("kind", ALL)
def test_context_survives_json(kind):
    context = ALL[kind]()
    stored = json.loads(json.dumps(context.to_mapping()))
    assert stored["kind"] == kind
    assert read_context(kind, stored) == context


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"reason": None}, "document_field_misfit", "reason"),
        ({"is_draft": 1}, "document_field_misfit", "is_draft"),
        ({"nickname": "x"}, "document_field_unknown", "nickname"),
        ({"recipient": {"nip": "1"}}, "document_field_missing", "recipient.name"),
        ({"recipient": "Siti"}, "document_field_misfit", "recipient"),
    ],
)
def test_mapping_that_does_not_fit_is_refused_by_place(change, code, field):
    mapping = {**samples.make_certificate().to_mapping(), **change}
    with pytest.raises(InvalidInput) as refusal:
        CertificateContext.from_mapping(mapping)
    assert (refusal.value.code, refusal.value.params["field"]) == (code, field)


def test_list_item_that_does_not_fit_is_named_with_its_index():
    mapping = samples.make_guidance_letter().to_mapping()
    mapping["facts"] = ["satu", 2]
    with pytest.raises(InvalidInput, match=r"facts\[1\]"):
        read_context("guidance_letter", mapping)


@pytest.mark.parametrize("change", [{"template_version": 99}, {"kind": "summons"}])
def test_other_version_or_kind_is_refused(change):
    mapping = {**samples.make_certificate().to_mapping(), **change}
    with pytest.raises(InvalidInput) as refusal:
        CertificateContext.from_mapping(mapping)
    assert refusal.value.code == "document_version_unknown"


def test_unknown_kind_is_refused():
    with pytest.raises(InvalidInput, match="Jenis dokumen pantun tidak ada"):
        read_context("pantun", {})


@pytest.mark.parametrize(
    "change", [{"subject": "Teguran tertulis"}, {"number": "800.1.6.2/3/BKD/2026"}]
)
def test_guidance_letter_is_never_a_reprimand(change):
    with pytest.raises(RuleRefused) as refusal:
        samples.make_guidance_letter(**change)
    assert refusal.value.constraint == "guidance_is_not_a_sanction"


def test_reprimand_form_refuses_heavier_kinds():
    with pytest.raises(RuleRefused) as refusal:
        case_samples.make_reprimand(level_text="berat")
    assert refusal.value.constraint == "reprimand_is_light"


def test_third_summons_is_refused():
    with pytest.raises(RuleRefused):
        case_samples.make_summons(ordinal=3)


def test_class_codes_keep_guidance_apart_from_discipline():
    discipline = {kind for kind, found in KINDS.items() if found.is_discipline}
    assert discipline == {kind.value for kind in OF_A_CASE}
    assert discipline == {*case_samples.ALL, "remedy_decision"}
    # Discipline itself, and objections to it.
    assert {KINDS[kind].class_code for kind in discipline} == {"800.1.6.2", "800.1.8.3"}
    assert KINDS["certificate"].class_code == "800.1.12.8"
    assert KINDS["recap"].class_code == "800.1.5"
    assert KINDS["guidance_letter"].class_code != "800.1.6.2"


@pytest.mark.parametrize(
    ("changes", "posts", "name", "identity"),
    [
        (
            {},
            ("Kepala Dinas Kependudukan dan Pencatatan Sipil",),
            "Dr. Ratna Kusumawardhani, S.H., M.H.",
            ("Pembina Utama Muda (IV/c)", "NIP 196908171995032001"),
        ),
        (
            {"capacity": "Plt.", "on_behalf_of": "Gubernur Contoh"},
            ("a.n. Gubernur Contoh", "Plt. Kepala Dinas Kependudukan dan Pencatatan Sipil"),
            "Dr. Ratna Kusumawardhani, S.H., M.H.",
            ("Pembina Utama Muda (IV/c)", "NIP 196908171995032001"),
        ),
        (
            {"is_region_head": True, "post": "Gubernur Contoh"},
            ("Gubernur Contoh",),
            "Dr. Ratna Kusumawardhani, S.H., M.H.",
            (),
        ),
        (
            {"is_region_head": True, "capacity": "Pj.", "post": "Gubernur Contoh"},
            ("Pj. Gubernur Contoh",),
            "Ratna Kusumawardhani",
            (),
        ),
    ],
)
def test_signer_is_written_as_the_letter_rules_ask(changes, posts, name, identity):
    signer = replace(samples.SIGNER, **changes)
    assert (signer.post_lines, signer.letter_name, signer.identity_lines) == (
        posts,
        name,
        identity,
    )

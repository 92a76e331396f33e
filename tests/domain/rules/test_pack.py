"""Every mistake in a pack is told with its rule, key and line; what is right survives a dump."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.facts import FactKind
from ledger.domain.periods import PeriodKind
from ledger.domain.rules.definitions import Cap, OncePer, Scope, Window, WindowKind
from ledger.domain.rules.pack import (
    dump_pack,
    pack_data,
    pack_from_data,
    pack_sha256,
    parse_pack,
    rule_data,
    rule_from_data,
    rule_sha256,
)
from ledger.domain.rules.refusals import PackError
from ledger.errors import InvalidInput
from tests.domain.rules.samples import PACK, changed_rule

POINTS = "points: {amount: 15, to: person}"
WHEN = "when: fact.rating == 4 && measure.apresiasi >= 3"
CAPS = "    caps:\n      - {points: 30, per: person, period: year}\n"
MEASURE = PACK[PACK.index("    measure:\n") : PACK.index("    when:")]


def refusal(text: str) -> PackError:
    with pytest.raises(PackError) as caught:
        parse_pack(text)
    return caught.value


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def without(text: str, part: str) -> str:
    assert part in text
    return text.replace(part, "")


def test_pack_is_read_whole():
    pack = parse_pack(PACK)
    (rule,) = pack.rules
    assert (pack.code, pack.name, rule.code, rule.on) == (
        "contoh",
        "Paket contoh",
        "ramah",
        FactKind.COMMENDATION_VERIFIED,
    )
    assert dict(rule.measures)["apresiasi"].window == Window(WindowKind.QUARTER)
    assert rule.once_per == OncePer(Scope.PERSON, PeriodKind.QUARTER)
    assert rule.caps == (Cap(30, Scope.PERSON, PeriodKind.YEAR),)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("code: ramah", "code: Ramah Sekali", "code", "huruf kecil"),
        ("title: Pelayanan ramah", "titel: Pelayanan ramah", "titel", "Mungkin maksudnya: title"),
        ("title: Pelayanan ramah", "title: 12", "title", "isilah dengan teks"),
        ("title: Pelayanan ramah", "title: ''", "title", "isilah dengan teks"),
        ("title: Pelayanan ramah", f"title: {'a' * 121}", "title", "paling banyak 120 huruf"),
        ("on: commendation_verified", "on: commendation", "on", "commendation_verified"),
        ("on: commendation_verified", "on: null", "on", "wajib diisi"),
        ("kind: count", "kind: hitung", "measure.apresiasi.kind", "Pilihannya: count"),
        ("kind: count", "kind: sum", "measure.apresiasi.field", "wajib diisi"),
        (
            "kind: count",
            "kind: sum\n        field: about_person",
            "measure.apresiasi.field",
            "rating",
        ),
        (
            "kind: count",
            "kind: count\n        field: rating",
            "measure.apresiasi.field",
            "tanpa field",
        ),
        ("window: quarter", "window: kuartal", "measure.apresiasi.window", "last_days:N"),
        ("window: quarter", "window: quarter:2", "measure.apresiasi.window", "bukan jangka waktu"),
        ("window: quarter", "window: last_days:0", "measure.apresiasi.window", "bukan jangka"),
        ("window: quarter", "window: last_days:367", "measure.apresiasi.window", "366 hari"),
        ("window: quarter", "window: last_months", "measure.apresiasi.window", "bukan jangka"),
        (
            "of: commendation_verified",
            "of: survey_index_computed",
            "measure.apresiasi.by",
            "per unit",
        ),
        (
            "filter: fact.rating == 4",
            "filter: person.level_rank > 1",
            "measure.apresiasi.filter",
            "person.level_rank tidak dikenal",
        ),
        (
            "      apresiasi:\n",
            "      Apresiasi Warga:\n",
            "measure.Apresiasi Warga",
            "nama ukuran",
        ),
        (WHEN, "when: fact.nilai == 4", "when", "fact.nilai tidak dikenal"),
        (WHEN, "when: fact.rating == 4 &&", "when", "tidak dapat dibaca"),
        (WHEN, "when: measure.jumlah > 1", "when", "measure.apresiasi"),
        ("amount: 15", "amount: 0", "then.points.amount", "dari 1 sampai 1000"),
        ("amount: 15", "amount: -5", "then.points.amount", "dari 1 sampai 1000"),
        ("amount: 15", "amount: 1.5", "then.points.amount", "bilangan bulat"),
        ("amount: 15", "amount: true", "then.points.amount", "bilangan bulat"),
        ("amount: 15", "amount: 1_000", "then.points.amount", "bilangan bulat"),
        ("to: person}", "to: orang}", "then.points.to", "person"),
        ("to: person}", "to: team}", "then.points", "hanya usulan yang punya tim"),
        (POINTS, "{}", "then", "sebutkan akibatnya"),
        (
            POINTS,
            "development_plan: {goal: X, due_months: 3}",
            "then.development_plan",
            "menyertai penghargaan",
        ),
        (POINTS, "notify: []", "then.notify", "daftar"),
        (POINTS, "badge: {code: x, tier: platina, name: X}", "then.badge.tier", "perunggu"),
        (POINTS, "document: recap", "then.document", "hanya dapat meminta certificate"),
        (POINTS, "guidance: {level: 1, valid_months: 6}", "then", "tidak lahir dari prestasi"),
        (POINTS, "open_case: {article: Pasal 3}", "then", "tidak lahir dari prestasi"),
        (
            POINTS,
            f"{POINTS}\n      guidance: {{level: 1, valid_months: 6}}",
            "then",
            "tidak boleh dalam satu aturan",
        ),
        (POINTS, "points: 15", "then.points", "pasangan kunci dan nilai"),
        ("[head_of_unit]", "[head_of_unit, head_of_unit]", "decided_by", "dua kali"),
        ("[head_of_unit]", "[bupati]", "decided_by", "head_of_agency"),
        ("[head_of_unit]", "head_of_unit", "decided_by", "isilah dengan daftar"),
        ("once_per: person+quarter", "once_per: person+week", "once_per", "person+month"),
        ("points: 30", "points: 0", "caps.points", "dari 1 sampai"),
        ("status: needs_check", "status: pasti", "legal_basis.status", "verified"),
        ("from: 2026-01-01", "from: 01/01/2026", "effective.from", "2026-01-31"),
        ("from: 2026-01-01", "from: 2026-02-30", "effective.from", "2026-01-31"),
        ("until: null", "until: 2026-01-01", "effective.until", "sesudah tanggal mulai"),
    ],
)
def test_mistake_is_told_with_its_place(old, new, key, said):
    assert old in PACK
    text = PACK.replace(old, new)
    found = refusal(text)
    assert isinstance(found, InvalidInput)
    assert said in found.message
    assert found.place.key == key
    assert found.place.line is not None
    assert text.splitlines()[found.place.line - 1] != ""
    assert f"baris {found.place.line}" in found.message


def test_mistake_in_a_condition_has_rule_line_and_column():
    text = PACK.replace(WHEN, "when: fact.rating == 4 && fact.nilai == 2")
    place = refusal(text).place
    assert (place.rule, place.key, place.line, place.column) == (
        "ramah",
        "when",
        line_of(text, "when:"),
        21,
    )


def test_line_is_that_of_the_key():
    text = PACK.replace("status: needs_check", "status: pasti")
    assert refusal(text).place.line == line_of(text, "legal_basis")
    text = PACK.replace("window: quarter", "window: kuartal")
    assert refusal(text).place.line == line_of(text, "window")


@pytest.mark.parametrize(
    "part",
    [
        "    title: Pelayanan ramah\n",
        "    on: commendation_verified\n",
        f"    {WHEN}\n",
        f"    then:\n      {POINTS}\n",
        "    decided_by: [head_of_unit]\n",
        "    once_per: person+quarter\n",
        "    legal_basis: {text: UU 20/2023 Pasal 21, status: needs_check}\n",
        "    effective: {from: 2026-01-01, until: null}\n",
    ],
)
def test_missing_key_is_named(part):
    found = refusal(without(PACK, part))
    assert "wajib diisi" in found.message
    assert found.place.key == part.strip().partition(":")[0]


@pytest.mark.parametrize("part", [CAPS, MEASURE])
def test_measure_and_caps_may_be_left_out(part):
    text = without(PACK, part).replace(" && measure.apresiasi >= 3", "")
    if part == MEASURE:
        assert parse_pack(text).rules[0].measures == ()
    else:
        assert parse_pack(text).rules[0].caps == ()


@pytest.mark.parametrize(
    "outcome",
    [
        "sanction: R1",
        "sanksi: {kind: R1}",
        "hukuman: teguran lisan",
        "hukuman_disiplin: R2",
        "teguran: lisan",
        "document: teguran_tertulis",
        "document: reprimand_decision",
        "points: {amount: 1, to: person, sanksi: R1}",
        f"{POINTS}\n      Sanction: B3",
    ],
)
def test_rule_that_would_punish_is_refused(outcome):
    found = refusal(PACK.replace(POINTS, outcome))
    assert "Aturan tidak pernah menjatuhkan hukuman disiplin" in found.message
    assert found.place.rule == "ramah"


@pytest.mark.parametrize(
    ("on", "when", "then", "steps", "said"),
    [
        (
            "absence_confirmed",
            "fact.days_in_year == 0",
            "points: {amount: 5, to: person}",
            "hr",
            "penghargaan tidak lahir",
        ),
        (
            "violation_assessed",
            "!fact.suspected",
            "badge: {code: x, tier: emas, name: X}",
            "hr",
            "penghargaan tidak lahir",
        ),
        (
            "performance_rated",
            "fact.work == 3",
            "open_case: {article: Pasal 3}",
            "direct_superior",
            "kasus hanya diusulkan",
        ),
        (
            "absence_confirmed",
            "fact.days_in_year >= 3",
            "open_case: {article: sesuai_kode}",
            "direct_superior",
            "tidak punya kode",
        ),
        (
            "violation_assessed",
            "fact.suspected",
            "open_case: {article: Pasal 3}\n      guidance: {level: 1, valid_months: 6}",
            "direct_superior",
            "tidak menggantikan pemeriksaan",
        ),
        (
            "violation_assessed",
            "fact.suspected",
            "open_case: {article: Pasal 3}",
            "head_of_unit",
            "lebih dulu oleh direct_superior",
        ),
        (
            "survey_index_computed",
            "fact.grade == 'A'",
            "points: {amount: 5, to: person}",
            "head_of_unit",
            "tentang unit kerja",
        ),
        (
            "survey_index_computed",
            "person.level_rank > 1",
            "points: {amount: 5, to: unit}",
            "head_of_unit",
            "tentang unit kerja",
        ),
    ],
)
def test_outcome_must_fit_its_fact(on, when, then, steps, said):
    text = without(without(PACK, MEASURE), CAPS).replace(WHEN, f'when: "{when}"')
    text = text.replace("on: commendation_verified", f"on: {on}").replace(POINTS, then)
    text = text.replace("person+quarter", "fact").replace("[head_of_unit]", f"[{steps}]")
    found = refusal(text)
    assert said in found.message
    assert found.place.line is not None


def test_caps_without_points_are_refused():
    text = PACK.replace(POINTS, "badge: {code: x, tier: emas, name: X}")
    assert refusal(text).place.key == "caps"


def test_mistakes_of_several_rules_are_told_together():
    rule = PACK[PACK.index("  - code: ramah") :]
    bad = rule.replace("amount: 15", "amount: 0")
    text = PACK + bad.replace("ramah", "dua") + bad.replace("ramah", "tiga")
    found = refusal(text)
    assert [mistake.place.rule for mistake in found.all] == ["dua", "tiga"]
    assert [m.place.line for m in found.all] == [
        index for index, line in enumerate(text.splitlines(), start=1) if "amount: 0" in line
    ]


def test_code_used_twice_is_refused_at_the_second():
    rule = PACK[PACK.index("  - code: ramah") :]
    found = refusal(PACK + rule)
    assert "sudah dipakai" in found.message
    assert found.place.line == len(PACK.splitlines()) + 1


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "berkas kosong"),
        ("# hanya komentar\n", 1, "berkas kosong"),
        ("- a\n- b\n", 1, "bukan paket aturan"),
        ("code: a\ncode: b\n", 2, "sudah ditulis di atas"),
        ("code: a\n  name: b\n", 2, "tidak dapat dibaca"),
        ("code: 'a\n", None, "tidak dapat dibaca"),
        ("code: &a x\nname: *a\n", 2, "rujukan"),
        ("code: !!python/object/apply:os.system [ls]\n", 1, "tidak dipakai"),
        ("code: a\nname: !rahasia b\n", 2, "tidak dipakai"),
        ("code: a\nrule: []\n", 2, "Mungkin maksudnya: rules"),
        ("? [a, b]\n: c\n", 1, "nama kunci harus satu kata"),
        ("code: " + "[" * 500 + "]" * 500, 1, "terlalu dalam"),
        ("a: \x00", None, "tidak dapat dibaca"),
        ("code: a\nname: b\ndescription: c\nrules: []\n", 4, "isilah dengan daftar"),
        ("code: a\nname: b\ndescription: c\nrules: [1]\n", 4, "pasangan kunci dan nilai"),
        ("code: a\nname: b\ndescription: c\nrules: [{}]\n", 4, "wajib diisi"),
        ("a" * (256 * 1024 + 1), None, "terlalu besar"),
    ],
)
def test_text_that_is_no_pack_is_refused(text, line, said):
    found = refusal(text)
    assert said in found.message
    assert line is None or found.place.line == line


def test_two_documents_in_one_file_are_refused():
    assert "tidak dapat dibaca" in refusal(PACK + "---\n" + PACK).message


@given(st.text(max_size=200))
def test_any_text_is_refused_politely(text):
    with pytest.raises(PackError):
        parse_pack(text)


@given(st.integers(0, len(PACK) - 1), st.sampled_from(["", " ", ":", "-", "[", "'", "\t", "0"]))
def test_pack_with_one_letter_exchanged_is_read_or_refused(position, letter):
    text = PACK[:position] + letter + PACK[position + 1 :]
    try:
        pack = parse_pack(text)
    except PackError:
        return
    assert parse_pack(dump_pack(pack)) == pack


def test_dump_and_data_give_the_same_pack_back():
    pack = parse_pack(PACK)
    assert parse_pack(dump_pack(pack)) == pack
    assert pack_from_data(pack_data(pack)) == pack
    assert rule_from_data(rule_data(pack.rules[0])) == pack.rules[0]
    assert dump_pack(parse_pack(dump_pack(pack))) == dump_pack(pack)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=120))
def test_any_title_survives_the_dump(title):
    data = pack_data(parse_pack(PACK))
    data["rules"][0]["title"] = title
    try:
        pack = pack_from_data(data)
    except PackError:
        assert not title.strip()
        return
    assert parse_pack(dump_pack(pack)) == pack


def test_digest_ignores_layout_and_sees_content():
    pack = parse_pack(PACK)
    relaid = parse_pack(
        "# catatan\n" + PACK.replace(POINTS, "points:\n        to: person\n        amount: 15")
    )
    richer = changed_rule(("amount: 15", "amount: 16"))
    assert pack_sha256(relaid) == pack_sha256(pack)
    assert rule_sha256(richer) != rule_sha256(pack.rules[0])


def test_byte_order_mark_and_windows_lines_are_read():
    assert parse_pack("\ufeff" + PACK.replace("\n", "\r\n")) == parse_pack(PACK)

"""All seals as files, and the proof that one only appends to another."""

import pytest

from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import open_checkpoint
from ledger.domain.people import Role
from ledger.domain.witnesses import Seen, parse_growth, witness_growth
from ledger.services.entries import post_entry
from tests.factories import make_agency, make_person, make_unit
from tests.inspecting import seal, visitor
from tests.postings import guidance
from tests.tampering import tamper

PATH = "/buku-besar/segel"


@pytest.fixture
def unit(app):
    return make_unit(make_agency())


@pytest.fixture
def signer(app, unit, now):
    """Three seals, over two, three and five entries."""
    for number in range(5):
        command = guidance(make_person(unit), now, idempotency_key=f"proposal:{number}")
        post_entry(command, actor=system_actor(unit.agency_id), now=now)
        if number in (1, 2, 4):
            key = seal(app, unit.agency_id, now)
    return key


@pytest.fixture
def web(client, unit, signer):
    return visitor(client, unit, Role.AUDITOR)


def test_seal_comes_as_it_was_signed(web, signer):
    answer = web.get(f"{PATH}/3.txt")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="segel-3.txt"'
    assert open_checkpoint(answer.text, signer.verifier_key).size == 3


def test_two_seals_are_compared_and_the_proof_satisfies_a_witness(web, signer):
    page = web.get(f"{PATH}?lama=2&baru=5").text
    assert "Lanjutan yang sah" in page
    assert f'href="{PATH}/2/5"' in page
    key = signer.verifier_key
    old = open_checkpoint(web.get(f"{PATH}/2.txt").text, key)
    proof = parse_growth(web.get(f"{PATH}/2/5").text)
    assert witness_growth(Seen(old.size, old.root), proof, key).size == 5


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ("lama=5&baru=2", "Segel baru tidak boleh lebih kecil"),
        ("lama=1&baru=5", "Tidak ada segel atas 1 entri."),
        ("lama=dua&baru=5", "Tulis dengan angka"),
        ("lama=2", "Isi banyaknya entri"),
        ("lama=0&baru=5", "Segel paling sedikit atas 1 entri"),
    ],
)
def test_seals_that_cannot_be_compared_are_told(web, sizes, sentence):
    page = web.get(f"{PATH}?{sizes}")
    assert page.status_code == 422
    assert sentence in page.text


def test_seal_that_was_rewritten_is_told(web):
    tamper("UPDATE checkpoint SET note = replace(note, '5', '6') WHERE tree_size = 5")
    assert "Tanda tangan tidak cocok" in web.get(f"{PATH}?lama=2&baru=5").text


def test_tree_with_a_hole_proves_nothing_and_does_not_crash(web):
    tamper("DELETE FROM tree_node")
    assert "Bukan lanjutan" in web.get(f"{PATH}?lama=2&baru=5").text
    assert web.get(f"{PATH}/2/5").status_code == 409


@pytest.mark.parametrize("path", [PATH, f"{PATH}/3.txt", f"{PATH}/2/5"])
def test_others_are_refused(client, unit, signer, path):
    assert visitor(client, unit, Role.HR).get(path).status_code == 403
    other = visitor(client, make_unit(make_agency()), Role.AUDITOR)
    assert other.get(path).status_code == (200 if path == PATH else 404)


def test_proof_from_a_seal_that_was_never_kept_is_refused(web):
    assert web.get(f"{PATH}/1/5").status_code == 404
    assert web.get(f"{PATH}/5/2").status_code == 422

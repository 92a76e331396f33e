"""Cosignatures stand beside their checkpoints, in proofs and exports, and never change."""

import json

import pytest
from sqlalchemy import text

from ledger.database import transaction
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import BadCheckpoint, SignerKey
from ledger.domain.proofs import check_holder_proof
from ledger.domain.witnesses import cosign, cosigned_at, witness_key_of
from ledger.errors import NotFound, RuleRefused
from ledger.models.entries import Cosignature
from ledger.queries.exports import export_lines
from ledger.queries.seals import entry_proof, last_checkpoint
from ledger.queries.verification import verify_ledger
from ledger.services.entries import post_entry
from ledger.services.sealing import seal_all
from ledger.services.witnesses import keep_cosignature
from tests.factories import make_agency, make_person, make_unit
from tests.postings import guidance
from tests.tampering import tamper

WITNESS = SignerKey("inspektorat.go.id/saksi", bytes(range(1, 33)))
KEY = witness_key_of(WITNESS)
MOMENT = 1_795_834_800


@pytest.fixture
def sealed(app, now):
    """An agency with one sealed entry: its id, the entry's uid, its signer."""
    agency = make_agency()
    uid = post_entry(
        guidance(make_person(make_unit(agency)), now), actor=system_actor(agency.id), now=now
    )
    signer = SignerKey(agency.origin, bytes(range(32)))
    seal_all(agency.id, signer=signer, now=now)
    return agency.id, uid, signer


def kept(sealed, now, *, size: int = 1, line: str | None = None):
    agency_id, _, _ = sealed
    line = line or cosign(last_checkpoint(agency_id).note, WITNESS, moment=MOMENT)
    return keep_cosignature(agency_id, tree_size=size, line=line, witness=KEY, now=now)


def test_cosignature_is_kept_once_and_shown_in_proof_and_export(sealed, session, now):
    agency_id, uid, signer = sealed
    assert kept(sealed, now) == kept(sealed, now)
    assert session.query(Cosignature).count() == 1
    proof = entry_proof(uid, agency_id=agency_id, with_private=False)
    assert check_holder_proof(proof, signer.verifier_key).body["uid"] == uid
    assert cosigned_at(proof.partition("\n\n")[2], KEY) == MOMENT
    lines = export_lines(agency_id, verifier_key=signer.verifier_key, with_private=False, now=now)
    (line,) = [one for one in map(json.loads, lines) if one["line"] == "checkpoint"]
    assert cosigned_at(line["note"] + line["cosignatures"][0], KEY) == MOMENT


def test_line_that_is_not_the_witness_signature_is_refused(sealed, session, now):
    other = SignerKey("lain.go.id/saksi", bytes(32))
    note = last_checkpoint(sealed[0]).note
    with pytest.raises(BadCheckpoint):
        kept(sealed, now, line=cosign(note, other, moment=MOMENT))
    with pytest.raises(BadCheckpoint):
        kept(sealed, now, line="lain\n")
    assert session.query(Cosignature).count() == 0


def test_checkpoint_that_is_not_there_is_refused(sealed, now):
    with pytest.raises(NotFound, match="atas 9 entri"):
        kept(sealed, now, size=9)


@pytest.mark.parametrize(
    "statement", ["UPDATE cosignature SET line = 'x'", "DELETE FROM cosignature"]
)
def test_cosignature_never_changes(sealed, session, now, statement):
    kept(sealed, now)
    session.rollback()
    with pytest.raises(RuleRefused), transaction() as work:
        work.execute(text(statement))


def test_edited_cosignature_is_a_finding(sealed, now):
    agency_id, _, signer = sealed
    kept(sealed, now)
    assert verify_ledger(agency_id, verifier_key=signer.verifier_key).is_ok
    tamper("UPDATE cosignature SET line = 'x'")
    findings = verify_ledger(agency_id, verifier_key=signer.verifier_key).findings
    assert [one.what for one in findings] == ["cosignature:1"]

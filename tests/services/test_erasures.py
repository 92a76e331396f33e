"""Personal data goes by decision or by schedule; every proof stays what it was."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Pdf
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.canonical import read_canonical
from ledger.domain.commendations import CommendationState
from ledger.domain.commitments import PrivatePart, commit
from ledger.domain.proofs import check_holder_proof
from ledger.domain.retention import ERASED_WORDS, ErasureState, RecordKind
from ledger.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    InvalidTransition,
    NotFound,
    RuleRefused,
)
from ledger.models.commendations import Commendation
from ledger.models.entries import Entry
from ledger.models.erasures import Erasure
from ledger.models.nominations import Evidence
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.erasures import due_records, retention_lines
from ledger.queries.exports import export_lines
from ledger.queries.seals import entry_proof
from ledger.queries.submissions_due import due_submissions
from ledger.services.awards import post_award
from ledger.services.documents import open_document
from ledger.services.erasures import confirm_retention_rule, decide_erasure, run_retention
from ledger.services.proposals import propose_reversal
from tests.erasing import LONG_AGO, REASON, ErasingHouse
from tests.factories import NOW, make_actor
from tests.outsiders import verify_outside
from tests.postings import award
from tests.proposals import HAPPENED, TODAY
from tests.tampering import tamper


@pytest.fixture
def house(session: Session) -> ErasingHouse:
    return ErasingHouse()


def test_approved_request_erases_the_words_and_leaves_the_proofs(house, session):
    (uid,) = house.award()
    held = entry_proof(uid, agency_id=house.agency.id, with_private=True)
    body = session.scalars(select(Entry.body).where(Entry.uid == uid)).one()
    house.erase(uid)
    house.seal()
    assert house.private_parts(uid) == []
    assert session.scalars(select(Entry.body).where(Entry.uid == uid)).one() == body
    assert house.verified().findings == ()
    shown = check_holder_proof(held, house.signer.verifier_key)
    assert shown.private[PrivatePart.SUBJECT]["name"] == house.staff.name
    bare = entry_proof(uid, agency_id=house.agency.id, with_private=True)
    assert check_holder_proof(bare, house.signer.verifier_key).private == {}


def test_ledger_says_what_was_erased_and_nothing_about_whom(house, session):
    (uid,) = house.award()
    house.erase(uid)
    told = session.scalars(select(Entry).where(Entry.idempotency_key == f"erased:{uid}")).one()
    said = read_canonical(told.body)
    assert said["facts"] == {"erases": uid, "parts": "reason+subject", "erasure": "PDP-2026-000001"}
    assert said["reason"] == "uu-27-2022-8"
    assert (told.person_id, "subject_c" in said, "reason_c" in said) == (None, False, False)
    paper = house.certificate(uid)
    of_paper = select(Entry.uid).where(Entry.idempotency_key == f"document:{paper.id}:issued")
    assert house.private_parts(session.scalars(of_paper).one()) == []


def test_copies_of_the_words_go_too(house, session):
    (uid,) = house.award()
    paper = house.certificate(uid)
    sha256 = paper.sha256
    assert house.files.exists(sha256)
    house.erase(uid)
    erased = house.certificate(uid)
    assert (dict(erased.context), erased.sha256) == ({"erased": True}, sha256)
    assert not house.files.exists(sha256)
    assert session.scalars(select(Proposal.reason)).one() == ""
    assert session.scalars(select(ApprovalStep.reason)).one() == ERASED_WORDS
    with pytest.raises(NotFound):
        open_document(paper.id, files=house.files, actor=house.actor(house.staff), now=NOW)


def test_award_takes_the_words_and_the_photo_of_the_citizen_along(house, session):
    sha256 = house.files.put(b"a photograph")
    with transaction() as work:
        row = Commendation(
            agency_id=house.agency.id,
            tracking_code="TRM-7K3M-9Q2F",
            state=CommendationState.ACCEPTED,
            unit_id=house.bidang.id,
            person_id=house.staff.id,
            rating=4,
            words="Petugas ramah.",
            citizen_name="Wati",
            contact="0812",
            reply="Terima kasih, Bu Wati.",
            happened_on=LONG_AGO,
            received_at=NOW,
        )
        work.add(row)
        work.flush()
        photo = Evidence(
            agency_id=row.agency_id,
            subject_kind="commendation",
            subject_id=row.id,
            file_name="foto-warga.jpg",
            sha256=sha256,
            added_at=NOW,
        )
        work.add(photo)
    firing = house.fire("commendation_verified", row.id)
    (uid,) = house.award(firing_id=firing.id)
    assert due_submissions(house.agency.id, 1, today=TODAY, limit=9) == []
    house.erase(uid)
    session.expire_all()
    assert (row.words, row.citizen_name, row.contact, row.reply) == ("",) * 4
    assert row.erased_on is not None
    assert not house.files.exists(sha256)
    assert session.scalars(select(Evidence)).all() == []
    house.seal()
    assert house.verified().findings == ()


def test_words_that_a_team_shares_go_with_the_last_of_its_entries(house, session):
    first, second = house.award(house.staff, house.mate)
    house.erase(first)
    assert session.scalars(select(Proposal.reason)).one() != ""
    assert house.private_parts(second) == ["reason", "subject"]
    house.erase(second, person=house.mate)
    assert session.scalars(select(Proposal.reason)).one() == ""


def test_paper_carries_the_proof_that_outlives_the_erasure(house, tmp_path: Path):
    (uid,) = house.award()
    content = house.files.get(house.certificate(uid).sha256)
    house.erase(uid)
    with Pdf.open(BytesIO(content)) as paper:
        proof = bytes(paper.attachments[f"{uid}.tlog-proof"].get_file().read_bytes())
    (tmp_path / "bukti").write_bytes(proof)
    key = house.signer.verifier_key.text
    told = verify_outside(tmp_path, "--proof", "bukti", "--key", key)
    assert (told.code, told.first) == (0, "OK"), told.text
    other = proof.replace(b"extra ", b"extra A", 1)
    (tmp_path / "bukti").write_bytes(other)
    assert verify_outside(tmp_path, "--proof", "bukti", "--key", key).code != 0


def test_export_verifies_outside_after_an_erasure(house, tmp_path: Path):
    (uid,) = house.award()
    house.erase(uid)
    house.seal()
    key = house.signer.verifier_key
    lines = export_lines(house.agency.id, verifier_key=key, with_private=True, now=NOW)
    (tmp_path / "ekspor.jsonl").write_bytes(b"".join(lines))
    told = verify_outside(tmp_path, "ekspor.jsonl", "--key", key.text)
    assert (told.code, told.first) == (0, "OK"), told.text


def test_gap_that_nobody_recorded_is_found_and_one_that_is_no_gap_as_well(house):
    (uid,) = house.award()
    (other,) = house.award(house.mate)
    house.erase(uid)
    house.seal()
    tamper(
        "DELETE FROM private_body WHERE part = 'reason'"
        " AND entry_id = (SELECT id FROM entry WHERE uid = :uid)",
        uid=other,
    )
    found = [(one.entry_uid, one.what, one.found) for one in house.verified().findings]
    assert found == [(other, "private:reason", "-")]
    tamper(
        "INSERT INTO private_body (entry_id, part, agency_id, salt, content)"
        " SELECT e.id, 'subject', e.agency_id, e.leaf_hash, '{}' FROM entry e WHERE e.uid = :uid",
        uid=uid,
    )
    found = [(one.entry_uid, one.what, one.found) for one in house.verified().findings]
    assert (uid, "private:subject", "still there") in found


def test_whoever_recorded_a_request_cannot_decide_it(house, session):
    (uid,) = house.award()
    erasure_id = house.request(uid)
    for actor, refusal in (
        (house.first, Forbidden),
        (house.actor(house.staff), Forbidden),
        (house.actor(house.stranger), Forbidden),
    ):
        with pytest.raises(refusal):
            decide_erasure(
                erasure_id, approves=True, reason=REASON, files=house.files, actor=actor, now=NOW
            )
        session.rollback()
    assert house.private_parts(uid) == ["reason", "subject"]
    state = decide_erasure(
        erasure_id, approves=False, reason=REASON, files=house.files, actor=house.second, now=NOW
    )
    assert state is ErasureState.REJECTED
    assert house.private_parts(uid) == ["reason", "subject"]
    with pytest.raises(InvalidTransition):
        decide_erasure(
            erasure_id, approves=True, reason=REASON, files=house.files, actor=house.second, now=NOW
        )


def test_subject_of_the_data_neither_records_nor_decides(house, session):
    own = make_actor(house.staff, *(grant.role for grant in house.first.grants))
    (uid,) = house.award()
    with pytest.raises(Forbidden):
        house.request(uid, actor=own)
    session.rollback()
    erasure_id = house.request(uid)
    with pytest.raises(Forbidden):
        decide_erasure(
            erasure_id, approves=True, reason=REASON, files=house.files, actor=own, now=NOW
        )


def test_request_without_entries_of_the_person_or_without_reason_is_refused(house, session):
    (uid,) = house.award(house.mate)
    with pytest.raises(InvalidInput):
        house.request(uid)
    session.rollback()
    with pytest.raises(InvalidInput):
        house.request()
    erasure_id = house.request(uid, person=house.mate)
    with pytest.raises(InvalidInput):
        decide_erasure(
            erasure_id, approves=True, reason="ya", files=house.files, actor=house.second, now=NOW
        )


def test_waiting_correction_keeps_the_data(house, session):
    (uid,) = house.award()
    propose_reversal(
        uid, "Penerimanya keliru, yang benar pegawai lain.", actor=house.first, now=NOW
    )
    erasure_id = house.request(uid)
    with pytest.raises(InvalidInput, match="koreksi"):
        decide_erasure(
            erasure_id, approves=True, reason=REASON, files=house.files, actor=house.second, now=NOW
        )
    session.rollback()
    assert house.private_parts(uid) == ["reason", "subject"]


def test_schedule_erases_what_is_due_once_a_second_person_confirmed(house, session):
    (old,) = house.award(on=LONG_AGO, has_paper=False)
    (young,) = house.award(house.mate)
    rule_id = house.keep()
    assert run_retention(house.agency.id, files=house.files, now=NOW) == 0
    (line,) = retention_lines(house.agency.id, today=TODAY)
    assert (line.due, line.is_confirmed) == (1, False)
    with pytest.raises(Forbidden):
        confirm_retention_rule(rule_id, actor=house.first, now=NOW)
    session.rollback()
    house.confirm(rule_id)
    with pytest.raises(Conflict):
        house.confirm(rule_id)
    session.rollback()
    assert run_retention(house.agency.id, files=house.files, now=NOW) == 1
    assert run_retention(house.agency.id, files=house.files, now=NOW) == 0
    assert house.private_parts(old) == []
    assert house.private_parts(young) == ["reason", "subject"]
    house.seal()
    assert house.verified().findings == ()
    told = session.scalars(select(Entry).where(Entry.idempotency_key == f"erased:{old}")).one()
    assert read_canonical(told.body)["reason"] == "jadwal-retensi-arsip"
    assert session.scalars(select(Erasure.state)).all() == [ErasureState.DONE]


def test_record_is_due_on_the_day_its_years_are_over(house):
    house.award(on=HAPPENED, has_paper=False)
    house.confirm(house.keep())
    for today, due in ((date(2036, 11, 1), 0), (date(2036, 11, 2), 1)):
        assert len(due_records(house.agency.id, today=today, limit=9)) == due


def test_record_is_kept_as_long_as_its_youngest_paper(house):
    house.award(on=LONG_AGO)
    house.confirm(house.keep())
    for today, due in ((date(2036, 11, 22), 0), (date(2036, 11, 23), 1)):
        assert len(due_records(house.agency.id, today=today, limit=9)) == due


def test_schedule_without_a_line_for_the_kind_erases_nothing(house):
    house.award(on=LONG_AGO)
    house.confirm(house.keep(kind=RecordKind.GUIDANCE))
    assert run_retention(house.agency.id, files=house.files, now=NOW) == 0


def test_second_line_from_the_same_day_is_refused(house, session):
    house.keep()
    with pytest.raises(RuleRefused):
        house.keep(years=5)
    session.rollback()
    with pytest.raises(InvalidInput):
        house.keep(years=0, kind=RecordKind.GUIDANCE)


def test_commitment_is_not_found_by_guessing_name_and_nip(house, session):
    """Whoever knows all of the content still lacks 256 random bits; no column tells them."""
    (uid,) = house.award()
    proof = entry_proof(uid, agency_id=house.agency.id, with_private=True)
    content = check_holder_proof(proof, house.signer.verifier_key).private[PrivatePart.SUBJECT]
    house.erase(uid)
    entry = session.scalars(select(Entry).where(Entry.uid == uid)).one()
    commitment = read_canonical(entry.body)["subject_c"]
    known = [bytes(32), entry.leaf_hash, bytes.fromhex(entry.request_sha256)]
    known += [number.to_bytes(32, "big") for number in range(2000)]
    assert commitment not in {commit(salt, content) for salt in known}


def test_nothing_hashed_without_salt_depends_on_private_words(house, session):
    """The same key with other words is another request, yet its hash says nothing about them."""
    shares = ()
    asked = award(house.bidang, NOW, *shares, key="a", happened_on=LONG_AGO)
    post_award(asked, actor=house.system, now=NOW)
    first = session.scalars(select(Entry.request_sha256).order_by(Entry.id.desc())).first()
    other = award(
        house.bidang, NOW, key="a", happened_on=LONG_AGO, reason_private={"reason": "Lain."}
    )
    with pytest.raises(Conflict):
        post_award(other, actor=house.system, now=NOW)
    session.rollback()
    assert post_award(asked, actor=house.system, now=NOW)
    assert session.scalars(select(Entry.request_sha256).order_by(Entry.id.desc())).first() == first

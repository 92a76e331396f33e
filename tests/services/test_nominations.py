"""Nominations: who may send, check and mend them, and what the rules get to see."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from ledger.database import session
from ledger.domain.actors import Grant
from ledger.domain.nominations import NominationStage, NominationState, TeamMember
from ledger.domain.people import PersonState, Role
from ledger.errors import Forbidden, InvalidInput, InvalidTransition, NotFound, RuleRefused
from ledger.models.events import Draft
from ledger.models.nominations import Evidence, Nomination, NominationMember
from ledger.models.proposals import Proposal
from ledger.services.drafts import discard_draft, save_draft
from ledger.services.evidence import keep_evidence
from ledger.services.nominations import (
    accept_nomination,
    reject_nomination,
    resubmit_nomination,
    return_nomination,
    submit_nomination,
    withdraw_nomination,
)
from tests.factories import NOW, make_agency, make_official, make_person, make_unit
from tests.files import MemoryFiles
from tests.intake import REASON, activate, facts, make_office, nomination, send, tags, told
from tests.statements import listening


@pytest.fixture
def office(app):
    return make_office()


def shares(nomination_id: int) -> list[tuple[int, int]]:
    rows = select(NominationMember.person_id, NominationMember.share_percent).where(
        NominationMember.nomination_id == nomination_id
    )
    return list(session().execute(rows.order_by(NominationMember.id)))


def test_nomination_is_sent_with_number_team_and_event(office):
    nomination_id = send(office, team=(TeamMember(person_id=office.colleague.id),))
    row = session().get(Nomination, nomination_id)
    assert row.number == "USL-2026-000001"
    assert row.state is NominationState.SUBMITTED
    assert row.submitted_at == NOW
    assert row.unit_id == office.unit.id
    assert shares(nomination_id) == [(office.clerk.id, 50), (office.colleague.id, 50)]
    assert tags("nomination", nomination_id) == ["nomination:sending:submitted"]


def test_numbers_go_on_within_the_year(office):
    send(office)
    second = send(office, title="Arsip digital")
    assert session().get(Nomination, second).number == "USL-2026-000002"


def test_nominee_hears_nothing_before_the_decision(office):
    nomination_id = send(office)
    accept_nomination(nomination_id, actor=office.by_hr, now=NOW)
    assert told(office.clerk) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"story": ""}, "story"),
        ({"happened_on": date(2026, 11, 24)}, "happened_on"),
        ({"impact_percent": Decimal(2000)}, "impact_percent"),
    ],
)
def test_incomplete_nomination_is_refused_by_field(office, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        send(office, **changes)
    assert set(refusal.value.fields) == {field}
    assert session().scalar(select(func.count(Nomination.id))) == 0


def test_nobody_nominates_themselves(office):
    with pytest.raises(InvalidInput) as refusal:
        send(office, nominee_id=office.head.id)
    assert "nominee_id" in refusal.value.fields


def test_nominator_is_not_in_the_team(office):
    with pytest.raises(InvalidInput) as refusal:
        send(office, team=(TeamMember(person_id=office.head.id),))
    assert "team" in refusal.value.fields


def test_shares_that_miss_a_hundred_are_refused(office):
    team = (TeamMember(person_id=office.colleague.id, share_percent=30),)
    with pytest.raises(InvalidInput) as refusal:
        send(office, nominee_share_percent=60, team=team)
    assert "team" in refusal.value.fields


def test_who_left_another_agency_or_a_head_of_region_is_no_nominee(office):
    left = make_person(office.unit, state=PersonState.LEFT)
    governor = make_official(office.unit)
    stranger = make_person(make_unit(make_agency()))
    for person in (left, governor, stranger):
        with pytest.raises(InvalidInput) as refusal:
            send(office, nominee_id=person.id)
        assert "nominee_id" in refusal.value.fields


def test_nobody_sends_in_the_name_of_a_colleague(office):
    with pytest.raises(Forbidden):
        submit_nomination(nomination(office), actor=office.acting(office.colleague), now=NOW)


def test_hr_sends_a_row_of_a_file_once(office):
    command = nomination(office, story="", evidence=("laporan.pdf",))
    by = office.by_hr
    first = submit_nomination(command, actor=by, now=NOW, source_key="2026-10-05|a|b|c")
    again = submit_nomination(command, actor=by, now=NOW, source_key="2026-10-05|a|b|c")
    assert first == again
    rows = session().scalars(select(Evidence)).all()
    assert [(row.file_name, row.sha256) for row in rows] == [("laporan.pdf", None)]


def test_same_title_in_the_same_round_is_refused_while_it_lives(office):
    first = send(office)
    with pytest.raises(RuleRefused) as refusal:
        send(office, title="  ANTREAN   daring ", nominator_id=office.colleague.id)
    assert refusal.value.constraint == "uq_nomination_live"
    withdraw_nomination(first, actor=office.acting(office.head), now=NOW)
    assert send(office, nominator_id=office.colleague.id) != first


def test_draft_is_kept_and_sent_once(office):
    by = office.acting(office.head)
    token = save_draft("nomination", {"title": "Antrean"}, actor=by, now=NOW)
    assert save_draft("nomination", {"title": "X"}, token=token, actor=by, now=NOW) == token
    first = submit_nomination(nomination(office), actor=by, now=NOW, draft_token=token)
    again = submit_nomination(
        nomination(office, title="Lain"), actor=by, now=NOW, draft_token=token
    )
    assert first == again
    save_draft("nomination", {"title": "sesudah dikirim"}, token=token, actor=by, now=NOW)
    draft = session().scalars(select(Draft)).one()
    assert (draft.answers, draft.sent_as) == ({"title": "X"}, first)


def test_draft_belongs_to_one_account(office):
    token = save_draft("nomination", {}, actor=office.acting(office.head), now=NOW)
    other = office.acting(office.colleague)
    with pytest.raises(NotFound):
        save_draft("nomination", {"title": "bukan milikku"}, token=token, actor=other, now=NOW)
    with pytest.raises(NotFound):
        discard_draft(token, kind="nomination", actor=other)
    discard_draft(token, kind="nomination", actor=office.acting(office.head))
    assert session().scalars(select(Draft)).all() == []


def test_evidence_of_the_draft_moves_to_the_nomination(office):
    by, files = office.acting(office.head), MemoryFiles()
    kept = [
        keep_evidence(
            content,
            "..\\bukti.exe",
            subject_kind="draft",
            subject_id=1,
            files=files,
            actor=by,
            now=NOW,
        )
        for content in (b"%PDF-1.7 a", b"\x89PNG\r\n\x1a\n b", b"%PDF-1.7 a")
    ]
    assert kept[0] == kept[2]
    nomination_id = submit_nomination(
        nomination(office, evidence=(str(kept[0]),)), actor=by, now=NOW
    )
    moved = session().scalars(select(Evidence).where(Evidence.subject_kind == "nomination")).one()
    assert (moved.subject_id, moved.file_name) == (nomination_id, "bukti.pdf")
    second = submit_nomination(
        nomination(office, title="Lain", evidence=(str(kept[0]),)), actor=by, now=NOW
    )
    hashes = session().execute(
        select(Evidence.subject_id, Evidence.sha256).where(Evidence.subject_kind == "nomination")
    )
    assert {one for one, _ in hashes} == {nomination_id, second}


def test_evidence_of_somebody_else_is_not_found(office):
    kept = keep_evidence(
        b"%PDF-1.7",
        "a.pdf",
        subject_kind="draft",
        subject_id=1,
        files=MemoryFiles(),
        actor=office.acting(office.colleague),
        now=NOW,
    )
    with pytest.raises(NotFound):
        send(office, evidence=(str(kept),))


def test_evidence_over_five_is_refused(office):
    by, files = office.acting(office.head), MemoryFiles()
    keeping = {"subject_kind": "draft", "subject_id": 1, "files": files, "actor": by, "now": NOW}
    for number in range(5):
        keep_evidence(b"%PDF-1." + bytes([48 + number]), "a.pdf", **keeping)
    with pytest.raises(InvalidInput):
        keep_evidence(b"%PDF-1.7 x", "a.pdf", **keeping)


def test_accepted_nomination_becomes_a_fact_of_the_nominee(office):
    nomination_id = send(
        office,
        impact_percent=Decimal("35.9"),
        team=(TeamMember(person_id=office.colleague.id),),
    )
    accept_nomination(nomination_id, actor=office.by_hr, now=NOW)
    row = session().get(Nomination, nomination_id)
    assert (row.state, row.verifier_id) == (NominationState.ACCEPTED, office.hr.id)
    (fact,) = facts("nomination_accepted")
    assert (fact.source_id, fact.person_id) == (nomination_id, office.clerk.id)
    assert fact.fields == {
        "category": "pelayanan_publik",
        "stage": "diterapkan",
        "impact_percent": 35,
        "team_size": 2,
        "evidence_count": 0,
    }
    assert tags("nomination", nomination_id)[-1] == "nomination:verdict:accepted"
    assert [one.text for one in told(office.head)] == [
        "Usulan %(number)s diterima dan diteruskan untuk diputuskan."
    ]


def test_accepted_nomination_is_proposed_by_its_nominator(office):
    activate(office, "layanan-dasar")
    team = (TeamMember(person_id=office.colleague.id),)
    nomination_id = send(office, stage=NominationStage.UJI_COBA, team=team)
    proposals = accept_nomination(nomination_id, actor=office.by_hr, now=NOW)
    rows = session().scalars(select(Proposal).where(Proposal.id.in_(proposals))).all()
    assert rows
    assert {row.proposer_id for row in rows} == {office.head.id}


def test_nobody_near_the_nomination_accepts_it(office):
    nomination_id = send(office, team=(TeamMember(person_id=office.colleague.id),))
    expected = {
        office.head: "ck_nomination_verifier_is_not_nominator",
        office.clerk: "ck_nomination_verifier_is_not_nominee",
        office.colleague: "tg_nomination_verifier_is_not_member",
    }
    for person, constraint in expected.items():
        with pytest.raises(RuleRefused) as refusal:
            accept_nomination(nomination_id, actor=office.acting(person, Role.HR), now=NOW)
        assert refusal.value.constraint == constraint
    assert session().get(Nomination, nomination_id).state is NominationState.SUBMITTED
    assert facts("nomination_accepted") == []


def test_who_is_not_hr_of_the_unit_finds_no_nomination_to_check(office):
    nomination_id = send(office)
    elsewhere = office.by_hr
    narrow = type(elsewhere)(
        agency_id=elsewhere.agency_id,
        name=elsewhere.name,
        account_id=elsewhere.account_id,
        person_id=elsewhere.person_id,
        grants=(Grant(role=Role.HR, unit_ids=frozenset({office.hr.unit_id})),),
    )
    for actor in (narrow, office.acting(office.colleague), office.acting(office.hr)):
        with pytest.raises(NotFound):
            accept_nomination(nomination_id, actor=actor, now=NOW)


def test_nomination_is_accepted_once(office):
    nomination_id = send(office)
    accept_nomination(nomination_id, actor=office.by_hr, now=NOW)
    with pytest.raises(InvalidTransition):
        accept_nomination(nomination_id, actor=office.by_hr, now=NOW)
    with pytest.raises(InvalidTransition):
        withdraw_nomination(nomination_id, actor=office.acting(office.head), now=NOW)


@pytest.mark.parametrize("verb", [return_nomination, reject_nomination])
def test_refusal_needs_a_reason_that_can_be_understood(office, verb):
    nomination_id = send(office)
    with pytest.raises(InvalidInput):
        verb(nomination_id, reason="kurang", actor=office.by_hr, now=NOW)
    verb(nomination_id, reason=REASON, actor=office.by_hr, now=NOW)
    row = session().get(Nomination, nomination_id)
    assert row.verdict_reason == REASON
    assert row.state in (NominationState.RETURNED, NominationState.REJECTED)
    assert len(told(office.head)) == 1


def test_returned_nomination_is_mended_and_sent_again(office):
    nomination_id = send(office)
    return_nomination(nomination_id, reason=REASON, actor=office.by_hr, now=NOW)
    mended = nomination(
        office, impact="Waktu tunggu turun", team=(TeamMember(person_id=office.colleague.id),)
    )
    with pytest.raises(NotFound):
        resubmit_nomination(nomination_id, mended, actor=office.acting(office.colleague), now=NOW)
    resubmit_nomination(nomination_id, mended, actor=office.acting(office.head), now=NOW)
    row = session().get(Nomination, nomination_id)
    assert (row.state, row.impact, row.verifier_id) == (
        NominationState.SUBMITTED,
        "Waktu tunggu turun",
        None,
    )
    assert len(shares(nomination_id)) == 2
    with pytest.raises(InvalidTransition):
        resubmit_nomination(nomination_id, mended, actor=office.acting(office.head), now=NOW)


def test_only_the_nominator_withdraws(office):
    nomination_id = send(office)
    with pytest.raises(NotFound):
        withdraw_nomination(nomination_id, actor=office.acting(office.clerk), now=NOW)
    withdraw_nomination(nomination_id, actor=office.acting(office.head), now=NOW)
    assert session().get(Nomination, nomination_id).state is NominationState.WITHDRAWN


def test_accepting_stays_cheap_however_big_the_team(office):
    big = [make_person(office.unit) for _ in range(20)]
    small = send(office)
    large = send(office, title="Tim besar", team=tuple(TeamMember(person_id=one.id) for one in big))
    by, counted = office.by_hr, []
    for nomination_id in (small, large):
        with listening() as heard:
            accept_nomination(nomination_id, actor=by, now=NOW)
        counted.append(len(heard))
    assert counted[1] == counted[0]

"""Awards to somebody whom a case or a sanction holds: they wait, say no reason, and go on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.approvals import ProposalState
from ledger.domain.discipline.endings import Discontinue, EndingGround
from ledger.domain.interlocks import Cause, Purpose, interlock_key
from ledger.errors import NotFound, RuleRefused
from ledger.models.cases import Case, PastSanction
from ledger.models.entries import Entry
from ledger.models.events import AuditEvent, Notification
from ledger.models.proposals import Proposal
from ledger.queries.proposals import waits_for
from ledger.services.cases import clear_case, discontinue_case
from ledger.services.interlocks import held_lines
from ledger.services.proposals import decide_proposal, release_cleared, release_waiting, withdraw
from ledger.services.quotas import open_quota
from ledger.services.settings import record_setting
from tests.conduct import REASON, ConductHouse, later
from tests.factories import NOW
from tests.proposals import HAPPENED, PERIOD

S = ProposalState
SATYALANCANA = {"badge": {"code": "satyalancana-10", "tier": "perunggu", "name": "Satyalancana"}}


@pytest.fixture
def house(session: Session) -> ConductHouse:
    found = ConductHouse()
    open_quota(found.bidang.id, PERIOD, 100, actor=found.system, now=NOW)
    return found


def decide(house: ConductHouse, proposal_id: int, now=NOW) -> ProposalState:
    command = house.decide(proposal_id, house.head)
    return decide_proposal(command, actor=house.actor(house.head), now=now)


def read(session: Session, proposal_id: int) -> Proposal:
    session.expire_all()
    return session.get_one(Proposal, proposal_id)


def punished(house: ConductHouse, kind: str, ends_on: date | None = None) -> None:
    with transaction() as work:
        work.add(
            PastSanction(
                agency_id=house.agency.id,
                person_id=house.staff.id,
                kind=kind,
                letter_number=f"800/{kind}",
                letter_on=date(2026, 1, 5),
                ends_on=ends_on,
            )
        )


def test_award_waits_while_a_case_is_open_and_goes_on_as_it_happened_once_cleared(
    house: ConductHouse, session: Session
):
    case_id = house.open_case()
    proposal_id = house.propose(house.staff)
    assert decide(house, proposal_id) is S.AWAITING_VERIFICATION
    assert read(session, proposal_id).entry_uid is None
    assert release_cleared(house.agency.id, now=later(1)) == []
    assert release_waiting(house.bidang.id, actor=house.system, now=later(1)) == []
    house.summon(case_id)
    house.examine(case_id)
    clear_case(case_id, REASON, actor=house.actor(house.head), now=later(3))
    assert release_cleared(house.agency.id, now=later(4)) == [proposal_id]
    assert release_cleared(house.agency.id, now=later(5)) == []
    released = read(session, proposal_id)
    entry = session.scalars(select(Entry).where(Entry.uid == released.entry_uid)).one()
    assert (released.state, entry.happened_on) == (S.APPROVED, HAPPENED)
    assert (entry.decided_by, entry.decided_at) == (house.head.id, NOW)


def test_award_comes_as_it_happened_once_the_case_is_discontinued(
    house: ConductHouse, session: Session
):
    case_id = house.open_case()
    proposal_id = house.propose(house.staff)
    assert decide(house, proposal_id) is S.AWAITING_VERIFICATION
    command = Discontinue(ground=EndingGround.WRONG_PERSON, reason=REASON)
    discontinue_case(case_id, command, actor=house.hr, now=later(1))
    assert release_cleared(house.agency.id, now=later(2)) == [proposal_id]
    assert read(session, proposal_id).state is S.APPROVED


def test_hold_runs_out_though_the_case_is_still_open(house: ConductHouse, session: Session):
    house.open_case()
    proposal_id = house.propose(house.staff)
    assert decide(house, proposal_id) is S.AWAITING_VERIFICATION
    assert release_cleared(house.agency.id, now=NOW + timedelta(days=180)) == []
    assert release_cleared(house.agency.id, now=NOW + timedelta(days=181)) == [proposal_id]


def test_only_who_is_held_waits_and_the_unit_as_such_never(house: ConductHouse):
    house.open_case()
    assert decide(house, house.propose(house.mate)) is S.APPROVED
    assert decide(house, house.propose(house.staff, house.mate)) is S.AWAITING_VERIFICATION


def test_small_award_without_a_decision_waits_too(house: ConductHouse, session: Session):
    house.open_case()
    proposal_id = house.propose(house.staff, points=5, steps=())
    assert read(session, proposal_id).state is S.AWAITING_VERIFICATION
    assert release_cleared(house.agency.id, now=NOW + timedelta(days=181)) == [proposal_id]


@pytest.mark.parametrize(
    ("kind", "ends_on", "outcome", "expected"),
    [
        ("R3", date(2027, 1, 5), SATYALANCANA, S.APPROVED),
        ("S1", None, SATYALANCANA, S.AWAITING_VERIFICATION),
        ("B1", None, SATYALANCANA, S.AWAITING_VERIFICATION),
        ("R3", date(2027, 1, 5), {}, S.APPROVED),
        ("S1", date(2027, 1, 5), {}, S.AWAITING_VERIFICATION),
        ("S1", date(2026, 7, 5), {}, S.APPROVED),
    ],
)
def test_imported_history_holds_by_its_level(house, kind, ends_on, outcome, expected):
    punished(house, kind, ends_on)
    assert decide(house, house.propose(house.staff, points=0, outcome=outcome)) is expected


def test_agency_changes_a_row_from_a_day_on(house: ConductHouse):
    house.open_case()
    key = interlock_key(Purpose.AWARD, Cause.OPEN_CASE)
    day = later(10).date()
    record_setting(key, "tidak menghalangi", valid_from=day, actor=house.hr, now=NOW)
    proposal_id = house.propose(house.staff)
    assert decide(house, proposal_id) is S.AWAITING_VERIFICATION
    assert release_cleared(house.agency.id, now=later(9)) == []
    assert release_cleared(house.agency.id, now=later(10)) == [proposal_id]


def test_cleared_award_over_the_quota_goes_on_waiting_for_the_quota(house, session):
    punished(house, "S1", ends_on=later(5).date())
    proposal_id = house.propose(house.staff, points=500)
    assert decide(house, proposal_id) is S.AWAITING_VERIFICATION
    assert release_cleared(house.agency.id, now=later(7)) == []
    assert read(session, proposal_id).state is S.AWAITING_QUOTA
    punished(house, "S2", ends_on=later(20).date())
    assert release_waiting(house.bidang.id, actor=house.system, now=later(8)) == []
    assert read(session, proposal_id).state is S.AWAITING_VERIFICATION


def test_only_hr_that_has_no_part_in_it_reads_why(house: ConductHouse):
    house.open_case()
    proposal_id = house.propose(house.staff)
    assert held_lines(proposal_id, actor=house.hr, now=NOW) == []
    decide(house, proposal_id)
    (line,) = held_lines(proposal_id, actor=house.hr, now=NOW)
    assert (line.name, line.held.cause) == ("Bintang", Cause.OPEN_CASE)
    for person in (house.head, house.clerk, house.staff):
        assert held_lines(proposal_id, actor=house.actor(person), now=NOW) == []
    # Not even where the same person also works for HR.
    for person in (house.head, house.clerk, house.staff):
        also_hr = replace(house.actor(person), grants=house.hr.grants)
        assert held_lines(proposal_id, actor=also_hr, now=NOW) == []
    with pytest.raises(NotFound):
        held_lines(proposal_id, actor=house.actor(house.stranger), now=NOW)


def test_nothing_that_is_written_for_others_says_why(house: ConductHouse, session: Session):
    house.open_case()
    before = set(session.scalars(select(Notification.id)))
    events = set(session.scalars(select(AuditEvent.id)))
    proposal_id = house.propose(house.staff)
    decide(house, proposal_id)
    told = [one.text for one in session.scalars(select(Notification)) if one.id not in before]
    trail = [str(one.data) for one in session.scalars(select(AuditEvent)) if one.id not in events]
    words = " ".join([*told, *trail]).lower()
    assert not any(word in words for word in ("kasus", "disiplin", "hukuman", "open_case"))
    assert not waits_for(house.actor(house.head), proposal_id)


def test_held_award_may_be_withdrawn(house: ConductHouse, session: Session):
    house.open_case()
    proposal_id = house.propose(house.staff)
    decide(house, proposal_id)
    withdraw(proposal_id, actor=house.actor(house.clerk), now=later(1))
    assert read(session, proposal_id).state is S.WITHDRAWN


def test_database_lets_no_award_wait_for_hr_before_it_is_decided(house: ConductHouse):
    proposal_id = house.propose(house.staff)
    with pytest.raises(RuleRefused) as refusal:
        put_to_wait(proposal_id)
    assert refusal.value.constraint == "tg_proposal_approved_by_steps"


def test_database_lets_nothing_but_an_award_wait_for_hr(house: ConductHouse):
    case_id = house.open_case()
    proposal_id = proposal_of(case_id)
    with pytest.raises(RuleRefused) as refusal:
        put_to_wait(proposal_id)
    assert refusal.value.constraint == "ck_proposal_only_awards_are_held"


def proposal_of(case_id: int) -> int:
    """The approved proposal that opened the case."""
    with transaction() as work:
        return work.get_one(Case, case_id).proposal_id or 0


def put_to_wait(proposal_id: int) -> None:
    with transaction() as work:
        work.execute(
            text("UPDATE proposal SET state = 'awaiting_verification' WHERE id = :id"),
            {"id": proposal_id},
        )


def test_another_agency_releases_and_reads_nothing(house: ConductHouse):
    punished(house, "S1", ends_on=later(5).date())
    proposal_id = house.propose(house.staff)
    decide(house, proposal_id)
    other = ConductHouse(with_pack=False)
    assert release_cleared(other.agency.id, now=later(9)) == []
    with pytest.raises(NotFound):
        held_lines(proposal_id, actor=other.hr, now=NOW)

"""Every verb of the ledger in any order, beside a model that only adds and subtracts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger.database import session
from ledger.domain.actors import system_actor
from ledger.domain.checkpoints import SignerKey
from ledger.domain.posting_commands import AwardShare, PostAward, PostEntry, WidenQuota
from ledger.errors import Conflict, RuleRefused
from ledger.services.awards import UNIT_ITSELF, post_award
from ledger.services.entries import post_entry
from ledger.services.quotas import open_quota, widen_quota
from ledger.services.reversals import reverse_entry
from ledger.services.sealing import seal_all, seal_pending
from tests.factories import NOW, make_agency, make_person, make_unit
from tests.postings import award, guidance
from tests.proving.ledger_model import (
    ISSUANCE,
    LedgerModel,
    Moves,
    Standing,
    mirrored,
    split_in_two,
)
from tests.proving.stored_ledger import require_every_proof, require_same

PERIOD = "2026-T2"
OVERDRAWN = "ck_balance_not_overdrawn"
PLACES = st.integers(0, 3)
POINTS = st.integers(1, 60)
ANY = st.integers(0, 10_000)


@dataclass(frozen=True)
class Asked:
    """A request that was done: how to send it again, word for word or with other words."""

    again: Callable[[], Any]
    otherwise: Callable[[], Any]
    answer: Any


class LedgerMachine(RuleBasedStateMachine):
    """One agency of two units and four people; ``steps`` counts what was done, over all runs."""

    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        agency = make_agency()
        units = [make_unit(agency), make_unit(agency)]
        self.people = [make_person(unit) for unit in units for _ in range(2)]
        self.units = units
        self.agency_id, self.actor = agency.id, system_actor(agency.id)
        self.signer = SignerKey(agency.origin, bytes(range(32)))
        self.model = LedgerModel()
        self.asked: list[Asked] = []
        self.unopened = [unit.id for unit in units]
        self.turn = 0

    @initialize(points=st.integers(100, 400))
    def begin_with_a_quota(self, points: int) -> None:
        self.open_quota(points)

    @precondition(lambda self: self.unopened)
    @rule(points=POINTS)
    def open_quota(self, points: int) -> None:
        self._begin("open")
        unit_id = self.unopened.pop()
        uid = self._ask((unit_id, points), (unit_id, points + 1), self._open)
        self.model.post(uid, {ISSUANCE: -points, ("quota", unit_id): points})

    @rule(place=PLACES, points=POINTS)
    def widen_quota(self, place: int, points: int) -> None:
        unit_id = self._begin("widen", place).id
        command = WidenQuota(
            key=f"t:{self.turn}",
            unit_id=unit_id,
            period=PERIOD,
            points=points,
            reason="Kuota triwulan ini sudah habis.",
        )
        uid = self._ask(command, replace(command, points=points + 1), self._widen)
        self.model.post(uid, {ISSUANCE: -points, ("quota", unit_id): points})

    @rule(place=PLACES, points=POINTS)
    def thank_one(self, place: int, points: int) -> None:
        unit, person = self._begin("award", place), self.people[place]
        command = award(
            unit, NOW, AwardShare(person_id=person.id), points=points, key=f"t:{self.turn}"
        )
        self._award(command, {person.id: points})

    @rule(place=PLACES, points=POINTS, percent=st.integers(1, 99))
    def thank_two(self, place: int, points: int, percent: int) -> None:
        """Two people of any units; a share may be too small for a point."""
        unit = self._begin("award to a team", place)
        team = [self.people[place].id, self.people[(place + 1) % 4].id]
        shares = [
            AwardShare(person_id=person_id, share_percent=share)
            for person_id, share in zip(team, (percent, 100 - percent), strict=True)
        ]
        command = award(unit, NOW, *shares, points=points, key=f"t:{self.turn}")
        self._award(command, dict(zip(team, split_in_two(points, percent), strict=True)))

    @rule(place=PLACES, points=POINTS)
    def thank_unit(self, place: int, points: int) -> None:
        unit = self._begin("award to a unit", place)
        command = award(unit, NOW, points=points, key=f"t:{self.turn}")
        self._award(command, {UNIT_ITSELF: points})

    @rule(place=PLACES)
    def guide(self, place: int) -> None:
        self._begin("guidance", place)
        command = guidance(self.people[place], NOW, idempotency_key=f"t:{self.turn}")
        other = replace(command, facts={"level": "tertulis"})
        self.model.post(self._ask(command, other, self._post), {})

    @precondition(lambda self: self.model.entries)
    @rule(which=ANY)
    def reverse(self, which: int) -> None:
        """Once, and never a reversal; nor when the points are spent already."""
        self._begin("reverse")
        entry = self.model.entries[which % len(self.model.entries)]
        if entry.is_reversal:
            self._require_refused("ck_entry_reversal_is_final", lambda: self._reverse(entry))
        elif entry.reversed_by:
            assert self._reverse(entry) == entry.reversed_by
        elif not self.model.suffices_for(mirrored(entry.moved)):
            self._require_refused(OVERDRAWN, lambda: self._reverse(entry))
        else:
            entry.reversed_by = self._reverse(entry)
            self.model.post(entry.reversed_by, mirrored(entry.moved), is_reversal=True)

    @precondition(lambda self: self.asked)
    @rule(which=ANY)
    def ask_again(self, which: int) -> None:
        self._begin("same key, same body")
        asked = self.asked[which % len(self.asked)]
        assert asked.again() == asked.answer

    @precondition(lambda self: self.asked)
    @rule(which=ANY)
    def ask_otherwise(self, which: int) -> None:
        self._begin("same key, other body")
        with pytest.raises(Conflict) as refusal:
            self.asked[which % len(self.asked)].otherwise()
        assert refusal.value.code == "idempotency_conflict"

    @rule(limit=st.integers(1, 5))
    def seal_some(self, limit: int) -> None:
        self._begin("seal")
        found = seal_pending(self.agency_id, signer=self.signer, now=NOW, limit=limit)
        self._require_size(found, limit)

    @rule(batch=st.integers(1, 5))
    def seal_rest(self, batch: int) -> None:
        self._begin("seal all")
        found = seal_all(self.agency_id, signer=self.signer, now=NOW, batch=batch)
        self._require_size(found, len(self.model.entries))

    @invariant()
    def the_database_says_the_same(self) -> None:
        require_same(self.agency_id, self.model, self.signer.verifier_key)

    def teardown(self) -> None:
        require_every_proof(self.agency_id, self.model, self.signer.verifier_key)

    def _begin(self, step: str, place: int = 0) -> Any:
        """Count the step; the unit of the place."""
        self.steps[step] += 1
        self.turn += 1
        return self.units[place // 2]

    def _award(self, command: PostAward, parts: dict[int, int]) -> None:
        """Refused when the quota does not suffice, else an entry for each part."""
        quota = ("quota", command.unit_id)
        if not self.model.suffices_for({quota: -command.points}):
            self._require_refused(OVERDRAWN, lambda: self._post_award(command))
            return
        other = replace(command, detail={"badge": "lain"})
        uids = self._ask(command, other, self._post_award)
        assert uids.keys() == parts.keys()
        for number, points in parts.items():
            payee = ("unit", command.unit_id) if number == UNIT_ITSELF else ("person", number)
            moved: Moves = {quota: -points, payee: points} if points else {}
            self.model.post(uids[number], moved)

    def _ask(self, command: Any, other: Any, verb: Callable[[Any], Any]) -> Any:
        answer = verb(command)
        self.asked.append(Asked(lambda: verb(command), lambda: verb(other), answer))
        return answer

    def _require_refused(self, constraint: str, verb: Callable[[], Any]) -> None:
        with pytest.raises(RuleRefused) as refusal:
            verb()
        assert refusal.value.constraint == constraint

    def _require_size(self, found: Any, limit: int) -> None:
        """A new checkpoint over as much as the model says, none when nothing waited."""
        before = self.model.sealed
        size = self.model.seal(limit)
        assert (found.size if found else before) == size

    def _open(self, command: tuple[int, int]) -> str:
        unit_id, points = command
        return open_quota(unit_id, PERIOD, points, actor=self.actor, now=NOW)

    def _widen(self, command: WidenQuota) -> str:
        return widen_quota(command, actor=self.actor, now=NOW)

    def _post(self, command: PostEntry) -> str:
        return post_entry(command, actor=self.actor, now=NOW)

    def _post_award(self, command: PostAward) -> dict[int, str]:
        return post_award(command, actor=self.actor, now=NOW)

    def _reverse(self, entry: Standing) -> str:
        session().rollback()
        return reverse_entry(
            entry.uid, reason="Keliru.", proposal_id=None, actor=self.actor, now=NOW
        )

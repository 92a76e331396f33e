"""A past that was rated by one version, and a richer one in force since: for re-ratings."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from ledger.database import session
from ledger.domain.people import Role
from ledger.domain.reratings import ReratingState
from ledger.models.entries import Balance, MeritAccount
from ledger.models.reratings import Rerating, ReratingLine
from ledger.models.simulations import Simulation
from ledger.services.rules import activate_pack, load_pack
from ledger.services.rules.rerating import ask_rerating, decide_rerating, run_rerating
from tests.factories import NOW, make_account, make_actor
from tests.packs import simulate
from tests.standings import PACK, Story

TEXT = PACK.read_text("utf-8")
RICHER = TEXT.replace("points: {amount: 15, to: person}", "points: {amount: 25, to: person}")
EASIER = RICHER.replace("measure.apresiasi >= 3", "measure.apresiasi >= 2", 1)
_BRONZE = "tier: perunggu, name: Sahabat Warga}\n"
WITH_PAPER = TEXT.replace(_BRONZE, f"{_BRONZE}      document: certificate\n", 1)
WHY = "Nilai lencana perunggu disamakan dengan surat edaran."
DAYS = (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4))


class Past(Story):
    """The staff member earned the bronze badge under the old version; a richer one is in force."""

    def __init__(self, text: str = RICHER, *, mate_on: Sequence[date] = (), **fields: Any) -> None:
        super().__init__(**fields)
        self.approve(*self.thank(self.staff, *DAYS))
        self.thank(self.mate, *mate_on)
        self.appoint()
        self.replace(text, date(2026, 12, 1))

    def appoint(self) -> None:
        """Who decides re-ratings, and who activates versions."""
        account = make_account(self.governor)
        self.accounts[self.governor.id] = account
        self.boss = make_actor(self.governor, account=account)
        self._actors[self.governor.id] = self.boss
        self.second = make_actor(self.mate, Role.HR, account=self.accounts[self.mate.id])

    def replace(self, text: str, valid_from: date) -> None:
        """Another version in force from a day on."""
        self.pack_id = load_pack(text, actor=self.hr, now=NOW)
        seen = simulate(self.pack_id, self.hr)
        activate_pack(
            self.pack_id, valid_from=valid_from, seen_sha256=seen, actor=self.second, now=NOW
        )
        self.simulation = (
            session().scalars(select(Simulation).where(Simulation.pack_id == self.pack_id)).one()
        )

    def ask(self) -> int:
        """The batch, listed."""
        number = ask_rerating(self.simulation.id, reason=WHY, actor=self.hr, now=NOW)
        run(number)
        return number

    def settle(self, number: int, *, approve: bool = True, reason: str = "") -> ReratingState:
        return decide_rerating(
            number,
            approve=approve,
            reason=reason,
            seen_sha256=batch(number).lines_sha256 or "",
            actor=self.boss,
            now=NOW,
        )


def run(number: int) -> Any:
    return run_rerating(number, report=lambda _done, _total: None, now=NOW)


def batch(number: int) -> Rerating:
    session().rollback()
    session().expire_all()
    return session().get_one(Rerating, number)


def lines(number: int) -> list[ReratingLine]:
    session().rollback()
    session().expire_all()
    return list(
        session().scalars(
            select(ReratingLine)
            .where(ReratingLine.rerating_id == number)
            .order_by(ReratingLine.position)
        )
    )


def points_of(person_id: int) -> int:
    session().rollback()
    query = select(Balance.points).join(MeritAccount, MeritAccount.id == Balance.account_id)
    return session().scalar(query.where(MeritAccount.person_id == person_id)) or 0

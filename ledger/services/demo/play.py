"""The whole story in order: three weeks in which an agency takes Neraca into use."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.database import session
from ledger.domain.actors import Actor, system_actor
from ledger.domain.calendars import Calendar, calendar_from_years
from ledger.domain.checkpoints import SignerKey
from ledger.domain.imports import ImportKind
from ledger.domain.periods import PeriodKind, parse_period, period_of
from ledger.domain.proposals import ProposalKind
from ledger.domain.recaps import RequestRecap
from ledger.gateways.files import FileStore
from ledger.models.people import Agency
from ledger.queries.documents import numbered_ids
from ledger.services.cases import carry_on_due, take_effect_due
from ledger.services.demo.beside import walk_beside_discipline
from ledger.services.demo.cast import (
    Actors,
    Cast,
    DemoAccount,
    choose_cast,
    grant_roles,
    open_account,
    open_accounts,
    open_staff_account,
)
from ledger.services.demo.clock import STORY_DAYS, DemoClock
from ledger.services.demo.conduct import Superiors
from ledger.services.demo.decisions import Deciders
from ledger.services.demo.intake import IntakeDesk
from ledger.services.demo.lane import FastLane
from ledger.services.demo.opening import ZONE, load_packs, open_agency
from ledger.services.demo.report import DemoReport, added, count_rows
from ledger.services.demo.stories import Stories
from ledger.services.documents import issue_documents
from ledger.services.entropy import seeded_entropy
from ledger.services.imports import FolderReport, import_folder
from ledger.services.recaps import make_recap
from ledger.services.sealing import seal_all

SEED = 20260101
QUARTERS = 4
#: Whose side of a case can be looked at: one is over, one was annulled.
IN_A_CASE, SUBJECTS_SHOWN = "Pegawai dalam kasus", 2
#: Days after the files came: seven working days at most between summons and examination (Pasal 26).
EXAM_DAY, REPLY_DAY, DECISION_DAY, DELIVERY_DAY, LAST_DAY = (
    STORY_DAYS + day for day in (4, 6, 10, 12, 15)
)
MASTER = (
    ImportKind.UNITS,
    ImportKind.POSITIONS,
    ImportKind.OFFICIALS,
    ImportKind.STAFF,
    ImportKind.SUPERIORS,
    ImportKind.SERVICES,
    ImportKind.COUNTERS,
)


@dataclass(frozen=True, kw_only=True)
class DemoCommand:
    """What to play: an agency's files, the holidays and rule packs, and when it ends.

    ``holidays`` has the shape of ``{"2026": {"libur": [], "cuti_bersama": [], "source": ""}}``.
    The same command gives the same ledger.
    """

    folder: Path
    holidays: Mapping[str, Mapping[str, object]]
    packs: Sequence[str]
    ends_at: datetime
    password_hash: str


@dataclass(frozen=True, kw_only=True)
class DemoTools:
    """What the story needs from outside."""

    files: FileStore
    signer: Callable[[str], SignerKey]
    public_url: str
    tell: Callable[[str], object]


def play_demo(command: DemoCommand, tools: DemoTools) -> DemoReport:
    """Fill an empty database with an agency and let its officials act through the services."""
    with seeded_entropy(SEED):
        return _Play(command, tools).run()


class _Play:
    """One run; each chapter is a day or two of the story."""

    def __init__(self, command: DemoCommand, tools: DemoTools) -> None:
        self._command, self._tools = command, tools
        self._clock = DemoClock.until(command.ends_at, _calendar(command.holidays), ZONE)
        self._actors = Actors(self._clock)

    def run(self) -> DemoReport:
        system = open_agency(self._command.holidays, now=self._clock.tick())
        self._import(system, MASTER)
        cast, accounts = self._open_doors(system)
        stories = self._tell_stories(cast, system.agency_id)
        imported = self._import(self._actors.of(cast.hr[0]), tuple(ImportKind))
        refusals = added(self._act(cast), stories.walk.refusals)
        self._close(cast, system.agency_id)
        hashed = self._command.password_hash
        staff = open_staff_account(cast, hashed, now=self._clock.tick())
        subjects = [
            open_account(IN_A_CASE, one.id, hashed, now=self._clock.tick())
            for one in stories.people[:SUBJECTS_SHOWN]
        ]
        return DemoReport(
            imported=imported.files,
            left=imported.left,
            rows=count_rows(system.agency_id),
            refusals=refusals,
            accounts=(staff, *accounts, *subjects),
            counts=imported.counts,
        )

    def _import(self, actor: Actor, kinds: tuple[ImportKind, ...]) -> FolderReport:
        self._tell("impor berkas instansi")
        return import_folder(
            self._command.folder, actor=actor, now=self._clock.tick(), commit=True, kinds=kinds
        )

    def _open_doors(self, system: Actor) -> tuple[Cast, tuple[DemoAccount, ...]]:
        """Accounts and roles for the cast; then the rules, loaded by one, activated by another."""
        self._tell("akun, peran, dan aturan")
        cast = choose_cast(system.agency_id)
        accounts = open_accounts(cast, self._command.password_hash, now=self._clock.tick())
        grant_roles(cast, actor=system, now=self._clock.tick())
        author, second = self._actors.of(cast.hr[0]), self._actors.of(cast.hr[1])
        first_day = self._clock.today.replace(month=1, day=1)
        load_packs(
            self._command.packs, author, second, valid_from=first_day, now=self._clock.tick()
        )
        return cast, tuple(accounts)

    def _tell_stories(self, cast: Cast, agency_id: int) -> Stories:
        """Cases of the weeks before, each with another way through the law."""
        self._tell("kasus disiplin dari awal sampai akhir")
        stories = Stories(cast, self._actors, self._clock, agency_id)
        stories.play()
        self._turn_to(STORY_DAYS, "berkas instansi datang")
        return stories

    def _act(self, cast: Cast) -> Counter[str]:
        """Day by day: verify, assess, decide, examine, reply, decide again, deliver."""
        deciders = Deciders(cast, self._actors, self._clock)
        lane = FastLane(self._actors, self._clock)
        self._verify(cast)
        self._turn_to(STORY_DAYS + 2, "keputusan penghargaan dan pembukaan kasus")
        deciders.decide_all((ProposalKind.AWARD, ProposalKind.OPEN_CASE))
        lane.summon_all(EXAM_DAY)
        deciders.reply()
        self._turn_to(EXAM_DAY, "pemeriksaan")
        lane.examine_all()
        self._turn_to(REPLY_DAY, "tanggapan pegawai")
        lane.reply_all()
        self._turn_to(DECISION_DAY, "keputusan pembinaan dan disiplin")
        deciders.record_unused()
        deciders.decide_all((ProposalKind.GUIDANCE,))
        lane.decide_all()
        self._turn_to(DELIVERY_DAY, "penyampaian, kuota, dan koreksi")
        lane.deliver_all()
        deciders.widen_one_quota()
        deciders.reverse_one_award()
        return deciders.refusals + lane.report.refusals

    def _verify(self, cast: Cast) -> None:
        self._turn_to(STORY_DAYS + 1, "pemeriksaan usulan, apresiasi, pengaduan, laporan")
        desk = IntakeDesk(cast, self._actors, self._clock)
        superiors = Superiors(self._actors, self._clock)
        desk.verify_nominations()
        desk.verify_commendations()
        desk.verify_complaints()
        desk.confirm_trainings()
        superiors.assess_reports()
        superiors.assess_complaints()
        superiors.confirm_absences()
        walk_beside_discipline(cast, self._actors, self._clock)

    def _close(self, cast: Cast, agency_id: int) -> None:
        """Papers, recaps of each quarter, and the seal under everything."""
        self._turn_to(LAST_DAY, "dokumen")
        take_effect_due(actor=system_actor(agency_id), now=self._clock.tick())
        carry_on_due(actor=system_actor(agency_id), now=self._clock.tick())
        files, public_url = self._tools.files, self._tools.public_url
        waiting = numbered_ids(agency_id)
        issue_documents(waiting, files=files, public_url=public_url, now=self._clock.tick())
        self._seal(agency_id)
        self._tell("rekap tiap triwulan")
        year = period_of(self._clock.today, PeriodKind.YEAR)
        for number in range(1, QUARTERS + 1):
            command = RequestRecap(unit_id=None, period=parse_period(f"{year.code()}-T{number}"))
            officer = self._actors.of(cast.hr[0])
            now = self._clock.tick()
            make_recap(command, files=files, public_url=public_url, actor=officer, now=now)
        self._seal(agency_id)

    def _seal(self, agency_id: int) -> None:
        origin = session().get_one(Agency, agency_id).origin
        seal_all(agency_id, signer=self._tools.signer(origin), now=self._clock.tick())

    def _turn_to(self, day: int, chapter: str) -> None:
        self._clock.go_to(day)
        # Roles and posts hold for a day; tomorrow's actors are asked for again.
        self._actors.forget()
        self._tell(chapter)

    def _tell(self, chapter: str) -> None:
        self._tools.tell(f"{self._clock.today:%Y-%m-%d}  {chapter}")


def _calendar(holidays: Mapping[str, Mapping[str, object]]) -> Calendar:
    days = {
        year: {
            kind: [str(day) for day in listed]
            for kind, listed in given.items()
            if isinstance(listed, list)
        }
        for year, given in holidays.items()
    }
    return calendar_from_years(days)

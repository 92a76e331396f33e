"""The file of a case as a task list: what is done, what is next, why the rest must wait."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState, open_events
from ledger.domain.discipline.catalogue import Level, find_violation
from ledger.domain.discipline.clocks import ClockName, clock_on
from ledger.domain.discipline.gates import (
    REPLY_MISSING,
    REPORT_MISSING,
    CaseFacts,
    Missing,
    missing_for,
)
from ledger.domain.discipline.kinds import Kind, KindRow
from ledger.domain.names import full_name
from ledger.domain.officials import Official
from ledger.domain.people import Role
from ledger.domain.periods import local_day
from ledger.errors import LedgerError, NotFound, sentence
from ledger.models.cases import Case, CaseStep
from ledger.models.documents import Document
from ledger.models.proposals import Reply
from ledger.queries.case_surroundings import ReplyFile, Surroundings, surroundings_of
from ledger.queries.cases import ReadableCases, open_cases_below, people_with_posts, steps_of
from ledger.queries.opened_cases import opened_case
from ledger.queries.units import subtree_ids
from ledger.services.case_views import ONE_OPENING, add_case_view
from ledger.services.cases.calendars import CaseCalendars
from ledger.services.cases.choosing import kind_rows
from ledger.services.cases.deciders import people_on
from ledger.services.cases.deciding import kinds_decided_by
from ledger.services.cases.discontinuing import may_discontinue
from ledger.services.cases.holding import NO_CASE, examines, is_reader
from ledger.services.cases.papers import case_papers
from ledger.services.cases.releasing import has_begun
from ledger.services.cases.teaming import may_record_team
from ledger.services.cases.weighing import Weight, facts_with, unsigned_by, weigh
from ledger.services.days import agency_today
from ledger.services.superiors import Ladder, ladder_from, superiors_for

SUMMON_FIRST = Missing(sentence("Buat surat panggilan lebih dulu."), "Pasal 26 ayat (1) PP 94/2021")
DECIDE_FIRST = Missing(sentence("Keputusan belum ditetapkan."), "Pasal 37 ayat (1) PP 94/2021")
NEEDS_TEAM = Missing(
    sentence("Hukuman yang mungkin hanya hukuman berat, jadi wajib tim pemeriksa."),
    "Pasal 29 PP 94/2021",
)

TASKS = ("summons", "examination", "reply", "report", "decision", "delivery")
#: Nothing is left to do and nothing was imposed.
ENDED_UNPUNISHED = (CaseState.CLEARED, CaseState.DISCONTINUED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step of the file: ``state`` is "done", "open" or "waiting", with the reasons to wait.

    ``last_day`` is the last allowed day of an open step with its article, when it has one.
    """

    name: str
    state: str
    reasons: tuple[Missing, ...] = ()
    last_day: date | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything on the file; ``acts`` and ``decides`` say what this reader may do today."""

    case: Case
    subject: tuple[str, str, str]
    weight: Weight
    facts: CaseFacts
    tasks: Mapping[str, Task]
    kinds: tuple[KindRow, ...]
    reply: Reply | None
    names: Mapping[int, str]
    papers: Mapping[int, Document]
    reply_files: Sequence[ReplyFile]
    steps: Sequence[tuple[CaseStep, str]]
    acts: bool
    decides: bool
    #: Whether this reader is the acting direct superior, who alone may release temporarily.
    is_superior: bool
    #: Whether this reader may put the team on record.
    forms_team: bool
    #: Whether this reader may end it without a sanction.
    may_discontinue: bool
    today: date
    #: Examiners whose signature the record still lacks.
    unsigned: frozenset[int] = frozenset()

    @property
    def has_begun(self) -> bool:
        """Whether the examination began, from when on a temporary release is possible."""
        return has_begun(self.case)

    @property
    def provisions(self) -> list[tuple[str, str]]:
        """Code with article, once each, as the file shows them."""
        codes = dict.fromkeys(one.code for one in self.case.allegations)
        return [(code, find_violation(code).citation) for code in codes]


def open_file(case_id: int, *, actor: Actor, now: datetime) -> CaseFile:
    """Open the file and say so in its view log; raises NotFound for who may not read it."""
    opened = opened_case(case_id, actor=actor, logged_since=now - ONE_OPENING)
    if opened is None:
        raise NotFound(NO_CASE)
    case, agency, reply = opened.case, opened.agency, opened.reply
    today, around = local_day(now, agency.zone), surroundings_of(case)
    ladder = ladder_from(case.subject, around.conflicts, on=today)
    sides = _Sides(around.witnesses, ladder, ladder.superior(around.witnesses))
    if not _reads(case, actor, sides, around):
        raise NotFound(NO_CASE)
    if not opened.is_logged:
        add_case_view(case.id, actor=actor, now=now)
    calendars = CaseCalendars(case)
    weight = weigh(case, around=around, calendars=calendars)
    facts = facts_with(case, weight, reply, today=today, unread=opened.unread)
    people = people_with_posts([*people_on(ladder), *_people(case)])
    mine = kinds_decided_by(
        actor.person_id,
        weight,
        ladder,
        excluded=sides.witnesses,
        on=today,
        known=(agency, people),
    )
    tasks = _tasks(case, weight, facts, calendars)
    return CaseFile(
        case=case,
        subject=_subject_line(case),
        weight=weight,
        facts=facts,
        tasks=tasks,
        kinds=_kinds(case, tasks, mine, today),
        reply=reply,
        names={one.id: full_name(one.name, one.title_before, one.title_after) for one in people},
        unsigned=frozenset(unsigned_by(case)),
        papers={paper.id: paper for paper in case_papers(case.id)},
        reply_files=around.reply_files,
        steps=steps_of(case.id),
        acts=_acts(case, actor, sides),
        decides=bool(mine),
        is_superior=_is_superior(actor, sides),
        forms_team=may_record_team(case, actor, sides.ladder, sides.witnesses),
        may_discontinue=may_discontinue(case, actor, sides.superior, sides.witnesses),
        today=today,
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Who may not act in the case, and who stands above its person today."""

    witnesses: frozenset[int]
    ladder: Ladder
    superior: Official | None


def _reads(case: Case, actor: Actor, sides: _Sides, around: Surroundings) -> bool:
    return is_reader(
        case,
        actor,
        superior=sides.superior,
        reporters=sides.witnesses,
        answering=around.answering,
    )


def _acts(case: Case, actor: Actor, sides: _Sides) -> bool:
    barred = sides.witnesses | sides.ladder.barred
    return examines(case, actor, superior=sides.superior, barred=barred)


def _is_superior(actor: Actor, sides: _Sides) -> bool:
    return sides.superior is not None and sides.superior.person_id == actor.person_id


def _kinds(
    case: Case, tasks: Mapping[str, Task], mine: Collection[Kind], today: date
) -> tuple[KindRow, ...]:
    """Only where something can be decided now: the words of a kind may stand in a setting."""
    if tasks["decision"].state != "open":
        return ()
    return kind_rows(case.subject_id, mine, on=today)


def readable_cases(*, actor: Actor, now: datetime) -> ReadableCases:
    """Which cases stand in the actor's list: acted in, within the role's units, or now theirs."""
    if actor.person_id is None:
        return ReadableCases(agency_id=actor.agency_id, person_id=0)
    today = agency_today(actor.agency_id, now=now)
    mine: list[int] = []
    if actor.is_superior or actor.posts:
        units = subtree_ids(*(post.unit_id for post in actor.posts))
        below = open_cases_below(actor.agency_id, units, actor.person_id)
        mine = [
            case_id
            for case_id, official in superiors_for(below, on=today).items()
            if official is not None and official.person_id == actor.person_id
        ]
    return ReadableCases(
        agency_id=actor.agency_id,
        person_id=actor.person_id,
        unit_ids=_reach(actor),
        more_ids=mine,
    )


def _reach(actor: Actor) -> frozenset[int] | None:
    return actor.units_reached(Role.HR, Role.INSPECTORATE)


def _subject_line(case: Case) -> tuple[str, str, str]:
    person = case.subject
    name = full_name(person.name, person.title_before, person.title_after)
    return name, person.nip or "", case.unit.name


def _people(case: Case) -> list[int | None]:
    """Everybody the file names."""
    members = [one.person_id for one in case.team.members] if case.team else []
    acting = case.release.acting_id if case.release else None
    return [case.superior_id, case.decider_id, acting, *members]


def _tasks(
    case: Case, weight: Weight, facts: CaseFacts, calendars: CaseCalendars
) -> dict[str, Task]:
    if case.state is CaseState.DISCONTINUED:
        return {name: Task(name=name, state="done") for name in TASKS}
    found = (
        _summons_task(case, facts, calendars),
        _examination_task(case, facts),
        _reply_task(case, facts),
        _report_task(case, facts),
        _decision_task(case, weight, facts),
        _delivery_task(case, calendars),
    )
    return {task.name: task for task in found}


def _summons_task(case: Case, facts: CaseFacts, calendars: CaseCalendars) -> Task:
    events = open_events(case.state)
    event = CaseEvent.SUMMON_AGAIN if CaseEvent.SUMMON_AGAIN in events else CaseEvent.SUMMON
    if event not in events:
        return Task(name="summons", state="done")
    missing = missing_for(event, facts)
    if missing:
        return Task(name="summons", state="waiting", reasons=missing)
    if event is CaseEvent.SUMMON:
        return Task(name="summons", state="open")
    clock = clock_on(ClockName.SECOND_SUMMONS, facts.today)
    return Task(
        name="summons",
        state="open",
        last_day=_after(calendars, case.summonses[0].exam_on, clock.days),
        article=clock.article,
    )


def _examination_task(case: Case, facts: CaseFacts) -> Task:
    if case.examination is not None or case.state is CaseState.ABSENT_TWICE:
        return Task(name="examination", state="done")
    if not case.summonses or case.state is CaseState.ABSENT:
        return Task(name="examination", state="waiting", reasons=(SUMMON_FIRST,))
    missing = missing_for(CaseEvent.RECORD_ABSENCE, facts)
    return Task(name="examination", state="waiting" if missing else "open", reasons=missing)


def _reply_task(case: Case, facts: CaseFacts) -> Task:
    if facts.reply_given or facts.reply_unused or case.state is CaseState.ABSENT_TWICE:
        return Task(name="reply", state="done")
    if case.examination is None:
        if case.sanction is not None or case.state in (*ENDED_UNPUNISHED, CaseState.REFERRED):
            return Task(name="reply", state="done")
        return Task(name="reply", state="waiting", reasons=missing_for(CaseEvent.REFER, facts)[:1])
    missing = missing_for(CaseEvent.RECORD_UNUSED_REPLY, facts)
    return Task(
        name="reply",
        state="waiting" if missing else "open",
        reasons=missing,
        last_day=facts.reply_last_day,
    )


def _report_task(case: Case, facts: CaseFacts) -> Task:
    if case.report is not None or case.sanction is not None or case.state in ENDED_UNPUNISHED:
        return Task(name="report", state="done")
    heard = missing_for(CaseEvent.WRITE_REPORT, facts)
    if _reply_lapsed(case, facts):
        # Writing the report closes the right to answer first.
        heard = tuple(one for one in heard if one != REPLY_MISSING)
    if heard:
        return Task(name="report", state="waiting", reasons=heard)
    return Task(name="report", state="open")


def _decision_task(case: Case, weight: Weight, facts: CaseFacts) -> Task:
    if case.sanction is not None or case.state in ENDED_UNPUNISHED:
        return Task(name="decision", state="done")
    missing = missing_for(CaseEvent.REFER, facts) or (() if case.report else (REPORT_MISSING,))
    if missing:
        return Task(name="decision", state="waiting", reasons=missing)
    heavy = [kind.level is Level.BERAT for kind in weight.kinds]
    if heavy and all(heavy) and not facts.team_formed:
        return Task(name="decision", state="waiting", reasons=(NEEDS_TEAM,))
    return Task(name="decision", state="open")


def _reply_lapsed(case: Case, facts: CaseFacts) -> bool:
    return case.state is CaseState.EXAMINED and not missing_for(
        CaseEvent.RECORD_UNUSED_REPLY, facts
    )


def _delivery_task(case: Case, calendars: CaseCalendars) -> Task:
    if case.sanction is None:
        return Task(name="delivery", state="waiting", reasons=(DECIDE_FIRST,))
    if case.sanction.received_on is not None:
        return Task(name="delivery", state="done")
    clock = clock_on(ClockName.DELIVERY, case.sanction.decided_on)
    return Task(
        name="delivery",
        state="open",
        last_day=_after(calendars, case.sanction.decided_on, clock.days),
        article=clock.article,
    )


def _after(calendars: CaseCalendars, day: date, working_days: int) -> date | None:
    """None where the calendar of the year is not loaded: the step itself then says so."""
    try:
        return calendars.of_unit.add_working_days(day, working_days)
    except LedgerError:
        return None

"""The decision of a case: by the official the matrix names, with reasons, and never by a rule."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.cases import CaseEvent, CaseState
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.commands import DecideCase
from ledger.domain.discipline.dismissals import require_terms
from ledger.domain.discipline.gates import CaseFacts, require_open
from ledger.domain.discipline.kinds import KINDS_PNS, Kind, kinds_for
from ledger.domain.discipline.parties import MovedStep
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden, RuleRefused, sentence
from ledger.models.cases import Case, Sanction
from ledger.models.people import Agency, Person
from ledger.services.cases.choosing import imposed_row, own_words
from ledger.services.cases.deciders import (
    Decider,
    beyond_agency,
    deciders_on,
    find_decider,
)
from ledger.services.cases.holding import (
    held_as_official,
    held_case,
    reporters_of,
    signing_official,
)
from ledger.services.cases.moves import record_move
from ledger.services.cases.moving import move, require_step
from ledger.services.cases.papers import (
    Terms,
    prepare_authority_report,
    prepare_decision,
    violation_stated,
)
from ledger.services.cases.sanction_entries import post_sanction
from ledger.services.cases.weighing import Weight, facts_of, weigh, with_decision
from ledger.services.days import agency_today
from ledger.services.events import notify
from ledger.services.officials import official_snapshot, person_snapshot
from ledger.services.superiors import Ladder, ladder_of

NEEDS_TEAM = sentence(
    "Hukuman berat wajib melalui tim pemeriksa (Pasal 29 PP 94/2021). Bentuk tim, lalu periksa."
)
#: The papers are Indonesian always, so their words are not for the catalogue.
ONLY_STAFF = "Jabatan pelaksana"
POST_CLASS = "Kelas jabatan"
NOT_THE_DECIDER = sentence(
    "Jenis hukuman ini bukan wewenang Anda (Pasal 16 PP 94/2021). Teruskan kepada atasan pejabat."
)
DAYS_SET_THE_KIND = sentence(
    "Jumlah hari tidak masuk kerja menentukan jenis hukumannya (Pasal 9 PP 94/2021)."
)
STILL_LIGHT = sentence("Hukuman ringan masih dapat dijatuhkan, jadi kasus ini diputuskan di sini.")
YOURS_TO_DECIDE = sentence(
    "Hukuman yang mungkin adalah wewenang Anda sendiri, jadi Anda wajib memutuskannya"
    " (Pasal 24 ayat (1) PP 94/2021). Buka Keputusan di berkas kasus."
)
REFERRED_TO_YOU = sentence("Ada kasus yang dilaporkan kepada Anda.")


def decide_case(case_id: int, command: DecideCase, *, actor: Actor, now: datetime) -> CaseState:
    """Impose one kind for all that was found, as a numbered Keputusan and a ledger entry.

    Only the official whom the matrix names for this kind today. Raises RuleRefused ``needs_team``,
    ``case_gate``, ``absence_kind`` or ``kind_mapped``, InvalidInput without reasons or without
    what a heavy kind changes, Forbidden for a reader who is not that official, NotFound for
    everybody else.
    """
    require_reason(command.reason)
    require_terms(command.kind, command.dismissal_type, command.position_after)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_decider(work, case_id, actor, on=today)
        weight = weigh(case)
        require_step(case, CaseEvent.DECIDE, actor=actor)
        row = imposed_row(case.subject_id, command.kind, on=today)
        decider = _decider(case, command.kind, today)
        facts = with_decision(
            facts_of(case, weight, today=today, reader_id=actor.person_id),
            kind=command.kind,
            reasons=command.reason,
            authority=decider.verdict if decider else beyond_agency(case.subject_id, command.kind),
        )
        _require_kind(command.kind, weight, facts)
        require_open(CaseEvent.DECIDE, facts)
        if decider is None or decider.official.person_id != actor.person_id:
            raise Forbidden(NOT_THE_DECIDER)
        sanction = _impose(work, case, command, decider, today, text=own_words(row))
        record_move(work, case, MovedStep.DECIDER, decider.official, decider.passed, now=now)
        sanction.entry_uid = post_sanction(
            case, sanction, key=f"case:{case.id}:sanction", actor=actor, now=now
        )
        case.decider_id = decider.official.person_id
        state = move(work, case, CaseEvent.DECIDE, actor=actor, now=now)
        sanction.document_id = prepare_decision(
            case, sanction, decider.above, terms=terms_of(command, case), actor=actor, now=now
        )
        return state


def terms_of(command: DecideCase, case: Case) -> Terms:
    """What a heavy kind changes of the post, or of the class of a pelaksana (F16)."""
    if command.kind not in (Kind.B1, Kind.B2):
        return Terms()
    after = command.position_after.strip() if command.kind is Kind.B1 else ONLY_STAFF
    class_before = command.class_before.strip()
    if command.kind is Kind.B1 and class_before:
        return Terms(place_label=POST_CLASS, position_before=class_before, position_after=after)
    post = str(person_snapshot(case.subject_id)["position"])
    return Terms(position_before=post or ONLY_STAFF, position_after=after)


def refer_case(case_id: int, *, actor: Actor, now: datetime) -> CaseState:
    """Report a case up when only a heavier kind is left: a team must examine it (Pasal 27, 29).

    Raises RuleRefused ``still_light`` while a light kind can be chosen, ``yours_to_decide`` where
    whoever would report is the official who must decide (Pasal 24 ayat (1)).
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_official(work, case_id, actor, on=today)
        weight = weigh(case)
        require_step(case, CaseEvent.REFER, actor=actor)
        if not weight.goes_up:
            raise RuleRefused(STILL_LIGHT, constraint="still_light")
        require_open(CaseEvent.REFER, facts_of(case, weight, today=today))
        decider = _decider(case, weight.kinds[0], today) if weight.kinds else None
        if decider and decider.official.person_id == signing_official(case, on=today).person_id:
            raise RuleRefused(YOURS_TO_DECIDE, constraint="yours_to_decide")
        case.decider_id = decider.official.person_id if decider else None
        state = move(work, case, CaseEvent.REFER, actor=actor, now=now)
        if decider is not None:
            _report_authority(case, weight, decider, today, actor=actor, now=now)
        if case.decider_id is not None:
            notify(
                agency_id=case.agency_id,
                person_id=case.decider_id,
                key=f"case:{case.id}:referred",
                text=REFERRED_TO_YOU,
                path=f"/kasus/{case.id}",
                now=now,
            )
        return state


def _report_authority(
    case: Case, weight: Weight, decider: Decider, today: date, *, actor: Actor, now: datetime
) -> None:
    """F4, for the official who now decides."""
    known = {row.kind: row for row in (*KINDS_PNS, *kinds_for(weight.person_kind))}
    prepare_authority_report(
        case,
        known[weight.kinds[0]],
        signing_official(case, on=today),
        decider.official,
        on=today,
        actor=actor,
        now=now,
    )


def clear_case(case_id: int, reason: str, *, actor: Actor, now: datetime) -> CaseState:
    """End a case because nothing was proven; the reason is kept (RuleRefused without)."""
    require_reason(reason)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_official(work, case_id, actor, on=today)
        require_step(case, CaseEvent.CLEAR, actor=actor)
        case.cleared_reason, case.closed_at = reason.strip(), now
        return move(work, case, CaseEvent.CLEAR, actor=actor, now=now)


def held_as_decider(work: Session, case_id: int, actor: Actor, *, on: date) -> Case:
    """The case for whoever may decide any of its kinds, or acts in it; NotFound for others."""
    case = held_case(work, case_id, actor)
    if actor.person_id in possible_deciders(case, on=on):
        return case
    return held_as_official(work, case_id, actor, on=on)


def possible_deciders(case: Case, *, on: date) -> Collection[int]:
    """The officials who may impose one of the kinds this case can end in, as things stand."""
    ladder, excluded = ladder_of(case.subject_id, on=on), reporters_of(case.id)
    return deciders_of(weigh(case), ladder, excluded=excluded, on=on)


def deciders_of(
    weight: Weight, ladder: Ladder, *, excluded: Collection[int], on: date
) -> Collection[int]:
    """The same, when weight and ladder are known already."""
    found = deciders_on(ladder, _samples(weight).values(), excluded=excluded, on=on)
    return {one.official.person_id for one in found.values() if one is not None}


def kinds_decided_by(
    person_id: int | None,
    weight: Weight,
    ladder: Ladder,
    *,
    excluded: Collection[int],
    on: date,
    known: tuple[Agency, Collection[Person]] | None = None,
) -> tuple[Kind, ...]:
    """Those of the kinds left that this very person may impose today."""
    samples = _samples(weight)
    found = deciders_on(ladder, samples.values(), excluded=excluded, on=on, known=known)
    mine = {
        group
        for group, kind in samples.items()
        if (one := found[kind]) is not None and one.official.person_id == person_id
    }
    return tuple(kind for kind in weight.kinds if _group(kind) in mine)


def _samples(weight: Weight) -> dict[tuple[Level, bool], Kind]:
    """One kind of each group left: within it the officials are the same."""
    return {_group(kind): kind for kind in weight.kinds}


def _group(kind: Kind) -> tuple[Level, bool]:
    """The level, and dismissal apart, which on the highest posts is the President's."""
    return kind.level, kind is Kind.B3


def _decider(case: Case, kind: Kind, today: date) -> Decider | None:
    return find_decider(case.subject_id, kind, excluded=reporters_of(case.id), on=today)


def _require_kind(kind: Kind, weight: Weight, facts: CaseFacts) -> None:
    if kind.level is Level.BERAT and not facts.team_formed:
        raise RuleRefused(NEEDS_TEAM, constraint="needs_team")
    if weight.by_absence_days and kind not in weight.kinds:
        raise RuleRefused(DAYS_SET_THE_KIND, constraint="absence_kind")


def _impose(
    work: Session,
    case: Case,
    command: DecideCase,
    decider: Decider,
    today: date,
    *,
    text: str | None,
) -> Sanction:
    sanction = Sanction(
        agency_id=case.agency_id,
        case_id=case.id,
        subject_id=case.subject_id,
        kind=command.kind.value,
        level=command.kind.level.value,
        kind_text=text,
        dismissal_type=command.dismissal_type.value if command.dismissal_type else None,
        violation=violation_stated(case),
        aggravating=command.aggravating.strip(),
        mitigating=command.mitigating.strip(),
        reason=command.reason.strip(),
        decided_by=decider.official.person_id,
        capacity=decider.official.capacity,
        decided_on=today,
        official=official_snapshot(decider.official),
    )
    work.add(sanction)
    work.flush()
    return sanction

"""Which kinds there are for an employee on a day, in the words that hold then (I31)."""

from collections.abc import Collection
from datetime import date

from ledger.database import session
from ledger.domain.discipline.catalogue import Impact, find_violation
from ledger.domain.discipline.comparison import Practice, practice_of
from ledger.domain.discipline.execution import SUBSTITUTION_KEY
from ledger.domain.discipline.kinds import KINDS_PNS, Kind, KindRow, kinds_for, require_kind
from ledger.domain.discipline.substitution import SUBSTITUTES, substituted
from ledger.domain.people import PersonKind
from ledger.models.cases import Case
from ledger.models.people import Person
from ledger.queries.comparable_cases import comparable_cases
from ledger.services.cases.weighing import Weight
from ledger.services.settings import setting_value

PPPK_KEY = "kinds.pppk"
PART_TIME_KEY = "kinds.pppk_part_time"
_STANDARD = {row.kind: row.text for row in KINDS_PNS}


def kind_rows(person_id: int, kinds: Collection[Kind], *, on: date) -> tuple[KindRow, ...]:
    """Those of the kinds that the person's sort of employment has that day, lightest first."""
    if not kinds:
        return ()
    person = session().get_one(Person, person_id)
    rows = kinds_for(person.kind, agency_mapping=_mapping(person, on))
    chosen = tuple(row for row in rows if row.kind in kinds)
    return substituted(chosen) if _is_substituted(person, chosen, on) else chosen


def imposed_row(person_id: int, kind: Kind, *, on: date) -> KindRow:
    """The row of one kind; raises RuleRefused ``kind_mapped`` or ``kind_never_subject``."""
    rows = kind_rows(person_id, [kind], on=on)
    if rows:
        return rows[0]
    person = session().get_one(Person, person_id)
    return require_kind(person.kind, kind, agency_mapping=_mapping(person, on))


def own_words(row: KindRow) -> str | None:
    """The text to keep with the sanction where PP 94/2021 words the kind otherwise."""
    return None if row.text == _STANDARD[row.kind] else row.text


def practice_before(case: Case, weight: Weight) -> Practice | None:
    """What was imposed in like cases; None where days alone set the kind."""
    if weight.by_absence_days:
        return None
    like = next(
        (
            one
            for one in case.allegations
            if find_violation(one.code).level(Impact(one.impact)) is weight.level
        ),
        case.allegations[0],
    )
    return practice_of(
        comparable_cases(
            case.agency_id,
            like.code,
            like.impact,
            is_repeated=weight.last_kind is not None,
            without=case.id,
        )
    )


def _mapping(person: Person, on: date) -> dict[Kind, str]:
    if person.kind is not PersonKind.PPPK:
        return {}
    key = PART_TIME_KEY if person.is_part_time else PPPK_KEY
    texts = setting_value(person.agency_id, key, on=on, default={})
    return {Kind(kind): text for kind, text in texts.items()}


def _is_substituted(person: Person, rows: Collection[KindRow], on: date) -> bool:
    """A PPPK has the agency's own words, so the transition of PNS does not touch them."""
    if person.kind is PersonKind.PPPK or not any(row.kind in SUBSTITUTES for row in rows):
        return False
    return bool(setting_value(person.agency_id, SUBSTITUTION_KEY, on=on, default=False))

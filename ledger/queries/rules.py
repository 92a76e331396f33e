"""Packs and their rules as HR reads them, and why a rule fired."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.facts import VOCABULARY
from ledger.domain.pack_differences import PackDifference, pack_difference
from ledger.domain.packs import PackState, RetirementState
from ledger.domain.rules.definitions import Rule, Season
from ledger.domain.rules.explain import Explanation, explain
from ledger.domain.rules.outcomes import outcome_data
from ledger.domain.rules.pack import parsed_pack
from ledger.domain.rules.reading import Word, condition_words
from ledger.errors import NotFound, sentence
from ledger.models.people import Account, Person
from ledger.models.retirements import PackRetirement
from ledger.models.rules import Firing, RulePack, RuleVersion

NO_PACK = sentence("Paket aturan ini tidak ada.")
NO_FIRING = sentence("Penerapan aturan ini tidak ada.")


@dataclass(frozen=True, kw_only=True)
class PackLine:
    """One version of a pack in the list."""

    id: int
    code: str
    version: int
    name: str
    state: PackState
    rule_count: int
    valid_from: date | None
    valid_until: date | None
    loaded_at: datetime
    author_id: int
    author_name: str
    activated_by_name: str | None


@dataclass(frozen=True, kw_only=True)
class PackPage:
    """One version with its rules, and what changed since the version in force."""

    line: PackLine
    description: str
    source: str
    seasons: tuple[Season, ...]
    rules: tuple["ReadableRule", ...]
    firing_counts: dict[str, int]
    #: The version before this one, to be compared with.
    previous_id: int | None


@dataclass(frozen=True, kw_only=True)
class ComparedPacks:
    """Two versions, and what differs between them."""

    old: PackLine
    new: PackLine
    difference: PackDifference


@dataclass(frozen=True, kw_only=True)
class ReadableRule:
    """One rule with everything HR wants to know of it in words; ``outcome`` as proposals say it."""

    rule: Rule
    fact: str
    condition: tuple[tuple[Word, ...], ...]
    outcome: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FiringReason:
    """Why a rule fired: the rule as it was, and each condition with the values it saw."""

    rule: Rule
    version: int
    pack_name: str
    explanation: Explanation


def list_packs(agency_id: int) -> list[PackLine]:
    """Every version of every pack, the newest first."""
    rows = session().execute(_lines(agency_id).order_by(RulePack.code, RulePack.version.desc()))
    return [_line(*row) for row in rows]


def get_pack(agency_id: int, pack_id: int) -> PackPage:
    """One version of a pack; raises NotFound."""
    row = session().execute(_lines(agency_id).where(RulePack.id == pack_id)).one_or_none()
    if row is None:
        raise NotFound(NO_PACK)
    pack: RulePack = row[0]
    text = parsed_pack(pack.source)
    return PackPage(
        line=_line(*row),
        description=text.description,
        source=pack.source,
        seasons=text.seasons,
        rules=tuple(_readable(rule) for rule in text.rules),
        firing_counts=_firing_counts(pack.id),
        previous_id=_previous_id(pack),
    )


def compare_packs(agency_id: int, old_id: int, new_id: int) -> ComparedPacks:
    """Two versions, of one pack or of two; raises NotFound."""
    old, new = (get_pack(agency_id, pack_id) for pack_id in (old_id, new_id))
    difference = pack_difference(parsed_pack(old.source), parsed_pack(new.source))
    return ComparedPacks(old=old.line, new=new.line, difference=difference)


def find_pack(agency_id: int, code: str, version: int | None = None) -> PackPage | None:
    """A version by its name; without a number the one in force, or else the newest."""
    query = _lines(agency_id).where(RulePack.code == code)
    if version is not None:
        query = query.where(RulePack.version == version)
    rows = session().execute(query.order_by(RulePack.version.desc())).all()
    active = [row for row in rows if row[0].state is PackState.ACTIVE]
    chosen = next(iter(active or rows), None)
    return None if chosen is None else get_pack(agency_id, chosen[0].id)


def last_change_at(agency_id: int, code: str) -> datetime | None:
    """When a version of the pack was put in force, or ended without another, the last time."""
    of_pack = RulePack.agency_id == agency_id, RulePack.code == code
    activated_at = session().scalar(select(func.max(RulePack.activated_at)).where(*of_pack))
    ended_at = session().scalar(
        select(func.max(PackRetirement.decided_at))
        .join(RulePack, RulePack.id == PackRetirement.pack_id)
        .where(*of_pack, PackRetirement.state == RetirementState.CONFIRMED)
    )
    return max((one for one in (activated_at, ended_at) if one), default=None)


def get_firing_reason(firing_id: int) -> FiringReason:
    """The rule of a firing with every condition explained from the inputs that were kept."""
    row = (
        session()
        .execute(
            select(Firing.inputs, Firing.rule_code, RuleVersion.version, RulePack.source)
            .join(RuleVersion, RuleVersion.id == Firing.rule_version_id)
            .join(RulePack, RulePack.id == RuleVersion.pack_id)
            .where(Firing.id == firing_id)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound(NO_FIRING)
    pack = parsed_pack(row.source)
    rule = next(rule for rule in pack.rules if rule.code == row.rule_code)
    return FiringReason(
        rule=rule,
        version=row.version,
        pack_name=pack.name,
        explanation=explain(rule, row.inputs),
    )


def _readable(rule: Rule) -> ReadableRule:
    return ReadableRule(
        rule=rule,
        fact=VOCABULARY[rule.on].title,
        condition=condition_words(rule),
        outcome=outcome_data(rule.then),
    )


def _lines(agency_id: int) -> Select[RulePack, str, str | None, int]:
    author, activator = aliased(Person), aliased(Person)
    author_account, activator_account = aliased(Account), aliased(Account)
    rule_count = select(func.count()).where(RuleVersion.pack_id == RulePack.id).scalar_subquery()
    return (
        select(RulePack, author.name, activator.name, rule_count)
        .join(author_account, author_account.id == RulePack.author_id)
        .join(author, author.id == author_account.person_id)
        .outerjoin(activator_account, activator_account.id == RulePack.activated_by)
        .outerjoin(activator, activator.id == activator_account.person_id)
        .where(RulePack.agency_id == agency_id)
    )


def _line(pack: RulePack, author: str, activator: str | None, rule_count: int) -> PackLine:
    return PackLine(
        id=pack.id,
        code=pack.code,
        version=pack.version,
        name=pack.name,
        state=pack.state,
        rule_count=rule_count,
        valid_from=pack.valid_from,
        valid_until=pack.valid_until,
        loaded_at=pack.loaded_at,
        author_id=pack.author_id,
        author_name=author,
        activated_by_name=activator,
    )


def _firing_counts(pack_id: int) -> dict[str, int]:
    rows = session().execute(
        select(Firing.rule_code, func.count().label("firings"))
        .join(RuleVersion, RuleVersion.id == Firing.rule_version_id)
        .where(RuleVersion.pack_id == pack_id)
        .group_by(Firing.rule_code)
    )
    return {row.rule_code: row.firings for row in rows}


def _previous_id(pack: RulePack) -> int | None:
    return session().scalar(
        select(RulePack.id)
        .where(
            RulePack.agency_id == pack.agency_id,
            RulePack.code == pack.code,
            RulePack.version < pack.version,
        )
        .order_by(RulePack.version.desc())
        .limit(1)
    )

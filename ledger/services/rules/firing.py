"""What rules said becomes rows: each firing with its inputs, then the proposals that follow."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.facts import Fact
from ledger.domain.proposals import CreateProposal, ProposalKind, ProposalShare
from ledger.domain.rules.definitions import Outcome, Recipient
from ledger.domain.rules.evaluate import subject_key
from ledger.domain.rules.judging import Finding
from ledger.domain.rules.outcomes import outcome_data
from ledger.errors import sentence
from ledger.models.rules import Firing, RuleFailure
from ledger.queries.rule_books import version_ids
from ledger.services.many_rows import insert_rows, take_ids
from ledger.services.proposals import create_proposals
from ledger.services.rules.notices import tell_audiences

NOT_COMPUTABLE = sentence("Syarat tidak dapat dihitung dengan nilai fakta ini.")
NO_UNIT = sentence("Fakta ini tidak menyebut unit kerja, jadi usulnya tidak punya pejabat.")
PROPOSER_IS_SUBJECT = sentence("Pengusul termasuk pegawai yang dinilai.")
STEPS_MISSING = sentence("Aturan ini tidak menyebut pejabat yang memutus.")


def fire(findings: Sequence[Finding], *, actor: Actor, now: datetime) -> list[int]:
    """Keep what fired and what failed; return the ids of the new proposals."""
    if not findings:
        return []
    versions = version_ids({finding.pack_id for finding in findings})
    hindered = [(one, _hindrance(one)) for one in findings]
    sound = [one for one, reason in hindered if not reason]
    failed = [(one, reason) for one, reason in hindered if reason]
    firing_ids = _keep(sound, versions, now)
    _keep_failures(failed, versions, actor, now)
    for one, firing_id in zip(sound, firing_ids, strict=True):
        if one.outcome and one.outcome.notify:
            tell_audiences(one.outcome, one.fact, key=f"firing:{firing_id}", now=now)
    commands = [_proposal(one, id_) for one, id_ in zip(sound, firing_ids, strict=True)]
    return create_proposals([one for one in commands if one], actor=actor, now=now)


def _hindrance(finding: Finding) -> str:
    """Why nothing can follow from this finding although its condition holds; empty when it can."""
    if finding.outcome is None:
        return NOT_COMPUTABLE
    kind, fact = proposal_kind(finding.outcome), finding.fact
    if kind is None:
        return ""
    if fact.unit_id is None:
        return NO_UNIT
    if kind is not ProposalKind.AWARD and not finding.rule.decided_by:
        return STEPS_MISSING
    subjects = {one.person_id for one in _subjects(finding.outcome, fact)}
    return PROPOSER_IS_SUBJECT if fact.proposer_id in subjects else ""


def _keep(
    findings: Sequence[Finding], versions: dict[tuple[int, str], int], now: datetime
) -> list[int]:
    work = session()
    if not findings:
        return []
    ids = take_ids(work, Firing, len(findings))
    insert_rows(
        work,
        Firing,
        [
            {"id": id_, "rule_version_id": versions[one.pack_id, one.rule.code], "fired_at": now}
            | _firing_values(one)
            for id_, one in zip(ids, findings, strict=True)
        ],
    )
    return ids


def _firing_values(finding: Finding) -> dict[str, object]:
    fact, result = finding.fact, finding.result
    if result is None or finding.outcome is None:
        raise ValueError("only what fired is kept as a firing")
    return {
        "agency_id": fact.agency_id,
        "rule_code": finding.rule.code,
        "fact_kind": fact.kind.value,
        "fact_id": fact.id,
        "subject_key": result.subject_key,
        "once_key": result.once_key,
        "person_id": fact.subject_person_id,
        "unit_id": fact.unit_id,
        "happened_on": fact.happened_on,
        "inputs": {name: dict(values or {}) for name, values in result.inputs.items()},
        "outcome": outcome_data(finding.outcome),
    }


def _keep_failures(
    failed: Iterable[tuple[Finding, str]],
    versions: dict[tuple[int, str], int],
    actor: Actor,
    now: datetime,
) -> None:
    """Each once, however often the rule is asked again about the fact."""
    rows = {}
    for one, reason in failed:
        fact, about = one.fact, subject_key(one.rule, one.fact)
        rows[one.rule.code, fact.kind.value, fact.id, about] = {
            "agency_id": fact.agency_id,
            "rule_version_id": versions[one.pack_id, one.rule.code],
            "rule_code": one.rule.code,
            "fact_kind": fact.kind.value,
            "fact_id": fact.id,
            "subject_key": about,
            "person_id": fact.subject_person_id,
            "unit_id": fact.unit_id,
            "happened_on": fact.happened_on,
            "fields": dict(fact.fields),
            "reason": reason,
            "failed_at": now,
        }
    if not rows:
        return
    work, table = session(), RuleFailure
    known = work.execute(
        select(table.rule_code, table.fact_kind, table.fact_id, table.subject_key).where(
            table.agency_id == actor.agency_id, table.fact_id.in_({key[2] for key in rows})
        )
    )
    for code, kind, fact_id, about in known:
        rows.pop((code, kind, fact_id, about), None)
    insert_rows(work, table, list(rows.values()))


def proposal_kind(outcome: Outcome) -> ProposalKind | None:
    """What is proposed; a rule that only notifies proposes nothing."""
    if outcome.guidance:
        return ProposalKind.GUIDANCE
    if outcome.open_case:
        return ProposalKind.OPEN_CASE
    merit = (outcome.points, outcome.badge, outcome.document, outcome.development_plan)
    return ProposalKind.AWARD if any(merit) else None


def _proposal(finding: Finding, firing_id: int) -> CreateProposal | None:
    outcome, fact, rule = finding.outcome, finding.fact, finding.rule
    kind = proposal_kind(outcome) if outcome else None
    if kind is None or outcome is None or fact.unit_id is None:
        return None
    return CreateProposal(
        kind=kind,
        unit_id=fact.unit_id,
        title=rule.title,
        happened_on=fact.happened_on,
        outcome=outcome_data(outcome),
        steps=rule.decided_by,
        subjects=_subjects(outcome, fact),
        firing_id=firing_id,
        proposer_id=fact.proposer_id,
        is_assessed=fact.fields.get("suspected") is False,
    )


def _subjects(outcome: Outcome, fact: Fact) -> tuple[ProposalShare, ...]:
    """The whole team where the rule rewards the team, else the person; nobody for a unit."""
    to = outcome.points.to if outcome.points else None
    if to is Recipient.UNIT:
        return ()
    if to is Recipient.TEAM and fact.team:
        return tuple(ProposalShare(person_id=one, share_percent=part) for one, part in fact.team)
    if fact.subject_person_id is None:
        return ()
    return (ProposalShare(person_id=fact.subject_person_id),)

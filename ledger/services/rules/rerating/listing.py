"""What a version would give beside what stands in the ledger, line by line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ledger.database import session, transaction
from ledger.domain.actors import system_actor
from ledger.domain.reratings import (
    UNIT_ITSELF,
    Given,
    Key,
    Line,
    LineState,
    ReratingState,
    Wanted,
    lines_sha256,
    plan_lines,
)
from ledger.domain.rules.definitions import RulePack as PackText
from ledger.domain.rules.judging import Finding
from ledger.domain.rules.outcomes import gives_merit, is_conduct, outcome_data
from ledger.domain.rules.pack import parsed_pack
from ledger.domain.simulations.figures import finding_key, shared_points
from ledger.domain.simulations.reports import Compared
from ledger.errors import sentence
from ledger.models.reratings import Rerating, ReratingLine
from ledger.models.rules import RulePack
from ledger.queries.rerating_standing import standing_of
from ledger.queries.rule_books import version_ids
from ledger.queries.snapshots import snapshot
from ledger.services.events import notify, record_event
from ledger.services.many_rows import insert_rows
from ledger.services.rules.rerating.deciding import decider_of
from ledger.services.rules.simulation.comparing import (
    Progress,
    Span,
    findings_of,
    first_read,
)

WAITS_FOR_YOU = sentence("Penilaian ulang paket %(name)s menunggu keputusan Anda.")


def list_lines(rerating_id: int, *, report: Progress, now: datetime) -> int:
    """Work out the lines and freeze them; return how many would change something."""
    with snapshot() as work:
        row = work.get_one(Rerating, rerating_id)
        span, agency_id, pack_id = Span(row.first_day, row.last_day), row.agency_id, row.pack_id
        about = {"pack": row.pack.sha256, "from": str(span.first), "to": str(span.last)}
        lines = _lines(row.pack, span, agency_id, report)
        versions = version_ids([pack_id])
    with transaction() as work:
        row = work.get_one(Rerating, rerating_id, with_for_update=True)
        if row.state is not ReratingState.ASKED:
            return 0
        insert_rows(
            work,
            ReratingLine,
            [
                _row(row, place, line, versions.get((pack_id, line.key[0])))
                for place, line in enumerate(lines, start=1)
            ],
        )
        row.lines_sha256 = lines_sha256(lines, rerating=str(row.id), **about)
        planned = sum(1 for line in lines if not line.note)
        row.state = ReratingState.WAITING if planned else ReratingState.EMPTY
        work.flush()
        record_event(
            "rule_pack:rerating:listed",
            subject_kind="rerating",
            subject_id=row.id,
            actor=system_actor(row.agency_id),
            now=now,
            data={"lines": planned, "sha256": row.lines_sha256},
        )
        if planned:
            _tell_decider(row, now)
    return planned


def _lines(pack: RulePack, span: Span, agency_id: int, report: Progress) -> list[Line]:
    text = parsed_pack(pack.source)
    wanted, outside = _wanted(text, span, agency_id, report)
    since = first_read(Compared(candidate=text, base=None), span)
    standing = standing_of(agency_id, pack.code, since=since, first=span.first, last=span.last)
    return plan_lines(wanted, standing, elsewhere=outside)


def _wanted(
    text: PackText, span: Span, agency_id: int, report: Progress
) -> tuple[dict[Key, Wanted], frozenset[Key]]:
    wanted: dict[Key, Wanted] = {}
    outside: set[Key] = set()
    for finding in findings_of(text, span, agency_id=agency_id, report=report):
        found = _wanted_by(finding)
        if found is None:
            continue
        rule, about, once = finding_key(finding)
        key = (rule, about or "", once or "")
        if finding.fact.happened_on < span.first:
            outside.add(key)
        else:
            wanted[key] = found
    return wanted, frozenset(outside)


def _wanted_by(finding: Finding) -> Wanted | None:
    """What it would give; None for conduct, which no batch touches, and what cannot follow."""
    outcome, result, fact = finding.outcome, finding.result, finding.fact
    if outcome is None or result is None or fact.unit_id is None:
        return None
    if is_conduct(outcome) or not gives_merit(outcome):
        return None
    parts = shared_points(finding)
    if fact.proposer_id in dict(parts):
        return None
    points = outcome.points.amount if outcome.points else 0
    badge = f"{outcome.badge.code}:{outcome.badge.tier}" if outcome.badge else ""
    paper = outcome.document.value if outcome.document else ""
    shares = {one: Given(own, badge, document=paper) for one, own in parts}
    shares = shares or {UNIT_ITSELF: Given(points, badge)}
    return Wanted(
        unit_id=fact.unit_id,
        happened_on=fact.happened_on,
        fact_kind=fact.kind.value,
        fact_id=fact.id,
        outcome=outcome_data(outcome),
        inputs={name: dict(values or {}) for name, values in result.inputs.items()},
        shares=shares,
    )


def _row(row: Rerating, place: int, line: Line, version_id: int | None) -> Mapping[str, Any]:
    old, new, about = line.old or Given(0), line.new or Given(0), line.about
    code, subject, once = line.key
    return {
        "agency_id": row.agency_id,
        "rerating_id": row.id,
        "position": place,
        "rule_code": code,
        "subject_key": subject,
        "once_key": once,
        "rule_version_id": version_id,
        "person_id": line.person_id or None,
        "unit_id": about.unit_id,
        "happened_on": about.happened_on,
        "fact_kind": about.fact_kind,
        "fact_id": about.fact_id,
        "reverses_uid": old.uid or None,
        "points_before": old.points,
        "badge_before": old.badge,
        "is_given": line.new is not None,
        "points_after": new.points,
        "badge_after": new.badge,
        "is_first": line.is_first,
        "outcome": dict(line.outcome),
        "inputs": dict(line.inputs),
        "note": str(line.note),
        "state": LineState.UNTOUCHED if line.note else LineState.PLANNED,
        "refusal": "",
    }


def _tell_decider(row: Rerating, now: datetime) -> None:
    resolved = decider_of(row, now=now)
    if resolved.assignee_id is None:
        return
    notify(
        agency_id=row.agency_id,
        person_id=resolved.assignee_id,
        key=f"rerating:{row.id}:turn",
        text=WAITS_FOR_YOU,
        path=f"/aturan/penilaian-ulang/{row.id}",
        now=now,
        params={"name": session().get_one(RulePack, row.pack_id).name},
    )

"""The Keputusan before anybody decided it: KONSEP across it, no number, and nothing kept."""

from datetime import datetime

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.discipline.commands import DecideCase
from ledger.domain.discipline.dismissals import require_terms
from ledger.domain.documents import DocumentKind
from ledger.domain.wording import require_reason
from ledger.errors import Forbidden
from ledger.models.cases import Sanction
from ledger.services.case_views import record_case_view
from ledger.services.cases.choosing import imposed_row, own_words
from ledger.services.cases.deciders import find_decider
from ledger.services.cases.deciding import NOT_THE_DECIDER, held_as_decider, terms_of
from ledger.services.cases.holding import reporters_of
from ledger.services.cases.papers import decision_context, violation_stated
from ledger.services.days import agency_today
from ledger.services.documents import render_preview
from ledger.services.officials import official_snapshot


def draft_decision(case_id: int, command: DecideCase, *, actor: Actor, now: datetime) -> bytes:
    """The draft as PDF for the official who may decide this kind.

    Nothing is stored but that the file was looked into. Raises InvalidInput without reasons,
    RuleRefused for a paper with something empty, Forbidden for who may not decide the kind,
    NotFound for everybody else.
    """
    require_reason(command.reason)
    require_terms(command.kind, command.dismissal_type, command.position_after)
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        case = held_as_decider(work, case_id, actor, on=today)
        decider = find_decider(
            case.subject_id, command.kind, excluded=reporters_of(case.id), on=today
        )
        if decider is None or decider.official.person_id != actor.person_id:
            raise Forbidden(NOT_THE_DECIDER)
        row = imposed_row(case.subject_id, command.kind, on=today)
        sanction = Sanction(
            kind=command.kind.value,
            kind_text=own_words(row),
            dismissal_type=command.dismissal_type.value if command.dismissal_type else None,
            violation=violation_stated(case),
            aggravating=command.aggravating.strip(),
            mitigating=command.mitigating.strip(),
            reason=command.reason.strip(),
            decided_on=today,
            official=official_snapshot(decider.official),
        )
        terms = terms_of(command, case)
        context = decision_context(case, sanction, decider.above, terms=terms)
        record_case_view(case.id, actor=actor, now=now)
    return render_preview(DocumentKind(context.kind), context.to_mapping())

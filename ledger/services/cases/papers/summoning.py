"""F1: the surat panggilan, signed by whoever acts as direct superior or chairs the team."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ledger.documents.case_contexts import SummonsContext
from ledger.domain.actors import Actor
from ledger.domain.formats import date_text, weekday_date_text
from ledger.domain.officials import Official
from ledger.models.cases import Case, Summons
from ledger.services.cases.companions import companion_text
from ledger.services.cases.papers.keeping import keep_paper
from ledger.services.cases.papers.wording import (
    alleged,
    examining_signer,
    hour_text,
    provisions,
    subject_block,
)
from ledger.services.documents import paper_frame, person_block
from ledger.services.officials import official_snapshot

PREVIOUS = "Menyusul Surat Panggilan I tanggal {day}, sedangkan Saudara tidak hadir pada {exam}."


def prepare_summons(
    case: Case,
    summons: Summons,
    official: Official,
    *,
    examiners: Sequence[Mapping[str, Any]],
    is_replacement: bool = False,
    actor: Actor,
    now: datetime,
) -> int:
    """The letter to the examination; ``examiners`` are the team where there is one."""
    snapshot = official_snapshot(official)
    context = SummonsContext(
        **paper_frame(case.unit_id, on=summons.letter_on),
        ordinal=summons.position,
        person=subject_block(case),
        report_to=tuple(person_block(one) for one in examiners),
        day_text=weekday_date_text(summons.exam_on),
        time_text=hour_text(case, summons.exam_on, summons.exam_time),
        venue_text=summons.place,
        allegation_text=alleged(case),
        provision_text=provisions(case),
        signer=examining_signer(case, snapshot),
        previous_text=_previous(case, summons),
        companion_text=companion_text(case.agency_id, on=summons.letter_on),
    )
    return keep_paper(
        case,
        f"summons:{summons.position}" + (f":{summons.id}" if is_replacement else ""),
        context,
        (snapshot,),
        summons.letter_on,
        actor=actor,
        now=now,
    )


def _previous(case: Case, summons: Summons) -> str:
    if summons.position == 1:
        return ""
    first = case.summonses[0]
    return PREVIOUS.format(day=date_text(first.letter_on), exam=weekday_date_text(first.exam_on))

"""F17 and F18: the call to receive a Keputusan, its receipt, and the letter it is sent with."""

from datetime import date, datetime
from typing import Any

from ledger.database import session
from ledger.documents.case_contexts import (
    APPEAL,
    OBJECTION,
    DeliveryCallContext,
    DeliveryLetterContext,
    DeliveryReceiptContext,
)
from ledger.domain.actors import Actor
from ledger.domain.discipline.kinds import Kind
from ledger.domain.formats import date_text, weekday_date_text
from ledger.domain.officials import Official
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.cases import Case, Sanction
from ledger.models.documents import Document
from ledger.services.cases.holding import NO_CASE
from ledger.services.cases.papers.keeping import keep_paper
from ledger.services.cases.papers.wording import hour_text, subject_block
from ledger.services.documents import paper_frame, person_block, signer_block
from ledger.services.officials import official_snapshot

NOT_NUMBERED = sentence("Keputusan ini belum bernomor, jadi belum dapat disampaikan.")
HANDED_OVER = "diserahkan langsung"
ARRIVED = "dikirim dan diterima di alamat yang bersangkutan"
LAST_ADDRESS = "Alamat terakhir yang tercatat pada unit kerja kepegawaian"


def prepare_delivery_call(
    case: Case,
    sanction: Sanction,
    official: Official,
    *,
    letter_on: date,
    planned_on: date,
    hour: str,
    place: str,
    actor: Actor,
    now: datetime,
) -> int:
    """F17, by whoever hands the Keputusan over."""
    snapshot = official_snapshot(official)
    context = DeliveryCallContext(
        **paper_frame(case.unit_id, on=letter_on),
        **_decision(sanction),
        person=subject_block(case),
        report_to=(person_block(snapshot),),
        day_text=weekday_date_text(planned_on),
        time_text=hour_text(case, planned_on, hour),
        venue_text=place,
        signer=signer_block(snapshot),
    )
    part = f"call:{planned_on.isoformat()}"
    return keep_paper(case, part, context, (snapshot,), letter_on, actor=actor, now=now)


def prepare_receipt(
    case: Case,
    sanction: Sanction,
    official: Official,
    *,
    place: str = "",
    refusal: str = "",
    actor: Actor,
    now: datetime,
) -> int | None:
    """F18, once received; None while the day of receipt is not known."""
    received, effective = sanction.received_on, sanction.effective_on
    if received is None or effective is None or sanction.objection_until is None:
        return None
    snapshot = official_snapshot(official)
    context = DeliveryReceiptContext(
        **paper_frame(case.unit_id, on=received),
        **_decision(sanction),
        person=subject_block(case),
        deliverer=person_block(snapshot),
        day_text=weekday_date_text(received),
        manner_text=ARRIVED if sanction.sent_on else HANDED_OVER,
        address_text=place,
        effective_text=date_text(effective),
        objection_addressee=_objection_to(sanction),
        objection_last_day_text=date_text(sanction.objection_until),
        remedy=_remedy(sanction),
        refusal_text=refusal,
    )
    return keep_paper(case, "receipt", context, (snapshot,), received, actor=actor, now=now)


def prepare_delivery_letter(
    case: Case,
    sanction: Sanction,
    official: Official,
    *,
    address: str = LAST_ADDRESS,
    actor: Actor,
    now: datetime,
) -> int | None:
    """F18, with what is sent to whoever did not come; None while nothing was sent."""
    planned, sent = sanction.delivery_planned_on, sanction.sent_on
    if planned is None or sent is None:
        return None
    snapshot = official_snapshot(official)
    context = DeliveryLetterContext(
        **paper_frame(case.unit_id, on=sent),
        **_decision(sanction),
        recipient=subject_block(case),
        address_text=address,
        planned_text=weekday_date_text(planned),
        objection_addressee=_objection_to(sanction),
        remedy=_remedy(sanction),
        signer=signer_block(snapshot),
    )
    return keep_paper(case, "sending", context, (snapshot,), sent, actor=actor, now=now)


def _decision(sanction: Sanction) -> dict[str, Any]:
    paper = _paper(sanction)
    if not paper.number:
        raise RuleRefused(NOT_NUMBERED, constraint="decision_numbered")
    return {
        "decision_number": paper.number,
        "decision_date_text": date_text(sanction.decided_on),
    }


def _objection_to(sanction: Sanction) -> str:
    return str(_paper(sanction).context["objection_addressee"])


def _paper(sanction: Sanction) -> Document:
    paper = session().get(Document, sanction.document_id) if sanction.document_id else None
    if paper is None:
        raise NotFound(NO_CASE)
    return paper


def _remedy(sanction: Sanction) -> str:
    return APPEAL if Kind(sanction.kind) is Kind.B3 else OBJECTION

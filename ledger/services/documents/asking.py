"""Asking the officials of a rendered paper to sign it on their screens."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.actors import Actor, system_actor
from ledger.domain.documents import SIGNED_ON_PAPER
from ledger.domain.people import Role
from ledger.domain.signatures import METHOD_KEY, SignatureMethod
from ledger.errors import Forbidden, sentence
from ledger.models.documents import Document, Signature
from ledger.services.documents.trail import tell
from ledger.services.events import notify
from ledger.services.settings import record_setting, setting_value

TO_SIGN = sentence("Ada dokumen yang menunggu tanda tangan Anda.")


def choose_signature_method(
    method: SignatureMethod, *, valid_from: date, actor: Actor, now: datetime
) -> None:
    """Say how the agency signs papers dated from a day on; for HR of the whole agency.

    Papers that wait already stay as they are. Raises Forbidden.
    """
    if not any(one.role is Role.HR and one.unit_ids is None for one in actor.grants):
        raise Forbidden(
            sentence("Cara tanda tangan hanya ditetapkan bagian kepegawaian seluruh instansi.")
        )
    record_setting(
        METHOD_KEY,
        method.value,
        valid_from=valid_from,
        needs_verification=False,
        actor=actor,
        now=now,
    )


def signature_method(document: Document) -> SignatureMethod:
    """How the agency signs papers of this kind on their day; by hand until it says otherwise."""
    if document.kind in SIGNED_ON_PAPER:
        return SignatureMethod.WET
    chosen = setting_value(
        document.agency_id, METHOD_KEY, on=document.dated_on, default=SignatureMethod.WET.value
    )
    return SignatureMethod(chosen)


def ask_for_signatures(
    work: Session, document: Document, method: SignatureMethod, sha256: str, *, now: datetime
) -> bool:
    """Let the paper wait for those who sign it; False when one of them can never sign in."""
    signatures = work.scalars(
        select(Signature).where(Signature.document_id == document.id).order_by(Signature.position)
    ).all()
    if not signatures or any(one.person_id is None for one in signatures):
        return False
    document.signing_sha256 = sha256
    for one in signatures:
        one.method = method
    tell("ready", document, actor=system_actor(document.agency_id), now=now)
    for one in signatures:
        notify(
            agency_id=document.agency_id,
            person_id=one.person_id or 0,
            key=f"document:{document.id}:sign:{one.position}",
            text=TO_SIGN,
            path=f"/dokumen/{document.id}/tanda-tangan",
            now=now,
        )
    return True

"""The papers an approval gives: a certificate for each recipient, a letter for guidance."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ledger.documents.contexts import CertificateContext, GuidanceLetterContext
from ledger.domain.actors import Actor
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.formats import date_text
from ledger.models.proposals import ApprovalStep, Proposal
from ledger.queries.deeds import award_deed, conduct_deed
from ledger.queries.proposal_files import payloads_of
from ledger.services.days import agency_today
from ledger.services.documents import paper_frame, person_block, prepare_document, signer_block
from ledger.services.officials import person_snapshot
from ledger.services.paper_looks import paper_look
from ledger.services.paper_words import certificate_words, guidance_words
from ledger.services.proposals.steps import REPLY_DAYS_KEY, due_day


def prepare_certificates(
    proposal: Proposal,
    step: ApprovalStep,
    uids: Mapping[int, str],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """A certificate for each person of the award, signed by whoever decided last."""
    reason = _because(proposal)
    for person_id, uid in uids.items():
        if person_id:
            prepare_certificate(
                source_key=f"proposal:{proposal.id}:person:{person_id}",
                unit_id=proposal.unit_id,
                person_id=person_id,
                uid=uid,
                title=proposal.title,
                reason=reason,
                official=step.official,
                actor=actor,
                now=now,
            )


def prepare_certificate(
    *,
    source_key: str,
    unit_id: int,
    person_id: int,
    uid: str,
    title: str,
    reason: str,
    official: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """The certificate of one entry; ``official`` is the snapshot of whoever signs it."""
    today = agency_today(actor.agency_id, now=now)
    frame = paper_frame(unit_id, on=today)
    recipient = person_block(person_snapshot(person_id))
    context = CertificateContext(
        **frame,
        recipient=recipient,
        award_title=title,
        **certificate_words(actor.agency_id, recipient, frame["letterhead"], reason=reason),
        signer=signer_block(official),
        design=paper_look(actor.agency_id, on=today).design.value,
    )
    prepare_document(
        PrepareDocument(
            kind=DocumentKind.CERTIFICATE,
            source_key=source_key,
            unit_id=unit_id,
            dated_on=today,
            context=context.to_mapping(),
            person_id=person_id,
            entry_uid=uid,
            officials=(official,),
        ),
        actor=actor,
        now=now,
    )


def prepare_guidance_letter(
    proposal: Proposal,
    step: ApprovalStep,
    uid: str,
    *,
    lapses_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """The surat pembinaan to the one person it concerns."""
    person_id = proposal.person_id
    if person_id is None:
        raise ValueError("guidance concerns a person")
    today = agency_today(proposal.agency_id, now=now)
    payload = payloads_of([proposal.id])[proposal.id]
    until = due_day(proposal.agency_id, proposal.unit_id, key=REPLY_DAYS_KEY, on=today)
    signer = signer_block(step.official)
    frame = paper_frame(proposal.unit_id, on=today)
    recipient = person_block(person_snapshot(person_id))
    until_text = date_text(until) if until else IN_FIVE_WORKING_DAYS
    response_to = " ".join(signer.post_lines)
    _prepare(
        proposal,
        step,
        DocumentKind.GUIDANCE_LETTER,
        GuidanceLetterContext(
            **frame,
            recipient=recipient,
            subject=f"Pembinaan: {proposal.title.lower()}",
            facts=_facts(proposal),
            basis=_basis(payload),
            **guidance_words(
                proposal.agency_id,
                recipient,
                frame["letterhead"],
                response_to=response_to,
                until_text=until_text,
            ),
            response_until_text=until_text,
            response_to=response_to,
            signer=signer,
            reply_text=(payload["reply"] or {}).get("text", ""),
            lapses_text=LAPSES % {"day": date_text(lapses_on)},
        ),
        person_id=person_id,
        uid=uid,
        today=today,
        actor=actor,
        now=now,
    )


#: The letter is Indonesian always, so its sentences are not for the catalogue.
IN_FIVE_WORKING_DAYS = "lima hari kerja sejak surat ini diterima"
LAPSES = "Catatan ini berlaku sampai dengan %(day)s."
BECAUSE = "atas %(title)s pada %(day)s"
HAPPENED = "Pada %(day)s tercatat hal berikut: %(what)s."
NO_SUSPICION = (
    "Atasan langsung Saudara telah menelaahnya dan menyatakan tidak ada dugaan pelanggaran"
    " disiplin. Surat ini adalah pembinaan, bukan hukuman disiplin."
)


def _because(proposal: Proposal) -> str:
    firing = proposal.firing
    if firing is not None:
        return award_deed(firing.fact_kind, firing.fact_id, firing.happened_on)
    return BECAUSE % {"title": proposal.title, "day": date_text(proposal.happened_on)}


def _facts(proposal: Proposal) -> tuple[str, ...]:
    """What happened, without article or level: guidance is no discipline paper."""
    firing = proposal.firing
    words = conduct_deed(firing.fact_kind, firing.fact_id) if firing else ""
    told = (words or proposal.title).strip().rstrip(".")
    day = date_text(proposal.happened_on)
    return (HAPPENED % {"day": day, "what": told}, NO_SUSPICION)


def _basis(payload: Mapping[str, Any]) -> tuple[str, ...]:
    rule = payload["rule"]
    if rule is None:
        return ()
    name = f"Aturan {rule['title']}, versi {rule['version']}: {rule['sentence']}"
    return tuple(line for line in (name, rule["legal_basis"]) if line)


def _prepare(
    proposal: Proposal,
    step: ApprovalStep,
    kind: DocumentKind,
    context: CertificateContext | GuidanceLetterContext,
    *,
    person_id: int,
    uid: str,
    today: date,
    actor: Actor,
    now: datetime,
) -> None:
    prepare_document(
        PrepareDocument(
            kind=kind,
            source_key=f"proposal:{proposal.id}:person:{person_id}",
            unit_id=proposal.unit_id,
            dated_on=today,
            context=context.to_mapping(),
            person_id=person_id,
            entry_uid=uid,
            officials=(step.official,),
        ),
        actor=actor,
        now=now,
    )

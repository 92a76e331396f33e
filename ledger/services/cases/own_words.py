"""What the person writes themselves: kept while they type, with files, sent once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.discipline.own_words import OwnWords
from ledger.errors import NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.events import Draft
from ledger.models.nominations import Evidence
from ledger.queries.nominations import list_evidence
from ledger.services.cases.examining import record_reply
from ledger.services.cases.files import open_file
from ledger.services.cases.objecting import file_objection
from ledger.services.cases.own_files import OwnFile, open_own_file
from ledger.services.drafts import discard_draft, save_draft
from ledger.services.evidence import drop_evidence, keep_evidence

NO_FILE = sentence("Berkas ini tidak ada, atau bukan untuk Anda.")


def is_open(own: OwnFile, what: OwnWords) -> bool:
    return own.may_reply if what is OwnWords.REPLY else own.may_object


def typed_words(own: OwnFile, what: OwnWords, *, actor: Actor) -> str:
    """What was typed so far and not sent; nothing typed is lost."""
    draft = _draft(own, what, actor)
    return str(draft.answers.get("text", "")) if draft else ""


def keep_words(own: OwnFile, what: OwnWords, text: str, *, actor: Actor, now: datetime) -> None:
    """Keep a text that is not sent yet; NotFound once its time is over."""
    _require_open(own, what)
    draft = _draft(own, what, actor)
    token = draft.token if draft else None
    save_draft(_kind(own, what), {"text": text}, token=token, actor=actor, now=now)


def keep_attachment(
    own: OwnFile,
    what: OwnWords,
    content: bytes,
    file_name: str,
    *,
    files: FileStore,
    actor: Actor,
    now: datetime,
) -> int:
    """Keep a file beside the words; InvalidInput for another kind, too big, one too many."""
    _require_open(own, what)
    return keep_evidence(
        content,
        file_name,
        subject_kind=what.value,
        subject_id=own.case.id,
        files=files,
        actor=actor,
        now=now,
    )


def let_go_attachments(own: OwnFile, what: OwnWords, keep: Iterable[int], *, actor: Actor) -> None:
    """Let go of the files that were unticked before sending."""
    _require_open(own, what)
    drop_evidence(subject_kind=what.value, subject_id=own.case.id, keep=[*keep], actor=actor)


def send_words(own: OwnFile, what: OwnWords, text: str, *, actor: Actor, now: datetime) -> None:
    """Send the words with their files; raises as ``record_reply`` and ``file_objection`` do."""
    send = record_reply if what is OwnWords.REPLY else file_objection
    send(own.case.id, text, actor=actor, now=now)
    draft = _draft(own, what, actor)
    if draft is not None:
        discard_draft(draft.token, kind=_kind(own, what), actor=actor)


def attachments_of(case_id: int, what: OwnWords) -> Sequence[Evidence]:
    """The files beside the words, in the order they came."""
    return list_evidence(what.value, case_id)


def open_attachment(
    case_id: int, evidence_id: int, *, is_own: bool, actor: Actor, now: datetime
) -> Evidence:
    """A file for the person, or for who reads the case (then on record); NotFound for others."""
    if is_own:
        open_own_file(case_id, actor=actor, now=now)
    else:
        open_file(case_id, actor=actor, now=now)
    row = session().get(Evidence, evidence_id)
    kinds = {one.value for one in OwnWords}
    if row is None or row.subject_id != case_id or row.subject_kind not in kinds:
        raise NotFound(NO_FILE)
    return row


def _require_open(own: OwnFile, what: OwnWords) -> None:
    if not is_open(own, what):
        raise NotFound(NO_FILE)


def _kind(own: OwnFile, what: OwnWords) -> str:
    return f"{what.value}:{own.case.id}"


def _draft(own: OwnFile, what: OwnWords, actor: Actor) -> Draft | None:
    return session().scalar(
        select(Draft)
        .where(
            Draft.kind == _kind(own, what),
            Draft.account_id == actor.account_id,
            Draft.sent_as.is_(None),
        )
        .order_by(Draft.id.desc())
        .limit(1)
    )

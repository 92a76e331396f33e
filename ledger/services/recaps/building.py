"""Making a recap: frozen once, then set and issued; a killed worker goes on where it stopped."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ledger.database import session, transaction
from ledger.documents import recap as paper
from ledger.documents.recap_context import RecapContext
from ledger.documents.workers import process_count
from ledger.domain.actors import Actor, system_actor
from ledger.domain.documents import DocumentKind, PrepareDocument
from ledger.domain.periods import local_day, parse_period
from ledger.domain.zones import zone_info
from ledger.errors import NotFound, sentence
from ledger.gateways.files import FileStore
from ledger.models.documents import Document, Recap
from ledger.models.people import Account, Agency, Person
from ledger.queries.recaps import RecapData, read_recap_data, root_unit_id
from ledger.queries.recaps.pages import NO_RECAP
from ledger.services.documents import issue_document, prepare_document, writing_house
from ledger.services.events import notify, record_event
from ledger.services.recaps.composing import compose_recap
from ledger.services.recaps.sheets import recap_xlsx

RECAP_READY = sentence("Rekap %(period)s sudah selesai.")
Progress = Callable[[int, int], object]
#: Freezing and the spreadsheet are a step each; every piece of the paper is one more.
_STEPS_BEFORE_PAPER = 2


def build_recap(
    recap_id: int, *, files: FileStore, public_url: str, now: datetime, report: Progress
) -> dict[str, Any]:
    """Freeze, write the spreadsheet, set and issue the paper; what is done is not done again.

    ``report(done, total)`` hears how far it is and may raise to stop it. Gives the ids and hashes
    of what was made. Raises NotFound.
    """
    recap = _read(recap_id)
    report(0, _STEPS_BEFORE_PAPER + 1)
    document_id = recap.document_id or _freeze(recap, now)
    context = _context(document_id)
    report(1, _STEPS_BEFORE_PAPER + 1)
    spreadsheet = recap.spreadsheet_sha256 or _keep_spreadsheet(recap, context, files, now)
    pieces = sum(1 for _ in paper.split_rows(context))
    total = _STEPS_BEFORE_PAPER + pieces + 1
    report(_STEPS_BEFORE_PAPER, total)

    def set_paper(_kind: str, frozen: Mapping[str, Any]) -> bytes:
        return paper.render(
            RecapContext.from_mapping(frozen),
            processes=process_count(),
            report=lambda done, _: report(_STEPS_BEFORE_PAPER + done, total),
        )

    issue_document(document_id, files=files, public_url=public_url, now=now, render=set_paper)
    _tell(recap_id, now)
    report(total, total)
    return {"document_id": document_id, "spreadsheet_sha256": spreadsheet}


def _read(recap_id: int) -> Recap:
    recap = session().get(Recap, recap_id)
    if recap is None:
        raise NotFound(NO_RECAP)
    return recap


def _freeze(recap: Recap, now: datetime) -> int:
    """Read everything in one picture, then bind it to a numbered document."""
    agency_id, unit_id, sections = recap.agency_id, recap.unit_id, tuple(recap.sections)
    recap_id, issuer_id = recap.id, _issuing_unit(recap)
    house = writing_house(issuer_id)
    data = read_recap_data(agency_id, unit_id, parse_period(recap.period))
    context = compose_recap(data, sections, house=house, now=now)
    actor = system_actor(agency_id)
    with transaction() as work:
        row = work.get_one(Recap, recap_id, with_for_update=True)
        if row.document_id is not None:
            return row.document_id
        row.document_id = prepare_document(
            _command(row, context, data, issuer_id, now), actor=actor, now=now
        )
        row.tree_size, row.root = data.tree_size, data.root
        _record("frozen", row, actor, now)
        return row.document_id


def _command(
    recap: Recap, context: RecapContext, data: RecapData, issuer_id: int, now: datetime
) -> PrepareDocument:
    return PrepareDocument(
        kind=DocumentKind.RECAP,
        source_key=f"recap:{recap.id}",
        unit_id=issuer_id,
        dated_on=local_day(now, data.scope.zone),
        context=context.to_mapping(),
        has_own_job=True,
    )


def _issuing_unit(recap: Recap) -> int:
    """The unit of whoever asked; for what a command asked, the top of the agency."""
    asker = session().get(Account, recap.requested_by) if recap.requested_by else None
    person = session().get(Person, asker.person_id) if asker else None
    return person.unit_id if person else root_unit_id(recap.agency_id)


def _context(document_id: int) -> RecapContext:
    """What was frozen, from what is stored: the same whoever makes the rest of it."""
    return RecapContext.from_mapping(session().get_one(Document, document_id).context)


def _keep_spreadsheet(recap: Recap, context: RecapContext, files: FileStore, now: datetime) -> str:
    recap_id, agency_id = recap.id, recap.agency_id
    agency = session().get_one(Agency, agency_id)
    made_at = recap.created_at.astimezone(zone_info(agency.zone))
    content = recap_xlsx(context, made_at=made_at, made_by=agency.name)
    session().rollback()
    sha256 = files.put(content)
    with transaction() as work:
        row = work.get_one(Recap, recap_id, with_for_update=True)
        row.spreadsheet_sha256 = sha256
        _record("tabulated", row, system_actor(agency_id), now)
    return sha256


def _tell(recap_id: int, now: datetime) -> None:
    """Tell whoever asked, once."""
    with transaction() as work:
        recap = work.get_one(Recap, recap_id)
        asker = work.get(Account, recap.requested_by) if recap.requested_by else None
        if asker is None:
            return
        notify(
            agency_id=recap.agency_id,
            person_id=asker.person_id,
            key=f"recap:{recap.id}",
            text=RECAP_READY,
            path=f"/rekap/{recap.id}",
            now=now,
            params={"period": parse_period(recap.period).label()},
        )


def _record(what: str, recap: Recap, actor: Actor, now: datetime) -> None:
    record_event(
        f"recap:recap:{what}",
        subject_kind="recap",
        subject_id=recap.id,
        actor=actor,
        now=now,
        data={"period": recap.period, "tree_size": recap.tree_size},
    )

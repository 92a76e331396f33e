"""Nominations of a file, sent for their nominators through the verb of the screen."""

from collections.abc import Sequence

from sqlalchemy import select

from ledger.database import session
from ledger.domain.imports import NominationRow, Phrase, RowProblem
from ledger.domain.names import normalise_text
from ledger.domain.nominations import (
    NominationState,
    SubmitNomination,
    TeamMember,
    category_from_text,
    require_nomination,
    stage_from_text,
)
from ledger.errors import sentence
from ledger.models.nominations import Nomination
from ledger.services.imports.desk import Desk
from ledger.services.imports.plans import Line
from ledger.services.imports.verbs import COMMAND, VerbImporter
from ledger.services.nominations import submit_nomination

TWICE_IN_FILE = sentence("pegawai ini sudah diusulkan dengan judul yang sama di baris %(first)s")
ALREADY_THERE = sentence("pegawai ini sudah diusulkan dengan judul yang sama tahun itu")
TWICE_REMEDY = sentence("Hapus salah satu, atau beri judul yang membedakannya.")
_LIVE = (NominationState.SUBMITTED, NominationState.ACCEPTED, NominationState.RETURNED)
_Key = tuple[int, str, str]


def _command(row: NominationRow, desk: Desk) -> SubmitNomination:
    nominee, *team = row.members
    return SubmitNomination(
        nominator_id=desk.person(row.nominator_nip, "nominator_nip").id,
        nominee_id=desk.person(row.nominee_nip, "nominee_nip").id,
        title=row.title,
        category=category_from_text(row.category),
        stage=stage_from_text(row.stage),
        happened_on=row.happened_on,
        impact_percent=row.impact_percent,
        nominee_share_percent=nominee.share_percent,
        team=tuple(
            TeamMember(
                person_id=desk.person(member.nip, "team").id, share_percent=member.share_percent
            )
            for member in team
        ),
        evidence=(row.evidence,) if row.evidence else (),
    )


def _told_twice(lines: Sequence[Line[NominationRow]], desk: Desk) -> list[RowProblem]:
    """One live nomination of a person for a title and year, as the database holds it."""
    there = set(
        session().execute(
            select(Nomination.nominee_id, Nomination.title_key, Nomination.round_key).where(
                Nomination.agency_id == desk.agency_id, Nomination.state.in_(_LIVE)
            )
        )
    )
    first: dict[_Key, int] = {}
    problems = []
    for line in lines:
        command: SubmitNomination = line.values[COMMAND]
        title = normalise_text(command.title).casefold()
        key = (command.nominee_id, title, f"{command.happened_on.year:04d}")
        if key in there:
            reason = Phrase(ALREADY_THERE)
        elif key in first:
            reason = Phrase(TWICE_IN_FILE, first=first[key])
        else:
            first[key] = line.row.number
            continue
        problems.append(desk.problem(line.row.number, "title", reason, Phrase(TWICE_REMEDY)))
    return problems


def _send(command: SubmitNomination, source_key: str, desk: Desk) -> object:
    return submit_nomination(command, actor=desk.actor, now=desk.now, source_key=source_key)


NOMINATIONS: VerbImporter[NominationRow] = VerbImporter(
    model=Nomination,
    command=_command,
    check=lambda command, today: require_nomination(command, today=today, is_imported=True),
    send=_send,
    fields={
        "nominator_id": "nominator_nip",
        "nominee_id": "nominee_nip",
        "category": "category",
        "stage": "stage",
    },
    among=_told_twice,
)

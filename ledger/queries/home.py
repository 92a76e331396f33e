"""What waits for somebody, as the home page and the numbers beside the rooms count it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import sentence
from ledger.models.events import Notification
from ledger.queries.cases import number_of_own_replies
from ledger.queries.commendations import number_suspected
from ledger.queries.executions import number_of_measures, number_of_uploads
from ledger.queries.intake import number_to_verify
from ledger.queries.mistakes import number_unanswered
from ledger.queries.nominations import number_returned
from ledger.queries.objections import number_of_objections
from ledger.queries.people import PeopleFilter, number_of_people
from ledger.queries.proposals import number_in_queue, number_of_replies
from ledger.queries.quotas import number_of_waiting_awards
from ledger.queries.remedies import number_of_remedies
from ledger.queries.side_tracks import number_of_side_sanctions
from ledger.queries.signing import number_to_sign
from ledger.queries.statements import number_of_statements

NEWS_LENGTH = 5


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A queue: where it is, how many of it wait for the actor, and the sentence that says so.

    ``text`` holds ``%(count)d``. ``number`` is counted beside those of all other queues in one
    statement; it is None where the queue is none of the actor's. What waits in a room stands beside
    its name as well, so the number must be the length of the list at ``endpoint``.
    """

    endpoint: str
    text: str
    number: Callable[[Actor], ColumnElement[int] | None]


def number_without_superior(actor: Actor) -> ColumnElement[int] | None:
    """People whose superior nobody knows, for HR: their proposals and cases would wait."""
    if not actor.has_role(Role.HR):
        return None
    return number_of_people(
        PeopleFilter(
            agency_id=actor.agency_id,
            reach=actor.units_reached(Role.HR),
            without_superior=True,
        )
    )


#: Each slice adds its queue here in one line; the most urgent stands first.
WAITING: tuple[Waiting, ...] = (
    Waiting(
        endpoint="replies.index",
        text=sentence("%(count)d hal menunggu tanggapan Anda"),
        number=number_of_replies,
    ),
    Waiting(
        endpoint="own_cases.index",
        text=sentence("%(count)d kasus menunggu tanggapan Anda"),
        number=number_of_own_replies,
    ),
    Waiting(
        endpoint="proposals.queue",
        text=sentence("%(count)d rancangan menunggu keputusan Anda"),
        number=number_in_queue,
    ),
    Waiting(
        endpoint="signing.index",
        text=sentence("%(count)d dokumen menunggu tanda tangan Anda"),
        number=number_to_sign,
    ),
    Waiting(
        endpoint="remedies.index",
        text=sentence("%(count)d keberatan menunggu putusan Anda"),
        number=number_of_remedies,
    ),
    Waiting(
        endpoint="objections.index",
        text=sentence("%(count)d keberatan atas penghargaan menunggu putusan Anda"),
        number=number_of_objections,
    ),
    Waiting(
        endpoint="side_tracks.index",
        text=sentence("%(count)d surat sanksi di luar disiplin menunggu keputusan Anda"),
        number=number_of_side_sanctions,
    ),
    Waiting(
        endpoint="statements.index",
        text=sentence("%(count)d surat keterangan menunggu Anda"),
        number=number_of_statements,
    ),
    Waiting(
        endpoint="executions.index",
        text=sentence("%(count)d tindakan pelaksanaan hukuman belum ada buktinya"),
        number=number_of_measures,
    ),
    Waiting(
        endpoint="executions.uploads",
        text=sentence("%(count)d keputusan belum diunggah ke I'DIS/SI-ASN"),
        number=number_of_uploads,
    ),
    Waiting(
        endpoint="nominations.index",
        text=sentence("%(count)d usulan dikembalikan kepada Anda untuk diperbaiki"),
        number=number_returned,
    ),
    Waiting(
        endpoint="intake.index",
        text=sentence("%(count)d hal menunggu verifikasi Anda"),
        number=number_to_verify,
    ),
    Waiting(
        endpoint="commendations.suspected",
        text=sentence("%(count)d dugaan gratifikasi atau pungutan diserahkan kepada Anda"),
        number=number_suspected,
    ),
    Waiting(
        endpoint="quotas.index",
        text=sentence("%(count)d penghargaan menunggu kuota poin ditambah"),
        number=number_of_waiting_awards,
    ),
    Waiting(
        endpoint="mistakes.index",
        text=sentence("%(count)d laporan kekeliruan menunggu jawaban Anda"),
        number=number_unanswered,
    ),
    Waiting(
        endpoint="people.without_superior",
        text=sentence("%(count)d pegawai belum punya atasan langsung"),
        number=number_without_superior,
    ),
)


def count_waiting(actor: Actor) -> dict[str, int]:
    """How many wait in each queue of the actor, by its endpoint, in one statement."""
    numbers = [
        number.label(one.endpoint) for one in WAITING if (number := one.number(actor)) is not None
    ]
    return dict(session().execute(select(*numbers)).one()._mapping)


def list_news(person_id: int) -> Sequence[Notification]:
    """The latest messages to a person, the unread ones first."""
    return (
        session()
        .scalars(
            select(Notification)
            .where(Notification.person_id == person_id)
            .order_by(
                Notification.read_at.is_not(None),
                Notification.created_at.desc(),
                Notification.id.desc(),
            )
            .limit(NEWS_LENGTH)
        )
        .all()
    )

"""What waits for somebody, as the home page and the numbers beside the rooms count it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, select

from ledger.database import session
from ledger.domain.actors import Actor
from ledger.domain.people import Role
from ledger.errors import sentence
from ledger.models.events import Notification
from ledger.queries.cases import number_of_own_replies
from ledger.queries.commendations import count_suspected
from ledger.queries.intake import count_intake_total
from ledger.queries.mistakes import number_unanswered
from ledger.queries.nominations import count_returned
from ledger.queries.people import PeopleFilter, count_people
from ledger.queries.proposals import count_queue, number_of_replies
from ledger.queries.quotas import count_waiting_awards

NEWS_LENGTH = 5


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A queue: where it is, how many of it wait for the actor, and the sentence that says so.

    ``text`` holds ``%(count)d``. A queue either counts itself or gives its ``number`` to be counted
    beside others in one statement, for those who hold the ``role`` (everybody, when there is none).
    ``is_room`` puts the number beside the room as well, so it must be the length of the list at
    ``endpoint``.
    """

    endpoint: str
    text: str
    count: Callable[[Actor], int] | None = None
    number: Callable[[Actor], ScalarSelect[int]] | None = None
    role: Role | None = None
    is_room: bool = False


def count_people_without_superior(actor: Actor) -> int:
    """People whose superior nobody knows, for HR: their proposals and cases would wait."""
    if not actor.has_role(Role.HR):
        return 0
    return count_people(
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
        count=count_queue,
        is_room=True,
    ),
    Waiting(
        endpoint="nominations.index",
        text=sentence("%(count)d usulan dikembalikan kepada Anda untuk diperbaiki"),
        count=count_returned,
        is_room=True,
    ),
    Waiting(
        endpoint="intake.index",
        text=sentence("%(count)d hal menunggu verifikasi Anda"),
        count=count_intake_total,
        is_room=True,
    ),
    Waiting(
        endpoint="commendations.suspected",
        text=sentence("%(count)d dugaan gratifikasi atau pungutan diserahkan kepada Anda"),
        count=count_suspected,
    ),
    Waiting(
        endpoint="quotas.index",
        text=sentence("%(count)d penghargaan menunggu kuota poin ditambah"),
        count=count_waiting_awards,
    ),
    Waiting(
        endpoint="mistakes.index",
        text=sentence("%(count)d laporan kekeliruan menunggu jawaban Anda"),
        number=number_unanswered,
        role=Role.HR,
    ),
    Waiting(
        endpoint="people.without_superior",
        text=sentence("%(count)d pegawai belum punya atasan langsung"),
        count=count_people_without_superior,
    ),
)


def count_numbers(actor: Actor) -> dict[str, int]:
    """How many wait in each queue that gives its number, by its endpoint, in one statement."""
    numbers = [
        one.number(actor).label(one.endpoint)
        for one in WAITING
        if one.number and (one.role is None or actor.has_role(one.role))
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

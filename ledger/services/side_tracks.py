"""Performance sanctions (PP 30/2019) and service sanctions (UU 25/2009), apart from discipline.

HR prepares the letter, the entitled official imposes it or not, HR or the official records how it
went. Nothing of it is a case, and nothing of it is read for the history of discipline.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.database import transaction
from ledger.domain.actors import Actor
from ledger.domain.officials import Official, Relation
from ledger.domain.people import Capacity, PersonKind, Role
from ledger.domain.performance import Predicate
from ledger.domain.side_tracks import (
    LOW_PREDICATES,
    SIDE_KINDS,
    TRACK_LAWS,
    RecordSideSanction,
    SideEvent,
    SideKind,
    SideState,
    Track,
    next_side_state,
    obey_until,
    require_follow_up,
    require_side_sanction,
)
from ledger.domain.wording import require_reason
from ledger.errors import NotFound, RuleRefused, sentence
from ledger.models.indicators import PerformanceRating
from ledger.models.people import Person
from ledger.models.side_tracks import SideSanction, SideStep
from ledger.queries.side_tracks import NO_SIDE_SANCTION, SideLine, get_side_sanction
from ledger.services.access import require_role
from ledger.services.case_views import record_side_view
from ledger.services.days import agency_today
from ledger.services.events import notify, record_event
from ledger.services.officials import official_snapshot
from ledger.services.superiors import appraiser_of, ladder_of

NOT_PUNISHED_HERE = sentence("Sanksi ini hanya untuk ASN yang punya NIP. Periksa nama pegawainya.")
NOBODY_DECIDES = sentence(
    "Belum ada pejabat yang berwenang memutuskan: atasannya kosong atau menyatakan konflik"
    " kepentingan. Catat atasan atau penugasannya lebih dulu."
)
HEAD_DECIDES = sentence(
    "Jenis ini mengubah jabatan, jadi diputuskan pimpinan instansi yang definitif. Jabatan itu kini"
    " kosong atau diisi Plt., Plh., Pj., atau Pjs."
)
RATED = "SKP {year} ({period}): {predicate}"
NOT_RATED_LOW = sentence(
    "Belum ada SKP Kurang atau Sangat Kurang sampai tanggal surat. Impor SKP-nya lebih dulu."
)
OFFICIAL_CHANGED = sentence(
    "Anda bukan lagi pejabat yang berwenang atas pegawai ini. Tolak surat ini, lalu kepegawaian"
    " menyiapkannya untuk pejabat yang sekarang."
)
TO_IMPOSE = sentence("Sebuah surat sanksi di luar disiplin menunggu keputusan Anda.")
IMPOSED_ON_YOU = sentence("Ada surat baru pada catatan Anda.")


def record_side_sanction(command: RecordSideSanction, *, actor: Actor, now: datetime) -> int:
    """HR prepares the letter for the entitled official; gives the id of the record.

    Raises Forbidden, InvalidInput, NotFound, or RuleRefused when nobody may decide it, the ground
    is missing, or the recorder would be the official.
    """
    with transaction() as work:
        today = agency_today(actor.agency_id, now=now)
        subject = _subject(work, command.subject_id, actor)
        kind = require_side_sanction(command, today=today)
        official, relation = _official_for(subject.id, kind, today)
        row = SideSanction(
            agency_id=actor.agency_id,
            track=command.track,
            subject_id=subject.id,
            kind=kind.code,
            text=kind.text,
            article=kind.article,
            ground=_ground(work, command),
            reason=command.reason.strip(),
            letter_number=command.letter_number.strip(),
            decided_on=command.decided_on,
            decided_by=official.person_id,
            official={**official_snapshot(official), "relation": relation.value},
            obey_until=obey_until(kind, command.decided_on),
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        work.add(row)
        work.flush()
        _record("recorded", row, actor, now)
        notify(
            agency_id=row.agency_id,
            person_id=official.person_id,
            key=f"side:{row.id}:impose",
            text=TO_IMPOSE,
            path=f"/sanksi-lain/{row.id}",
            now=now,
        )
        return row.id


def impose_side_sanction(
    side_id: int, *, imposes: bool, note: str, actor: Actor, now: datetime
) -> SideState:
    """The official imposes it, or refuses it with a reason; from then on the person sees it.

    Raises NotFound for everybody else, InvalidInput, InvalidTransition, or RuleRefused
    ``side_official`` once the office moved on.
    """
    require_reason(note, field="note")
    with transaction() as work:
        row = _held(work, side_id, actor)
        if row.decided_by != actor.person_id:
            raise NotFound(NO_SIDE_SANCTION)
        today = agency_today(actor.agency_id, now=now)
        if imposes and _entitled(row.subject_id, SIDE_KINDS[row.kind], today) != actor.person_id:
            raise RuleRefused(OFFICIAL_CHANGED, constraint="side_official")
        event = SideEvent.IMPOSED if imposes else SideEvent.REFUSED
        state = _step(work, row, event, note, actor=actor, now=now)
        if imposes:
            notify(
                agency_id=row.agency_id,
                person_id=row.subject_id,
                key=f"side:{row.id}:imposed",
                text=IMPOSED_ON_YOU,
                path="/pembinaan-saya",
                now=now,
            )
        return state


def follow_side_sanction(
    side_id: int, *, is_obeyed: bool, note: str, actor: Actor, now: datetime
) -> SideState:
    """HR or the official records how it went within the time; RuleRefused ``side_obey_time``."""
    require_reason(note, field="note")
    event = SideEvent.OBEYED if is_obeyed else SideEvent.NOT_OBEYED
    with transaction() as work:
        row = _held(work, side_id, actor)
        if not get_side_sanction(side_id, actor=actor).follows_up:
            raise NotFound(NO_SIDE_SANCTION)
        require_follow_up(event, row.obey_until, today=agency_today(actor.agency_id, now=now))
        return _step(work, row, event, note, actor=actor, now=now)


def withdraw_side_sanction(side_id: int, note: str, *, actor: Actor, now: datetime) -> SideState:
    """The official who imposed it takes it back, on the record; nothing is erased."""
    require_reason(note, field="withdrawal")
    with transaction() as work:
        row = _held(work, side_id, actor)
        if row.decided_by != actor.person_id:
            raise NotFound(NO_SIDE_SANCTION)
        return _step(work, row, SideEvent.WITHDRAWN, note, actor=actor, now=now)


def open_side_sanction(side_id: int, *, actor: Actor, now: datetime) -> SideLine:
    """The record for a reader, whose opening is written down; raises NotFound."""
    line = get_side_sanction(side_id, actor=actor)
    record_side_view(side_id, actor=actor, now=now)
    return line


def _subject(work: Session, person_id: int, actor: Actor) -> Person:
    # Two letters with one number for the same person wait for each other here.
    subject = work.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if subject is None or subject.agency_id != actor.agency_id or subject.id == actor.person_id:
        raise NotFound(NO_SIDE_SANCTION)
    require_role(actor, Role.HR, unit_id=subject.unit_id)
    if subject.kind is PersonKind.PEJABAT_NEGARA or not subject.nip:
        raise RuleRefused(NOT_PUNISHED_HERE, constraint="side_sanction_subject_is_asn")
    return subject


def _official_for(subject_id: int, kind: SideKind, today: date) -> tuple[Official, Relation]:
    """Who rates the work for a performance sanction, the superior for a service sanction.

    The head of the agency, in person, when the kind changes the post.
    """
    ladder = ladder_of(subject_id, on=today)
    if not kind.by_head:
        official, relation = ladder.superior(), Relation.SUPERIOR
        if kind.track is Track.PERFORMANCE:
            official, relation = appraiser_of(ladder, on=today)
        if official is None:
            raise RuleRefused(NOBODY_DECIDES, constraint="side_official")
        return official, relation
    never = {subject_id, *ladder.barred}
    top = next((rung.official for rung in ladder.rungs if rung.is_top and rung.official), None)
    if top is None or top.person_id in never or top.capacity is not Capacity.DEFINITIF:
        raise RuleRefused(HEAD_DECIDES, constraint="side_official")
    return top, Relation.HEAD


def _entitled(subject_id: int, kind: SideKind, today: date) -> int | None:
    try:
        return _official_for(subject_id, kind, today)[0].person_id
    except RuleRefused:
        return None


def _ground(work: Session, command: RecordSideSanction) -> str:
    """The obligation that was not kept, or the newest SKP that was too low."""
    if command.track is Track.SERVICE:
        return f"{command.obligation} {TRACK_LAWS[Track.SERVICE]}"
    rating = work.scalars(
        select(PerformanceRating)
        .where(
            PerformanceRating.person_id == command.subject_id,
            PerformanceRating.predicate.in_([one.code for one in LOW_PREDICATES]),
            PerformanceRating.rated_on <= command.decided_on,
        )
        .order_by(PerformanceRating.rated_on.desc(), PerformanceRating.id.desc())
    ).first()
    if rating is None:
        raise RuleRefused(NOT_RATED_LOW, constraint="side_sanction_rated_low")
    predicate = next(one for one in Predicate if one.code == rating.predicate)
    return RATED.format(year=rating.year, period=rating.period, predicate=predicate.label)


def _held(work: Session, side_id: int, actor: Actor) -> SideSanction:
    """The record of a reader; its person is locked, for the record itself is never changed."""
    get_side_sanction(side_id, actor=actor)
    row = work.get_one(SideSanction, side_id)
    work.execute(select(Person.id).where(Person.id == row.subject_id).with_for_update())
    work.refresh(row, ["steps"])
    return row


def _step(
    work: Session, row: SideSanction, event: SideEvent, note: str, *, actor: Actor, now: datetime
) -> SideState:
    state = next_side_state(row.state, event)
    work.add(
        SideStep(
            agency_id=row.agency_id,
            side_sanction_id=row.id,
            event=event,
            note=note.strip(),
            person_id=actor.person_id,
            at=now,
        )
    )
    work.flush()
    _record(event.value, row, actor, now)
    return state


def _record(event: str, row: SideSanction, actor: Actor, now: datetime) -> None:
    record_event(
        f"side:sanction:{event}",
        subject_kind="side_sanction",
        subject_id=row.id,
        actor=actor,
        now=now,
    )

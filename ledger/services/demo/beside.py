"""One service sanction that its official imposed, and one performance sanction that waits."""

from datetime import date

from sqlalchemy import select

from ledger.database import session
from ledger.domain.commendations import ComplaintCause, ComplaintState
from ledger.domain.performance import Predicate
from ledger.domain.side_tracks import RecordSideSanction, Track
from ledger.models.commendations import Complaint
from ledger.models.indicators import PerformanceRating
from ledger.models.side_tracks import SideSanction
from ledger.services.demo.cast import Actors, Cast
from ledger.services.demo.clock import DemoClock
from ledger.services.side_tracks import impose_side_sanction, record_side_sanction

_SERVICE = "Pengaduan warga terbukti: pelayanan tidak sesuai standar yang diumumkan di loket."
_PERFORMANCE = "Target tahunan tidak tercapai dan pembinaan dua triwulan belum membawa perbaikan."
_IMPOSED = "Sudah saya bicarakan dengan pegawai itu; ia tahu apa yang harus diperbaiki."


def walk_beside_discipline(cast: Cast, actors: Actors, clock: DemoClock) -> None:
    """HR prepares both letters; the superior imposes the first. An agency without any has none."""
    complaint = session().scalars(
        select(Complaint.person_id)
        .where(
            Complaint.state == ComplaintState.SUBSTANTIATED,
            Complaint.cause == ComplaintCause.PEOPLE,
            Complaint.person_id.is_not(None),
            Complaint.person_id.not_in([cast.staff, *cast.hr]),
        )
        .order_by(Complaint.id)
    )
    low = session().scalars(
        select(PerformanceRating.person_id)
        .where(
            PerformanceRating.predicate.in_([Predicate.POOR.code, Predicate.VERY_POOR.code]),
            PerformanceRating.person_id.not_in([cast.staff, *cast.hr]),
        )
        .order_by(PerformanceRating.id)
    )
    served, rated, today = complaint.first(), low.first(), clock.today
    if served is not None:
        letter = _letter(Track.SERVICE, "PL2", served, today, "Pasal 15 huruf e")
        side_id = record_side_sanction(letter, actor=actors.of(cast.hr[0]), now=clock.tick())
        official = session().get_one(SideSanction, side_id).decided_by
        impose_side_sanction(
            side_id, imposes=True, note=_IMPOSED, actor=actors.of(official), now=clock.tick()
        )
    if rated is not None:
        letter = _letter(Track.PERFORMANCE, "KN1", rated, today)
        record_side_sanction(letter, actor=actors.of(cast.hr[0]), now=clock.tick())


def _letter(
    track: Track, kind: str, subject_id: int, today: date, obligation: str = ""
) -> RecordSideSanction:
    return RecordSideSanction(
        track=track,
        kind=kind,
        subject_id=subject_id,
        decided_on=today,
        letter_number=f"800.1.6/{kind}/{today.year}",
        reason=_SERVICE if track is Track.SERVICE else _PERFORMANCE,
        obligation=obligation,
    )

"""The gates of a case: why a step is not possible yet, each reason with its article."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from ledger.domain.discipline.cases import CaseEvent
from ledger.domain.discipline.catalogue import Level
from ledger.domain.discipline.gates.facts import CaseFacts, ExaminationRecord, Missing
from ledger.domain.discipline.kinds import allowed_kinds
from ledger.domain.discipline.teams import TeamNeed, team_need
from ledger.domain.wording import REASON_CHARACTERS_MIN
from ledger.errors import RuleRefused, sentence

__all__ = ["CaseFacts", "ExaminationRecord", "Missing", "missing_for", "require_open"]

NO_VIOLATION = Missing(sentence("Pilih pelanggaran yang diduga."), "Pasal 33 PP 94/2021")
TEAM_MISSING = Missing(
    sentence("Bentuk tim pemeriksa lebih dulu: dugaan pelanggaran berat."), "Pasal 29 PP 94/2021"
)
TEAM_NOT_NEEDED = Missing(
    sentence("Dugaan ringan diperiksa oleh atasan langsung sendiri, tanpa tim."),
    "Pasal 29 PP 94/2021",
)
TEAM_FORMED = Missing(sentence("Tim pemeriksa sudah dibentuk."), "Pasal 29 PP 94/2021")
LETTER_TOO_LATE = Missing(
    sentence(
        "Surat panggilan diterima sesudah hari pemeriksaan, jadi tidak hadir tidak dapat dicatat."
        " Ganti surat panggilan itu."
    ),
    "Pasal 26 PP 94/2021",
)
RELEASE_ONLY_HEAVY = Missing(
    sentence("Pembebasan sementara hanya untuk dugaan pelanggaran berat."), "Pasal 31 PP 94/2021"
)
RELEASED_ALREADY = Missing(
    sentence("Pembebasan sementara sudah ditetapkan."), "Pasal 31 PP 94/2021"
)
EXAM_DAY_NOT_REACHED = Missing(sentence("Hari pemeriksaan belum tiba."), "Pasal 26 PP 94/2021")
SUMMONS_MISSING = Missing(
    sentence("Belum ada surat panggilan yang dapat diganti."), "Pasal 26 PP 94/2021"
)
ABSENCE_NOT_RECORDED = Missing(
    sentence("Catat dulu bahwa pegawai tidak hadir pada panggilan pertama."),
    "Pasal 26 ayat (3) PP 94/2021",
)
RECORD_MISSING = Missing(sentence("Buat berita acara pemeriksaan."), "Pasal 27 PP 94/2021")
RECORD_EXAMINER_UNSIGNED = Missing(
    sentence("Berita acara belum ditandatangani semua pemeriksa."), "Pasal 32 PP 94/2021"
)
RECORD_EXAMINEE_UNSIGNED = Missing(
    sentence("Minta tanda tangan pegawai, atau catat bahwa pegawai menolak menandatangani."),
    "Pasal 32 PP 94/2021",
)
NOT_EXAMINED = Missing(
    sentence("Periksa pegawai lebih dulu, atau catat dua kali tidak hadir."),
    "Pasal 26 dan Pasal 27 PP 94/2021",
)
REPORT_MISSING = Missing(
    sentence("Buat laporan hasil pemeriksaan lebih dulu."), "Pasal 27 PP 94/2021"
)
EVIDENCE_REPORT_MISSING = Missing(
    sentence("Buat laporan hasil pemeriksaan atas bukti dan keterangan yang ada."),
    "Pasal 26 ayat (4) PP 94/2021",
)
REPLY_MISSING = Missing(
    sentence("Tunggu tanggapan pegawai, atau catat bahwa hak jawab tidak digunakan."),
    "ketentuan instansi",
)
REPLY_NOT_GIVEN = Missing(sentence("Isi tanggapan pegawai."), "ketentuan instansi")
REPLY_STILL_OPEN = Missing(sentence("Waktu hak jawab belum berakhir."), "ketentuan instansi")
EXHIBITS_UNREAD = Missing(
    sentence("Baca dan tandai semua bukti sebelum memutuskan."), "Pasal 33 PP 94/2021"
)
KIND_MISSING = Missing(sentence("Pilih jenis hukuman."), "Pasal 8 PP 94/2021")
KIND_NOT_ALLOWED = Missing(
    sentence("Jenis hukuman tidak sesuai tingkatnya, atau tidak lebih berat dari yang terakhir."),
    "Pasal 35 ayat (2) PP 94/2021",
)
REASONS_MISSING = Missing(
    sentence("Tulis pertimbangan paling sedikit 20 huruf."), "Pasal 33 PP 94/2021"
)
PUNISHED_ALREADY = Missing(
    sentence("Pelanggaran ini sudah dijatuhi hukuman. Satu pelanggaran hanya dihukum sekali."),
    "Pasal 35 ayat (3) PP 94/2021",
)
AUTHORITY_UNKNOWN = Missing(
    sentence("Tentukan pejabat yang berwenang menghukum."), "Pasal 16 PP 94/2021"
)
DECISION_NOT_SET = Missing(
    sentence("Keputusan belum ditetapkan oleh pejabat yang berwenang menghukum."),
    "Pasal 37 ayat (1) PP 94/2021",
)
DELIVERY_NOT_TRIED = Missing(
    sentence("Catat dulu bahwa pegawai tidak hadir saat keputusan disampaikan."),
    "Pasal 37 ayat (4) PP 94/2021",
)
RECEIPT_MISSING = Missing(sentence("Catat tanggal keputusan diterima."), "Pasal 38 PP 94/2021")
NOT_YET_EFFECTIVE = Missing(
    sentence("Hari kerja ke-15 sejak keputusan diterima belum tiba."), "Pasal 38 PP 94/2021"
)
REMEDY_PENDING = Missing(sentence("Upaya administratif belum diputus."), "Pasal 38 PP 94/2021")
MEASURES_OPEN = Missing(
    sentence("Catat bukti pelaksanaan setiap tindakan lebih dulu."), "Pasal 38 PP 94/2021"
)
MEASURES_RUNNING = Missing(
    sentence("Hukuman masih dijalani. Tunggu sampai hari terakhirnya."), "Pasal 8 PP 94/2021"
)
IN_FORCE_ALREADY = Missing(
    sentence("Keputusan sudah berlaku, jadi kasus ini tidak dapat dihentikan."),
    "Pasal 38 PP 94/2021",
)
OBJECTION_MISSING = Missing(sentence("Catat keberatan lebih dulu."), "PP 79/2021")

_Reasons = Iterator[Missing]


def _summon(facts: CaseFacts) -> _Reasons:
    if not facts.violation_codes:
        yield NO_VIOLATION
    if facts.suspected_level == Level.BERAT and not facts.team_formed:
        yield TEAM_MISSING


def _summon_again(facts: CaseFacts) -> _Reasons:
    if facts.absences_recorded < 1:
        yield ABSENCE_NOT_RECORDED


def _team(facts: CaseFacts) -> _Reasons:
    if team_need(facts.suspected_level) is TeamNeed.NONE:
        yield TEAM_NOT_NEEDED
    if facts.team_formed:
        yield TEAM_FORMED


def _replacement(facts: CaseFacts) -> _Reasons:
    if facts.exam_planned_on is None:
        yield SUMMONS_MISSING


def _absence(facts: CaseFacts) -> _Reasons:
    yield from _exam_day(facts)
    if facts.letter_came_too_late:
        yield LETTER_TOO_LATE


def _release(facts: CaseFacts) -> _Reasons:
    """From the examination on, and for suspected heavy violations alone (I21)."""
    if facts.suspected_level != Level.BERAT:
        yield RELEASE_ONLY_HEAVY
    if facts.released:
        yield RELEASED_ALREADY
    if not facts.team_formed:
        yield TEAM_MISSING
    yield from _exam_day(facts)


def _exam_day(facts: CaseFacts) -> _Reasons:
    if facts.exam_planned_on is None or facts.today < facts.exam_planned_on:
        yield EXAM_DAY_NOT_REACHED


def _examination(facts: CaseFacts) -> _Reasons:
    yield from _exam_day(facts)
    if facts.suspected_level == Level.BERAT and not facts.team_formed:
        yield TEAM_MISSING
    yield from _record(facts)


def _record(facts: CaseFacts) -> _Reasons:
    if facts.record is None:
        yield RECORD_MISSING
        return
    if not facts.record.examiners_signed:
        yield RECORD_EXAMINER_UNSIGNED
    if not (facts.record.examinee_signed or facts.record.refusal_noted):
        yield RECORD_EXAMINEE_UNSIGNED


def _reply(facts: CaseFacts) -> _Reasons:
    if not facts.reply_given:
        yield REPLY_NOT_GIVEN


def _unused_reply(facts: CaseFacts) -> _Reasons:
    if facts.reply_last_day is None or facts.today <= facts.reply_last_day:
        yield REPLY_STILL_OPEN


def _heard(facts: CaseFacts) -> _Reasons:
    """Examined with a complete record and a reply, or twice absent (I03)."""
    if facts.record is not None:
        yield from _record(facts)
        if not (facts.reply_given or facts.reply_unused):
            yield REPLY_MISSING
    elif facts.absences_recorded < 2:
        yield NOT_EXAMINED


def _reported(facts: CaseFacts) -> _Reasons:
    """Heard, and what was found is written down; also on the evidence alone (I03)."""
    missing = tuple(_heard(facts))
    yield from missing
    if not missing and not facts.report_written:
        yield REPORT_MISSING if facts.record is not None else EVIDENCE_REPORT_MISSING


def _decision(facts: CaseFacts) -> _Reasons:
    yield from _reported(facts)
    if facts.exhibits_unread:
        yield EXHIBITS_UNREAD
    if not facts.violation_codes:
        yield NO_VIOLATION
    if len(facts.reasons.strip()) < REASON_CHARACTERS_MIN:
        yield REASONS_MISSING
    if facts.decided_elsewhere & set(facts.violation_codes) and not facts.by_absence_days:
        yield PUNISHED_ALREADY
    yield from _kind(facts)
    yield from _authority(facts)


def _kind(facts: CaseFacts) -> _Reasons:
    if facts.kind is None:
        yield KIND_MISSING
        return
    # Repetition does not weigh on absence days: their number alone sets the kind.
    last_kind = None if facts.by_absence_days else facts.last_kind
    if facts.kind not in allowed_kinds(facts.suspected_level, last_kind):
        yield KIND_NOT_ALLOWED


def _authority(facts: CaseFacts) -> _Reasons:
    if facts.authority is None:
        yield AUTHORITY_UNKNOWN
    elif not facts.authority.allowed:
        yield Missing(facts.authority.message, facts.authority.article)


def _clearing(facts: CaseFacts) -> _Reasons:
    if len(facts.reasons.strip()) < REASON_CHARACTERS_MIN:
        yield REASONS_MISSING


def _discontinuing(facts: CaseFacts) -> _Reasons:
    """Only before the decision is in force; what an objection holds is not."""
    yield from _clearing(facts)
    is_due = facts.effective_on is not None and facts.effective_on <= facts.today
    if is_due and not facts.objection_pending:
        yield IN_FORCE_ALREADY


def _delivery(facts: CaseFacts) -> _Reasons:
    if facts.decided_on is None:
        yield DECISION_NOT_SET


def _sending(facts: CaseFacts) -> _Reasons:
    yield from _delivery(facts)
    if facts.missed_delivery_on is None:
        yield DELIVERY_NOT_TRIED


def _receipt(facts: CaseFacts) -> _Reasons:
    if facts.received_on is None:
        yield RECEIPT_MISSING


def _effect(facts: CaseFacts) -> _Reasons:
    yield from _receipt(facts)
    if facts.effective_on is None or facts.today < facts.effective_on:
        yield NOT_YET_EFFECTIVE
    if facts.objection_pending:
        yield REMEDY_PENDING


def _objection_outcome(facts: CaseFacts) -> _Reasons:
    if not facts.objection_pending:
        yield OBJECTION_MISSING
    yield from _clearing(facts)


def _executing(facts: CaseFacts) -> _Reasons:
    yield from _effect(facts)
    if facts.measures_open:
        yield MEASURES_OPEN


def _spending(facts: CaseFacts) -> _Reasons:
    yield from _executing(facts)
    if facts.measures_running:
        yield MEASURES_RUNNING


def _staying(facts: CaseFacts) -> _Reasons:
    if not facts.objection_pending:
        yield OBJECTION_MISSING


GATES: Mapping[CaseEvent, Callable[[CaseFacts], _Reasons]] = MappingProxyType(
    {
        CaseEvent.FORM_TEAM: _team,
        CaseEvent.SUMMON: _summon,
        CaseEvent.REPLACE_SUMMONS: _replacement,
        CaseEvent.RECORD_ABSENCE: _absence,
        CaseEvent.SUMMON_AGAIN: _summon_again,
        CaseEvent.RECORD_EXAMINATION: _examination,
        CaseEvent.RELEASE: _release,
        CaseEvent.RECORD_REPLY: _reply,
        CaseEvent.RECORD_UNUSED_REPLY: _unused_reply,
        CaseEvent.WRITE_REPORT: _heard,
        CaseEvent.REFER: _reported,
        CaseEvent.DECIDE: _decision,
        CaseEvent.CLEAR: _clearing,
        CaseEvent.DISCONTINUE: _discontinuing,
        CaseEvent.DELIVER: _delivery,
        CaseEvent.SEND: _sending,
        CaseEvent.RECORD_RECEIPT: _receipt,
        CaseEvent.TAKE_EFFECT: _effect,
        CaseEvent.FILE_OBJECTION: _receipt,
        CaseEvent.UPHOLD: _objection_outcome,
        CaseEvent.DECLARE_INADMISSIBLE: _objection_outcome,
        CaseEvent.REPLACE: _objection_outcome,
        CaseEvent.DISMISS: _objection_outcome,
        CaseEvent.ANNUL: _clearing,
        CaseEvent.STAY: _staying,
        CaseEvent.EXECUTE: _executing,
        CaseEvent.SPEND: _spending,
        CaseEvent.CLOSE: _spending,
    }
)

STEP_NOT_OPEN = sentence("%(reason)s (%(article)s)")


def missing_for(event: CaseEvent, facts: CaseFacts) -> tuple[Missing, ...]:
    """List why ``event`` is not possible yet; empty when nothing stands in its way."""
    return tuple(GATES[event](facts))


def require_open(event: CaseEvent, facts: CaseFacts) -> None:
    """Refuse a step whose gate is shut, with the first reason; RuleRefused ``case_gate``."""
    missing = missing_for(event, facts)
    if missing:
        first = missing[0]
        raise RuleRefused(
            STEP_NOT_OPEN, constraint="case_gate", reason=first.reason, article=first.article
        )

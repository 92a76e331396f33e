"""The states of a discipline case and the steps between them, light or heavy."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.transitions import events_from, follow
from ledger.errors import sentence

#: PP 94/2021 judges acts from its first day on, PP 53/2010 those before it (I32).
PP94, PP53 = "PP 94/2021", "PP 53/2010"
PP94_FROM = date(2021, 8, 31)


class CaseState(StrEnum):
    """Where a case stands; ``decided`` is a draft Keputusan until its official sets it."""

    OPENED = "opened"
    SUMMONED = "summoned"
    ABSENT = "absent"
    SUMMONED_AGAIN = "summoned_again"
    ABSENT_TWICE = "absent_twice"
    EXAMINED = "examined"
    REPLIED = "replied"
    REPORTED = "reported"
    REFERRED = "referred"
    DECIDED = "decided"
    SENT = "sent"
    DELIVERED = "delivered"
    SUSPENDED = "suspended"
    EFFECTIVE = "effective"
    EXECUTED = "executed"
    SPENT = "spent"
    ANNULLED = "annulled"
    CLEARED = "cleared"
    CLOSED = "closed"
    DISCONTINUED = "discontinued"


class CaseEvent(StrEnum):
    FORM_TEAM = "form_team"
    SUMMON = "summon"
    REPLACE_SUMMONS = "replace_summons"
    RECORD_ABSENCE = "record_absence"
    SUMMON_AGAIN = "summon_again"
    RECORD_EXAMINATION = "record_examination"
    RELEASE = "release"
    RECORD_REPLY = "record_reply"
    RECORD_UNUSED_REPLY = "record_unused_reply"
    WRITE_REPORT = "write_report"
    REFER = "refer"
    DECIDE = "decide"
    CLEAR = "clear"
    DISCONTINUE = "discontinue"
    DELIVER = "deliver"
    SEND = "send"
    RECORD_RECEIPT = "record_receipt"
    TAKE_EFFECT = "take_effect"
    FILE_OBJECTION = "file_objection"
    UPHOLD = "uphold"
    DECLARE_INADMISSIBLE = "declare_inadmissible"
    REPLACE = "replace"
    DISMISS = "dismiss"
    ANNUL = "annul"
    STAY = "stay"
    EXECUTE = "execute"
    SPEND = "spend"
    CLOSE = "close"


CASE_STATE_LABELS: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.OPENED: sentence("Dibuka"),
        CaseState.SUMMONED: sentence("Dipanggil"),
        CaseState.ABSENT: sentence("Tidak hadir"),
        CaseState.SUMMONED_AGAIN: sentence("Dipanggil kedua kali"),
        CaseState.ABSENT_TWICE: sentence("Tidak hadir dua kali"),
        CaseState.EXAMINED: sentence("Sudah diperiksa"),
        CaseState.REPLIED: sentence("Hak jawab selesai"),
        CaseState.REPORTED: sentence("Laporan hasil pemeriksaan selesai"),
        CaseState.REFERRED: sentence("Dilaporkan kepada pejabat yang lebih tinggi"),
        CaseState.DECIDED: sentence("Rancangan keputusan dibuat"),
        CaseState.SENT: sentence("Keputusan dikirim"),
        CaseState.DELIVERED: sentence("Keputusan diterima"),
        CaseState.SUSPENDED: sentence("Ditangguhkan menunggu upaya administratif"),
        CaseState.EFFECTIVE: sentence("Berlaku"),
        CaseState.EXECUTED: sentence("Sedang dijalani"),
        CaseState.SPENT: sentence("Selesai dijalani"),
        CaseState.ANNULLED: sentence("Dibatalkan"),
        CaseState.CLEARED: sentence("Tidak terbukti"),
        CaseState.CLOSED: sentence("Selesai"),
        CaseState.DISCONTINUED: sentence("Dihentikan tanpa hukuman"),
    }
)

_S, _E = CaseState, CaseEvent

#: Nothing was imposed, or what was imposed is taken back.
WITHOUT_EFFECT = (CaseState.ANNULLED, CaseState.CLEARED, CaseState.DISCONTINUED)
#: From here a case can end without a sanction: its decision is not in force.
BEFORE_EFFECT = (
    _S.OPENED,
    _S.SUMMONED,
    _S.ABSENT,
    _S.SUMMONED_AGAIN,
    _S.ABSENT_TWICE,
    _S.EXAMINED,
    _S.REPLIED,
    _S.REPORTED,
    _S.REFERRED,
    _S.DECIDED,
    _S.SENT,
    _S.DELIVERED,
    _S.SUSPENDED,
)
_IN_FORCE = (_S.EFFECTIVE, _S.EXECUTED, _S.SPENT, _S.CLOSED)

#: A late objection is filed on an effective case without suspending it, so that it can be
#: declared inadmissible on the record: the form never closes.
CASE_STEPS: Mapping[tuple[CaseState, CaseEvent], CaseState] = MappingProxyType(
    {
        (_S.OPENED, _E.FORM_TEAM): _S.OPENED,
        (_S.OPENED, _E.SUMMON): _S.SUMMONED,
        (_S.SUMMONED, _E.FORM_TEAM): _S.SUMMONED,
        (_S.SUMMONED, _E.REPLACE_SUMMONS): _S.SUMMONED,
        (_S.SUMMONED, _E.RECORD_EXAMINATION): _S.EXAMINED,
        (_S.SUMMONED, _E.RECORD_ABSENCE): _S.ABSENT,
        (_S.SUMMONED, _E.RELEASE): _S.SUMMONED,
        (_S.ABSENT, _E.FORM_TEAM): _S.ABSENT,
        (_S.ABSENT, _E.SUMMON_AGAIN): _S.SUMMONED_AGAIN,
        (_S.SUMMONED_AGAIN, _E.FORM_TEAM): _S.SUMMONED_AGAIN,
        (_S.SUMMONED_AGAIN, _E.REPLACE_SUMMONS): _S.SUMMONED_AGAIN,
        (_S.SUMMONED_AGAIN, _E.RECORD_EXAMINATION): _S.EXAMINED,
        (_S.SUMMONED_AGAIN, _E.RECORD_ABSENCE): _S.ABSENT_TWICE,
        (_S.SUMMONED_AGAIN, _E.RELEASE): _S.SUMMONED_AGAIN,
        (_S.ABSENT_TWICE, _E.WRITE_REPORT): _S.REPORTED,
        (_S.ABSENT_TWICE, _E.CLEAR): _S.CLEARED,
        (_S.EXAMINED, _E.RECORD_REPLY): _S.REPLIED,
        (_S.EXAMINED, _E.RECORD_UNUSED_REPLY): _S.REPLIED,
        (_S.EXAMINED, _E.RELEASE): _S.EXAMINED,
        (_S.EXAMINED, _E.CLEAR): _S.CLEARED,
        (_S.REPLIED, _E.RELEASE): _S.REPLIED,
        (_S.REPLIED, _E.WRITE_REPORT): _S.REPORTED,
        (_S.REPLIED, _E.CLEAR): _S.CLEARED,
        (_S.REPORTED, _E.RELEASE): _S.REPORTED,
        (_S.REPORTED, _E.DECIDE): _S.DECIDED,
        (_S.REPORTED, _E.REFER): _S.REFERRED,
        (_S.REPORTED, _E.CLEAR): _S.CLEARED,
        (_S.REFERRED, _E.RELEASE): _S.REFERRED,
        (_S.REFERRED, _E.DECIDE): _S.DECIDED,
        (_S.REFERRED, _E.CLEAR): _S.CLEARED,
        (_S.DECIDED, _E.DELIVER): _S.DELIVERED,
        (_S.DECIDED, _E.SEND): _S.SENT,
        (_S.SENT, _E.RECORD_RECEIPT): _S.DELIVERED,
        (_S.DELIVERED, _E.FILE_OBJECTION): _S.SUSPENDED,
        (_S.DELIVERED, _E.TAKE_EFFECT): _S.EFFECTIVE,
        (_S.SUSPENDED, _E.UPHOLD): _S.EFFECTIVE,
        (_S.SUSPENDED, _E.DECLARE_INADMISSIBLE): _S.EFFECTIVE,
        (_S.SUSPENDED, _E.REPLACE): _S.EFFECTIVE,
        # A dismissal that comes of an objection is handed over and may be appealed like any other.
        (_S.SUSPENDED, _E.DISMISS): _S.DECIDED,
        (_S.SUSPENDED, _E.ANNUL): _S.ANNULLED,
        # Filed in time but written down later, or under the other reading of the 15th day.
        (_S.EFFECTIVE, _E.STAY): _S.SUSPENDED,
        (_S.EXECUTED, _E.STAY): _S.SUSPENDED,
        (_S.EFFECTIVE, _E.ANNUL): _S.ANNULLED,
        (_S.EXECUTED, _E.ANNUL): _S.ANNULLED,
        (_S.EFFECTIVE, _E.EXECUTE): _S.EXECUTED,
        (_S.EXECUTED, _E.SPEND): _S.SPENT,
        (_S.SPENT, _E.CLOSE): _S.CLOSED,
        **{(state, _E.DISCONTINUE): _S.DISCONTINUED for state in BEFORE_EFFECT},
        **{(state, _E.FILE_OBJECTION): state for state in _IN_FORCE},
        **{(state, _E.DECLARE_INADMISSIBLE): state for state in _IN_FORCE},
    }
)


def regulation_on(happened_on: date) -> str:
    """The regulation in force on the day of the act, whenever it is judged."""
    return PP94 if happened_on >= PP94_FROM else PP53


def next_state(state: CaseState, event: CaseEvent) -> CaseState:
    """Give the state after ``event``; raises InvalidTransition outside the table."""
    return follow(CASE_STEPS, CASE_STATE_LABELS, state, event)


def open_events(state: CaseState) -> tuple[CaseEvent, ...]:
    """List the steps the table knows from ``state``; the gates may still hold some back."""
    return events_from(CASE_STEPS, state)

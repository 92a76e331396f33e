"""What the receipt of a summons must say: a day that can be, who brought it, who took it."""

from datetime import date

from ledger.domain.discipline.commands import RecordReceipt
from ledger.domain.formats import date_text
from ledger.errors import InvalidInput, Told, sentence

BEFORE_LETTER = sentence(
    "Tanggal terima tidak boleh sebelum tanggal surat panggilan, yaitu %(day)s"
)
IN_FUTURE = sentence("Tanggal terima tidak boleh setelah hari ini, %(day)s")
BRINGER_MISSING = sentence("Tulis siapa yang menyerahkan surat")
TAKER_MISSING = sentence("Tulis siapa yang menerima surat, atau pilih bahwa surat ditolak")
TAKEN_AND_REFUSED = sentence("Kosongkan nama penerima bila surat ditolak")
RECEIPT_INCOMPLETE = sentence("Penerimaan surat belum lengkap. Perbaiki isian yang ditandai.")


def check_receipt(command: RecordReceipt, *, letter_on: date, today: date) -> dict[str, list[str]]:
    """Name what is wrong with a receipt, by field; empty when nothing is."""
    problems: dict[str, list[str]] = {}
    if command.received_on < letter_on:
        problems["received_on"] = [Told(BEFORE_LETTER, day=date_text(letter_on))]
    elif command.received_on > today:
        problems["received_on"] = [Told(IN_FUTURE, day=date_text(today))]
    if not command.handed_by.strip():
        problems["handed_by"] = [BRINGER_MISSING]
    is_taken, is_refused = bool(command.received_by.strip()), bool(command.refusal_note.strip())
    if is_taken and is_refused:
        problems["received_by"] = [TAKEN_AND_REFUSED]
    elif not is_taken and not is_refused:
        problems["received_by"] = [TAKER_MISSING]
    return problems


def require_receipt(command: RecordReceipt, *, letter_on: date, today: date) -> None:
    """Refuse a receipt that cannot be; raises InvalidInput with its fields."""
    problems = check_receipt(command, letter_on=letter_on, today=today)
    if problems:
        raise InvalidInput(RECEIPT_INCOMPLETE, fields=problems)

"""The checks of typed text, with the sentence that says how to mend it."""

from ledger.domain.formats import number_text
from ledger.errors import InvalidInput, sentence

REASON_CHARACTERS_MIN = 20
NARRATIVE_CHARACTERS_MAX = 1000

REASON_MISSING = sentence("Tulis alasan Anda")
REASON_TOO_SHORT = sentence("Alasan paling sedikit %(least)s huruf. Tambah %(more)s huruf.")
TEXT_TOO_LONG = sentence("%(label)s paling banyak %(most)s huruf. Kurangi %(excess)s huruf.")


def length_sentences(label: str, text: str, *, characters_max: int) -> list[str]:
    """Say by how many characters ``text`` is too long; empty when it fits."""
    excess = len(text.strip()) - characters_max
    if excess <= 0:
        return []
    params = {"label": label, "most": number_text(characters_max), "excess": number_text(excess)}
    return [TEXT_TOO_LONG % params]


def require_reason(reason: str, *, field: str = "reason") -> None:
    """Refuse a reason nobody could understand later; raises InvalidInput on ``field``."""
    length = len(" ".join(reason.split()))
    if length >= REASON_CHARACTERS_MIN:
        return
    if length == 0:
        raise InvalidInput(REASON_MISSING, fields={field: [REASON_MISSING]})
    params = {"least": REASON_CHARACTERS_MIN, "more": REASON_CHARACTERS_MIN - length}
    raise InvalidInput(REASON_TOO_SHORT, fields={field: [REASON_TOO_SHORT % params]}, **params)

"""Names of persons: titles kept apart, one word is a whole name."""

import re
import unicodedata

from ledger.domain.hidden import without_hidden
from ledger.errors import InvalidInput, sentence

NAME_CHARACTERS_MAX = 200

# Exports write a dash or nothing where there is no title.
_BLANKS = {"", "-", "--"}


def normalise_text(text: str | None) -> str:
    """Return the text composed (NFC), without hidden letters, runs of blanks made one, trimmed."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", without_hidden(text or ""))).strip()


def clean_name(text: str | None) -> str:
    """Return a name fit to keep; raises InvalidInput when there is no letter or it is too long."""
    name = normalise_text(text)
    if not any(character.isalpha() for character in name):
        raise InvalidInput(sentence("Isi nama pegawai. Satu kata sudah cukup."), code="name_empty")
    if len(name) > NAME_CHARACTERS_MAX:
        raise InvalidInput(
            sentence("Nama paling banyak %(limit)d huruf. Kurangi %(excess)d huruf."),
            code="name_too_long",
            limit=NAME_CHARACTERS_MAX,
            excess=len(name) - NAME_CHARACTERS_MAX,
        )
    return name


def full_name(name: str, title_before: str | None = None, title_after: str | None = None) -> str:
    """Return ``Dr. Siti Contoh, M.Si.``: the name with its titles, for letters and screens."""
    before, after = _title(title_before), _title(title_after)
    return f"{before} {formal_name(name)}".strip() + (f", {after}" if after else "")


def formal_name(name: str) -> str:
    """Return the name without titles, as decisions and certificates print it.

    Permendagri 1/2023 Pasal 44(1) and (2).
    """
    return normalise_text(name)


def sort_key(name: str) -> str:
    """Return a key that orders names without regard to case, accents and marks: Ma'ruf = Maruf."""
    plain = unicodedata.normalize("NFKD", normalise_text(name).casefold())
    kept = "".join(mark for mark in plain if mark.isalnum() or mark == " ")
    return normalise_text(kept)


def _title(text: str | None) -> str:
    title = normalise_text(text).strip(" ,")
    return "" if title in _BLANKS else title

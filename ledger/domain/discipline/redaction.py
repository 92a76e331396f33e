"""Names that the person of a case must not read: whoever reported or saw it."""

import re
from collections.abc import Iterable

#: The papers are Indonesian always, so this is not for the catalogue.
HIDDEN = "[nama disamarkan]"
_PART_LETTERS_MIN = 3


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with each name masked as whole words, in full or one part of it.

    A part is masked only where it is written as a name, with its capital, because many names are
    words as well.
    """
    for name in sorted(names, key=len, reverse=True):
        parts = [one for one in name.split() if len(one) >= _PART_LETTERS_MIN]
        if not parts:
            continue
        text = re.sub(rf"\b{re.escape(name)}\b", HIDDEN, text, flags=re.IGNORECASE)
        text = re.sub(rf"\b(?:{'|'.join(map(re.escape, parts))})\b", HIDDEN, text)
    return text

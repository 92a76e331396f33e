"""Hides what a citizen should not have written: numbers and addresses of people."""

import re

MASK = "•••"

_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # An e-mail address.
    r"|(?<![\w,.])\+?\d(?:[ .\-()]{0,2}\d){7,}"  # A phone number, NIK, NIP or account number.
)


def mask_personal(text: str) -> str:
    """The text with e-mail addresses and runs of eight or more digits replaced."""
    return _PERSONAL.sub(MASK, text)

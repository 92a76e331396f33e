"""Letters that nobody sees but that change what a text says, and the text without them."""

import re

#: Control characters but for tab and line breaks; soft hyphen, zero-width blanks and byte order
#: marks; the marks that turn the direction of writing around; halves of letters. The joiners
#: U+200C and U+200D stay, because scripts and emoji are written with them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)


def without_hidden(text: str) -> str:
    """The text as it is seen. What is left can be stored anywhere and stands as it was typed."""
    return _HIDDEN.sub("", text)

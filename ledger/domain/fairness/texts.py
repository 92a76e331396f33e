"""Whether two stories are the same one with other names and numbers."""

from hashlib import blake2b

#: Shorter than this, two honest people may well write the same.
SHORTEST_COMPARED = 60

#: Numbers and signs part words and are none; hundreds of thousands of stories are read this way.
_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalpha()}


def story_print(text: str, names: str = "") -> bytes | None:
    """A fingerprint that does not see case, signs, numbers and the words of ``names``.

    None for a story too short to say anything.
    """
    if len(text) < SHORTEST_COMPARED:
        return None
    words, hidden = _words(text), set(_words(names))
    if not hidden.isdisjoint(words):
        words = [word for word in words if word not in hidden]
    return blake2b(" ".join(words).encode(), digest_size=16).digest()


def _words(text: str) -> list[str]:
    return text.casefold().translate(_NO_LETTERS).split()

"""The ways Neraca refuses: families of errors that know no HTTP."""

from typing import Any


def sentence(text: str) -> str:
    """Mark an Indonesian sentence for the translation catalogue, without changing it."""
    return text


class Told(str):
    """A sentence with its values already in it, that can still be put in another language."""

    text: str
    params: dict[str, Any]

    def __new__(cls, text: str, **params: Any) -> "Told":
        told = super().__new__(cls, text % params if params else text)
        told.text, told.params = text, params
        return told


class LedgerError(Exception):
    """A refusal with one sentence for the person: what happened and how to mend it.

    ``text`` is the Indonesian sentence with ``%(name)s`` placeholders, which is also its key in
    the catalogue; ``params`` fills them. ``code`` is a stable machine name.
    """

    code = "error"

    def __init__(self, text: str, *, code: str | None = None, **params: Any) -> None:
        self.text = text
        self.params = params
        if code is not None:
            self.code = code
        super().__init__(self.message)

    @property
    def message(self) -> str:
        return self.text % self.params if self.params else self.text


class NotFound(LedgerError):
    """The thing is not there, or not there for this person: both look the same."""

    code = "not_found"


class Forbidden(LedgerError):
    """The person may see it, but may not do this."""

    code = "forbidden"


class Conflict(LedgerError):
    """Somebody else was first, or the thing changed since it was seen."""

    code = "conflict"


class InvalidTransition(Conflict):
    """The state table has no such step from here."""

    code = "invalid_transition"


class RuleRefused(LedgerError):
    """A rule of the ledger, named as its constraint in the database, says no."""

    code = "rule_refused"

    def __init__(self, text: str, *, constraint: str, **params: Any) -> None:
        self.constraint = constraint
        super().__init__(text, **params)


class InvalidInput(LedgerError):
    """What was typed cannot be used; ``fields`` maps a field to its sentences."""

    code = "invalid_input"

    def __init__(
        self, text: str, *, fields: dict[str, list[str]] | None = None, **params: Any
    ) -> None:
        self.fields = fields or {}
        super().__init__(text, **params)

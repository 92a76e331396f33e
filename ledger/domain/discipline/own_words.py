"""What the person a case is about writes in it themselves."""

from enum import StrEnum


class OwnWords(StrEnum):
    """A reply before the decision, or an objection to it; each may come with files."""

    REPLY = "case_reply"
    OBJECTION = "case_objection"

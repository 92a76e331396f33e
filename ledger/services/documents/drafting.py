"""Drafts of many papers at once, for looking and measuring: nothing is kept, numbered or issued."""

from collections.abc import Iterator, Mapping
from itertools import count as numbers
from itertools import cycle, islice
from typing import Any

from ledger.database import session
from ledger.documents.press import Order, press
from ledger.domain.documents import DocumentKind
from ledger.errors import LedgerError, NotFound, sentence
from ledger.queries.documents import frozen_contexts, staff_blocks

NO_PAPER = sentence(
    "Belum ada dokumen jenis %(kind)s, jadi tidak ada isian untuk konsep. Siapkan satu dahulu."
)
_DRAFT = {"number": "", "verification_url": "", "is_draft": True}


def render_drafts(agency_id: int, kind: DocumentKind, count: int) -> Iterator[bytes | LedgerError]:
    """So many drafts from what papers of the kind were made of, each as PDF or why there is none.

    A certificate is drafted for other people of the agency as well; no other kind is, for nobody
    shall read under their own name what was written to somebody else. NotFound without a paper.
    """
    if count < 1:
        return iter(())
    contexts = frozen_contexts(agency_id, kind)
    people = staff_blocks(agency_id, limit=count) if kind is DocumentKind.CERTIFICATE else []
    session().rollback()
    if not contexts:
        raise NotFound(NO_PAPER, kind=kind.value)
    drafts = (
        {**context, **_DRAFT, **_for(people, turn)}
        for turn, context in zip(numbers(), islice(cycle(contexts), count), strict=False)
    )
    return press().print_many(Order(kind=kind, context=draft) for draft in drafts)


def _for(people: list[dict[str, str]], turn: int) -> Mapping[str, Any]:
    return {"recipient": people[turn % len(people)]} if people else {}

"""The register of document numbers: what must hold in it, checked without trusting the database."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.domain.documents import DocumentKind, DocumentState
from ledger.errors import sentence


class NumberFault(StrEnum):
    MISSING = "missing"
    TWIN = "twin"
    BEYOND = "beyond"
    PRINTED_TWICE = "printed_twice"
    PRINTED_OTHERWISE = "printed_otherwise"


FAULT_SENTENCES = {
    NumberFault.MISSING: sentence("Nomor %(where)s tidak punya dokumen."),
    NumberFault.TWIN: sentence("Nomor %(where)s dipakai lebih dari satu dokumen."),
    NumberFault.BEYOND: sentence("Nomor %(where)s melewati nomor terakhir di register."),
    NumberFault.PRINTED_TWICE: sentence(
        "Nomor tercetak %(where)s dipakai lebih dari satu dokumen."
    ),
    NumberFault.PRINTED_OTHERWISE: sentence(
        "Nomor tercetak %(where)s tidak sama dengan nomor di naskahnya."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFinding:
    """Something wrong in a register: ``where`` is a sequence, a range or a printed number."""

    fault: NumberFault
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLine:
    """One number: the paper that holds it for ever. Papers of a case never name their person."""

    document_id: int
    unit: str
    class_code: str
    sequence: int
    number: str
    kind: DocumentKind
    state: DocumentState
    dated_on: date
    person: str
    reason: str
    successor: str


def audit_sequences(last: int, given: Iterable[int]) -> list[NumberFinding]:
    """What is wrong when the documents of a register carry the sequences ``given``.

    Every number from 1 to ``last`` stands on exactly one document, whatever became of it: a
    cancelled letter keeps its number.
    """
    counted = Counter(given)
    beyond = sorted(one for one in counted if not 1 <= one <= last)
    missing = [one for one in range(1, last + 1) if one not in counted]
    twins = sorted(one for one, times in counted.items() if times > 1)
    found = (
        (NumberFault.MISSING, missing),
        (NumberFault.TWIN, twins),
        (NumberFault.BEYOND, beyond),
    )
    return [
        NumberFinding(fault=fault, where=where)
        for fault, numbers in found
        for where in spans(numbers)
    ]


def spans(numbers: Sequence[int]) -> list[str]:
    """Neighbours as one range: 3, 4, 5, 9 are "3–5" and "9". The numbers are sorted."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]

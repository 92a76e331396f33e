"""What HR, payroll and SIASN read of an execution, one line each."""

from dataclasses import dataclass
from datetime import date, datetime

from ledger.domain.discipline.execution import MeasureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """One measure with whom it concerns; ``is_stayed`` while an objection holds its case."""

    id: int
    case_id: int
    number: str
    person: str
    nip: str
    unit: str
    kind: MeasureKind
    percent: int | None
    starts_on: date
    ends_on: date | None
    receipt: str
    executed_on: date | None
    halted_on: date | None
    halt_reason: str
    returned_on: date | None
    stopped_on: date | None
    is_stayed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLine:
    """One final decision as SIASN asks for it, with the state of its upload (I27)."""

    id: int
    case_id: int
    number: str
    person: str
    nip: str
    kind: str
    level: str
    letter_number: str
    letter_on: date
    effective_on: date | None
    ends_on: date | None
    codes: str
    has_decision: bool
    has_examination: bool
    exported_at: datetime | None
    uploaded_on: date | None
    upload_number: str
    #: The answer to an objection that took the decision back, "skPembatalan" of SIASN.
    cancel_number: str = ""
    cancelled_on: date | None = None

    @property
    def waits(self) -> bool:
        """Not uploaded yet, or uploaded before it was taken back."""
        if self.uploaded_on is None:
            return self.cancelled_on is None
        return self.cancelled_on is not None and self.uploaded_on < self.cancelled_on

"""What is asked of an import, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.imports.results import DateOrder, ImportKind


class RunState(StrEnum):
    PREVIEWED = "previewed"
    COMMITTED = "committed"


class Proceed(StrEnum):
    """What happens to the good rows of a file that has bad ones."""

    ALL_OR_NOTHING = "all_or_nothing"
    GOOD_ROWS = "good_rows"


#: A frame with holes would put people under the wrong head, so it comes whole unless asked.
WHOLE_BY_DEFAULT = frozenset({ImportKind.UNITS, ImportKind.POSITIONS, ImportKind.STAFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """A file to be read; what is None is found out from the file itself.

    ``month`` is the year and month of an attendance matrix. ``proceed`` of None takes the default
    of the kind.
    """

    file_name: str
    data: bytes
    kind: ImportKind | None = None
    date_order: DateOrder | None = None
    month: tuple[int, int] | None = None
    proceed: Proceed | None = None

    def proceed_for(self, kind: ImportKind) -> Proceed:
        if self.proceed is not None:
            return self.proceed
        return Proceed.ALL_OR_NOTHING if kind in WHOLE_BY_DEFAULT else Proceed.GOOD_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """``total`` and ``failed`` count rows of the file, the others the records they hold."""

    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0

    @property
    def to_write(self) -> int:
        return self.new + self.changed

    def plus(self, other: "Counts") -> "Counts":
        return Counts(
            total=self.total + other.total,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            same=self.same + other.same,
            failed=self.failed + other.failed,
        )

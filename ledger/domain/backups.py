"""What a backup says of itself, and what its restore found."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.verification import Finding
from ledger.errors import sentence


class RestoreVerdict(StrEnum):
    """How the restored ledger stands to the last checkpoint that is known outside."""

    CURRENT = "current"
    BEHIND = "behind"
    #: Nobody showed a checkpoint from outside, so nobody can say that nothing is missing.
    UNKNOWN = "unknown"
    #: It is not behind, but the key that could go on signing did not come back.
    KEYLESS = "keyless"
    #: Nothing was ever sealed here.
    EMPTY = "empty"


VERDICT_LABELS = {
    RestoreVerdict.CURRENT: sentence("tidak tertinggal dari segel yang diketahui"),
    RestoreVerdict.BEHIND: sentence("tertinggal dari segel yang diketahui"),
    RestoreVerdict.UNKNOWN: sentence("mungkin tertinggal: tidak ada segel dari luar"),
    RestoreVerdict.KEYLESS: sentence("tidak tertinggal, tetapi kunci pribadinya tidak kembali"),
    RestoreVerdict.EMPTY: sentence("belum pernah disegel"),
}


@dataclass(frozen=True)
class RestoredLedger:
    """One agency after a restore; ``new_origin`` is set when it had to go on under the next."""

    agency: str
    entries: int
    size: int
    origin: str
    verdict: RestoreVerdict
    new_origin: str | None
    findings: tuple[Finding, ...]

    @property
    def is_ok(self) -> bool:
        return not self.findings

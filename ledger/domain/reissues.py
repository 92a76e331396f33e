"""A certificate whose award stands but whose words were wrong: replaced, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ledger.domain.wording import require_reason
from ledger.errors import InvalidInput, sentence

WORDS_MAX = 400


class ReissueState(StrEnum):
    """A second person decides; what was approved has a successor."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class ReissueEvent(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


REISSUE_TRANSITIONS: Mapping[tuple[ReissueState, ReissueEvent], ReissueState] = {
    (ReissueState.PROPOSED, ReissueEvent.APPROVE): ReissueState.APPROVED,
    (ReissueState.PROPOSED, ReissueEvent.REJECT): ReissueState.REJECTED,
}

REISSUE_LABELS: Mapping[ReissueState, str] = MappingProxyType(
    {
        ReissueState.PROPOSED: sentence("Menunggu keputusan"),
        ReissueState.APPROVED: sentence("Disetujui"),
        ReissueState.REJECTED: sentence("Ditolak"),
    }
)


@dataclass(frozen=True, kw_only=True)
class ProposeReissue:
    """``words`` is the right reason as it shall be printed; ``mistake`` says what was wrong.

    Name, NIP, rank and post are taken anew from the personnel data; the award itself stays.
    """

    document_id: int
    words: str
    mistake: str

    def __post_init__(self) -> None:
        if not self.words.strip():
            told = sentence("Tulis alasan yang benar, seperti akan tercetak")
            raise InvalidInput(told, fields={"words": [told]})
        require_reason(self.mistake, field="mistake")

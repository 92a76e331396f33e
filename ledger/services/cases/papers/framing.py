"""The letterhead of a Keputusan: that of the office which sets it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.database import session
from ledger.documents.parties import Letterhead
from ledger.models.cases import Case
from ledger.models.people import Agency
from ledger.services.documents import paper_frame, signer_block


def decision_frame(case: Case, official: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The head of a region writes under the name of the office, not of the dinas."""
    frame = paper_frame(case.unit_id, on=on)
    signer = signer_block(official)
    if signer.is_region_head:
        agency = session().get_one(Agency, case.agency_id)
        frame["letterhead"] = Letterhead(
            government=agency.government or agency.name, agency=signer.post, address=agency.address
        )
    return frame

"""Letterhead, people and signers of a paper, from the snapshots of ``services.officials``."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.database import session
from ledger.documents.parties import Letterhead, PersonBlock, Signer
from ledger.domain.formats import date_text
from ledger.domain.people import PersonKind
from ledger.domain.ranks import rank_text
from ledger.errors import NotFound, sentence
from ledger.models.people import Agency, Unit
from ledger.queries.units import units_upward
from ledger.services.settings import setting_value

CONTACT_KEY = "document.letterhead_contact"


def paper_frame(unit_id: int, *, on: date) -> dict[str, Any]:
    """What every paper of a unit begins with: letterhead, place and date_text; NotFound."""
    unit = session().get(Unit, unit_id)
    if unit is None:
        raise NotFound(sentence("Unit ini tidak ada di instansi Anda."))
    agency = session().get_one(Agency, unit.agency_id)
    return {
        "letterhead": Letterhead(
            government=agency.government or agency.name,
            agency=writing_house(unit_id),
            address=agency.address,
            contact=str(setting_value(agency.id, CONTACT_KEY, on=on, default="")),
        ),
        "place": agency.city,
        "date_text": date_text(on),
    }


def writing_house(unit_id: int) -> str:
    """The unit right below the top of the tree: the dinas, badan or secretariat that writes."""
    upward = units_upward(unit_id)
    return upward[-2][1] if len(upward) > 1 else upward[-1][1]


def person_block(snapshot: Mapping[str, Any]) -> PersonBlock:
    """A person from ``person_snapshot`` or ``official_snapshot``."""
    return PersonBlock(
        name=snapshot["name"],
        nip=snapshot["nip"] or "",
        rank=rank_text(snapshot["rank"], snapshot["kind"]),
        position=snapshot["position"],
        unit=snapshot["unit"],
        front_title=snapshot["title_before"],
        back_title=snapshot["title_after"],
    )


def signer_block(snapshot: Mapping[str, Any]) -> Signer:
    """The one who signs, from ``official_snapshot``."""
    is_region_head = snapshot["kind"] == PersonKind.PEJABAT_NEGARA
    return Signer(
        name=snapshot["name"],
        post=official_post(snapshot),
        capacity=snapshot["capacity_label"],
        rank=rank_text(snapshot["rank"], snapshot["kind"]),
        nip=snapshot["nip"] or "",
        front_title=snapshot["title_before"],
        back_title=snapshot["title_after"],
        is_region_head=is_region_head,
    )


def official_post(snapshot: Mapping[str, Any]) -> str:
    """The post as written under a paper: the head's title, the own position, or "Kepala …"."""
    unit = session().get_one(Unit, snapshot["post_unit_id"])
    agency = session().get_one(Agency, unit.agency_id)
    if snapshot["kind"] == PersonKind.PEJABAT_NEGARA and agency.head_title:
        return agency.head_title
    # An acting official signs with the post they stand in for, not with their own.
    if snapshot["position"] and not snapshot["capacity_label"]:
        return str(snapshot["position"])
    return f"Kepala {unit.name}"

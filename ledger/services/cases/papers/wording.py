"""The clauses and names that the papers of a case share."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from ledger.database import session
from ledger.documents.parties import PersonBlock, Signer
from ledger.domain.discipline.catalogue import IMPACT_LABELS, Impact, find_violation
from ledger.domain.officials import Official
from ledger.domain.zones import zone_info, zone_label
from ledger.models.cases import Case
from ledger.models.people import Agency
from ledger.services.cases.alleging import alleged_acts, alleged_days
from ledger.services.documents import person_block, signer_block
from ledger.services.officials import official_snapshot, person_snapshot

#: The papers are Indonesian always, so their sentences are not for the catalogue.
REGULATION = "Peraturan Pemerintah Nomor 94 Tahun 2021"
RULES_BY_BKN = "Peraturan Badan Kepegawaian Negara Nomor 6 Tahun 2022"
LEGAL_BASES = (
    "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara;",
    f"{REGULATION} tentang Disiplin Pegawai Negeri Sipil;",
    f"{RULES_BY_BKN} tentang Peraturan Pelaksanaan {REGULATION};",
)
CHAIR = "Ketua Tim Pemeriksa"
BY_ABSENCE = "memenuhi jumlah hari tidak masuk kerja yang ditentukan"
_NOON = time(12)


def provisions(case: Case) -> str:
    """The articles of everything alleged, in full, each once."""
    articles = dict.fromkeys(find_violation(one.code).article for one in case.allegations)
    return f"{' dan '.join(articles)} {REGULATION}"


def violation_stated(case: Case) -> str:
    """The violation with its article, as it stands in the Keputusan (Pasal 33)."""
    return f"{alleged_acts(case)} ({provisions(case)})"


def alleged(case: Case) -> str:
    """The acts with their days, as a clause after "diduga"."""
    return f"{alleged_acts(case)}, pada {alleged_days(case)}"


def impact_text(case: Case) -> str:
    """The widest impact of what was found, as a clause."""
    rows = [one for one in case.allegations if any(find_violation(one.code).levels)]
    if not rows:
        return BY_ABSENCE
    widest = max(rows, key=lambda one: list(Impact).index(Impact(one.impact)))
    return f"berdampak negatif pada {IMPACT_LABELS[Impact(widest.impact)].lower()}"


def hour_text(case: Case, on: date, hour: str) -> str:
    """An hour with the short name of its zone: ``09.00 WIB``."""
    zone = zone_info(session().get_one(Agency, case.agency_id).zone)
    return f"{hour} {zone_label(datetime.combine(on, _NOON, zone))}"


def subject_block(case: Case) -> PersonBlock:
    return person_block(person_snapshot(case.subject_id))


def examining_signer(case: Case, snapshot: Mapping[str, Any]) -> Signer:
    """Who signs for the examination: the chair as such, the superior by their post."""
    signer = signer_block(snapshot)
    return replace(signer, post=CHAIR, capacity="") if case.team is not None else signer


def post_text(snapshot: Mapping[str, Any]) -> str:
    """The post of an official as an addressee of letters."""
    return " ".join(signer_block(snapshot).post_lines)


def addressee_text(above: Official | None, decided: Mapping[str, Any]) -> str:
    """The superior of who decided; a PPK, above whom there is nobody, answers it themselves."""
    return post_text(official_snapshot(above) if above else decided)


def in_full(article: str) -> str:
    return article.replace("PP 94/2021", REGULATION)


def lines_of(text: str) -> tuple[str, ...]:
    """What was typed, one line each, without the empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())

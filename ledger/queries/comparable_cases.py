"""Past decisions on the same article, impact and repetition; nobody can be told from them."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from ledger.database import session
from ledger.domain.discipline.cases import WITHOUT_EFFECT
from ledger.domain.discipline.comparison import Comparable
from ledger.domain.discipline.kinds import Kind
from ledger.models.cases import Allegation, Case, PastSanction, Sanction


def comparable_cases(
    agency_id: int, code: str, impact: str, *, is_repeated: bool, without: int
) -> list[Comparable]:
    """Decisions of the agency that stand, newest first; ``without`` is the case itself."""
    earlier, earlier_case, earlier_allegation = (
        aliased(Sanction),
        aliased(Case),
        aliased(Allegation),
    )
    here = exists(
        select(earlier.id)
        .join(earlier_case, earlier_case.id == earlier.case_id)
        .join(earlier_allegation, earlier_allegation.case_id == earlier_case.id)
        .where(
            earlier.subject_id == Sanction.subject_id,
            earlier.case_id != Sanction.case_id,
            earlier.decided_on <= Sanction.decided_on,
            earlier.id < Sanction.id,
            earlier_allegation.code == code,
            earlier_case.state.not_in(WITHOUT_EFFECT),
            earlier.replaced_on.is_(None),
        )
    )
    elsewhere = exists(
        select(PastSanction.id).where(
            PastSanction.person_id == Sanction.subject_id,
            PastSanction.code == code,
            PastSanction.letter_on <= Sanction.decided_on,
        )
    )
    was_repeated = or_(here, elsewhere)
    rows = session().execute(
        select(Sanction.id, Sanction.kind, Sanction.decided_on)
        .join(Case, Case.id == Sanction.case_id)
        .join(Allegation, Allegation.case_id == Case.id)
        .where(
            Sanction.agency_id == agency_id,
            Case.id != without,
            Case.state.not_in(WITHOUT_EFFECT),
            Sanction.replaced_on.is_(None),
            Allegation.code == code,
            Allegation.impact == impact,
            was_repeated if is_repeated else ~was_repeated,
        )
        .order_by(Sanction.decided_on.desc(), Sanction.id.desc())
        .distinct()
    )
    return [Comparable(Kind(kind), decided_on.year) for _, kind, decided_on in rows]

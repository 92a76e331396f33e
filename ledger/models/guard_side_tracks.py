"""What the database refuses of performance and service sanctions: who, why, in which order."""

# ruff: noqa: S608 - conditions over our own tables, made of constants
from ledger.models.guard_kinds import Refusal

_OF = "(SELECT {column} FROM side_sanction WHERE id = NEW.side_sanction_id)"
_STEP = "EXISTS (SELECT 1 FROM side_step t WHERE t.side_sanction_id = NEW.side_sanction_id{events})"
_ANY = _STEP.format(events="")
_IMPOSED = _STEP.format(events=" AND t.event = 'imposed'")
_FOLLOWED = _STEP.format(events=" AND t.event IN ('obeyed', 'not_obeyed', 'withdrawn')")
_WITHDRAWN = _STEP.format(events=" AND t.event = 'withdrawn'")
_ENDED = (
    "EXISTS (SELECT 1 FROM side_step t WHERE t.side_sanction_id = s.id"
    " AND t.event IN ('refused', 'withdrawn'))"
)


def _of(column: str) -> str:
    return _OF.format(column=column)


SIDE_TRACKS = (
    Refusal(
        "side_sanction_subject_is_asn",
        "side_sanction",
        "INSERT",
        "(SELECT kind FROM person WHERE id = NEW.subject_id) = 'pejabat_negara'",
    ),
    Refusal(
        "side_sanction_in_conflict",
        "side_sanction",
        "INSERT",
        "EXISTS (SELECT 1 FROM conflict_declaration d"
        " WHERE (d.person_id = NEW.decided_by AND d.other_person_id = NEW.subject_id)"
        " OR (d.other_person_id = NEW.decided_by AND d.person_id = NEW.subject_id))",
    ),
    # A number may come back once its letter was refused or withdrawn.
    Refusal(
        "side_sanction_letter_once",
        "side_sanction",
        "INSERT",
        "EXISTS (SELECT 1 FROM side_sanction s WHERE s.agency_id = NEW.agency_id"
        " AND s.track = NEW.track AND s.subject_id = NEW.subject_id"
        f" AND s.letter_number = NEW.letter_number AND NOT {_ENDED})",
    ),
    # It rests on an SKP that was Kurang (4) or Sangat Kurang (5).
    Refusal(
        "side_sanction_rated_low",
        "side_sanction",
        "INSERT",
        "NEW.track = 'performance' AND NOT EXISTS (SELECT 1 FROM performance_rating r"
        " WHERE r.person_id = NEW.subject_id AND r.predicate >= 4"
        " AND r.rated_on <= NEW.decided_on)",
    ),
    # Pasal 54 ayat (2): released from the post only after a warning that was not obeyed.
    Refusal(
        "side_sanction_after_warning",
        "side_sanction",
        "INSERT",
        "NEW.kind = 'PL3' AND NOT EXISTS (SELECT 1 FROM side_sanction s"
        " JOIN side_step t ON t.side_sanction_id = s.id AND t.event = 'not_obeyed'"
        f" WHERE s.subject_id = NEW.subject_id AND s.kind = 'PL2' AND NOT {_ENDED})",
    ),
    Refusal(
        "side_step_by_official",
        "side_step",
        "INSERT",
        "NEW.event IN ('imposed', 'refused', 'withdrawn')"
        f" AND coalesce(NEW.person_id, 0) <> {_of('decided_by')}",
    ),
    Refusal(
        "side_step_by_another",
        "side_step",
        "INSERT",
        f"coalesce(NEW.person_id, 0) IN (0, {_of('subject_id')})",
    ),
    Refusal(
        "side_step_in_order",
        "side_step",
        "INSERT",
        f"(NEW.event IN ('imposed', 'refused') AND {_ANY})"
        f" OR (NEW.event NOT IN ('imposed', 'refused') AND NOT {_IMPOSED})"
        f" OR (NEW.event IN ('obeyed', 'not_obeyed') AND {_FOLLOWED})"
        f" OR (NEW.event = 'withdrawn' AND {_WITHDRAWN})",
    ),
    # The moment is in UTC, which is never a later day than that of an Indonesian agency.
    Refusal(
        "side_step_in_time",
        "side_step",
        "INSERT",
        {
            "sqlite": f"(NEW.event IN ('obeyed', 'not_obeyed') AND {_of('obey_until')} IS NULL)"
            f" OR (NEW.event = 'not_obeyed' AND date(NEW.at) < {_of('obey_until')})",
            "postgresql": f"(NEW.event IN ('obeyed', 'not_obeyed') AND {_of('obey_until')} IS NULL)"
            " OR (NEW.event = 'not_obeyed'"
            f" AND CAST(NEW.at AT TIME ZONE 'UTC' AS date) < {_of('obey_until')})",
        },
    ),
)

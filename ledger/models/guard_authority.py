"""What the database refuses of a decision: who, about what, how heavy, and on which ground."""

from ledger.models.guard_kinds import Refusal

# R1 to B3 as digits, so that heavier is greater on both databases.
_WEIGHT = "replace(replace(replace({kind}, 'R', '1'), 'S', '2'), 'B', '3')"
_SAME_ACT = (
    "SELECT 1 FROM allegation mine JOIN allegation other ON other.code = mine.code"
    " AND other.case_id <> mine.case_id{same_day}"
    " JOIN discipline_case c ON c.id = other.case_id"
    " JOIN sanction s ON s.case_id = c.id"
    " WHERE mine.case_id = NEW.case_id AND mine.code <> 'K4f'"
    " AND s.replaced_on IS NULL"
    " AND c.subject_id = NEW.subject_id AND c.state NOT IN ('annulled', 'cleared', 'discontinued')"
)
_KIND_OF_LEVEL = (
    "(NEW.kind IN ('R1', 'R2', 'R3') AND NEW.level = 'ringan')"
    " OR (NEW.kind IN ('S1', 'S2', 'S3') AND NEW.level = 'sedang')"
    " OR (NEW.kind IN ('B1', 'B2', 'B3') AND NEW.level = 'berat')"
)
_CONFLICT = (
    "EXISTS (SELECT 1 FROM conflict_declaration d JOIN discipline_case c ON c.id = NEW.case_id"
    " WHERE (d.person_id = {who} AND d.other_person_id = c.subject_id)"
    " OR (d.other_person_id = {who} AND d.person_id = c.subject_id))"
)
_WITNESS = (
    "EXISTS (SELECT 1 FROM case_witness w WHERE w.case_id = NEW.case_id AND w.person_id = {who})"
)

AUTHORITY = (
    # The subject is an ASN, and the one of the case.
    Refusal(
        "case_subject_is_asn",
        "discipline_case",
        "INSERT",
        "(SELECT kind FROM person WHERE id = NEW.subject_id) = 'pejabat_negara'",
    ),
    Refusal(
        "sanction_of_the_case",
        "sanction",
        "INSERT",
        "NEW.subject_id <> (SELECT subject_id FROM discipline_case WHERE id = NEW.case_id)",
    ),
    # The kind belongs to its level, to the employee, and weighs more than the last one (I12, I13).
    Refusal("sanction_kind_of_level", "sanction", "INSERT", f"NOT ({_KIND_OF_LEVEL})"),
    Refusal(
        "sanction_kind_mapped",
        "sanction",
        "INSERT",
        "(SELECT kind FROM person WHERE id = NEW.subject_id) = 'pppk'"
        " AND NEW.kind NOT IN ('R1', 'R2', 'R3') AND trim(coalesce(NEW.kind_text, '')) = ''",
    ),
    Refusal(
        "sanction_heavier_on_repetition",
        "sanction",
        "INSERT",
        f"EXISTS ({_SAME_ACT.format(same_day='')}"
        f" AND {_WEIGHT.format(kind='s.kind')} >= {_WEIGHT.format(kind='NEW.kind')})",
    ),
    Refusal(
        "sanction_once_for_one_act",
        "sanction",
        "INSERT",
        f"EXISTS ({_SAME_ACT.format(same_day=' AND other.happened_on = mine.happened_on')})",
    ),
    # How a dismissal counts is chosen with it, and only with it.
    Refusal(
        "sanction_dismissal_typed",
        "sanction",
        "INSERT",
        "(NEW.kind = 'B3') <> (NEW.dismissal_type IS NOT NULL)"
        " OR NEW.dismissal_type NOT IN ('dengan_hormat', 'tidak_dengan_hormat')",
    ),
    # Neither reason nor article may be blank (I15).
    Refusal(
        "sanction_grounds_stated",
        "sanction",
        "INSERT",
        "length(trim(NEW.reason)) < 20 OR NEW.violation = replace(NEW.violation, 'Pasal ', '')",
    ),
    # Who saw it, or stands near, takes no part (I28).
    Refusal("sanction_by_witness", "sanction", "INSERT", _WITNESS.format(who="NEW.decided_by")),
    Refusal(
        "examination_by_witness", "examination", "INSERT", _WITNESS.format(who="NEW.examiner_id")
    ),
    Refusal(
        "examination_in_conflict", "examination", "INSERT", _CONFLICT.format(who="NEW.examiner_id")
    ),
    Refusal(
        "case_witness_is_another",
        "case_witness",
        "INSERT",
        "NEW.person_id = (SELECT subject_id FROM discipline_case WHERE id = NEW.case_id)",
    ),
    # A setting that was confirmed stays what was confirmed; a new day brings a new row.
    Refusal(
        "setting_confirmed_fixed",
        "setting",
        "UPDATE",
        "OLD.confirmed_by IS NOT NULL AND (CAST(NEW.value AS text) <> CAST(OLD.value AS text)"
        " OR NEW.valid_from <> OLD.valid_from OR NEW.key <> OLD.key"
        " OR NEW.confirmed_by IS NULL OR NEW.confirmed_by <> OLD.confirmed_by)",
    ),
)

"""The way of a case to its decision: teams, answers, signatures, reports, evidence; ethics beside.

What was written as evidence_report becomes a report of its own. SQLite cannot change a CHECK, so
there the tables of cases and summonses are copied. A step back refuses while a case waits with its
report, and keeps of the reports on evidence their facts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025_case_walk"
down_revision = "0024_simulations"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES_BEFORE = (
    "opened",
    "summoned",
    "absent",
    "summoned_again",
    "absent_twice",
    "examined",
    "replied",
    "referred",
    "decided",
    "sent",
    "delivered",
    "suspended",
    "effective",
    "replaced",
    "annulled",
    "cleared",
    "closed",
)
STATES_AFTER = (*STATES_BEFORE, "reported")
LEVELS = ("ringan", "sedang", "berat")
CAPACITIES = ("definitif", "plt", "plh", "pj", "pjs")
ELEMENTS = ("superior", "oversight", "personnel", "other")
EXHIBITS = ("document", "photo", "statement", "audit", "attendance", "other")
ETHICS_STATES = (
    "opened",
    "summoned",
    "absent",
    "summoned_again",
    "absent_twice",
    "heard",
    "decided",
)


def upgrade() -> None:
    widen_case()
    widen_summons()
    op.add_column(
        "allegation", sa.Column("happened_at", sa.Text(), nullable=False, server_default="")
    )
    with op.batch_alter_table("allegation") as table:
        table.alter_column("happened_at", server_default=None)
    make_teams()
    make_examination()
    make_release()
    make_exhibits()
    make_ethics()
    reports_from_evidence()
    with op.batch_alter_table("discipline_case") as table:
        table.drop_column("evidence_report")


def downgrade() -> None:
    with op.batch_alter_table("discipline_case") as table:
        table.add_column(sa.Column("evidence_report", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE discipline_case SET evidence_report = (SELECT r.facts FROM examination_report r"
        " WHERE r.case_id = discipline_case.id) WHERE EXISTS (SELECT 1 FROM examination_report r"
        " WHERE r.case_id = discipline_case.id AND r.on_evidence)"
    )
    for table in (
        "ethics_summons",
        "ethics_seat",
        "ethics_case",
        "exhibit_reading",
        "exhibit",
        "temporary_release",
        "examination_report",
        "examiner_signature",
        "examination_line",
        "team_member",
        "examination_team",
    ):
        op.drop_table(table)
    with op.batch_alter_table("allegation") as table:
        table.drop_column("happened_at")
    narrow_summons()
    narrow_case()


def widen_case() -> None:
    with op.batch_alter_table("discipline_case") as table:
        table.drop_constraint(op.f("ck_discipline_case_state"), type_="check")
        table.create_check_constraint(
            op.f("ck_discipline_case_state"), one_of("state", STATES_AFTER)
        )
        table.add_column(
            sa.Column("suspected_level", sa.String(32), nullable=False, server_default="ringan")
        )
    # Old cases stand under the regulation of the day of their first act, whatever was written.
    op.execute(
        "UPDATE discipline_case SET regulation = CASE WHEN EXISTS (SELECT 1 FROM allegation a"
        " WHERE a.case_id = discipline_case.id AND a.happened_on < '2021-08-31')"
        " THEN 'PP 53/2010' ELSE 'PP 94/2021' END"
    )
    op.execute(
        "UPDATE discipline_case SET suspected_level = (SELECT s.level FROM sanction s"
        " WHERE s.case_id = discipline_case.id) WHERE EXISTS (SELECT 1 FROM sanction s"
        " WHERE s.case_id = discipline_case.id)"
    )
    with op.batch_alter_table("discipline_case") as table:
        table.alter_column("suspected_level", server_default=None)
        table.create_check_constraint(
            op.f("ck_discipline_case_suspected_level"), one_of("suspected_level", LEVELS)
        )
        table.create_check_constraint(
            op.f("ck_discipline_case_regulation"), "regulation in ('PP 53/2010', 'PP 94/2021')"
        )


def narrow_case() -> None:
    with op.batch_alter_table("discipline_case") as table:
        table.alter_column("evidence_report", server_default=None)
        table.drop_constraint(op.f("ck_discipline_case_regulation"), type_="check")
        table.drop_constraint(op.f("ck_discipline_case_suspected_level"), type_="check")
        table.drop_column("suspected_level")
        table.drop_constraint(op.f("ck_discipline_case_state"), type_="check")
        table.create_check_constraint(
            op.f("ck_discipline_case_state"), one_of("state", STATES_BEFORE)
        )


def widen_summons() -> None:
    with op.batch_alter_table("summons") as table:
        table.drop_constraint(op.f("uq_summons_case_id_position"), type_="unique")
        table.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("void_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("summons") as table:
        table.alter_column("void_reason", server_default=None)
        for name, rule in SUMMONS_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_summons_{name}"), rule)
    in_force = sa.text("voided_at is null")
    op.create_index(
        "uq_summons_in_force",
        "summons",
        ["case_id", "position"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


SUMMONS_CHECKS = {
    "void_without_outcome": "voided_at is null or attended is null",
    "void_reason": "voided_at is null or length(void_reason) >= 20",
    "received_after": "received_on is null or received_on >= letter_on",
}


def narrow_summons() -> None:
    op.drop_index("uq_summons_in_force", "summons")
    with op.batch_alter_table("summons") as table:
        for name in SUMMONS_CHECKS:
            table.drop_constraint(op.f(f"ck_summons_{name}"), type_="check")
        for column in ("void_reason", "voided_at", "received_on"):
            table.drop_column(column)
        table.create_unique_constraint(op.f("uq_summons_case_id_position"), ["case_id", "position"])


def make_teams() -> None:
    make(
        "examination_team",
        {
            "case_id": "discipline_case.id",
            "formed_by": "person.id",
            "document_id": "document.id?",
        },
        text("letter_number"),
        sa.Column("formed_on", sa.Date(), nullable=False),
        closed("capacity", CAPACITIES),
        sa.Column("official", sa.JSON(), nullable=False),
        whole("subject_rank"),
        moment("recorded_at"),
        checks={"letter_named": "length(letter_number) > 0", "subject_rank": "subject_rank >= 1"},
        unique=[("case_id",)],
        bare={"case_id"},
    )
    make(
        "team_member",
        {"team_id": "examination_team.id", "person_id": "person.id", "replaces_id": "person.id?"},
        closed("element", ELEMENTS),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        whole("rank"),
        text("note"),
        sa.Column("left_on", sa.Date(), nullable=True),
        checks={"replaces_another": "replaces_id <> person_id"},
        unique=[("team_id", "person_id")],
        bare={"team_id"},
    )
    sitting = sa.text("is_chair and left_on is null")
    op.create_index(
        "uq_team_member_chair",
        "team_member",
        ["team_id"],
        unique=True,
        sqlite_where=sitting,
        postgresql_where=sitting,
    )


def make_examination() -> None:
    make(
        "examination_line",
        {"case_id": "discipline_case.id", "saved_by": "person.id"},
        whole("position"),
        text("question"),
        text("answer"),
        text("correction"),
        moment("saved_at"),
        checks={"position": "position >= 1"},
        unique=[("case_id", "position")],
        bare={"case_id"},
    )
    make(
        "examiner_signature",
        {"examination_id": "examination.id", "person_id": "person.id"},
        moment("signed_at"),
        unique=[("examination_id", "person_id")],
        bare={"examination_id"},
    )
    make(
        "examination_report",
        {
            "case_id": "discipline_case.id",
            "author_id": "person.id",
            "document_id": "document.id?",
        },
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("on_evidence", sa.Boolean(), nullable=False),
        text("facts"),
        text("analysis"),
        text("aggravating"),
        text("mitigating"),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("recommended_kind", sa.String(64), nullable=True),
        moment("recorded_at"),
        checks={
            "facts_given": "length(facts) >= 20",
            "analysis_given": "length(analysis) >= 20",
            "kind_when_proven": "proven = (recommended_kind is not null)",
        },
        unique=[("case_id",)],
        bare={"case_id"},
    )


def make_release() -> None:
    make(
        "temporary_release",
        {
            "case_id": "discipline_case.id",
            "ordered_by": "person.id",
            "acting_id": "person.id",
            "document_id": "document.id?",
        },
        text("letter_number"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("official", sa.JSON(), nullable=False),
        text("reason"),
        moment("recorded_at"),
        checks={
            "dates_ordered": "ended_on is null or ended_on >= from_on",
            "letter_named": "length(letter_number) > 0",
            "reason_given": "length(reason) >= 20",
            "acting_is_another": "acting_id <> ordered_by",
        },
        unique=[("case_id",)],
        bare={"case_id"},
    )


def make_exhibits() -> None:
    make(
        "exhibit",
        {
            "case_id": "discipline_case.id",
            "allegation_id": "allegation.id?",
            "evidence_id": "evidence.id?",
            "added_by": "person.id",
        },
        whole("position"),
        closed("kind", EXHIBITS),
        text("title"),
        text("content"),
        sa.Column("dated_on", sa.Date(), nullable=True),
        moment("added_at"),
        checks={"title_given": "length(title) > 0", "position": "position >= 1"},
        unique=[("case_id", "position")],
        bare={"case_id"},
    )
    make(
        "exhibit_reading",
        {"exhibit_id": "exhibit.id", "person_id": "person.id"},
        moment("read_at"),
        unique=[("exhibit_id", "person_id")],
        bare={"exhibit_id"},
    )


def make_ethics() -> None:
    make(
        "ethics_case",
        {
            "subject_id": "person.id",
            "unit_id": "unit.id",
            "opened_by": "person.id",
            "violation_report_id": "violation_report.id?",
        },
        sa.Column("number", sa.String(64), nullable=False),
        closed("state", ETHICS_STATES),
        text("provision"),
        text("narrative"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        text("place"),
        moment("opened_at"),
        text("panel_letter"),
        sa.Column("heard_on", sa.Date(), nullable=True),
        text("hearing"),
        closed("outcome", ("none", "closed", "open"), nullable=True),
        text("statement"),
        text("reason"),
        sa.Column("recommends_case", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        checks={
            "opener_is_another": "opened_by <> subject_id",
            "provision_named": "length(provision) > 0",
            "outcome_dated": "(outcome is null) = (decided_on is null)",
            "reason_given": "outcome is null or length(reason) >= 20",
            "breach_stated": "outcome is null or outcome = 'none' or length(statement) > 0",
        },
        unique=[("agency_id", "number")],
    )
    make(
        "ethics_seat",
        {"ethics_case_id": "ethics_case.id", "person_id": "person.id"},
        closed("seat", ("chair", "secretary", "member")),
        sa.Column("official", sa.JSON(), nullable=False),
        unique=[("ethics_case_id", "person_id")],
        bare={"ethics_case_id"},
    )
    chair = sa.text("seat = 'chair'")
    op.create_index(
        "uq_ethics_seat_chair",
        "ethics_seat",
        ["ethics_case_id"],
        unique=True,
        sqlite_where=chair,
        postgresql_where=chair,
    )
    make(
        "ethics_summons",
        {"ethics_case_id": "ethics_case.id"},
        whole("position"),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("hearing_on", sa.Date(), nullable=False),
        text("hearing_time"),
        text("place"),
        whole("days_min"),
        whole("days_between"),
        sa.Column("attended", sa.Boolean(), nullable=True),
        moment("recorded_at", nullable=True),
        checks={
            "position": "position in (1, 2)",
            "days_min": "days_min >= 1",
            "in_time": "days_between >= days_min",
            "dates_ordered": "hearing_on > letter_on",
        },
        unique=[("ethics_case_id", "position")],
        bare={"ethics_case_id"},
    )


def reports_from_evidence() -> None:
    """A report needs twenty letters of facts; what was shorter is kept with a word before it."""
    op.execute(
        "INSERT INTO examination_report (agency_id, case_id, author_id, written_on, on_evidence,"
        " facts, analysis, aggravating, mitigating, proven, recommended_kind, recorded_at)"
        " SELECT c.agency_id, c.id, s.decided_by, s.decided_on, true,"
        " CASE WHEN length(c.evidence_report) >= 20 THEN c.evidence_report"
        " ELSE 'Laporan atas bukti yang ada: ' || c.evidence_report END, s.reason, s.aggravating,"
        " s.mitigating, true, s.kind, c.opened_at FROM discipline_case c"
        " JOIN sanction s ON s.case_id = c.id WHERE c.evidence_report <> ''"
    )


def make(
    table: str,
    targets: dict[str, str],
    *columns: sa.Column[object],
    checks: dict[str, str] | None = None,
    unique: list[tuple[str, ...]] | None = None,
    bare: set[str] | None = None,
) -> None:
    """A table of an agency; a target that ends in ? may be empty, ``bare`` ones have no index."""
    targets = {"agency_id": "agency.id", **targets}
    op.create_table(
        table,
        sa.Column("id", BIG, nullable=False),
        *(
            sa.Column(column, BIG, nullable=target.endswith("?"))
            for column, target in targets.items()
        ),
        *columns,
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
            for name, rule in (checks or {}).items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [target.rstrip("?")], name=op.f(f"fk_{table}_{column}")
            )
            for column, target in targets.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}"))
            for names in (unique or [])
        ),
    )
    for column in targets.keys() - (bare or set()):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def closed(name: str, values: tuple[str, ...], *, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)


def one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"

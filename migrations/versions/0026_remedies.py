"""What follows a decision: objections and appeals, execution, uploads to SIASN, statements.

A case now has one sanction in force and may have others that an objection replaced, so the key on
the case becomes a partial one. What was objected to before gets its row. Amendments of a calendar
and the open deadlines they moved are kept, and a complaint keeps the clock it runs by. A step back
refuses while a case is executed or spent, or a paper of the new kinds stands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026_remedies"
down_revision = "0025_case_walk"

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
    "reported",
)
STATES_AFTER = (*(one for one in STATES_BEFORE if one != "replaced"), "executed", "spent")
KINDS_BEFORE = (
    "certificate",
    "guidance_letter",
    "summons",
    "examination_record",
    "investigation_report",
    "authority_report",
    "team_decision",
    "release_decision",
    "reprimand_decision",
    "sanction_decision",
    "delivery_call",
    "delivery_receipt",
    "delivery_letter",
    "recap",
    "recap_corrigendum",
)
KINDS_AFTER = (*KINDS_BEFORE, "remedy_decision", "clean_statement")
DELIVERY = {
    "called_on": sa.Date(),
    "delivered_by": BIG,
    "replaced_on": sa.Date(),
}
#: What every row has; the rows that are there get nothing, false.
WORDS = ("delivery_time", "delivery_place", "sent_to")


def upgrade() -> None:
    _allow("discipline_case", "state", STATES_AFTER)
    _allow("document", "kind", KINDS_AFTER)
    _widen_sanction()
    _widen_complaint()
    _make_remedy()
    _make_measure()
    _make_upload()
    _make_statement()
    _make_amendments()
    _remember_objections()


def downgrade() -> None:
    for table in (
        "deadline_change",
        "calendar_amendment",
        "statement",
        "siasn_upload",
        "measure",
        "remedy",
    ):
        op.drop_table(table)
    with op.batch_alter_table("complaint") as table:
        for name in ("served_on", "clock", "settle_by", "rules_version"):
            table.drop_column(name)
    op.drop_index("uq_sanction_in_force", "sanction")
    op.drop_index(op.f("ix_sanction_delivered_by"), "sanction")
    with op.batch_alter_table("sanction") as table:
        table.drop_constraint(op.f("ck_sanction_deliverer_is_another"), type_="check")
        table.drop_constraint(op.f("fk_sanction_delivered_by"), type_="foreignkey")
        for name in (*DELIVERY, *WORDS, "receipt_day_counts"):
            table.drop_column(name)
        table.create_unique_constraint(op.f("uq_sanction_case_id"), ["case_id"])
    _allow("document", "kind", KINDS_BEFORE)
    _allow("discipline_case", "state", STATES_BEFORE)


def _allow(table_name: str, column: str, values: tuple[str, ...]) -> None:
    condition = f"{column} IN ({', '.join(repr(value) for value in values)})"
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(op.f(f"ck_{table_name}_{column}"), type_="check")
        table.create_check_constraint(op.f(f"ck_{table_name}_{column}"), condition)


def _widen_sanction() -> None:
    with op.batch_alter_table("sanction") as table:
        table.drop_constraint(op.f("uq_sanction_case_id"), type_="unique")
        for name, kind in DELIVERY.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        for name in WORDS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        table.add_column(
            sa.Column("receipt_day_counts", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_foreign_key(
            op.f("fk_sanction_delivered_by"), "person", ["delivered_by"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_sanction_deliverer_is_another"), "delivered_by <> subject_id"
        )
    with op.batch_alter_table("sanction") as table:
        for name in (*WORDS, "receipt_day_counts"):
            table.alter_column(name, server_default=None)
    op.create_index(op.f("ix_sanction_delivered_by"), "sanction", ["delivered_by"])
    _partial_key("uq_sanction_in_force", "sanction", ["case_id"], "replaced_on is null")


def _widen_complaint() -> None:
    with op.batch_alter_table("complaint") as table:
        table.add_column(sa.Column("served_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("settle_by", sa.Date(), nullable=True))
        for name in ("clock", "rules_version"):
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("complaint") as table:
        for name in ("clock", "rules_version"):
            table.alter_column(name, server_default=None)


def _make_remedy() -> None:
    outcomes = ("upheld", "lightened", "aggravated", "changed", "annulled", "inadmissible")
    _make(
        "remedy",
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("sanction_id", BIG, nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("route", _words("route", "superior", "ppk", "bpasn"), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", BIG, nullable=True),
        sa.Column("handler_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("outcome", _words("outcome", *outcomes), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("official", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind_after", sa.String(length=64), nullable=True),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        checks={
            "grounds_given": "length(grounds) > 0",
            "decided_by_another": "decided_by <> subject_id",
            "filed_before_recorded": "filed_on <= recorded_on",
            "answer_is_reasoned": "outcome is null or (decided_on is not null"
            " and decided_on >= filed_on and length(reason) >= 20)",
            "late_is_inadmissible": "outcome is null or outcome = 'inadmissible' or not is_late",
            "bpasn_has_letter": "outcome is null or route <> 'bpasn' or length(letter_number) > 0",
        },
        targets={
            "case_id": "discipline_case.id",
            "sanction_id": "sanction.id",
            "subject_id": "person.id",
            "recorded_by": "person.id",
            "handler_id": "person.id",
            "decided_by": "person.id",
            "document_id": "document.id",
        },
        indexes=("case_id", "handler_id"),
    )
    _partial_key("uq_remedy_open", "remedy", ["sanction_id"], "outcome is null")


def _make_measure() -> None:
    kinds = (
        "allowance_cut",
        "increment_hold",
        "promotion_hold",
        "rank_lowered",
        "post_lowered",
        "post_released",
        "dismissal",
    )
    _make(
        "measure",
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("sanction_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("kind", _words("kind", *kinds), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("executed_on", sa.Date(), nullable=True),
        sa.Column("executed_by", BIG, nullable=True),
        sa.Column("halted_on", sa.Date(), nullable=True),
        sa.Column("halt_reason", sa.Text(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("return_receipt", sa.Text(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        checks={
            "dates_ordered": "ends_on is null or ends_on > starts_on",
            "percent": "percent is null or percent between 1 and 100",
            "execution_has_receipt": "executed_on is null or length(receipt) > 0",
            "return_has_receipt": "returned_on is null or length(return_receipt) > 0",
        },
        targets={
            "case_id": "discipline_case.id",
            "sanction_id": "sanction.id",
            "person_id": "person.id",
            "executed_by": "person.id",
        },
        indexes=("case_id", "person_id"),
        unique=("sanction_id", "kind"),
    )


def _make_upload() -> None:
    _make(
        "siasn_upload",
        sa.Column("sanction_id", BIG, nullable=False),
        sa.Column("final_on", sa.Date(), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploaded_on", sa.Date(), nullable=True),
        sa.Column("upload_number", sa.Text(), nullable=False),
        sa.Column("recorded_by", BIG, nullable=True),
        checks={"upload_has_number": "uploaded_on is null or length(upload_number) > 0"},
        targets={"sanction_id": "sanction.id", "recorded_by": "person.id"},
        unique=("sanction_id",),
    )


def _make_statement() -> None:
    purposes = ("promotion", "post", "selection", "satyalancana", "transfer", "study", "pension")
    states = ("requested", "verified", "signed", "refused")
    _make(
        "statement",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("purpose", _words("purpose", *purposes), nullable=False),
        sa.Column("state", _words("state", *states), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registers", sa.JSON(), nullable=False),
        sa.Column("verified_by", BIG, nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_id", BIG, nullable=True),
        sa.Column("signed_by", BIG, nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        checks={
            "verified_by_another": "verified_by <> person_id",
            "signed_by_another": "signed_by <> person_id",
            "signed_by_second": "signed_by <> verified_by",
            "signed_has_paper": "state <> 'signed' or document_id is not null",
            "refusal_is_reasoned": "state <> 'refused' or length(refusal) > 0",
        },
        targets={
            "person_id": "person.id",
            "unit_id": "unit.id",
            "verified_by": "person.id",
            "signer_id": "person.id",
            "signed_by": "person.id",
            "document_id": "document.id",
        },
        indexes=("person_id", "unit_id", "signer_id"),
    )
    _partial_key(
        "uq_statement_open",
        "statement",
        ["person_id", "purpose"],
        "state in ('requested', 'verified')",
    )


def _make_amendments() -> None:
    _make(
        "calendar_amendment",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
    )
    _make(
        "deadline_change",
        sa.Column("amendment_id", BIG, nullable=False),
        sa.Column("subject_kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("old_on", sa.Date(), nullable=False),
        sa.Column("new_on", sa.Date(), nullable=False),
        targets={"amendment_id": "calendar_amendment.id"},
        indexes=("amendment_id",),
    )


def _remember_objections() -> None:
    """Whatever was filed before waits for its answer; nobody could give one until now."""
    op.execute(
        "INSERT INTO remedy (agency_id, case_id, sanction_id, subject_id, route, filed_on,"
        " last_day, is_late, grounds, recorded_on, recorded_by, official, reason, letter_number)"
        " SELECT agency_id, case_id, id, subject_id, 'superior', objected_on, objection_until,"
        " objected_on > objection_until, objection, objected_on, subject_id, '{}', '', ''"
        " FROM sanction WHERE objected_on IS NOT NULL AND objection_until IS NOT NULL"
    )


def _make(
    name: str,
    *columns: sa.Column,
    checks: dict[str, str] | None = None,
    targets: dict[str, str] | None = None,
    indexes: tuple[str, ...] = (),
    unique: tuple[str, ...] = (),
) -> None:
    targets = {"agency_id": "agency.id", **(targets or {})}
    keys = [sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}"))]
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        *columns,
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{held}"))
            for held, rule in (checks or {}).items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{name}_{column}"))
            for column, target in targets.items()
        ),
        *(keys if unique else ()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in ("agency_id", *indexes):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _partial_key(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)

"""The other papers of a discipline case, and which case each paper is of.

Until now a paper was found through its summons, examination or sanction; from here on every paper
of a case has a row that says so. SQLite cannot change a CHECK, so there the table of documents is
copied with the new one. A step back refuses while a new kind of paper stands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_case_papers"
down_revision = "0019_reissues"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = (
    "certificate",
    "guidance_letter",
    "summons",
    "examination_record",
    "reprimand_decision",
    "recap",
    "recap_corrigendum",
)
AFTER = (
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
TARGETS = {"agency_id": "agency.id", "case_id": "discipline_case.id", "document_id": "document.id"}

NAMES = list(TARGETS)


def upgrade() -> None:
    allow_kinds(AFTER)
    paper = op.create_table(
        "case_paper",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in TARGETS),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_case_paper_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_paper")),
        sa.UniqueConstraint("document_id", name=op.f("uq_case_paper_document_id")),
    )
    op.create_index(op.f("ix_case_paper_agency_id"), "case_paper", ["agency_id"])
    op.create_index(op.f("ix_case_paper_case_id"), "case_paper", ["case_id"])
    for source in ("summons", "examination", "sanction"):
        op.execute(paper.insert().from_select(NAMES, known_papers(source)))


def downgrade() -> None:
    op.drop_table("case_paper")
    allow_kinds(BEFORE)


def allow_kinds(kinds: tuple[str, ...]) -> None:
    condition = f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
    with op.batch_alter_table("document") as table:
        table.drop_constraint(op.f("ck_document_kind"), type_="check")
        table.create_check_constraint(op.f("ck_document_kind"), condition)


def known_papers(source: str) -> sa.Select[tuple[object, ...]]:
    table = sa.table(source, *(sa.column(name) for name in ("id", *NAMES)))
    columns = [table.c[name] for name in NAMES]
    return sa.select(*columns).where(table.c.document_id.is_not(None)).order_by(table.c.id)

"""Who rates the work of a person from a day on, when it is not the direct superior.

A step back refuses while somebody is named, because sanctions were decided by them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039_appraisers"
down_revision = "0038_citizen_replies"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = {
    "agency_id": "agency.id",
    "person_id": "person.id",
    "appraiser_id": "person.id",
    "recorded_by": "person.id",
}
CHECKS = {
    "is_another": "appraiser_id <> person_id",
    "source_given": "appraiser_id is null or length(trim(source)) > 0",
}


def upgrade() -> None:
    op.create_table(
        "appraiser",
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("appraiser_id", BIG, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", BIG, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_appraiser_{name}"))
            for name, rule in CHECKS.items()
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_appraiser_{column}"))
            for column, target in TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraiser")),
    )
    op.create_index(op.f("ix_appraiser_agency_id"), "appraiser", ["agency_id"])
    op.create_index(op.f("ix_appraiser_appraiser_id"), "appraiser", ["appraiser_id"])
    op.create_index("ix_appraiser_person_id_valid_from", "appraiser", ["person_id", "valid_from"])


def downgrade() -> None:
    named = sa.text("SELECT count(*) FROM appraiser")
    if op.get_bind().execute(named).scalar():
        raise ValueError("ada pejabat penilai yang dicatat; sanksi kinerja memakainya")
    op.drop_table("appraiser")

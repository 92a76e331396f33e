"""A paper is approved before it is numbered, and may be signed before it is issued.

A step back refuses while a paper stands in one of the new states.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031_document_states"
down_revision = "0030_boards"

STATES_BEFORE = ("draft", "numbered", "issued", "revoked", "superseded")
STATES = ("draft", "approved", "numbered", "signed", "issued", "revoked", "superseded")
NUMBERED = "(number is not null and sequence is not null)"


def upgrade() -> None:
    _hold(STATES, f"state in ('draft', 'approved') or {NUMBERED}")


def downgrade() -> None:
    new = sa.text("SELECT count(*) FROM document WHERE state IN ('approved', 'signed')")
    if op.get_bind().execute(new).scalar():
        raise ValueError("ada dokumen yang disetujui atau ditandatangani; terbitkan dahulu")
    _hold(STATES_BEFORE, f"state = 'draft' or {NUMBERED}")


def _hold(states: tuple[str, ...], numbered: str) -> None:
    allowed = ", ".join(repr(state) for state in states)
    with op.batch_alter_table("document") as table:
        for name, rule in (("state", f"state IN ({allowed})"), ("numbered_before_issue", numbered)):
            table.drop_constraint(op.f(f"ck_document_{name}"), type_="check")
            table.create_check_constraint(op.f(f"ck_document_{name}"), rule)

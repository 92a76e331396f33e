"""${message}

Before you commit this: read it as prose; write why, not what. It must run up, down and with data
on SQLite and PostgreSQL. NOT NULL on a filled table goes in two steps. Put the number of this file
into migrations/HEAD. The guards are taken off before and put back after by env.py.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}

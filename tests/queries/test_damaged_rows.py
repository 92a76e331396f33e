"""What cannot be read in its kind is read leniently; a server that went away is told as such."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ledger.database import db
from ledger.models.entries import TreeNode
from ledger.queries.damaged_rows import rows_of


def test_server_that_went_away_is_told_and_not_taken_for_damage(session: Session) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server that could go away")
    process = session.scalar(select(func.pg_backend_pid()))
    with db.engine.connect() as other:
        assert other.scalar(select(func.pg_terminate_backend(process, 5000)))
    with pytest.raises(OperationalError) as told:
        rows_of(session, select(TreeNode.level, TreeNode.hash), binary=("hash",))
    assert told.value.connection_invalidated

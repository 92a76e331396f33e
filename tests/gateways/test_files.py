"""Issued bytes are named by their hash, stored once, and checked when read."""

from hashlib import sha256
from pathlib import Path

import pytest

from ledger.errors import NotFound
from ledger.gateways.files import FileDamaged, FsspecFiles

PAPER = b"%PDF-1.7 piagam"


@pytest.fixture
def files(tmp_path: Path) -> FsspecFiles:
    return FsspecFiles(f"file://{tmp_path / 'files'}")


def test_stored_bytes_come_back_under_their_hash(files: FsspecFiles, tmp_path: Path) -> None:
    name = files.put(PAPER)
    assert name == sha256(PAPER).hexdigest()
    assert files.put(PAPER) == name
    assert files.exists(name)
    assert files.get(name) == PAPER
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_file_that_is_gone_is_not_found(files: FsspecFiles) -> None:
    missing = sha256(b"missing").hexdigest()
    assert not files.exists(missing)
    with pytest.raises(NotFound):
        files.get(missing)


def test_file_that_was_changed_is_refused(files: FsspecFiles, tmp_path: Path) -> None:
    name = files.put(PAPER)
    next(path for path in tmp_path.rglob(name)).write_bytes(b"%PDF-1.7 palsu")
    with pytest.raises(FileDamaged):
        files.get(name)

"""Cleaning up after a failure must not hide the failure."""

from pathlib import Path

import pytest

from camerasheet.storage.files import discard


def test_a_file_goes_with_what_stands_beside_it(tmp_path: Path) -> None:
    for name in ("a.db", "a.db-wal", "b.db"):
        (tmp_path / name).touch()
    discard(tmp_path / "a.db", "-wal", "-shm")
    assert [each.name for each in tmp_path.iterdir()] == ["b.db"]


def test_what_cannot_be_removed_stays_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = tmp_path / "a.db"  # a directory: unlink refuses it to everybody, root included
    stuck.mkdir()
    (tmp_path / "a.db-wal").touch()
    discard(stuck, "-wal")
    assert "a.db could not be removed" in caplog.text
    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]

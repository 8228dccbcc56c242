from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from camerasheet.storage import sqlite
from camerasheet.storage.checkpoints import (
    PASSIVE_FROM_BYTES,
    TRUNCATE_FROM_BYTES,
    CheckpointMode,
    checkpoint,
    checkpoint_if_due,
    mode_for,
    wal_bytes,
)
from camerasheet.storage.engine import Access, Database, open_database, open_engine


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "show.db"
    open_engine(path, Access.WRITER, must_exist=False).dispose()
    database = open_database(path)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE words (word BLOB)"))
    yield database
    database.dispose()


def write(database: Database, size: int) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO words VALUES (randomblob(:size))"), {"size": size})


def test_the_policy() -> None:
    assert mode_for(0) is None
    assert mode_for(PASSIVE_FROM_BYTES - 1) is None
    assert mode_for(PASSIVE_FROM_BYTES) is CheckpointMode.PASSIVE
    assert mode_for(TRUNCATE_FROM_BYTES) is CheckpointMode.TRUNCATE


def test_sqlite_itself_never_checkpoints_while_we_are_open(database: Database) -> None:
    for _ in range(6):
        write(database, 1_000_000)
    assert wal_bytes(database.path) > 6_000_000
    assert database.path.stat().st_size <= 4096 * 2


def test_due_or_not(database: Database) -> None:
    write(database, 1000)
    assert checkpoint_if_due(database.writer) is None
    write(database, PASSIVE_FROM_BYTES)
    done = checkpoint_if_due(database.writer)
    assert done is not None
    assert done.complete
    assert database.path.stat().st_size > PASSIVE_FROM_BYTES


def test_truncate_gives_the_space_back(database: Database) -> None:
    write(database, 1_000_000)
    assert checkpoint(database.writer, CheckpointMode.TRUNCATE).complete
    assert wal_bytes(database.path) == 0


def test_a_long_log_is_folded_before_it_is_emptied(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Emptying it holds edits up for as long as there is something left to fold."""
    said: list[str] = []
    connect = sqlite.connect

    def overheard(path: Path) -> Any:
        connection = connect(path)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(sqlite, "connect", overheard)
    write(database, TRUNCATE_FROM_BYTES)
    done = checkpoint_if_due(database.writer)
    assert done is not None
    assert done.complete
    assert [each for each in said if "wal_checkpoint" in each] == [
        "PRAGMA wal_checkpoint(PASSIVE)",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ]
    assert wal_bytes(database.path) == 0
    assert database.path.stat().st_size > TRUNCATE_FROM_BYTES


def test_a_reader_in_the_way_is_no_error_and_nothing_is_lost(database: Database) -> None:
    write(database, 1000)
    with database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM words")).scalar()
        write(database, 100_000)
        assert not checkpoint(database.writer, CheckpointMode.TRUNCATE).complete
    assert checkpoint(database.writer, CheckpointMode.TRUNCATE).complete
    with database.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM words")).scalar() == 2


def test_a_writer_at_work_does_not_keep_it_waiting(database: Database) -> None:
    write(database, 1000)
    with database.writing() as connection:
        connection.execute(text("INSERT INTO words VALUES (x'00')"))
        assert checkpoint(database.writer).folded > 0


def test_a_file_without_a_log(tmp_path: Path) -> None:
    assert wal_bytes(tmp_path / "none.db") == 0

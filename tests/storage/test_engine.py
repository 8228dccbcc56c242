import logging
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from camerasheet.sheet.errors import (
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseMissing,
    StorageFailed,
)
from camerasheet.storage import sqlite
from camerasheet.storage.engine import (
    Access,
    Database,
    open_database,
    open_engine,
    path_of,
    storage_errors,
)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "some 100% odd?#name.db"
    open_engine(path, Access.WRITER, must_exist=False).dispose()
    database = open_database(path)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT NOT NULL UNIQUE)"))
    yield database
    database.dispose()


@pytest.mark.parametrize("access", list(Access))
def test_a_missing_file_is_reported_and_never_made(tmp_path: Path, access: Access) -> None:
    path = tmp_path / "show.db"
    with pytest.raises(DatabaseMissing, match="is not there"):
        open_engine(path, access)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_vanishes_later_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "show.db"
    engine = open_engine(path, Access.WRITER, must_exist=False)
    path.unlink()
    with pytest.raises(DatabaseMissing), engine.begin():
        pass
    assert not path.exists()


def test_a_directory_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="is a directory where a file should be"):
        open_engine(tmp_path, Access.WRITER)


def test_every_file_of_a_database_is_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "show.db"
    umask = os.umask(0)
    try:
        engine = open_engine(path, Access.WRITER, must_exist=False)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE words (word TEXT)"))
        files = sorted(tmp_path.iterdir())
        assert [file.name for file in files] == ["show.db", "show.db-shm", "show.db-wal"]
        assert {mode_of(file) for file in files} == {0o600}
        engine.dispose()
    finally:
        os.umask(umask)


def test_a_file_that_others_could_read_is_made_private(database: Database) -> None:
    database.dispose()
    database.path.chmod(0o644)
    open_database(database.path).dispose()
    assert mode_of(database.path) == 0o600


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("busy_timeout", 5000),
        ("foreign_keys", 1),
        ("wal_autocheckpoint", 0),
        ("trusted_schema", 0),
    ],
)
def test_pragmas_of_every_connection(database: Database, pragma: str, value: object) -> None:
    for engine in (database.reader, database.writer):
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageFailed), database.reading() as connection:
        connection.execute(text("INSERT INTO words VALUES ('no')"))


def test_a_transaction_that_fails_leaves_nothing_not_even_its_tables(database: Database) -> None:
    def half_done() -> None:
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE more (word TEXT)"))
            connection.execute(text("INSERT INTO words VALUES ('half')"))
            raise KeyError("changed my mind")

    with pytest.raises(KeyError):
        half_done()
    with database.reading() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
        assert "more" not in names
        assert connection.execute(text("SELECT count(*) FROM words")).scalar() == 0


def test_readers_do_not_wait_for_the_writer_and_see_one_moment(database: Database) -> None:
    count = text("SELECT count(*) FROM words")
    with database.reading() as before, database.writing() as writer:
        assert before.execute(count).scalar() == 0
        writer.execute(text("INSERT INTO words VALUES ('new')"))
        with database.reading() as other:
            assert other.execute(count).scalar() == 0
        writer.commit()
        assert before.execute(count).scalar() == 0
        with database.reading() as after:
            assert after.execute(count).scalar() == 1


def test_writers_take_the_lock_at_begin_and_wait_in_line(database: Database) -> None:
    read_and_add = text("INSERT INTO words SELECT 'w' || count(*) FROM words")

    def add() -> None:
        for _ in range(20):
            with database.writing() as connection:
                connection.execute(text("SELECT count(*) FROM words")).scalar()
                connection.execute(read_and_add)

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM words")).scalar() == 120


def test_a_lock_held_by_another_program(database: Database) -> None:
    other = sqlite.connect(database.path)
    other.execute("BEGIN IMMEDIATE")
    impatient = sqlite.connect(database.path)
    impatient.execute("PRAGMA busy_timeout=0")
    locked = pytest.raises(DatabaseLocked, match="locked by another program")
    with locked, storage_errors(database.path):
        impatient.execute("BEGIN IMMEDIATE")
    impatient.close()
    other.close()


def test_a_broken_constraint_is_not_dressed_up_as_a_trouble(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(text("INSERT INTO words VALUES ('a'), ('a')"))


@pytest.mark.parametrize("damage", [b"not a database at all " * 400, None])
def test_a_damaged_file(database: Database, damage: bytes | None) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO words VALUES (hex(randomblob(8000)))"))
    database.dispose()
    content = bytearray(database.path.read_bytes())
    if damage:
        content[: len(damage)] = damage
    else:
        content[4096:] = b"\xff" * (len(content) - 4096)  # the header is fine, the pages are not
    database.path.write_bytes(content)
    again = open_database(database.path)
    with pytest.raises(DatabaseCorrupt, match="is damaged"), again.reading() as connection:
        connection.execute(text("SELECT * FROM words")).all()
    again.dispose()


def test_slow_statements_are_logged_without_their_values(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_engine(database.path, Access.WRITER, slow_query_ms=0)
    with caplog.at_level(logging.WARNING), engine.begin() as connection:
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": "private"})
    engine.dispose()
    assert "INSERT INTO words" in caplog.text
    assert "private" not in caplog.text


def test_an_engine_knows_its_file(database: Database) -> None:
    assert path_of(database.writer) == database.path


FILL = """
import resource, sys
from pathlib import Path
from sqlalchemy import text
from camerasheet.sheet.errors import StorageFailed
from camerasheet.storage.engine import open_database

database = open_database(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
try:
    for _ in range(1000):
        with database.writing() as connection:
            connection.execute(text("INSERT INTO words VALUES (hex(randomblob(5000)))"))
        print("kept", flush=True)
except StorageFailed as trouble:
    print(trouble.message)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
database.dispose()
"""


def test_a_full_disk_is_one_sentence_and_what_was_committed_stays(database: Database) -> None:
    database.dispose()
    run = subprocess.run(
        [sys.executable, "-c", FILL, str(database.path)], capture_output=True, text=True, check=True
    )
    *kept, sentence = run.stdout.splitlines()
    assert set(kept) == {"kept"}
    assert sentence.startswith(("The disk is full", "The disk failed"))
    assert str(database.path) in sentence
    assert run.stderr == ""
    again = open_database(database.path)
    with again.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM words")).scalar() == len(kept)
    again.dispose()

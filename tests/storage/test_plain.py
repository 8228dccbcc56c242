import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from camerasheet.sheet.errors import StorageFailed
from camerasheet.storage.engine import Access, Database, open_database, open_engine
from camerasheet.storage.plain import query, run, run_many


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "words.db"
    open_engine(path, Access.WRITER, must_exist=False).dispose()
    database = open_database(path, slow_query_ms=0)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
    yield database
    database.dispose()


def test_it_is_in_the_transaction_of_its_connection(database: Database) -> None:
    def fail() -> None:
        with database.writing() as connection:
            run(connection, "INSERT INTO words VALUES (?)", ("undone",))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with database.writing() as connection:
        connection.execute(text("INSERT INTO words VALUES ('alchemy')"))
        run_many(connection, "INSERT INTO words VALUES (?)", [("plain",), ("twice",)])
    with database.reading() as connection:
        found = query(connection, "SELECT word FROM words WHERE word != ?", ("twice",))
    assert found == [("alchemy",), ("plain",)]


def test_what_takes_long_is_logged_without_its_values(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), database.writing() as connection:
        run(connection, "INSERT INTO  words VALUES (?)", ("private",))
    assert "INSERT INTO words VALUES (?)" in caplog.text
    assert "private" not in caplog.text


def test_troubles_of_the_file_are_told_as_such(database: Database) -> None:
    with pytest.raises(StorageFailed), database.reading() as connection:
        run(connection, "INSERT INTO words VALUES ('by a reader')")

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from camerasheet.sheet.errors import UnsafeSqlite
from camerasheet.storage import sqlite
from camerasheet.storage.sqlite import VERSION, check_sqlite


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 0), (3, 51, 2)])
def test_versions_that_lose_committed_writes_are_refused(version: tuple[int, int, int]) -> None:
    with pytest.raises(UnsafeSqlite, match="can lose committed writes") as refused:
        check_sqlite(version)
    assert ".".join(map(str, version)) in refused.value.message


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 51, 3), (3, 53, 4), (4, 0, 0), VERSION])
def test_versions_without_the_bug_are_fine(version: tuple[int, int, int]) -> None:
    check_sqlite(version)


def test_a_log_that_nobody_can_read_yet_is_waited_for(tmp_path: Path) -> None:
    """Another is in a transaction, and the index has to be made anew: SQLite gives up at 10 s."""
    path = tmp_path / "a.db"
    path.touch()
    other = sqlite.connect(path)
    other.execute("CREATE TABLE said (words)")
    index = Path(f"{path}-shm")
    assert index.read_bytes()[:8] != bytes(8)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO said VALUES ('at last')")
    with index.open("r+b") as shared:
        shared.write(bytes(8))  # as one that died while it wrote
    with ThreadPoolExecutor(1) as pool:
        opened = pool.submit(sqlite.connect, path)
        time.sleep(11)
        other.execute("COMMIT")
        ours = opened.result(60)
    assert ours.execute("SELECT words FROM said").fetchall() == [("at last",)]
    ours.close()
    other.close()

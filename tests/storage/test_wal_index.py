"""A commit that was on the disk when its process was killed counts, whoever has the log open."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from camerasheet.storage import sqlite
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.ownership import own
from camerasheet.storage.wal_index import have_log_read_again

HEADERS = 96

HOLD = """
import sys
from pathlib import Path
from camerasheet.storage import sqlite
held = sqlite.connect(Path(sys.argv[1]))
held.execute("BEGIN IMMEDIATE")
held.execute("INSERT INTO said VALUES ('by the sidecar')")
print("there", flush=True)
sys.stdin.read()
held.execute("COMMIT")
"""

COMMIT = """
import os, sys
from pathlib import Path
from camerasheet.storage import sqlite
sqlite.connect(Path(sys.argv[1])).execute("INSERT INTO said VALUES ('on the disk')")
os._exit(0)
"""

READ = """
import sys
from pathlib import Path
from camerasheet.storage import sqlite
print(sqlite.connect(Path(sys.argv[1])).execute("SELECT count(*) FROM said").fetchone()[0])
"""


def elsewhere(program: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout.strip()


def killed_in_a_commit(path: Path) -> None:
    """What is left of a process that died with its frames on the disk and not in the index."""
    index = Path(f"{path}-shm")
    before = index.read_bytes()[:HEADERS]
    elsewhere(COMMIT, path)
    descriptor = os.open(index, os.O_WRONLY)
    os.pwrite(descriptor, before, 0)
    os.close(descriptor)


def test_a_commit_that_the_index_does_not_know_is_found(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    data.prepare()
    own(data).forget()  # the note of a server that was killed
    data.control.touch()
    prepared = sqlite.connect(data.control)
    prepared.execute("CREATE TABLE said (words)")
    prepared.close()
    holder = subprocess.Popen(  # as Litestream holds it, for as long as its stdin is open
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from camerasheet.storage import sqlite;"
            "c = sqlite.connect(Path(sys.argv[1])); c.execute('SELECT * FROM said').fetchall();"
            "print('there', flush=True); sys.stdin.read()",
            str(data.control),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"there\n"
        killed_in_a_commit(data.control)
        assert elsewhere(READ, data.control) == "0"  # so SQLite by itself

        with own(data) as ownership:
            assert ownership.unfinished
            assert elsewhere(READ, data.control) == "1"
        holder.stdin.close()


def test_an_index_that_is_not_there_or_empty_is_left_alone(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    data.prepare()
    own(data).forget()
    data.control.touch()
    Path(f"{data.control}-shm").touch()
    own(data).forget()
    assert Path(f"{data.control}-shm").read_bytes() == b""


def test_the_index_is_left_alone_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "control.db"
    path.touch()
    prepared = sqlite.connect(path)
    prepared.execute("CREATE TABLE said (words)")
    prepared.close()
    writer = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    index = Path(f"{path}-shm")
    with writer, ThreadPoolExecutor(1) as pool:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == b"there\n"
        before = index.read_bytes()[:HEADERS]
        asked = pool.submit(have_log_read_again, path)
        time.sleep(0.3)
        assert not asked.done()
        assert index.read_bytes()[:HEADERS] == before
        writer.stdin.close()
        asked.result(30)
    assert elsewhere(READ, path) == "1"

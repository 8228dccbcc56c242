"""A Litestream that cannot read on, because the log was written over behind it, is freed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from camerasheet.config import Settings
from camerasheet.replica import freeing
from camerasheet.replica.configuration import socket_path
from camerasheet.replica.control import Control
from camerasheet.replica.freeing import STUCK, Freeing
from camerasheet.replica.service import Replica
from camerasheet.storage.checkpoints import checkpoint_file
from tests.realtime.wire import eventually
from tests.replica.test_watch import at_work, hurried
from tests.support.replicas import brought_back, fingerprint, sheet_of

__all__ = ["hurried"]  # the watch looks oftener here, too

INDEX_HEADER = 96
"""Two copies of it, of 48 bytes each: https://sqlite.org/walformat.html, section 2.1."""

ELSEWHERE = """
import os, sys
from camerasheet.storage import sqlite
from pathlib import Path
connection = sqlite.connect(Path(sys.argv[1]))
connection.execute("UPDATE cues SET title = 'Taken back'")
os._exit(0)  # a close would fold the log
"""


def test_a_log_written_over_behind_litestream(there: dict[str, str], tmp_path: Path) -> None:
    """What a commit leaves that fails at its very end: frames that are in the log and do not count.

    Litestream has read them, and SQLite writes over them.
    """
    with at_work(tmp_path / "data", there) as crew:
        for number in range(150):  # pages that are in the log and not in the file
            crew.stand.cue(title=f"Cue {number} " + "x" * 150)
        crew.replicated()
        index = Path(f"{crew.file}-shm")
        before = index.read_bytes()[:INDEX_HEADER]
        subprocess.run([sys.executable, "-c", ELSEWHERE, str(crew.file)], check=True, timeout=60)
        crew.sidecar.sync(crew.file)
        with index.open("r+b") as shared:
            shared.write(before)
        for number in range(20):
            crew.stand.cue(title=f"Over it {number} " + "y" * 150)
        stuck = "read database page"
        eventually(lambda: stuck in crew.sidecar.log(), "it to be stuck")

        # The watch looks from time to time: what it said last may be of before all this.
        crew.told(lambda status: any(each.behind_since for each in status.databases))

        crew.replicated()  # by itself, and nobody has edited anything

        there_now = brought_back(crew.sidecar.places, crew.file, tmp_path / "back.db")
        assert fingerprint(there_now) == fingerprint(sheet_of(crew.file))


class Killed(BaseException):
    """The end of a server: nothing that comes after it is done."""


def test_what_a_server_that_died_has_stopped_goes_on(
    there: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_work(tmp_path / "data", there) as crew:
        crew.replicated()
        settings = Settings.from_environment(crew.environ)
        control = Control(socket_path(settings))
        usual = checkpoint_file

        def just_before_its_end(database: Path) -> None:
            usual(database)
            raise Killed

        crew.replica.close()
        monkeypatch.setattr(freeing, "checkpoint_file", just_before_its_end)
        with pytest.raises(Killed):
            Freeing(control).consider(crew.file, STUCK)
        assert crew.file not in control.databases()
        assert control.stopped() == {crew.file}

        crew.replica = Replica(settings, crew.environ)
        crew.replica.look()
        assert control.stopped() == {crew.file}, "who only looks leaves that to the server"
        crew.replica.start()
        crew.stand.cue(title="In its next life")
        eventually(lambda: crew.file in control.databases(), "it to be gone on with")
        crew.replicated()
        crew.replica.close()

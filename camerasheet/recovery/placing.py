"""Putting a database that was brought back in its place, and the old one aside.

Never for a database that anybody has open, a Litestream foremost: a live file that is replaced
ruins its replica. Proven with the real binary (tests/recovery/test_replica_goes_on.py): a file
restored from its own replica goes on under its name when Litestream's local state beside it is
gone; it then takes its position from the replica and begins with a full copy.
"""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from camerasheet.sheet.errors import AlreadyExists
from camerasheet.snapshots.apart import SMALL, Examiner
from camerasheet.snapshots.examine import Expected
from camerasheet.snapshots.reader import Facts
from camerasheet.storage import sqlite
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.files import make_directory, make_private, sync_directory, sync_file
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.troubles import storage_errors

_BESIDE: Final = ("-wal", "-shm", "-journal")


def scratch_of(path: Path) -> Path:
    """Where a database is brought back to at first: beside its place, under no name of one."""
    return path.with_name(f".{path.name}.recovering")


def clear_scratch(path: Path) -> None:
    """Remove what an earlier recovery that was killed has left there."""
    scratch = scratch_of(path)
    with storage_errors(scratch):
        for end in ("", ".tmp", *_BESIDE, *(f".tmp{end}" for end in _BESIDE)):
            Path(f"{scratch}{end}").unlink(missing_ok=True)


def examined(scratch: Path, kind: DatabaseKind, expected: Expected | None = None) -> Facts:
    """What is in a file that was brought back: all of it is read, when it is large by a process
    of its own, within limits.

    A small one is read here: it comes from where only we write, nobody waits for us meanwhile, and
    to start a process takes a second for each show. Raises ``SnapshotRefused`` with a sentence,
    ``DatabaseTooNew``, ``StorageFailed``.
    """
    make_private(scratch)
    examiner = Examiner(scratch.parent)
    with storage_errors(scratch):
        small = scratch.stat().st_size <= SMALL
    return examiner.examine(scratch, expected or Expected(), ours=small, kind=kind)


def begin_new_life(scratch: Path, epoch: str) -> None:
    """Give a show that was brought back another epoch, so that no edit of before is applied."""
    with storage_errors(scratch):
        with closing(sqlite.connect(scratch)) as connection:
            connection.execute("UPDATE show SET epoch = ?", (epoch,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for end in _BESIDE:
            Path(f"{scratch}{end}").unlink(missing_ok=True)  # empty now


def beside(path: Path) -> list[Path]:
    """What there is of a database: itself, its log, Litestream's state. The database first."""
    state = path.with_name(f".{path.name}-litestream")
    every = (*(Path(f"{path}{end}") for end in ("", *_BESIDE)), state)
    return [each for each in every if each.exists()]


def set_aside(data: DataDirectory, path: Path, now: datetime, *, dry: bool = False) -> str:
    """Move a database, and all that is beside it, out of everybody's way; nothing is deleted.

    Where it is now, relative to the data directory; '' when nothing was there. Litestream's local
    state goes along: without its database it would be taken for that of the next one.
    """
    there = beside(path)
    if not there:
        return ""
    directory = data.path / "set-aside"
    stem = _free(directory, f"{path.stem}_{now:%Y-%m-%d_%H-%M-%S}")
    if dry:
        return f"set-aside/{stem}.db"
    with storage_errors(directory):
        make_directory(directory)
        # The database first: from then on it is missing, and the next start brings it back.
        for each in there:
            end = each.name.removeprefix(".").removeprefix(path.name)
            each.rename(directory / f"{stem}.db{end}")
        sync_directory(directory)
        sync_directory(path.parent)
    return f"set-aside/{stem}.db" if path in there else ""


def _free(directory: Path, stem: str) -> str:
    found, again = stem, 1
    while any(directory.glob(f"{found}.db*")):
        again += 1
        found = f"{stem}_{again}"
    return found


def put_in_place(scratch: Path, path: Path) -> None:
    """Give the examined file its name, in one step. Raises ``AlreadyExists`` if one is there."""
    with storage_errors(path):
        if path.exists() or any(Path(f"{path}{end}").exists() for end in _BESIDE):
            raise AlreadyExists(f"{path} is there already.", path=str(path))
        make_private(scratch)
        sync_file(scratch)
        os.rename(scratch, path)  # noqa: PTH104  (one step, within a directory)
        sync_directory(path.parent)

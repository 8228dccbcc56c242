"""Folding the write-ahead log back into the database, where no sidecar does it.

Policy, for a caller that comes by every few seconds (``checkpoint_if_due``): nothing below
4 MiB, SQLite's own habit; from there PASSIVE, which waits for nobody and nobody waits for; from
64 MiB, after a burst of edits or with some reader in the way every time, TRUNCATE as well, which
gives the disk space back. That one holds edits up while it works, so PASSIVE goes first and leaves
it little: 21 ms instead of 94 for a log of 70 MB.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from camerasheet.storage import sqlite
from camerasheet.storage.engine import path_of
from camerasheet.storage.troubles import storage_errors

PASSIVE_FROM_BYTES: Final = 4 * 1024 * 1024
TRUNCATE_FROM_BYTES: Final = 64 * 1024 * 1024
_TRUNCATE_WAIT_MS: Final = 200


class CheckpointMode(StrEnum):
    """SQLite's names: PASSIVE does what it can; TRUNCATE waits for everybody, and empties."""

    PASSIVE = "PASSIVE"
    TRUNCATE = "TRUNCATE"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far it came: ``folded`` of the log's ``frames`` (pages) are in the database now."""

    complete: bool
    frames: int
    folded: int


def wal_bytes(path: Path) -> int:
    """The size of the database's write-ahead log; 0 when there is none. Raises ``Trouble``."""
    with storage_errors(path):
        wal = Path(f"{path}-wal")
        return wal.stat().st_size if wal.exists() else 0


def mode_for(wal_size: int) -> CheckpointMode | None:
    """The checkpoint due at that many bytes of log, None for not yet."""
    if wal_size >= TRUNCATE_FROM_BYTES:
        return CheckpointMode.TRUNCATE
    if wal_size >= PASSIVE_FROM_BYTES:
        return CheckpointMode.PASSIVE
    return None


def checkpoint(engine: Engine, mode: CheckpointMode = CheckpointMode.PASSIVE) -> Checkpoint:
    """Checkpoint the engine's file, see ``checkpoint_file``."""
    return checkpoint_file(path_of(engine), mode)


def checkpoint_file(path: Path, mode: CheckpointMode = CheckpointMode.PASSIVE) -> Checkpoint:
    """Checkpoint a database, on a connection of its own so that no writer waits for it.

    Not complete is no error: readers were in the way; come again. Raises ``Trouble``.
    """
    with storage_errors(path):
        connection = sqlite.connect(path)
        try:
            connection.execute(f"PRAGMA busy_timeout={_TRUNCATE_WAIT_MS}")
            busy, frames, folded = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
        finally:
            connection.close()
    return Checkpoint(complete=not busy and frames == folded, frames=frames, folded=folded)


def checkpoint_if_due(engine: Engine) -> Checkpoint | None:
    """What the policy above asks for; None when nothing was due. Raises ``Trouble``."""
    mode = mode_for(wal_bytes(path_of(engine)))
    if mode is CheckpointMode.TRUNCATE:
        checkpoint(engine)
    return checkpoint(engine, mode) if mode else None

"""Freeing a database on which Litestream is stuck.

Litestream 0.5.17 reads the write-ahead log by itself.  Where what it last read of it has been
written over since, as after a commit that failed on a failing disk, it takes the whole database
anew: from the log what comes after the place it had come to, all other pages from the database
file.  Pages that stand only in the part of the log before that place it does not find, says ``read
database page 199: EOF``, and tries the same again for ever (``docs/litestream.md``).

So Litestream is told to let go of the database for a moment, the log is folded into the file, and
it is told to go on.  PASSIVE, which leaves the log as it is: one that was emptied meanwhile would
pass for a log that it had read to its end.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from camerasheet.replica.control import Control
from camerasheet.sheet.errors import ReplicaFailed, Trouble
from camerasheet.storage.checkpoints import checkpoint_file

log = logging.getLogger(__name__)

STUCK: Final = "read database page"
"""What Litestream says when it is: it could not read our file, whatever the store is doing."""

AGAIN_SECONDS: Final = 60.0
"""How long one attempt has to show what it did, before the next."""


class Freeing:
    """Called by one thread."""

    def __init__(self, control: Control) -> None:
        """``control`` is Litestream's."""
        self._control = control
        self._tried: dict[Path, float] = {}
        self._held: set[Path] = set()  # told to stop, and not yet told to go on

    def inherit(self, databases: Iterable[Path]) -> None:
        """See to those of ``databases`` that are stopped: by a server that died before it told
        Litestream to go on with them. Raises ``ReplicaFailed``."""
        self._held |= self._control.stopped() & set(databases)

    def consider(self, database: Path, error: str) -> None:
        """Free a database of which Litestream says ``error``, if that is what it needs."""
        now = time.monotonic()
        if STUCK not in error or now < self._tried.get(database, -AGAIN_SECONDS) + AGAIN_SECONDS:
            return
        self._tried[database] = now
        log.warning("Litestream is stuck on %s (%s); it is begun anew", database.name, error)
        self._held.add(database)
        try:
            self._control.stop(database)
        except ReplicaFailed as refused:  # it says once more why it is stuck, and stops
            log.debug("it stops: %s", refused.message)
        try:
            checkpoint_file(database)
        except Trouble as trouble:
            log.error("%s could not be folded: %s", database.name, trouble.message)
        self.go_on()

    def go_on(self) -> None:
        """Have what was stopped started. Again with each look, until Litestream has heard."""
        for database in tuple(self._held):
            try:
                self._control.start(database)
            except ReplicaFailed as refused:
                log.warning("%s is not replicated yet: %s", database.name, refused.message)
            else:
                self._held.discard(database)

"""A whole, consistent copy of a live database."""

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from camerasheet.storage import sqlite
from camerasheet.storage.files import create_private, make_directory, sync_directory, sync_file
from camerasheet.storage.troubles import storage_errors

FLUSH_SECONDS: Final = 0.02
"""How often what has been written of a copy is sent to the disk."""


def copy_database(source: Path, target: Path) -> None:
    """Copy ``source``, in use or not, to ``target``, which appears whole or not at all.

    Mode 0600, on the disk when this returns. Raises ``StorageFailed`` (also when ``target`` is
    there already), ``DatabaseMissing``, ``DatabaseCorrupt``.
    """
    partial = target.with_name(f".{target.name}.partial")
    with storage_errors(source):
        make_directory(target.parent)
        partial.unlink(missing_ok=True)  # left by a process that was killed
        create_private(partial)  # VACUUM INTO takes an empty file, and would make one of mode 0644
        try:
            with closing(sqlite.connect(source)) as connection, _flushing(partial):
                connection.execute("PRAGMA synchronous=OFF")  # of the copy: it is synced below
                connection.execute("VACUUM INTO ?", (str(partial),))
            sync_file(partial)
            target.hardlink_to(partial)  # unlike a rename, never over another file
        finally:
            partial.unlink()
        sync_directory(target.parent)


@contextmanager
def _flushing(path: Path) -> Iterator[None]:
    """Send a growing file to the disk little by little, within the block.

    Flushed at once at its end, 100 MB held up the commits beside it for 90 ms.
    """
    ended = threading.Event()

    def flush() -> None:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            while not ended.wait(FLUSH_SECONDS):
                with suppress(OSError):  # a disk that fails says so at the end, to who waits
                    os.fsync(descriptor)
        finally:
            os.close(descriptor)

    thread = threading.Thread(target=flush, name="flush", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()

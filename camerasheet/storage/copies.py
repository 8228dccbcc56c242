"""A whole, consistent copy of a live database."""

from contextlib import closing
from pathlib import Path

from camerasheet.storage import sqlite
from camerasheet.storage.files import create_private, make_directory, sync_directory, sync_file
from camerasheet.storage.troubles import storage_errors


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
            with closing(sqlite.connect(source)) as connection:
                connection.execute("VACUUM INTO ?", (str(partial),))
            sync_file(partial)
            target.hardlink_to(partial)  # unlike a rename, never over another file
        finally:
            partial.unlink()
        sync_directory(target.parent)

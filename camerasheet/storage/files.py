"""Files that only their owner may read, and that are really on the disk when we say so."""

import logging
import os
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

PRIVATE_FILE: Final = 0o600
PRIVATE_DIRECTORY: Final = 0o700


def create_private(path: Path) -> None:
    """An empty file of mode 0600, whatever the umask. Raises ``FileExistsError``, ``OSError``.

    Made before SQLite opens it, because SQLite would make it 0644; and SQLite gives ``-wal`` and
    ``-shm`` the mode of the database.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE)
    try:
        os.fchmod(descriptor, PRIVATE_FILE)
    finally:
        os.close(descriptor)


def write_private(path: Path, content: bytes) -> None:
    """A new file of mode 0600 with ``content``, synced. Raises ``FileExistsError``, ``OSError``."""
    create_private(path)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync_directory(path.parent)


def make_private(path: Path) -> None:
    """Take everybody else's rights on a file away, if they have any. Raises ``OSError``."""
    if path.stat().st_mode & 0o077:
        path.chmod(PRIVATE_FILE)


def make_directory(path: Path) -> None:
    """A directory of mode 0700 with its missing parents; one that is there keeps its mode."""
    if path.is_dir():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(exist_ok=True)
    path.chmod(PRIVATE_DIRECTORY)


def discard(path: Path, *endings: str) -> None:
    """Remove a file of no further use, and those whose names are its own with such an ending.

    On a disk in trouble they stay, and that is only logged: whoever cleans up after a failure must
    not hide what it was. What stands under a name for unfinished files goes at the next start.
    """
    for each in (path, *(Path(f"{path}{ending}") for ending in endings)):
        try:
            each.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s could not be removed: %s", each, error.strerror)


def sync_file(path: Path) -> None:
    """Have the file's content on the disk before returning. Raises ``OSError``."""
    _sync(path, os.O_RDONLY)


def sync_directory(path: Path) -> None:
    """Have the directory's names (a file made, renamed, removed) on the disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

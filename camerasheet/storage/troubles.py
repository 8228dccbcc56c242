"""What the disk and SQLite complain about, as one plain sentence that says what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import exc as alchemy

from camerasheet.sheet.errors import (
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseMissing,
    StorageFailed,
    Trouble,
)
from camerasheet.storage.sqlite import DriverError, driver

_FULL = "The disk is full: {path} cannot be written. Free some space; nothing was changed."
_READ_ONLY = "{path} is on a read-only disk or may not be written. Make it writable and try again."
_DENIED = "{path} may not be used by this user. Give it to the user that runs the server."
_LOCKED = "{path} is locked by another program. Stop that program, or try again in a moment."
_CORRUPT = "{path} is damaged or not a camerasheet database. Bring back a snapshot of it."
_MISSING = "{path} is not there. Bring it back from a snapshot or the replica."
_UNREADABLE = "{path} cannot be opened. Check the disk and who may write the data directory."
_FAILED = "The disk failed while using {path}: {reason}. Nothing was changed."

_BY_ERRNO: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOTDIR: "{path} cannot be used: a part of it is a file, not a directory.",
    errno.EISDIR: "{path} is a directory where a file should be. Move it out of the way.",
}

_BY_SQLITE_CODE: Final[dict[int, tuple[type[Trouble], str]]] = {
    driver.SQLITE_FULL: (StorageFailed, _FULL),
    driver.SQLITE_READONLY: (StorageFailed, _READ_ONLY),
    driver.SQLITE_PERM: (StorageFailed, _DENIED),
    driver.SQLITE_BUSY: (DatabaseLocked, _LOCKED),
    driver.SQLITE_LOCKED: (DatabaseLocked, _LOCKED),
    driver.SQLITE_PROTOCOL: (DatabaseLocked, _LOCKED),
    driver.SQLITE_CORRUPT: (DatabaseCorrupt, _CORRUPT),
    driver.SQLITE_NOTADB: (DatabaseCorrupt, _CORRUPT),
    driver.SQLITE_CANTOPEN: (StorageFailed, _UNREADABLE),
    driver.SQLITE_IOERR: (StorageFailed, _FAILED),
    driver.SQLITE_NOMEM: (StorageFailed, _FAILED),
}


def translate(error: BaseException, path: Path) -> Trouble | None:
    """The trouble behind an error of SQLAlchemy, the driver or the operating system.

    None for what is no trouble of the disk: a broken constraint or a bug stays what it is.
    """
    if isinstance(error, Trouble):
        return error
    if isinstance(error, OSError):
        return _of_system(error, path)
    if isinstance(error, alchemy.TimeoutError):
        return DatabaseLocked(_LOCKED.format(path=path), path=str(path))
    if isinstance(error, alchemy.DBAPIError) and error.orig is not None:
        return _of_driver(error.orig, path)
    if isinstance(error, DriverError):
        return _of_driver(error, path)
    return None


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Around anything that touches ``path``: raises its troubles as ``Trouble``.

    What ``translate`` does not know goes through as it is.
    """
    try:
        yield
    except Exception as error:
        trouble = translate(error, path)
        if trouble is None or trouble is error:
            raise
        raise trouble from error


def _of_system(error: OSError, path: Path) -> Trouble:
    if error.errno == errno.ENOENT:
        return DatabaseMissing(_MISSING.format(path=path), path=str(path))
    sentence = _BY_ERRNO.get(error.errno or 0, _FAILED)
    reason = error.strerror or str(error)
    return StorageFailed(sentence.format(path=path, reason=reason), path=str(path))


def _of_driver(error: BaseException, path: Path) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF  # the upper bits only refine it
    if primary == driver.SQLITE_CANTOPEN and not path.exists():
        return DatabaseMissing(_MISSING.format(path=path), path=str(path))
    if primary not in _BY_SQLITE_CODE:
        return None
    kind, sentence = _BY_SQLITE_CODE[primary]
    return kind(sentence.format(path=path, reason=error), path=str(path))

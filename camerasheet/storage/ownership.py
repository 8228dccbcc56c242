"""One server owns the data directory.

Two would each keep the live state of a show in memory, and half the clients would miss the edits.
The lock is the kernel's: it goes with the process, however that ends, and leaves nothing to clean.
What is written in the file is a note of who has it; it is wiped out when they let go in good order
with every change folded into the databases. So a note without a holder tells of an end that was
not in order, or of changes that are only in a write-ahead log.
"""

import errno
import fcntl
import os
import weakref
from types import TracebackType
from typing import Self

from camerasheet.sheet.errors import DataInUse
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.files import PRIVATE_FILE
from camerasheet.storage.troubles import storage_errors
from camerasheet.storage.wal_index import have_log_read_again


class Ownership:
    """Held until ``release``, the end of the ``with`` block, or the end of the process."""

    def __init__(self, descriptor: int, data: DataDirectory, unfinished: bool) -> None:
        self._descriptor: int | None = descriptor
        self._data = data
        self.unfinished = unfinished
        """Whether the last owner was killed, or left changes in a write-ahead log. Whoever has
        seen to that may set it to False; else the note is left for the next."""
        # flock belongs to the open file, which a forked child shares: it would keep the directory
        # after our death. Closing the child's own descriptor leaves our lock alone. (A program
        # that is exec'ed never sees it: Python opens files close-on-exec.)
        mine = weakref.ref(self)
        os.register_at_fork(after_in_child=lambda: _close_in_child(mine()))

    def release(self) -> None:
        """Let somebody else own it. Nothing happens the second time."""
        if self._descriptor is not None and not self.unfinished and all_folded(self._data):
            os.ftruncate(self._descriptor, 0)
        self.forget()

    def forget(self) -> None:
        """Close the file, and leave what stands in it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def own(data: DataDirectory, role: str = "server") -> Ownership:
    """Take the directory, in the process that will use it (with gunicorn: the worker).

    ``role`` is what the next one is told is running, such as "server" or "camerasheet restore".
    After an end that was not in order SQLite is made to read the logs again (``wal_index.py``).
    Raises ``DataInUse`` at once when another process, or another part of this one, has it.
    """
    with storage_errors(data.lock):
        descriptor = os.open(data.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unfinished = bool(os.pread(descriptor, 1, 0))
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()} {role}\n".encode(), 0)
        except OSError as error:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
            os.close(descriptor)
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                raise _in_use(data, holder) from None
            raise
    if unfinished:
        for database in (data.control, *data.show_files()):
            have_log_read_again(database)
    return Ownership(descriptor, data, unfinished)


def all_folded(data: DataDirectory) -> bool:
    """Whether no database has changes that are only in its write-ahead log."""
    logs = [data.path / "control.db-wal", *data.shows.glob("*.db-wal")]
    try:
        return not any(path.stat().st_size for path in logs if path.exists())
    except OSError:
        return False


def _in_use(data: DataDirectory, holder: str) -> DataInUse:
    pid, _, role = holder.partition(" ")
    who = f"{role} (process {pid})" if pid.isdigit() else "another process"
    return DataInUse(
        f"{data.path} is in use by {who}. Stop it first, or set another CAMERASHEET_DATA.",
        path=str(data.path),
        pid=int(pid) if pid.isdigit() else None,
    )


def _close_in_child(ownership: Ownership | None) -> None:
    if ownership is not None:
        ownership.forget()

"""Having SQLite read a write-ahead log again, after a server was killed beside a sidecar.

A commit writes its frames into the log, has the disk keep them, and then notes the new end of the
log in the index that all processes share (``-shm``).  A server that is killed between the last two
has made a commit that the index does not know.  Alone it would be found by the next server, which
reads the log because nobody else has the index open.  But Litestream has: the index counts, and the
next server would write over frames that Litestream has replicated meanwhile.  From then on the
replica would hold a change that nobody has, or Litestream be stuck (``replica/freeing.py``).

The header of the index stands there twice, and where the two differ whoever comes next reads the
log again, under SQLite's own locks: that is how it recovers from a writer that died while it wrote
the header (https://sqlite.org/walformat.html, section 2.1).  So we have them differ.

Only while nobody writes: whoever is in a transaction would note its own end of the log over ours,
and until then nobody could read the log again, or anything.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import Final

from camerasheet.storage.troubles import storage_errors

_HEADER_BYTES: Final = 48
_CHANGES_AT: Final = 8
"""Where the header counts the transactions."""
_WRITE_LOCK_AT: Final = 120
"""The byte that is locked while somebody writes (section 2.3 there)."""
_WRITER_SECONDS: Final = 10.0
"""How long a transaction of Litestream's is waited for; they take milliseconds."""


def have_log_read_again(database: Path) -> None:
    """Before this process opens ``database`` for the first time, and while no other writes to it
    but Litestream.  Nothing happens without an index.  Raises ``Trouble``.

    Not later: closing the file would let go of SQLite's locks of this process.
    """
    index = Path(f"{database}-shm")
    if not index.exists():
        return
    with storage_errors(index), index.open("r+b", buffering=0) as shared:
        descriptor = shared.fileno()
        _keep_writers_out(descriptor)
        header = os.pread(descriptor, 2 * _HEADER_BYTES, 0)
        if len(header) < 2 * _HEADER_BYTES or header[:_HEADER_BYTES] != header[_HEADER_BYTES:]:
            return  # it will be read again as it is
        changed = bytes([header[_CHANGES_AT] ^ 0xFF])
        os.pwrite(descriptor, changed, _CHANGES_AT)


def _keep_writers_out(descriptor: int) -> None:
    """Keep others from writing until the file is closed, or give up after a while: then the one
    that hangs is not waited for by the server that starts, either."""
    until = time.monotonic() + _WRITER_SECONDS
    while True:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _WRITE_LOCK_AT)
        except (BlockingIOError, PermissionError):
            if time.monotonic() > until:
                return
            time.sleep(0.005)
        else:
            return

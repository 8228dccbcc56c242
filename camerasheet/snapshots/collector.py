"""Python's collector of cyclic garbage, kept out of the way of large sheets.

A full collection walks every object there is, with everybody waiting: a tenth of a second where a
restore has just made fifty thousand. Sheets hold no cycles, so there is nothing in them to find.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_waiting = 0


@contextmanager
def collector_waits() -> Iterator[None]:
    """No collection within the block; what is there at its end is never looked at again.

    Objects still go when nobody holds them. May be entered by many threads at once.
    """
    global _waiting  # the collector is the whole process's, and so is this
    with _lock:
        _waiting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _waiting -= 1
            if not _waiting:
                gc.freeze()
                gc.enable()

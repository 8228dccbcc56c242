"""The thread that answers requests for WebSockets.

An upgrade only computes.  Several threads at it would take Python's lock from one another, and from
the hub, at each system call; and a crew that comes back would keep all of them from everybody else.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

from camerasheet.serving.connection import Connection

AT_ONCE = 16
"""After so many, the worker is told: it wakes once for all of them."""

log = logging.getLogger(__name__)


class Upgrades:
    """A queue and its thread, which runs from the start to `stop`."""

    def __init__(
        self,
        handle: Callable[[Connection], object],
        done: Callable[[list[Connection]], object],
    ) -> None:
        """`handle` answers one request, and says whether another may follow on its connection.

        `done` is told whose requests have been answered. Both run on this thread.
        """
        self._handle = handle
        self._done = done
        self._waiting: queue.SimpleQueue[Connection | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="upgrade", daemon=True).start()

    def submit(self, connection: Connection) -> None:
        """Have its request answered."""
        self._waiting.put(connection)

    def stop(self) -> None:
        """End the thread, after what has been submitted."""
        self._waiting.put(None)

    def _run(self) -> None:
        going = True
        while going:
            batch = [self._waiting.get()]
            with suppress(queue.Empty):
                while len(batch) < AT_ONCE:
                    batch.append(self._waiting.get_nowait())
            going = None not in batch
            answered = [each for each in batch if each is not None]
            for connection in answered:
                try:
                    connection.keep = bool(self._handle(connection))
                except Exception:
                    connection.keep = False  # an earlier request may have left it True
                    log.exception("a request for a WebSocket failed")
            self._done(answered)

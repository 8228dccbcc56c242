"""The right of way: pages let edits pass.

Python runs one thread at a time. A thread that makes a page takes the interpreter from the hub
whenever the hub sends something, a thousand times while one edit goes out; so each page that is
being made then costs everybody's screen far more time than the page itself takes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

LOOK_SECONDS = 0.001
"""How often who waits looks whether the way is free."""


class RightOfWay:
    """The hub takes it; whoever computes on another thread gives it."""

    def __init__(self, more_coming: Callable[[], bool]) -> None:
        """`more_coming` says whether an edit is being decided."""
        self._more_coming = more_coming
        self.one_at_a_time: AbstractContextManager[object] = threading.Lock()
        """For what only computes, and for milliseconds: several would share the hub's time."""
        self._sending = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """For the hub, while it sends to everybody."""
        self._sending = True
        try:
            yield
        finally:
            self._sending = False

    def give(self, seconds: float) -> None:
        """Wait until no edit is on its way, at most so long."""
        until = time.monotonic() + seconds
        while (self._sending or self._more_coming()) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)

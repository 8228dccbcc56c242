"""The heartbeat: to a part of all clients at a time, or it would hold up an edit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from camerasheet.realtime.connection import Client

BEAT_SECONDS = 0.1
"""How far apart the parts are."""


class Pulse:
    """`due` is when the next part is, in monotonic seconds; never without a heartbeat."""

    def __init__(self, sign: Callable[[], bytes] | None, seconds: float) -> None:
        """`sign` gives the text message that everyone gets every `seconds`."""
        self._sign = sign
        self._parts = max(1, round(seconds / BEAT_SECONDS))
        self._seconds = seconds / self._parts
        self._part = 0
        self.due = math.inf

    def start(self, now: float) -> None:
        """From now on there is one, if there is to be any."""
        if self._sign is not None:
            self.due = now + self._seconds

    def sign(self) -> bytes:
        """The message."""
        assert self._sign is not None  # or it would never be due
        return self._sign()

    def beat(self, clients: Iterable[Client], now: float) -> list[Client]:
        """Whose turn it is."""
        self.due = now + self._seconds
        self._part = (self._part + 1) % self._parts
        return [each for each in clients if each.open and each.fd % self._parts == self._part]

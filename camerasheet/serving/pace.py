"""How slow a client may be."""

from __future__ import annotations

LEAST_RATE = 1024
"""Bytes a second that a client must take or give on average, once its patience is used up."""


class Pace:
    """A store of seconds: waiting for the client uses it up, and whatever moves refills it.

    A client that does nothing has `seconds`; one that keeps up `LEAST_RATE` has for ever; one in
    between runs out of them. What the server itself takes its time for is not held against it.
    """

    def __init__(self, seconds: float) -> None:
        """The store is full, and never holds more than `seconds`."""
        self._seconds = seconds
        self.left = seconds

    def waited(self, seconds: float) -> None:
        """The client was waited for."""
        self.left -= seconds

    def moved(self, count: int) -> None:
        """That many bytes came or went."""
        self.left = min(self._seconds, self.left + count / LEAST_RATE)

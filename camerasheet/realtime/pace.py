"""How long the hub reads and waits: batches grow under load, and nothing waits without it."""

from __future__ import annotations

from collections.abc import Callable

READING_SECONDS = 0.002
"""How long the hub reads from clients, at least, before it looks at what has been published."""

LONGEST_READING_SECONDS = 0.025
"""How long it reads at most: up to this, as long as the last fan-out took, so that under load a
batch grows until reading and sending take the same time."""

HOLD_SHARE, LONGEST_HOLD_SECONDS = 0.5, 0.01
"""What is ready waits for what is just being made at most so much of a fan-out's time: one round to
everybody instead of two."""


class Pace:
    """`fan_out_seconds` is what the last round to everybody took."""

    def __init__(self, more_coming: Callable[[], bool]) -> None:
        """`more_coming` says whether more is about to be published, within a few milliseconds."""
        self._more_coming = more_coming
        self.fan_out_seconds = 0.0
        self._until: float | None = None  # None while nothing is held

    @property
    def reading_seconds(self) -> float:
        """How long to read before looking up."""
        return min(LONGEST_READING_SECONDS, max(READING_SECONDS, self.fan_out_seconds))

    def holds(self, asked: int, now: float) -> float:
        """For how many more seconds what was asked shall wait for more; 0 when it shall go."""
        if not asked or not self._more_coming():
            return 0.0
        if self._until is None:
            self._until = now + min(LONGEST_HOLD_SECONDS, HOLD_SHARE * self.fan_out_seconds)
        return max(0.0, self._until - now)

    def go(self) -> None:
        """What was held goes now."""
        self._until = None

"""How long the hub reads before it looks up: batches grow under load, and nothing waits without."""

from __future__ import annotations

READING_SECONDS = 0.002
"""How long the hub reads from clients, at least, before it looks at what has been published."""

LONGEST_READING_SECONDS = 0.025
"""How long it reads at most: up to this, as long as the last fan-out took, so that under load a
batch grows until reading and sending take the same time."""


class Pace:
    """`fan_out_seconds` is what the last round to everybody took."""

    def __init__(self) -> None:
        self.fan_out_seconds = 0.0

    @property
    def reading_seconds(self) -> float:
        """How long to read before looking up."""
        return min(LONGEST_READING_SECONDS, max(READING_SECONDS, self.fan_out_seconds))

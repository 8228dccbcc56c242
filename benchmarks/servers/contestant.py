"""What the fan-out asks of everybody it measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from benchmarks.load.crowd import Door, Edit
from benchmarks.servers.process import ServerProcess

CUES, CAMERAS = 300, 8
"""The sheet that everybody has in the fan-out."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """A hello, and what the first message that answers it contains."""

    hello: str
    state_marker: str


@dataclass(slots=True)
class Running:
    """A contestant, ready to be started. ``edit`` makes the messages of its clients.

    ``back`` asks the running server what a client would say that comes back and has seen
    everything until now; None where the server knows only first visits. ``supervised``: the first
    process only looks after the one that serves, and starts another when it dies.
    """

    server: ServerProcess
    door: Door
    edit: Edit
    back: Callable[[], Greeting] | None = None
    supervised: bool = False


class Contestant(Protocol):
    """One line of the result."""

    @property
    def name(self) -> str:
        """As the table calls it."""

    def prepare(self, core: int | None) -> Running:
        """Make its data anew. The server is not started yet."""

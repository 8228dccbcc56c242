"""What the director tells everybody, and what they tell back: when to play, to settle, to go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tests.torture.evidence import Evidence


class Phase(Enum):
    """What everybody does now."""

    PLAY = auto()
    """Edit and misbehave."""
    SETTLE = auto()
    """Get every edit answered, then only listen; compare once the truth is known."""
    AWAY = auto()
    """Nobody is connected."""
    OVER = auto()
    """Nobody comes back."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What the tables hold at a quiet point: as JSON, and as a page drawn from them."""

    seq: int
    json: Any
    page: str


@dataclass
class Scene:
    """Where the server is (None while it is down), who may come in, and what is to be done."""

    token: str
    slug: str
    evidence: Evidence
    port: int | None = None
    phase: Phase = Phase.AWAY
    truth: Truth | None = None
    upheavals: int = 0
    """How often the server began or ceased to be killed: odd while it is, and comes back."""
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _reports: dict[tuple[str, str], bool] = field(default_factory=dict)

    def begin(self, phase: Phase) -> None:
        """The next phase, for everybody; what was reported in the last one is forgotten."""
        with self._changed:
            self._reports.clear()
            if phase is not Phase.SETTLE:
                self.truth = None
            self.phase = phase
            self._changed.notify_all()

    @contextmanager
    def upheaval(self) -> Iterator[None]:
        """The server is killed within, and started again: no connection can be relied upon."""
        self.upheavals += 1
        try:
            yield
        finally:
            self.upheavals += 1

    def calm_since(self, upheavals: int) -> bool:
        """Whether the server lived all the time since there were so many."""
        return upheavals % 2 == 0 and upheavals == self.upheavals

    def wait(self, seconds: float, phase: Phase) -> None:
        """Sleep so long, or until it is another phase."""
        with self._changed:
            self._changed.wait_for(lambda: self.phase is not phase, seconds)

    def report(self, phase: Phase, name: str, what: str) -> None:
        """Somebody has done what the phase asks for. Too late, it is not heard."""
        with self._changed:
            if self.phase is phase:
                self._reports[(name, what)] = True
                self._changed.notify_all()

    def missing(self, names: set[str], what: str, seconds: float) -> set[str]:
        """Wait until all of them have reported that; those who have not by then."""

        def left() -> set[str]:
            return {name for name in names if (name, what) not in self._reports}

        with self._changed:
            self._changed.wait_for(lambda: not left(), seconds)
            return left()

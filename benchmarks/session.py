"""One part of a run: how much of it is wanted, how long it may take, and where its plots go."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import ROOT

RESULTS = Path(__file__).with_name("results")
PICTURES = ROOT / "docs" / "images"
MESSAGE_CHARACTERS = 500

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Session:
    """``budget`` is in seconds. ``pictures`` is where plots are put; None: none are made.

    ``clients``, ``rounds`` and ``seconds`` are what was asked for by hand; None leaves the choice
    to the part.
    """

    budget: float
    quick: bool = False
    clients: int | None = None
    rounds: int | None = None
    seconds: float | None = None
    pictures: Path | None = None
    failures: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds since this part began."""
        return time.monotonic() - self.began

    def say(self, what: str) -> None:
        """One line of progress, with the part's time and its budget."""
        print(f"  [{self.elapsed:4.0f} of {self.budget:.0f} s] {what}", file=sys.stderr, flush=True)

    def turns(self, wanted: int, share: float = 1.0) -> Iterator[int]:
        """0, 1, … for rounds: the first always, another only while one more fits the budget.

        ``share`` is how much of the budget may be over when the last one ends. What was asked for
        by hand with ``rounds`` is done whatever it takes.
        """
        longest = 0.0
        for turn in range(self.rounds or wanted):
            before = self.elapsed
            if turn and self.rounds is None and before + longest > self.budget * share:
                self.say(f"no time for more than {turn} of {wanted} rounds")
                return
            yield turn
            longest = max(longest, self.elapsed - before)

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """What fails in here is noted in ``failures``, and the rest of the part goes on."""
        try:
            yield
        except Exception as error:
            log.exception("%s failed", what)
            said = str(error).strip().partition("\n")[0][:MESSAGE_CHARACTERS]
            self.failures.append(f"{what}: {type(error).__name__}: {said}")

    def picture(self, name: str) -> Path | None:
        """Where the plot of that name goes; None when none are made."""
        return None if self.pictures is None else self.pictures / f"performance-{name}.png"


def shown(path: Path | None, caption: str) -> str:
    """The Markdown for a plot in a file of ``results/``; nothing when there is none."""
    if path is None:
        return ""
    return f"![{caption}]({os.path.relpath(path, RESULTS)})"

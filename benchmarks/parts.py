"""What ``make bench`` measures, in its order, and how long each part may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from benchmarks.session import Session

Measure = Callable[[Session], str]


@dataclass(frozen=True, slots=True)
class Part:
    """``module`` has a function ``run`` that takes a :class:`Session` and gives Markdown.

    ``seconds`` and ``quick_seconds`` are budgets: rounds are left out to keep them.
    """

    title: str
    module: str
    seconds: float
    quick_seconds: float

    def run(self) -> Measure:
        """Its function. Imported when it runs: a part that cannot be imported fails alone."""
        measure: Measure = import_module(self.module).run
        return measure


PARTS: dict[str, Part] = {
    "fanout": Part("Fan-out", "benchmarks.fanout.main_size", 440, 48),
    "fanout-sizes": Part("Fan-out by size", "benchmarks.fanout.sizes", 390, 24),
    "ceiling": Part("The highest rate", "benchmarks.fanout.ceiling", 95, 16),
    "company": Part("In bad company", "benchmarks.fanout.company", 300, 16),
    "big-grid": Part("A sheet of 1,500 × 12", "benchmarks.big_grid", 125, 26),
    "tab": Part("A tab after an hour of edits", "benchmarks.tab", 80, 12),
    "snapshots": Part("Snapshots", "benchmarks.snapshots", 290, 14),
    "standing": Part("Start-up, memory, size", "benchmarks.standing", 60, 16),
}
"""By name. The budgets add up to less than 30 minutes, and than 3 minutes when quick."""

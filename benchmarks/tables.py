"""Samples of several rounds, and the Markdown that shows them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median

DISTURBED = 0.1
"""CPUs that others used: above this, a run is not to be relied on."""


def number(value: float) -> str:
    """With as many digits as mean something."""
    if math.isnan(value):
        return "–"
    if abs(value) >= 10_000:
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def middle(values: Sequence[float]) -> float:
    """The median of what was measured; not a number when nothing was."""
    known = [value for value in values if not math.isnan(value)]
    return median(known) if known else math.nan


def spread(values: Sequence[float]) -> str:
    """The median, and from where to where the rounds went."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return "–"
    if len(known) == 1:
        return number(known[0])
    return f"{number(median(known))} ({number(min(known))}–{number(max(known))})"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median over the rounds of ours to theirs: each round is compared with itself."""
    pairs = zip(ours, theirs, strict=False)
    return middle([a / b for a, b in pairs if b and not math.isnan(a) and not math.isnan(b)])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def verdict(value: float, limit: float, *, at_least: bool = False) -> str:
    """Whether a target is met."""
    if math.isnan(value):
        return "not measured"
    return "met" if (value >= limit if at_least else value <= limit) else "**missed**"

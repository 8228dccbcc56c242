"""Whether a series of samples stays where it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def slope(points: Sequence[tuple[float, float]]) -> float:
    """How much y grows for each 1 of x: the median of the slopes between all pairs (Theil, Sen).

    A few wild samples do not move it, which they do with least squares. Not a number for less than
    two different x.
    """
    slopes = [
        (y2 - y1) / (x2 - x1)
        for at, (x1, y1) in enumerate(points)
        for x2, y2 in points[at + 1 :]
        if x2 != x1
    ]
    return median(slopes) if slopes else math.nan


@dataclass(frozen=True, slots=True)
class Bound:
    """What a series may grow by over a run: the larger of a share of its median and a fixed
    amount, which is for series so small that noise is a large share."""

    share: float
    amount: float

    def of(self, values: Sequence[float]) -> float:
        """In the unit of the series. Not a number for an empty one."""
        return max(self.share * median(values), self.amount) if values else math.nan


@dataclass(frozen=True, slots=True)
class Judged:
    """``growth`` is the slope over the whole span, ``most`` what it may be at most."""

    growth: float
    most: float

    @property
    def flat(self) -> bool:
        """Whether it did not grow; to shrink is allowed. False when there is nothing to judge."""
        return self.growth <= self.most


def judge(points: Sequence[tuple[float, float]], bound: Bound) -> Judged:
    """The trend of a series against its bound."""
    known = [(x, y) for x, y in points if math.isfinite(y)]
    span = known[-1][0] - known[0][0] if known else math.nan
    return Judged(slope(known) * span, bound.of([y for _, y in known]))

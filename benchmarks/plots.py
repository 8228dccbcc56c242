"""Plots, made by matplotlib: ``pip install -r benchmarks/requirements.txt``, as make bench does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Points = Sequence[tuple[float, float]]

COLOURS = ("#0b6e99", "#d1495b", "#edae49", "#66a182", "#574b90", "#444444")
MARKS = ("o", "s", "^", "D", "v", "x")
DOTS_PER_INCH = 110


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes. ``limit`` is a target, drawn as a broken line."""

    title: str
    across: str
    up: str
    series: Mapping[str, Points]
    limit: float | None = None
    logarithmic: bool = False
    from_zero: bool = True
    marked: bool = True


def draw(path: Path | None, panels: Sequence[Panel], *, columns: int = 2) -> Path | None:
    """Draw panels into a PNG and give its path back; None for None, and when nothing is known."""
    known = [panel for panel in panels if any(_finite(each) for each in panel.series.values())]
    if path is None or not known:
        return None
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    columns = min(columns, len(known))
    rows = math.ceil(len(known) / columns)
    figure, axes = pyplot.subplots(
        rows, columns, figsize=(5.6 * columns, 3.6 * rows), squeeze=False, layout="constrained"
    )
    places: list[Any] = [place for line in axes for place in line]
    for place, panel in zip(places, known, strict=False):
        _fill(place, panel)
    for place in places[len(known) :]:
        place.set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=DOTS_PER_INCH)
    pyplot.close(figure)
    return path


def _finite(points: Points) -> list[tuple[float, float]]:
    return [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]


def _fill(place: Any, panel: Panel) -> None:
    for index, (name, points) in enumerate(panel.series.items()):
        finite = _finite(points)
        if finite:
            mark = MARKS[index % len(MARKS)] if panel.marked else ""
            colour = COLOURS[index % len(COLOURS)]
            place.plot(*zip(*finite, strict=True), marker=mark, color=colour, label=name, ms=4)
    if panel.limit is not None:
        place.axhline(panel.limit, color="#777777", linestyle="--", linewidth=1, label="target")
    place.margins(y=0.12)
    place.set_title(panel.title, fontsize=10)
    place.set_xlabel(panel.across, fontsize=9)
    place.set_ylabel(panel.up, fontsize=9)
    place.tick_params(labelsize=8)
    place.grid(alpha=0.3)
    if panel.logarithmic:
        place.set_yscale("log")
    elif panel.from_zero:
        place.set_ylim(bottom=0)
    place.set_xlim(left=0)
    place.legend(fontsize=7)

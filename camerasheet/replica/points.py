"""Which moments of a database the replica can bring back, and how exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from camerasheet.replica.program import LtxFile
from camerasheet.sheet.errors import Malformed, ReplicaEmpty

SNAPSHOT_LEVEL: Final = 9
PRECISION: Final = {0: 1, 1: 30, 2: 300, 3: 3600, SNAPSHOT_LEVEL: 3600}
"""Seconds between the states that a level holds: `levels` in litestream.yml."""
TICK: Final = timedelta(seconds=1)
"""The listing's times are cut off to whole seconds."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``since`` on, up to the next span or the end, a state every ``seconds`` or oftener."""

    since: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Point:
    """A state that can be brought back exactly: after that transaction."""

    at: datetime
    txid: int

    def as_json(self) -> dict[str, Any]:
        """The point for programs."""
        return {"at": self.at.isoformat(), "txid": self.txid}


@dataclass(frozen=True, slots=True)
class Window:
    """What there is of one database, ``first`` to ``last``; ``spans`` oldest first, none empty.

    ``points`` are newest first.
    """

    first: datetime
    last: Point
    spans: tuple[Span, ...]
    points: tuple[Point, ...]

    def as_json(self, most: int) -> dict[str, Any]:
        """The window for programs, with at most so many points."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.at.isoformat(),
            "precision": [
                {"since": span.since.isoformat(), "seconds": span.seconds} for span in self.spans
            ],
            "points": [point.as_json() for point in self.points[:most]],
            "count": len(self.points),
        }

    def said(self) -> str:
        """The window in a sentence, in UTC."""
        return f"The replica goes back from now to {_clock(self.first)}: {self.precision()}."

    def precision(self) -> str:
        """How exact it is: “to the second until …, then to 30 s”."""
        newest, *older = reversed(self.spans)
        text = f"to {_each(newest.seconds)}"
        before = newest
        for span in older:
            text += f" until {_clock(before.since)}, then to {_each(span.seconds)}"
            before = span
        return text

    def check(self, at: datetime, now: datetime) -> datetime:
        """``at``. Raises ``Malformed``, saying what there is, for another time than that."""
        if at > now:
            raise Malformed(f"{_clock(at)} has not been yet. {self.said()}", **self._bounds())
        if at < self.first:
            raise Malformed(f"{_clock(at)} is too long ago. {self.said()}", **self._bounds())
        return at

    def _bounds(self) -> dict[str, object]:
        return {"first": self.first.isoformat(), "last": self.last.at.isoformat()}


def window_of(files: Sequence[LtxFile]) -> Window:
    """What the files of a database can bring back. Raises ``ReplicaEmpty`` for none.

    A state needs a full copy from before it; the very first transactions need none.
    """
    starts = [f.at for f in files if f.level == SNAPSHOT_LEVEL or f.first == 1]
    if not starts:
        raise ReplicaEmpty("The replica has nothing of this show yet.")
    first = min(starts)
    last = max(files, key=lambda file: (file.last, file.at))
    points: dict[int, Point] = {}
    for file in files:
        if file.at >= first:
            known = points.get(file.last)
            at = min(known.at, file.at) if known else file.at
            points[file.last] = Point(at, file.last)
    newest_first = tuple(points[txid] for txid in sorted(points, reverse=True))
    return Window(first, Point(last.at, last.last), _spans(files, first), newest_first)


def _spans(files: Sequence[LtxFile], first: datetime) -> tuple[Span, ...]:
    """From when on each level is there, the finest one first; coarser ones go further back."""
    spans: list[Span] = []
    for level in sorted(PRECISION):
        began = min((file.at for file in files if file.level == level), default=None)
        if began is None:
            continue
        began = max(began, first)
        if not spans or began < spans[-1].since - TICK:
            spans.append(Span(began, PRECISION[level]))
    oldest = spans[-1]
    spans[-1] = Span(min(oldest.since, first), oldest.seconds)
    return tuple(reversed(spans))


def _each(seconds: int) -> str:
    if seconds == 1:
        return "the second"
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 3600 else "the hour"


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"

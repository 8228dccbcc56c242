"""Moments in words: "in 3 days", "2 minutes ago", and exactly."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from camerasheet.storage.clock import utc_now

_LENGTHS = ((86_400, "day"), (3600, "hour"), (60, "minute"))


def relative(moment: datetime, now: datetime) -> str:
    """How far a moment is from now, in the largest unit of which there are two, or one."""
    seconds = (moment - now).total_seconds()
    distance = abs(seconds)
    for length, word in _LENGTHS:
        if distance >= length * (2 if length > 60 else 1):
            count = int(distance / length + 0.5)
            words = f"{count} {word}{'' if count == 1 else 's'}"
            return f"in {words}" if seconds > 0 else f"{words} ago"
    return "in less than a minute" if seconds > 0 else "just now"


def exact(moment: datetime) -> str:
    """The moment for everybody everywhere."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def install(app: Flask) -> None:
    """Give templates the filters ``relative`` and ``exact``."""
    app.jinja_env.filters["relative"] = lambda moment: relative(moment, utc_now())
    app.jinja_env.filters["exact"] = exact

"""What time it is, given to those who need it rather than read by them."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment with a time zone, UTC."""


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


def milliseconds() -> int:
    """The real clock, in milliseconds since 1970 in UTC, as the databases and the wire have it."""
    return time.time_ns() // 1_000_000

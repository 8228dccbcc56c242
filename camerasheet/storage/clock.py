"""What time it is, given to those who need it rather than read by them.

Nobody else asks the machine (`tests/storage/test_clock.py`): so one place is enough to turn the
clock of the whole program, as `make torture` does. Durations are measured with `time.monotonic`.
"""

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

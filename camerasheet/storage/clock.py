"""What time it is, given to those who need it rather than read by them."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment with a time zone, UTC."""


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)

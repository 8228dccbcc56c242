"""``python -m tests.recovery.clockwork FILE …``: camerasheet with its clock so many seconds ahead
as the file says at every look.

Only our own clock jumps. Litestream is a program of its own, whose clock nobody can turn without
turning the machine's.
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from camerasheet.storage import clock

FILE = Path(sys.argv.pop(1))


def ahead() -> float:
    """How far, in seconds."""
    return float(FILE.read_text() or 0)


def milliseconds() -> int:
    """As ``clock.milliseconds``."""
    return time.time_ns() // 1_000_000 + int(ahead() * 1000)


def utc_now() -> datetime:
    """As ``clock.utc_now``."""
    return datetime.now(UTC) + timedelta(seconds=ahead())


if __name__ == "__main__":
    # Before anything else is imported that takes them from there.
    clock.milliseconds = milliseconds
    clock.utc_now = utc_now
    from camerasheet.cli import main

    main()

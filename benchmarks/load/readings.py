"""What a process tree and the machine's cores have used, read from /proc."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Usage:
    """Sums over a process and its descendants. Memory is the proportional set size."""

    cpu_seconds: float
    memory_kib: int
    threads: int
    descriptors: int


def tree(pid: int) -> list[int]:
    """A process and its descendants, parents first."""
    found, to_see = [], [pid]
    while to_see:
        each = to_see.pop()
        found.append(each)
        with suppress(OSError):
            for task in (PROC / str(each) / "task").iterdir():
                to_see += map(int, (task / "children").read_text().split())
    return found


def usage(pid: int) -> Usage:
    """What they have used so far, and hold now."""
    nanoseconds = memory = threads = descriptors = 0
    for each in tree(pid):
        with suppress(OSError):
            place = PROC / str(each)
            tasks = list((place / "task").iterdir())
            threads += len(tasks)
            # Finer than the clock ticks of "stat", and without the threads that have ended.
            nanoseconds += sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)
            memory += _pss(place)
            descriptors += len(list((place / "fd").iterdir()))
    return Usage(nanoseconds / 1e9, memory, threads, descriptors)


def _pss(place: Path) -> int:
    for line in (place / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def busy_seconds() -> float:
    """CPU seconds that all cores together have worked since the machine started."""
    with Path("/proc/stat").open() as stat:
        values = [int(word) for word in stat.readline().split()[1:9]]
    return (sum(values) - values[3] - values[4]) / TICKS

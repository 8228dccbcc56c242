"""What a server's worker process holds."""

from __future__ import annotations

from pathlib import Path

from tests.support.live import LiveServer


def descriptors(server: LiveServer) -> int:
    """How many files and sockets it has open."""
    return sum(1 for _ in Path(f"/proc/{_pid(server)}/fd").iterdir())


def threads(server: LiveServer) -> int:
    """How many threads it has."""
    return sum(1 for _ in Path(f"/proc/{_pid(server)}/task").iterdir())


def megabytes(server: LiveServer) -> float:
    """What it holds in memory."""
    lines = Path(f"/proc/{_pid(server)}/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmRSS"))
    return int(found.split()[1]) / 1024


def _pid(server: LiveServer) -> int:
    (pid,) = server.workers()
    return pid

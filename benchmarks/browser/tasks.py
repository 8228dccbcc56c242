"""What the page's main thread did, read from Chromium's trace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

CATEGORIES = ["toplevel"]
TASK = "ThreadControllerImpl::RunTask"


@dataclass(frozen=True, slots=True)
class Task:
    """How long it took, and how much of that it was given the processor for, in ms."""

    wall: float
    processor: float


def tasks_of(trace: bytes) -> Sequence[Task]:
    """Every task of the threads that run pages.

    The second number is what remains of a long task on a machine with nothing else to do.
    """
    events = json.loads(trace)["traceEvents"]
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [
        Task(event.get("dur", 0) / 1000, event.get("tdur", 0) / 1000)
        for event in events
        if event.get("name") == TASK and (event["pid"], event["tid"]) in pages
    ]

"""The server has one core, the crowd another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

GENERATOR_CORE, SERVER_CORE = 0, 1


def server_core() -> int | None:
    """The server's; None where there are fewer than two."""
    available = sorted(os.sched_getaffinity(0))
    return available[SERVER_CORE] if len(available) > 1 else None


@contextmanager
def on_the_crowds_core() -> Iterator[bool]:
    """Stay on the crowd's core meanwhile; whether there is one. Processes begun here stay, too,
    but for a ``ServerProcess``, which goes to the core that it was given."""
    before = os.sched_getaffinity(0)
    if len(before) > 1:
        os.sched_setaffinity(0, {sorted(before)[GENERATOR_CORE]})
    try:
        yield len(before) > 1
    finally:
        os.sched_setaffinity(0, before)

"""Connections that wait for something, the longest waiting first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any


class Waiting:
    """Connections and when each has waited long enough.  All wait equally long.

    An OrderedDict, since the oldest is looked at all the time, and any may leave at any time.
    """

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._until: OrderedDict[Any, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._until)

    def __contains__(self, connection: object) -> bool:
        return connection in self._until

    def add(self, connection: Any, until: float) -> None:
        """Let it wait until then, in seconds of the monotonic clock."""
        self._until[connection] = until

    def discard(self, connection: Any) -> bool:
        """It waits no more; whether it did."""
        return self._until.pop(connection, None) is not None

    def oldest(self) -> Any | None:
        """Who waits longest, or None."""
        return next(iter(self._until), None)

    def all(self) -> list[Any]:
        """Everybody, the longest waiting first."""
        return list(self._until)

    def overdue(self, now: float, *, no_later_than: float | None = None) -> Iterator[Any]:
        """Everybody who has waited long enough, or who would have by `no_later_than`."""
        while self._until:
            connection, until = next(iter(self._until.items()))
            if now < (until if no_later_than is None else min(until, no_later_than)):
                return
            del self._until[connection]
            yield connection

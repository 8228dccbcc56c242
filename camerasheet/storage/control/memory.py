"""Remembering what was looked up, so that a whole crew can reconnect within a second."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

REMEMBER_FOR: Final = timedelta(minutes=1)
REMEMBER_AT_MOST: Final = 10_000

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Remembered(Generic[Found]):
    found: Found
    until: datetime


class Memory(Generic[Found]):
    """What look-ups found, by their keys. For any thread.

    It is forgotten whenever something changes, and after a minute at any rate, so that a change
    made to the file by other means is noticed too. That nothing was found is not remembered, or
    guesses would push out what is there.
    """

    def __init__(self, at_most: int = REMEMBER_AT_MOST) -> None:
        """``at_most``: how many are remembered; the oldest goes first."""
        self._at_most = at_most
        self._lock = threading.Lock()
        self._remembered: dict[str, _Remembered[Found]] = {}
        self._changes = 0

    def __len__(self) -> int:
        return len(self._remembered)

    def recall(self, key: str, now: datetime, look_up: Callable[[], Found | None]) -> Found | None:
        """What is remembered of ``key``, else what ``look_up`` finds (or raises)."""
        with self._lock:
            remembered = self._remembered.get(key)
            changes = self._changes
        if remembered is not None and now < remembered.until:
            return remembered.found
        found = look_up()
        with self._lock:
            if changes == self._changes:  # else what we found may be what was before
                self._keep(key, found, now)
        return found

    def forget(self) -> None:
        """Look everything up anew from now on. To be called after the change is committed."""
        with self._lock:
            self._changes += 1
            self._remembered.clear()

    def _keep(self, key: str, found: Found | None, now: datetime) -> None:
        self._remembered.pop(key, None)
        if found is None:
            return
        if len(self._remembered) >= self._at_most:
            self._remembered.pop(next(iter(self._remembered)))
        self._remembered[key] = _Remembered(found, now + REMEMBER_FOR)

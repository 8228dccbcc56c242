"""What the services of control.db share: the file, the clock, and who hears of changed rights."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection
from ulid import ULID

from camerasheet.storage.clock import Clock
from camerasheet.storage.engine import Database


class ControlStore:
    """Given to every service of ``ControlDatabase``, and to nobody outside."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self._clock = clock
        self.changed: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The present moment, in the whole milliseconds that the file keeps."""
        now = self._clock()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def new_id(self) -> str:
        """A ULID of now: sorts by when it was made."""
        return str(ULID.from_datetime(self.now()))

    def reading(self) -> AbstractContextManager[Connection]:
        """One moment of the file."""
        return self.database.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction. Not to be nested."""
        return self.database.writing()

    def rights_changed(self) -> None:
        """Tell everybody, after the commit. All are told, even when telling one fails.

        Raises an ``ExceptionGroup`` of what the callbacks raised.
        """
        failures = []
        for callback in list(self.changed):
            try:
                callback()
            except Exception as failure:  # noqa: BLE001  (raised below, when all have been told)
                failures.append(failure)
        if failures:
            raise ExceptionGroup("not everybody could be told that rights changed", failures)

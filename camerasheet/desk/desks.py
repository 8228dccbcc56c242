"""Every show's desk: opened when somebody first comes, closed with the server."""

import threading
from collections.abc import Callable

from camerasheet.desk.desk import Desk
from camerasheet.desk.slips import Committed
from camerasheet.sheet.errors import ShuttingDown
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.engine import open_database
from camerasheet.storage.migrate import DatabaseKind, create, upgrade
from camerasheet.storage.show.sheets import start_sheet

Publish = Callable[[str, Committed], None]


class Desks:
    """The desks of a data directory, by show id."""

    def __init__(
        self,
        data: DataDirectory,
        *,
        publish: Publish,
        opened: Callable[[Desk], None],
        clock: Callable[[], int],
        new_id: Callable[[], str],
        slow_query_ms: float | None = None,
    ) -> None:
        """``opened`` gets every desk before its first edit; ``publish`` all that it commits.

        See :class:`Desk` for the rest.
        """
        self._data = data
        self._publish = publish
        self._opened = opened
        self._clock = clock
        self._new_id = new_id
        self._slow_query_ms = slow_query_ms
        self._desks: dict[str, Desk] = {}
        self._lock = threading.Lock()
        self._closed = False

    def create(self, show_id: str) -> None:
        """Make the file of a new show. Raises ``AlreadyExists``, ``Trouble``."""
        path = self._data.show_file(show_id)
        create(path, DatabaseKind.SHOW)
        database = open_database(path)
        try:
            with database.writing() as connection:
                start_sheet(connection, show_id, self._new_id(), self._clock())
        finally:
            database.dispose()

    def open(self, show_id: str) -> Desk:
        """The desk of a show. Raises ``DatabaseMissing`` and other ``Trouble``."""
        desk = self._desks.get(show_id)
        if desk is not None:
            return desk
        with self._lock:
            if self._closed:
                raise ShuttingDown("The server is shutting down. Try again in a moment.")
            if show_id not in self._desks:
                self._desks[show_id] = self._open(show_id)
            return self._desks[show_id]

    def _open(self, show_id: str) -> Desk:
        path = self._data.show_file(show_id)
        upgrade(path, DatabaseKind.SHOW, backups=self._data.backups_of(path))
        database = open_database(path, slow_query_ms=self._slow_query_ms)
        desk = Desk(
            database,
            publish=lambda committed: self._publish(show_id, committed),
            clock=self._clock,
            new_id=self._new_id,
        )
        self._opened(desk)
        return desk

    def all_open(self) -> list[Desk]:
        """The desks that are open now."""
        return list(self._desks.values())

    def close(self) -> None:
        """Close every desk; what has queued is committed and answered first."""
        with self._lock:
            self._closed = True
            desks, self._desks = list(self._desks.values()), {}
        for desk in desks:
            desk.close()

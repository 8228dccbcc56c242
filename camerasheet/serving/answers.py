"""Answers on their way to clients that do not take them at once."""

from __future__ import annotations

import selectors
from collections.abc import Callable
from typing import Any, Protocol

from camerasheet.serving.connection import Connection
from camerasheet.serving.patient import PatientSocket
from camerasheet.serving.waiting import Waiting

UNSENT_BYTES = 64 * 1024 * 1024
"""How much may wait for clients that do not take their answers; then the oldest ones go."""


class Watcher(Protocol):
    """Who has the loop that sees when a socket is ready."""

    def watch(self, connection: Connection, event: int, callback: Any) -> None:
        """Call `callback` with the connection and its socket whenever `event` is there."""

    def unwatch(self, connection: Connection) -> None:
        """No more."""


class Answers:
    """Those that are being sent."""

    def __init__(
        self,
        watcher: Watcher,
        *,
        done: Callable[[Connection], None],
        lost: Callable[[Connection], None],
    ) -> None:
        """`done` is told of each connection whose answer is out, `lost` of each given up."""
        self._watcher, self._done, self._lost = watcher, done, lost
        self._sending = Waiting()
        self._unsent = 0

    def send(self, connection: Connection) -> None:
        """What the thread that made the answer could not send."""
        left = len(connection.sock.unsent)
        if not left:
            self._done(connection)
            return
        self._unsent += left
        self._sending.add(connection, 0.0)  # its socket knows how long it may take
        self._watcher.watch(connection, selectors.EVENT_WRITE, self._on_sendable)
        while self._unsent > UNSENT_BYTES:
            self._give_up(self._sending.oldest())

    def sweep(self, seconds: float) -> None:
        """So many have passed: give up those that were too slow."""
        for connection in self._sending.all():
            connection.sock.sending.waited(seconds)
            if connection.sock.sending.left <= 0:
                self._give_up(connection)

    def close_all(self) -> None:
        """Wait for nobody."""
        for connection in self._sending.all():
            self._sending.discard(connection)
            connection.close()

    def _on_sendable(self, connection: Connection, sock: PatientSocket) -> None:
        if connection not in self._sending:
            return  # given up since the loop was told of it
        try:
            self._unsent -= sock.flush()
        except OSError:
            self._give_up(connection)
            return
        if not sock.unsent:
            self._sending.discard(connection)
            self._watcher.unwatch(connection)
            self._done(connection)

    def _give_up(self, connection: Any) -> None:
        self._sending.discard(connection)
        self._watcher.unwatch(connection)
        self._unsent -= len(connection.sock.unsent)
        self._lost(connection)

"""Connections that are done: closed when the client closes them, or soon.

Closing a socket with unread bytes in it takes back what is still on its way to the client: the last
answer would be lost.  gunicorn waits for the client here, in the loop that serves everybody.
"""

from __future__ import annotations

import selectors
import socket
import time
from functools import partial

from camerasheet.serving.connection import Connection
from camerasheet.serving.patient import PatientSocket
from camerasheet.serving.waiting import Waiting

LINGER_SECONDS = 2.0
LINGER_BYTES = 64 * 1024
MOST = 512
"""How many linger; beyond that the oldest is closed at once."""

READ_BYTES = 16 * 1024


class Departures:
    """The connections that linger."""

    def __init__(self) -> None:
        """Nobody does yet."""
        self.poller: selectors.BaseSelector
        self._leaving = Waiting()

    def add(self, connection: Connection, *, briefly: bool = False) -> bool:
        """Say that nothing more comes, and wait for the client to close.

        `briefly`: the oldest one goes for it.  False when there is nobody to wait for: the client
        went, or its socket was handed over.
        """
        try:
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return False
        self._leaving.add(connection, time.monotonic() + LINGER_SECONDS)
        self.poller.register(
            connection.sock, selectors.EVENT_READ, partial(self._on_readable, connection)
        )
        if briefly or len(self._leaving) > MOST:
            self._close(self._leaving.oldest())
        return True

    def sweep(self, now: float) -> None:
        """Close those that have had time enough."""
        for connection in self._leaving.overdue(now):
            self._close(connection)

    def close_all(self) -> None:
        """Wait for nobody."""
        for connection in self._leaving.all():
            self._close(connection)

    def _on_readable(self, connection: Connection, sock: PatientSocket) -> None:
        if connection not in self._leaving:
            return  # closed since the loop was told of it
        try:
            data = sock.receive_now(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        connection.lingered += len(data)
        if not data or connection.lingered > LINGER_BYTES:
            self._close(connection)

    def _close(self, connection: Connection | None) -> None:
        if connection is not None:
            self._leaving.discard(connection)
            self.poller.unregister(connection.sock)
            connection.close()

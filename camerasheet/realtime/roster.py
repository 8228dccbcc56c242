"""The connected clients: sending to them, and seeing them off.

Everything here runs on the hub's thread.  Nothing here calls the application: who is gone is
noted in `gone`, and the hub tells its handler when no other call is under way.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from camerasheet.realtime import frames
from camerasheet.realtime.connection import Client
from camerasheet.realtime.rooms import Members, Rooms
from camerasheet.realtime.sending import BROKEN, Unfinished, send_to_all

READ = selectors.EVENT_READ
WRITE = selectors.EVENT_WRITE

GOODBYE_SECONDS = 5.0
"""How long a client that was sent a close frame has to close its end."""


@dataclass(slots=True)
class Stats:
    """Counters since the hub was made; `clients` is as of now."""

    clients: int = 0
    adopted: int = 0
    refused: int = 0  # the hub was full, or stopping
    dropped_slow: int = 0
    frames_sent: int = 0
    bytes_sent: int = 0
    messages_received: int = 0
    batches: int = 0  # items / batches is how much batching there was
    items: int = 0


class Roster:
    """All clients the hub owns, watched by its selector."""

    def __init__(self, queue_limit: int, stall_seconds: float) -> None:
        """See Hub for both limits."""
        self.selector: selectors.BaseSelector
        self.clients: Members = {}
        self.rooms = Rooms()
        self.gone: deque[Client] = deque()
        self.stats = Stats()
        self._queue_limit = queue_limit
        self._stall_seconds = stall_seconds
        self._timed: set[Client] = set()  # those with something waiting, and those closing

    def open(self) -> None:
        """Make the selector, in the process that is to use it."""
        self.selector = selectors.DefaultSelector()

    @property
    def anyone_timed(self) -> bool:
        """Whether `sweep` has anyone to look at."""
        return bool(self._timed)

    def add(self, client: Client) -> None:
        """Start serving `client`.  Raises OSError when its connection is already lost."""
        self._watch(client)
        client.open = True
        self.stats.adopted += 1

    def refuse(self, client: Client, code: int, reason: str) -> None:
        """Close `client` without serving it first.  Raises OSError like `add`."""
        self._watch(client)
        self.stats.refused += 1
        self._say_goodbye(client, code, reason)

    def send(self, client: Client, frame: bytes) -> None:
        """Send `frame` to one client, after everything it was sent before."""
        if client.open:
            self.send_all((client,), frame)

    def send_all(self, clients: Collection[Client], frame: bytes) -> None:
        """Send one frame to `clients`, all of them open."""
        unfinished = send_to_all(clients, frame)
        self.stats.frames_sent += len(clients)
        self.stats.bytes_sent += len(clients) * len(frame)
        if unfinished:
            self._finish_later(unfinished, frame)

    def say(self, client: Client, message: frames.Message) -> None:
        """Send `message` to one client, as it has agreed to get it."""
        self.send(client, message.compressed if client.deflate else message.plain)

    def say_to_all(self, clients: Collection[Client], message: frames.Message) -> None:
        """Send `message` to `clients`, all of them open, as each has agreed to get it."""
        if not message.large:
            self.send_all(clients, message.plain)
            return
        for deflate in (True, False):
            some = [client for client in clients if client.deflate is deflate]
            if some:
                self.send_all(some, message.compressed if deflate else message.plain)

    def flush(self, client: Client, now: float) -> None:
        """The kernel takes more for `client` now."""
        try:
            if not client.flush(now):
                return
        except OSError:
            self.drop(client)
            return
        self.selector.modify(client.sock, READ, client)
        if client.closing_until:
            self._hang_up(client)
        else:
            self._timed.discard(client)

    def close(self, client: Client, code: int | None, reason: str = "") -> None:
        """Send what waits for `client`, then a close frame; then wait for it to close its end.

        For the application it is gone from now on.  Closing what is not open does nothing.
        """
        if client.open:
            self._depart(client)
            self._say_goodbye(client, code, reason)

    def drop(self, client: Client) -> None:
        """Forget `client` and close its socket, without a word."""
        if client not in self.clients:
            return
        if client.open:
            self._depart(client)
        del self.clients[client]
        self.stats.clients = len(self.clients)
        self._timed.discard(client)
        self.selector.unregister(client.sock)
        client.hang_up()

    def sweep(self, now: float) -> None:
        """Drop those who have taken nothing for too long, and those who do not say goodbye."""
        for client in list(self._timed):
            if client.closing_until:
                if now >= client.closing_until:
                    self.drop(client)
            elif now >= client.moved_at + self._stall_seconds:
                self.stats.dropped_slow += 1
                self.drop(client)

    def shut(self) -> None:
        """Drop everyone and let go of the selector."""
        for client in list(self.clients):
            self.drop(client)
        self.selector.close()

    def _watch(self, client: Client) -> None:
        client.tune(self._stall_seconds)
        self.selector.register(client.sock, READ, client)
        self.clients[client] = None
        self.stats.clients = len(self.clients)

    def _finish_later(self, unfinished: Unfinished, frame: bytes) -> None:
        now = time.monotonic()
        for client, sent in unfinished:
            if sent == BROKEN:
                self.drop(client)
                continue
            client.hold(frame, sent, now)
            if client.backlog > self._queue_limit:
                self.stats.dropped_slow += 1
                self.drop(client)
            elif client not in self._timed:
                self._timed.add(client)
                self.selector.modify(client.sock, READ | WRITE, client)

    def _depart(self, client: Client) -> None:
        client.open = False
        self.rooms.leave(client)
        self.gone.append(client)

    def _say_goodbye(self, client: Client, code: int | None, reason: str) -> None:
        now = time.monotonic()
        client.closing_until = now + GOODBYE_SECONDS
        self._timed.add(client)
        client.hold(frames.close(code, reason), 0, now)
        self.selector.modify(client.sock, READ | WRITE, client)
        self.flush(client, now)

    def _hang_up(self, client: Client) -> None:
        """Our close frame is out: end our side, and let the client end its own.

        Closing outright could make the kernel answer what the client still sends with a reset,
        and a reset takes the close frame away again before it was read.
        """
        with contextlib.suppress(OSError):  # it has gone already; reading will say so
            client.sock.shutdown(socket.SHUT_WR)

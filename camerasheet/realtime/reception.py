"""What clients do, told to the application.

Everything here runs on the hub's thread.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from wsproto.events import CloseConnection, TextMessage
from wsproto.frame_protocol import CloseReason

from camerasheet.realtime import frames
from camerasheet.realtime.channel import Handler
from camerasheet.realtime.connection import RECEIVE_SIZE, Client, ProtocolError
from camerasheet.realtime.roster import READ, WRITE, Roster

FULL = CloseReason.TRY_AGAIN_LATER, "too many clients"

log = logging.getLogger(__name__)


class Reception:
    """Lets clients in, reads what they send, and tells the handler."""

    def __init__(
        self, roster: Roster, handler: Handler, max_clients: int, message_limit: int
    ) -> None:
        """See Hub for the limits."""
        self._roster = roster
        self._handler = handler
        self._max_clients = max_clients
        self._message_limit = message_limit

    def let_in(
        self, client: Client, received: bytes, farewell: tuple[int, str] | None = None
    ) -> None:
        """Start serving `client`, with what it has already sent.

        With a `farewell` it is closed with that instead, and when the hub is full with 1013.
        """
        if farewell is None and len(self._roster.clients) >= self._max_clients:
            farewell = FULL
        try:
            if farewell is not None:
                self._roster.refuse(client, *farewell)
                return
            self._roster.add(client)
        except OSError:
            client.hang_up()  # it went while it waited to be let in
            return
        self._guarded(client, self._handler.opened, client)
        if received and client.open:
            self._guarded(client, self._read, client, received)

    def serve(self, client: Client, mask: int) -> None:
        """The selector found `client` ready for `mask`."""
        if mask & WRITE and client in self._roster.clients:
            self._roster.flush(client, time.monotonic())
        if mask & READ and client in self._roster.clients:
            self._guarded(client, self._receive, client)

    def hand_on(self) -> None:
        """Have the handler hand on what clients have asked."""
        try:
            self._handler.hand_on()
        except Exception:
            log.exception("what clients asked could not be handed on")

    def tell_gone(self) -> None:
        """Tell the handler who has gone since it was last told."""
        while self._roster.gone:
            client = self._roster.gone.popleft()
            self._guarded(client, self._handler.closed, client)

    def _receive(self, client: Client) -> None:
        try:
            data = client.sock.recv(RECEIVE_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._roster.drop(client)
        elif client.open:
            self._read(client, data)

    def _read(self, client: Client, data: bytes) -> None:
        try:
            for event in client.read(data, self._message_limit):
                if isinstance(event, TextMessage):
                    self._roster.stats.messages_received += 1
                    self._guarded(client, self._handler.received, client, event.data)
                elif isinstance(event, CloseConnection):
                    answer = None if event.code == CloseReason.NO_STATUS_RCVD else event.code
                    self._roster.close(client, answer, event.reason or "")
                else:
                    self._roster.send(client, frames.pong(event.payload))
                if not client.open:
                    return  # whatever it said after that is not heard
        except ProtocolError as error:
            self._roster.close(client, error.code, error.reason)

    def _guarded(self, client: Client, fn: Callable[..., None], *args: object) -> None:
        """Call `fn`; if it fails, that costs `client` its connection and nobody else."""
        try:
            fn(*args)
        except Exception:
            log.exception("%s failed; its client is closed", fn.__qualname__)
            self._roster.close(client, CloseReason.INTERNAL_ERROR, "please reconnect")

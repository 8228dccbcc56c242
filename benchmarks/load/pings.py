"""How long the server's loop keeps a ping waiting."""

from __future__ import annotations

import math
import threading
import time
from contextlib import suppress

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.servers.product import SHOW, Product

EVERY_SECONDS = 0.2
PATIENCE = 30.0


def _read_all(socket: ClientConnection) -> None:
    """The heartbeats: a client that reads none sees no pong either, after sixteen of them."""
    with suppress(TimeoutError):
        while True:
            socket.recv(timeout=0)


class Pings:
    """A client of its own that pings, in a thread, in a ``with`` block. It follows nothing."""

    def __init__(self, made: Product) -> None:
        self._made = made
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._longest: float | None = None
        self._thread = threading.Thread(target=self._ping, daemon=True)

    def __enter__(self) -> Pings:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)

    def longest(self) -> float:
        """The longest wait for a pong since it was asked last, in ms; not a number if none came."""
        with self._lock:
            longest, self._longest = self._longest, None
        return math.nan if longest is None else longest

    def _ping(self) -> None:
        headers = dict([self._made.authorization.split(": ", 1)])
        address = f"ws://127.0.0.1:{self._made.server.port}/ws/shows/{SHOW}"
        protocols = [Subprotocol("camerasheet.v1.json")]
        with connect(address, additional_headers=headers, subprotocols=protocols) as socket:
            while not self._stop.wait(EVERY_SECONDS):
                _read_all(socket)
                began = time.monotonic()
                if not socket.ping().wait(PATIENCE):
                    return
                took = (time.monotonic() - began) * 1000
                with self._lock:
                    self._longest = max(took, self._longest or 0.0)

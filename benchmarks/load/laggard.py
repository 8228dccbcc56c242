"""A client that reads slowly, or not at all."""

from __future__ import annotations

import base64
import os
import select
import socket
import threading
import time
from contextlib import suppress

from benchmarks.load.crowd import Door

RECEIVE_BUFFER = 4096
"""Bytes that the kernel takes in for it, as little as it allows: or a minute of edits would fit."""

READS_A_SECOND = 10
PATIENCE, QUIET_SECONDS = 20.0, 0.3


class Laggard:
    """Comes in as anybody does, reads its first state, and lags from there on, in a thread.

    ``dropped_after`` is when the server let go of it, in seconds after that, or None.
    """

    def __init__(self, door: Door, bytes_per_second: int) -> None:
        """0 bytes a second: it reads nothing any more. Raises OSError when it does not get in."""
        self._rate = bytes_per_second
        self._stop = threading.Event()
        self.dropped_after: float | None = None
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(("127.0.0.1", door.port))
        self._come_in(door)
        self._thread = threading.Thread(target=self._lag, daemon=True)
        self._thread.start()

    def _come_in(self, door: Door) -> None:
        host = f"127.0.0.1:{door.port}"
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            *(f"GET {door.path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket"),
            *("Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"),
            *(f"Origin: http://{host}", *door.headers, "", ""),
        )
        self._socket.sendall("\r\n".join(lines).encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        received = received.partition(b"\r\n\r\n")[2]
        if door.hello:
            self._socket.sendall(_frame(door.hello.encode()))
        while door.state_marker.encode() not in received:
            received = received[-64:] + self._more()
        self._socket.settimeout(QUIET_SECONDS)
        with suppress(TimeoutError):
            while True:  # the rest of its state
                self._more()

    def _more(self) -> bytes:
        got = self._socket.recv(1 << 16)
        if not got:
            raise OSError("the server closed the connection")
        return got

    def _lag(self) -> None:
        began = time.monotonic()
        gone = select.POLLHUP | select.POLLERR | select.POLLRDHUP
        poll = select.poll()
        poll.register(self._socket, gone)
        while not self._stop.wait(1 / READS_A_SECOND):
            try:
                if poll.poll(0):
                    break
                if self._rate:
                    self._socket.setblocking(False)
                    self._socket.recv(max(1, self._rate // READS_A_SECOND))
            except BlockingIOError:
                continue
            except OSError:
                break
        else:
            return
        self.dropped_after = time.monotonic() - began

    def leave(self) -> None:
        """Hang up."""
        self._stop.set()
        self._thread.join()
        self._socket.close()


def _frame(payload: bytes) -> bytes:
    """A text frame of a client, with a mask of zeros. ``payload`` has less than 126 bytes."""
    assert len(payload) < 126
    return bytes((0x81, 0x80 | len(payload), 0, 0, 0, 0)) + payload

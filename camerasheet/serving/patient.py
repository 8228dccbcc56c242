"""A client's socket that waits for nobody longer than its pace allows."""

from __future__ import annotations

import errno
import os
import select
import socket
import time
from typing import Any, BinaryIO

from camerasheet.serving.pace import Pace

KEPT_BYTES = 4 * 1024 * 1024
"""How much of one answer is kept for a client that does not take it as fast as it is made.

More than a page has: a thread waits for the client only with downloads of whole snapshots.
"""

PIECE = 256 * 1024


class TooSlowError(ConnectionResetError, TimeoutError):
    """The client did not keep up.

    gunicorn lets a ConnectionResetError pass without a word in the log; where it drains a body, it
    expects a TimeoutError; and Werkzeug turns any OSError into `ClientDisconnected`.
    """

    def __init__(self) -> None:
        """There is nothing more to say."""
        super().__init__(errno.ECONNRESET, "the client is too slow")


class PatientSocket(socket.socket):
    """A connected socket that behaves to gunicorn's threads as a blocking one, within limits.

    `recv` waits as the pace allows and raises TooSlowError.  `sendall` does not wait at all: what
    the system does not take at once is kept in `unsent`, for the worker's loop to `flush`.
    """

    def __init__(self, accepted: socket.socket, seconds: float) -> None:
        """Take over `accepted`.  `seconds` is how long it may do nothing when something is due."""
        family, kind, proto = accepted.family, accepted.type, accepted.proto
        super().__init__(family, kind, proto, fileno=accepted.detach())
        super().setblocking(False)
        self._seconds = seconds
        self._within: float | None = None
        self.unsent = bytearray()
        self.begin()

    def begin(self) -> None:
        """A new request: what was slow before is forgotten."""
        self.receiving, self.sending = Pace(self._seconds), Pace(self._seconds)

    # -- what gunicorn sets: it never blocks for longer than we want --------------------------

    def setblocking(self, flag: bool) -> None:
        """Nothing: the system's socket never blocks, and this one always seems to."""

    def settimeout(self, value: float | None) -> None:
        """Wait at most `value` seconds in each `recv`, if the pace allows as much."""
        self._within = value

    def gettimeout(self) -> float | None:
        """What was set with `settimeout`."""
        return self._within

    # -- for HTTP threads -----------------------------------------------------------------------

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Up to `bufsize` bytes, as soon as there are any.  Raises TooSlowError."""
        while True:
            try:
                data = super().recv(bufsize, flags)
            except BlockingIOError:
                self._wait(select.POLLIN, self.receiving)
            else:
                self.receiving.moved(len(data))
                return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all, or keep the rest.  Raises TooSlowError when as much is kept as may be."""
        with memoryview(data) as given, given.cast("B") as rest:
            sent = 0 if self.unsent else self._send_now(rest)
            self.unsent += rest[sent:]
        while len(self.unsent) > KEPT_BYTES:
            self._wait(select.POLLOUT, self.sending)
            self.flush()

    def send(self, data: Any, flags: int = 0) -> int:
        """Send all, for who goes on with the connection by itself.  Raises TooSlowError."""
        self.sendall(data)
        self._send_kept()
        return len(data)

    def sendfile(self, file: BinaryIO | Any, offset: int = 0, count: int | None = None) -> int:
        """Send `count` bytes of a file, from `offset` on.  Raises TooSlowError."""
        self._send_kept()
        end = os.fstat(file.fileno()).st_size if count is None else offset + count
        at = offset
        while at < end:
            try:
                sent = os.sendfile(self.fileno(), file.fileno(), at, min(end - at, PIECE))
            except BlockingIOError:
                self._wait(select.POLLOUT, self.sending)
                continue
            if not sent:
                break  # the file is shorter than it was
            self.sending.moved(sent)
            at += sent
        return at - offset

    # -- for the worker's loop ------------------------------------------------------------------

    def receive_now(self, size: int) -> bytes:
        """What is there, up to `size` bytes.  Raises BlockingIOError when nothing is."""
        return super().recv(size)

    def flush(self) -> int:
        """Send of `unsent` what the system takes now; how many bytes that was."""
        total = 0
        while self.unsent:
            with memoryview(self.unsent) as kept:
                sent = self._send_now(kept[:PIECE])
            if not sent:
                break
            del self.unsent[:sent]
            self.sending.moved(sent)
            total += sent
        return total

    # -- within ---------------------------------------------------------------------------------

    def _send_now(self, data: memoryview) -> int:
        try:
            return super().send(data)
        except BlockingIOError:
            return 0

    def _send_kept(self) -> None:
        while self.unsent:
            self._wait(select.POLLOUT, self.sending)
            self.flush()

    def _wait(self, event: int, pace: Pace) -> None:
        """Until the socket is ready.  Raises TooSlowError when that takes too long."""
        allowed = pace.left if self._within is None else min(pace.left, self._within)
        if allowed <= 0:
            raise TooSlowError
        waiting = select.poll()
        waiting.register(self.fileno(), event)
        began = time.monotonic()
        ready = waiting.poll(allowed * 1000)
        pace.waited(time.monotonic() - began)
        if not ready:
            raise TooSlowError

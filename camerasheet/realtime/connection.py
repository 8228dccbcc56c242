"""One client: what it sends us, and what waits to be sent to it.

Everything here runs on the hub's thread.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections import deque
from collections.abc import Callable, Hashable, Iterator

from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason

from camerasheet.realtime import frames
from camerasheet.realtime.channel import Channel
from camerasheet.realtime.deflate import Inflate

SEND_BUFFER = 128 * 1024
"""Bytes the kernel may hold for one client.

Enough that a broadcast never waits for a client that reads; little enough that a thousand
stalled ones do not take the machine's memory (left alone, Linux grows this to 4 MiB each).  A
larger message, such as a whole sheet, goes out in pieces through the queue.
"""

RECEIVE_SIZE = 16 * 1024


class ProtocolError(Exception):
    """What a client sent can only be answered by closing, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Client:
    """A connected client and its outbound queue.

    `subprotocol` is what the upgrade agreed on, `session` whatever the application gave when the
    hub adopted the socket; the hub reads neither.  An idle client holds no parser and no queue:
    both appear with the first half-received or half-sent message and go with the last.
    `deflate`: compressed messages were agreed on.
    """

    __slots__ = (
        "_reader",
        "backlog",
        "channel",
        "closing_until",
        "deflate",
        "fd",
        "group",
        "moved_at",
        "open",
        "queue",
        "session",
        "sock",
        "subprotocol",
        "transmit",
    )

    def __init__(
        self,
        sock: socket.socket,
        subprotocol: str | None,
        session: object,
        *,
        deflate: bool = False,
    ) -> None:
        """`sock` must be connected and past its upgrade; it becomes non-blocking and ours."""
        sock.setblocking(False)
        self.sock = sock
        self.fd = sock.fileno()
        self.open = False  # whether the application has it: True from `opened` to `closed`
        self.subprotocol = subprotocol
        self.deflate = deflate
        self.session = session
        self.channel: Channel | None = None
        self.group: Hashable = None
        self.transmit: Callable[[bytes | memoryview], int] = sock.send
        self.queue: deque[bytes | memoryview] | None = None  # None: nothing waits
        self.backlog = 0  # bytes waiting behind the frame that is now being sent
        self.moved_at = 0.0  # when the waiting queue last shrank, monotonic seconds
        self.closing_until = 0.0  # 0 while open; else when we stop waiting for its goodbye
        self._reader: Reader | None = None

    def tune(self, stall_seconds: float) -> None:
        """Set the socket's options.

        A peer that vanished without a word is reported by the kernel after `stall_seconds`
        without an acknowledgement, where the platform can (Linux); the heartbeat sees to it that
        there is something to acknowledge.
        """
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if self.sock.family in (socket.AF_INET, socket.AF_INET6):
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                milliseconds = int(stall_seconds * 1000)
                self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)

    def read(self, data: bytes, limit: int) -> Iterator[TextMessage | Ping | CloseConnection]:
        """What `data` completes: whole text messages, pings, and at most one close, the last.

        `limit` is the largest message allowed, in bytes.  Raises ProtocolError where the client
        broke the protocol in a way wsproto does not itself turn into a close.
        """
        reader = self._reader or Reader(limit, deflate=self.deflate)
        self._reader = reader
        yield from reader.feed(data)
        if reader.idle:
            self._reader = None

    def hold(self, frame: bytes, sent: int, now: float) -> None:
        """Queue what is left of `frame` after `sent` bytes of it.  Nothing is copied."""
        if self.queue is None:
            self.queue = deque((memoryview(frame)[sent:],))
            self.moved_at = now
        else:
            self.queue.append(frame)
            self.backlog += len(frame)

    def flush(self, now: float) -> bool:
        """Send what waits, as far as the kernel takes it.

        Returns True when nothing waits any more.  Raises OSError when the connection is broken.
        """
        queue = self.queue
        while queue:
            try:
                sent = self.transmit(queue[0])
            except BlockingIOError:
                return False
            self.moved_at = now
            if sent < len(queue[0]):
                queue[0] = memoryview(queue[0])[sent:]
                return False
            queue.popleft()
            if queue:
                self.backlog -= len(queue[0])
        self.queue = None
        return True

    def hang_up(self) -> None:
        """Close the socket, and throw away what the kernel holds for a client that lags.

        That would otherwise stay in kernel memory until the client reads it, or never.
        """
        if self.queue is not None:
            with contextlib.suppress(OSError):  # the other side has already reset it
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Reader:
    """Turns received bytes into messages, strictly by RFC 6455.

    wsproto judges every frame but those that are beyond doubt (`frames.whole_text`).  It is fed
    whole frames only: so a frame that announces too much is refused by its header alone, and `idle`
    is known without looking inside wsproto.
    """

    __slots__ = ("_deflate", "_judge", "_limit", "_parts", "_received", "_size")

    def __init__(self, limit: int, *, deflate: bool = False) -> None:
        self._limit = limit
        self._received = bytearray()
        self._deflate = deflate
        self._judge: Connection | None = None  # most messages need none
        self._parts: list[str] | None = None  # of a fragmented message; None between messages
        self._size = 0

    @property
    def idle(self) -> bool:
        """Nothing is half received: a new Reader would go on just as well."""
        return not self._received and self._parts is None

    def feed(self, data: bytes) -> Iterator[TextMessage | Ping | CloseConnection]:
        """See Client.read."""
        self._received += data
        while self._received:
            short = frames.whole_text(self._received, self._limit) if self._parts is None else None
            if short is not None:
                del self._received[: short[0]]
                yield TextMessage(data=short[1])
                continue
            end = self._whole()
            if not end:
                return
            judge = self._judge or self._called_in()
            judge.receive_data(bytes(self._received[:end]))
            del self._received[:end]
            for event in judge.events():
                if isinstance(event, TextMessage):
                    if message := self._joined(event):
                        yield message
                elif isinstance(event, BytesMessage):
                    raise ProtocolError(CloseReason.UNSUPPORTED_DATA, "text messages only")
                elif isinstance(event, CloseConnection):
                    if event.code == CloseReason.MESSAGE_TOO_BIG:  # as it was inflated
                        raise ProtocolError(CloseReason.MESSAGE_TOO_BIG, self._too_big)
                    yield event
                    return  # nothing after a close frame counts
                elif isinstance(event, Ping):
                    yield event

    def _called_in(self) -> Connection:
        extensions: list[Extension] = [Inflate(self._limit)] if self._deflate else []
        self._judge = Connection(ConnectionType.SERVER, extensions)
        return self._judge

    @property
    def _too_big(self) -> str:
        return f"more than {self._limit} bytes"

    def _whole(self) -> int:
        try:
            return frames.whole(self._received, self._limit)
        except frames.FrameTooBigError as error:
            raise ProtocolError(CloseReason.MESSAGE_TOO_BIG, str(error)) from error

    def _joined(self, event: TextMessage) -> TextMessage | None:
        """The whole message when `event` is its last part, else None."""
        if event.message_finished and self._parts is None:
            return event
        if self._parts is None:
            self._parts, self._size = [], 0
        if event.data:  # empty parts are legal, and must not pile up
            self._parts.append(event.data)
            self._size += len(event.data.encode())
        if self._size > self._limit:
            raise ProtocolError(CloseReason.MESSAGE_TOO_BIG, self._too_big)
        if not event.message_finished:
            return None
        whole, self._parts = "".join(self._parts), None
        return TextMessage(data=whole)

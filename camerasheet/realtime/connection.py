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
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
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

    wsproto judges every frame but those that are beyond doubt (`frames.whole_text`).  It is given
    the head of a frame first, and then the payload as it arrives: what a head alone makes unlawful
    or too large is refused before any payload, and text that is not UTF-8 at its first wrong byte.
    """

    __slots__ = (
        "_compressed",
        "_deflate",
        "_judge",
        "_left",
        "_limit",
        "_parts",
        "_received",
        "_size",
    )

    def __init__(self, limit: int, *, deflate: bool = False) -> None:
        self._limit = limit
        self._received = bytearray()
        self._deflate = deflate
        self._judge: Connection | None = None  # most messages need none
        self._left = 0  # bytes to come of the frame that has begun; 0 between frames
        self._parts: list[str] | None = None  # of a message that has begun; None between messages
        self._size = 0  # bytes that the frames of this message have announced
        self._compressed = False  # whether this message is

    @property
    def idle(self) -> bool:
        """Nothing is half received: a new Reader would go on just as well."""
        return not self._received and not self._left and self._parts is None

    def feed(self, data: bytes) -> Iterator[TextMessage | Ping | CloseConnection]:
        """See Client.read."""
        self._received += data
        while self._received:
            if not self._left:
                if (short := self._short()) is not None:
                    yield short
                    continue
                head = frames.head(self._received)
                if head is None:
                    return
                if wrong := self._begin(*head):
                    yield wrong
                    return
            piece = self._piece()
            if not piece:
                return
            for event in self._judged(piece):
                if meant := self._meant(event):
                    yield meant
                if isinstance(meant, CloseConnection):
                    return  # nothing after a close frame counts

    def _meant(self, event: Event) -> TextMessage | Ping | CloseConnection | None:
        """What is told of an event of wsproto's."""
        if isinstance(event, TextMessage):
            return self._joined(event)
        if isinstance(event, BytesMessage):
            raise ProtocolError(CloseReason.UNSUPPORTED_DATA, "text messages only")
        if isinstance(event, CloseConnection) and event.code == CloseReason.MESSAGE_TOO_BIG:
            raise self._too_big()  # as it was inflated
        return event if isinstance(event, (Ping, CloseConnection)) else None

    def _short(self) -> TextMessage | None:
        """The next message, where it is all there and nothing about it is in doubt."""
        found = None
        if self._parts is None:
            found = frames.whole_text(self._received, self._limit)
        if found is None:
            return None
        del self._received[: found[0]]
        return TextMessage(data=found[1])

    def _begin(self, end: int, length: int) -> CloseConnection | None:
        """Judge and measure the next frame by its head of `end` bytes; what is wrong with it."""
        first = self._received[0]
        for event in self._judged(self._taken(end)):  # without the mask, all it can say is no
            assert isinstance(event, CloseConnection)
            return event
        if not first & frames.CONTROL:
            if self._parts is None:
                self._size, self._compressed = 0, bool(first & frames.COMPRESSED)
            self._size += length
            if self._size > self._limit:
                raise self._too_big()
        self._left = frames.MASK_BYTES + length
        return None

    def _piece(self) -> bytes:
        """What there is of the frame that has begun.

        A compressed one is judged as a whole: whether it is not UTF-8 or inflates to too much
        would else depend on how it was cut into packets.
        """
        size = min(self._left, len(self._received))
        if self._compressed and size < self._left:
            return b""
        self._left -= size
        return self._taken(size)

    def _taken(self, size: int) -> bytes:
        piece = bytes(self._received[:size])
        del self._received[:size]
        return piece

    def _judged(self, piece: bytes) -> Iterator[Event]:
        if self._judge is None:
            extensions: list[Extension] = [Inflate(self._limit)] if self._deflate else []
            self._judge = Connection(ConnectionType.SERVER, extensions)
        self._judge.receive_data(piece)
        return self._judge.events()

    def _too_big(self) -> ProtocolError:
        return ProtocolError(CloseReason.MESSAGE_TOO_BIG, f"more than {self._limit} bytes")

    def _joined(self, event: TextMessage) -> TextMessage | None:
        """The whole message when `event` is its last part, else None."""
        if event.message_finished and self._parts is None:
            return event
        if self._parts is None:
            self._parts = []
        if event.data:  # empty parts are legal, and must not pile up
            self._parts.append(event.data)
        if not event.message_finished:
            return None
        whole, self._parts = "".join(self._parts), None
        return TextMessage(data=whole)

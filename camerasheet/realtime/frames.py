"""WebSocket frames (RFC 6455, section 5), as far as a server writes them.

A server's frames carry no mask, so the same bytes are good for every client: encode once, send
to all.  What clients send is judged by wsproto; here is the arithmetic of what a received frame
announces, and a short way for what nearly every one of them is.
"""

import struct
from functools import cached_property

from camerasheet.realtime import deflate

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA

FINAL = 0x80
COMPRESSED = 0x40
CONTROL = 0x08
MASKED = 0x80
MASK_BYTES = 4
LONGEST_CONTROL = 125
LONGEST_REASON = LONGEST_CONTROL - 2  # the code takes two bytes


def text(payload: bytes) -> bytes:
    """One final text frame around `payload`, which must be UTF-8 and may have any length."""
    return _header(TEXT, len(payload)) + payload


class Message:
    """A text message as frames, each made when it is first needed and then good for everyone."""

    def __init__(self, payload: bytes) -> None:
        """`payload` must be UTF-8 and may have any length."""
        self._payload = payload

    @property
    def large(self) -> bool:
        """Whether who has agreed to compressed messages gets another frame than the others."""
        return len(self._payload) >= deflate.WORTH_BYTES

    @cached_property
    def plain(self) -> bytes:
        """The frame for everybody."""
        return text(self._payload)

    @cached_property
    def compressed(self) -> bytes:
        """The frame for who has agreed to compressed messages."""
        if not self.large:
            return self.plain
        made = deflate.deflated(self._payload)
        return _header(COMPRESSED | TEXT, len(made)) + made


def close(code: int | None, reason: str = "") -> bytes:
    """A close frame.

    `code` None sends none, as RFC 6455 asks in answer to a close without one.  `reason` is cut to
    what fits, at a character's edge.
    """
    if code is None:
        return _header(CLOSE, 0)
    said = reason.encode()[:LONGEST_REASON].decode(errors="ignore").encode()
    return _header(CLOSE, 2 + len(said)) + struct.pack("!H", code) + said


def ping(payload: bytes = b"") -> bytes:
    """A ping with at most 125 bytes of payload; ValueError beyond."""
    return _control(PING, payload)


def pong(payload: bytes) -> bytes:
    """The answer to a ping, with its payload; ValueError beyond 125 bytes."""
    return _control(PONG, payload)


def head(received: bytes | bytearray) -> tuple[int, int] | None:
    """How long the head of the first frame is, up to its mask, and the payload that it announces.

    None while that is not known: it takes ten bytes at most.
    """
    if len(received) < 2:
        return None
    length = received[1] & 0x7F
    if length < 126:
        return 2, length
    end = 4 if length == 126 else 10
    if len(received) < end:
        return None
    return end, int.from_bytes(received[2:end], "big")


def whole_text(received: bytes | bytearray, limit: int) -> tuple[int, str] | None:
    """The end and the text of the first frame, where it is one message of at most 64 KiB.

    wsproto takes ten times as long, most of it for the mask.  None for all else, and for whatever
    is not as RFC 6455 has it: what that is worth is not decided here.
    """
    if len(received) < 6 or received[0] != FINAL | TEXT:
        return None
    length, at = received[1] - MASKED, 2
    if length == 126:
        length, at = int.from_bytes(received[2:4], "big"), 4
        if length < 126:
            return None  # a shorter form would have done
    elif not 0 <= length < 126:
        return None
    end = at + 4 + length
    if length > limit or len(received) < end:
        return None
    mask = (received[at : at + 4] * (length // 4 + 1))[:length]
    masked = received[at + 4 : end]
    clear = int.from_bytes(masked, "little") ^ int.from_bytes(mask, "little")
    try:
        return end, clear.to_bytes(length, "little").decode()
    except UnicodeDecodeError:
        return None


def _control(opcode: int, payload: bytes) -> bytes:
    if len(payload) > LONGEST_CONTROL:
        raise ValueError(f"a control frame holds {LONGEST_CONTROL} bytes, not {len(payload)}")
    return _header(opcode, len(payload)) + payload


def _header(opcode: int, length: int) -> bytes:
    if length < 126:
        return bytes((FINAL | opcode, length))
    if length < 1 << 16:
        return struct.pack("!BBH", FINAL | opcode, 126, length)
    return struct.pack("!BBQ", FINAL | opcode, 127, length)

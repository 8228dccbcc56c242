"""Compressed messages (permessage-deflate, RFC 7692), made once for everybody.

What is usual is a compressor for each client, which costs 250 KiB and the time to compress each
message for each of them.  Here neither side may refer to messages before (“no context takeover”),
so one frame is good for all who agreed to that, and an idle client holds nothing.  Only large
messages are compressed, such as a whole sheet: it becomes a thirtieth of its size.
"""

from __future__ import annotations

import zlib
from typing import Final

from wsproto.extensions import Extension
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol, Opcode, RsvBits

NAME: Final = "permessage-deflate"
LARGEST_WINDOW: Final = "15"
WINDOWS: Final = frozenset(map(str, range(8, 16)))

WORTH_BYTES: Final = 4096
"""Smaller messages go as they are: a few packets more or less are not worth the time."""

LEVEL: Final = 6
"""2 ms for the whole sheet of 300 × 8, once; a third smaller than what level 1 makes in 1 ms."""

_FLUSHED: Final = b"\x00\x00\xff\xff"
"""How every compressed message ends, which is left out on the wire (RFC 7692, section 7.2.1)."""


def granted(offers: str) -> str | None:
    """The answer to a `Sec-WebSocket-Extensions` header: the first offer that we can take.

    An offer that limits the server's window cannot be taken, for a frame is made once for all; nor
    can one with parameters that RFC 7692 does not have.
    """
    for offer in offers.split(","):
        name, *parameters = (part.strip() for part in offer.split(";"))
        answer = _answer(parameters) if name.lower() == NAME else None
        if answer is not None:
            return answer
    return None


def _answer(parameters: list[str]) -> str | None:
    answer = [NAME, "server_no_context_takeover", "client_no_context_takeover"]
    names = set[str]()
    for parameter in parameters:
        name, given, quoted = (part.strip() for part in parameter.partition("="))
        value = quoted[1:-1] if quoted[:1] == quoted[-1:] == '"' else quoted
        if name in answer[1:]:
            fits = not given
        elif name == "client_max_window_bits":
            fits = not given or value in WINDOWS
        else:
            fits = name == "server_max_window_bits" and value == LARGEST_WINDOW
        if not fits or name in names:
            return None
        names.add(name)
    if "server_max_window_bits" in names:
        answer.append(f"server_max_window_bits={LARGEST_WINDOW}")
    return "; ".join(answer)


def deflated(payload: bytes) -> bytes:
    """`payload` as the content of a compressed message."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -int(LARGEST_WINDOW))
    made = compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
    return made.removesuffix(_FLUSHED)


class Inflate(Extension):
    """What clients send, for wsproto: compressed or not, and never more than `limit` bytes.

    wsproto's own extension takes whatever a few bytes may be inflated to.
    """

    name = NAME

    def __init__(self, limit: int) -> None:
        """`limit` is the largest message allowed, in bytes."""
        self._limit = limit
        self._left = 0
        self._inflater: zlib._Decompress | None = None  # of the message that is being received
        self._control = False  # whether the frame is: it may stand between two of a message

    def enabled(self) -> bool:
        """It was agreed on, or there would be none of it."""
        return True

    def offer(self) -> bool | str:
        """A server offers nothing."""
        return False

    def frame_inbound_header(
        self,
        proto: FrameDecoder | FrameProtocol,
        opcode: Opcode,
        rsv: RsvBits,
        payload_length: int,
    ) -> CloseReason | RsvBits:
        """Only the first frame of a message says whether it is compressed."""
        self._control = opcode.iscontrol()
        begins = opcode in (Opcode.TEXT, Opcode.BINARY)
        if rsv.rsv1 and not begins:
            return CloseReason.PROTOCOL_ERROR
        if begins:
            self._left = self._limit
            self._inflater = zlib.decompressobj(-int(LARGEST_WINDOW)) if rsv.rsv1 else None
        return RsvBits(True, False, False)

    def frame_inbound_payload_data(
        self, proto: FrameDecoder | FrameProtocol, data: bytes
    ) -> bytes | CloseReason:
        """What is in a piece of a frame."""
        if self._control or self._inflater is None:
            return data
        return self._inflated(self._inflater, bytes(data))

    def frame_inbound_complete(
        self, proto: FrameDecoder | FrameProtocol, fin: bool
    ) -> bytes | CloseReason | None:
        """The end of a frame, and with `fin` of the message."""
        if self._control or self._inflater is None or not fin:
            return None
        inflater, self._inflater = self._inflater, None
        return self._inflated(inflater, _FLUSHED)

    def _inflated(self, inflater: zlib._Decompress, data: bytes) -> bytes | CloseReason:
        try:
            made = inflater.decompress(data, self._left + 1)
        except zlib.error:
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA
        self._left -= len(made)
        return made if self._left >= 0 else CloseReason.MESSAGE_TOO_BIG

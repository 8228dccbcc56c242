"""What clients send: however it is cut into packets, it says the same, or breaks off the same."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st
from wsproto.events import CloseConnection, Ping, TextMessage

from camerasheet.realtime.connection import ProtocolError, Reader
from tests.fuzz.bounds import bounded
from tests.fuzz.damage import Blow, blows, struck
from tests.support.effort import examples

LIMIT = 1000
Said = list[tuple[object, ...]]


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """A frame, mostly a lawful one: any opcode, reserved bits, masks and ways to tell a length."""
    payload = draw(_PAYLOADS)
    opcode = draw(st.sampled_from([0, 0, 1, 1, 1, 2, 8, 9, 10]) | st.integers(0, 15))
    final = draw(st.sampled_from([0x80, 0x80, 0x80, 0]))
    reserved = draw(st.sampled_from([0] * 9 + [0x10, 0x40, 0x40, 0x40]))
    masked = draw(st.sampled_from([0x80] * 12 + [0]))
    length = len(payload)
    if draw(st.integers(0, 15)) == 0:  # a length that is not so
        length = draw(st.sampled_from([0, 1, 125, 126, 65_535, 1 << 31, (1 << 63) - 1, 1 << 63]))
    wide = draw(st.sampled_from(["", "", "", "short", "long"]))
    head = bytes((final | reserved | opcode,))
    if wide == "long" or length > 65_535:
        head += struct.pack("!BQ", masked | 127, length)
    elif wide == "short" or length > 125:
        head += struct.pack("!BH", masked | 126, length)
    else:
        head += bytes((masked | length,))
    if not masked:
        return head + payload
    key = draw(st.binary(min_size=4, max_size=4))
    return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))


def _shrunk(text: str) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    made: bytes = compressor.compress(text.encode()) + compressor.flush(zlib.Z_SYNC_FLUSH)
    return made[:-4]


_PAYLOADS: st.SearchStrategy[bytes] = st.one_of(
    st.text(max_size=20).map(_shrunk),
    st.sampled_from([_shrunk("x" * 1000), _shrunk("x" * 1001), _shrunk("é" * 500)[:-1]]),
    st.text(max_size=20).map(str.encode),
    st.text(max_size=20).map(str.encode).flatmap(lambda t: st.integers(0, 20).map(lambda n: t[:n])),
    st.binary(max_size=20),
    st.sampled_from([b"", b"\x03\xe8", b"\x03\xed", b"\x0f\xa0bye", b"x" * 125, b"x" * 126]),
    st.sampled_from([b"x" * 999, b"x" * 1000, b"x" * 1001, "é".encode() * 500]),
)
streams = st.lists(frames(), max_size=8).map(b"".join)


class Conversation:
    """What a connection makes of the pieces that arrive, as `Client.read` does it."""

    def __init__(self, *, deflate: bool) -> None:
        self.said: Said = []
        self._deflate = deflate
        self._reader: Reader | None = None
        self._over = False

    def take(self, piece: bytes) -> None:
        if self._over:
            return
        reader = self._reader or Reader(LIMIT, deflate=self._deflate)
        try:
            for event in reader.feed(piece):
                match event:
                    case TextMessage():
                        assert isinstance(event.data, str)
                        assert len(event.data.encode()) <= LIMIT
                        self.said.append(("text", event.data))
                    case Ping():
                        assert len(event.payload) <= 125
                        self.said.append(("ping", bytes(event.payload)))
                    case CloseConnection():
                        # The codec's words for what is not UTF-8 count from the piece's start.
                        reason = event.reason if event.code != 1007 else ""
                        self.said.append(("close", event.code, reason))
                        self._over = True
        except ProtocolError as error:
            self.said.append(("broken", error.code, len(error.reason) <= 200))
            self._over = True
        self._reader = None if reader.idle else reader


def heard(pieces: Iterable[bytes], *, deflate: bool) -> Said:
    conversation = Conversation(deflate=deflate)
    for piece in pieces:
        conversation.take(piece)
    return conversation.said


def cut(stream: bytes, places: Sequence[int]) -> list[bytes]:
    ends = sorted({place % (len(stream) + 1) for place in places} | {len(stream)})
    return [stream[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def says_the_same(stream: bytes, places: Sequence[int]) -> None:
    with bounded():
        for deflate in (False, True):
            whole = heard([stream], deflate=deflate)
            assert heard(cut(stream, places), deflate=deflate) == whole
            assert heard((bytes((byte,)) for byte in stream), deflate=deflate) == whole


_PLACES = st.lists(st.integers(0, 1 << 16), max_size=10)


@given(streams, _PLACES)
@examples(200)
def test_any_frames_in_any_pieces(stream: bytes, places: list[int]) -> None:
    says_the_same(stream, places)


@given(streams, blows(), _PLACES)
@examples(150)
def test_damaged_frames_in_any_pieces(stream: bytes, damage: list[Blow], places: list[int]) -> None:
    says_the_same(struck(stream, damage)[:20_000], places)


@given(st.binary(max_size=200), _PLACES)
@examples(100)
def test_any_bytes_in_any_pieces(stream: bytes, places: list[int]) -> None:
    says_the_same(stream, places)

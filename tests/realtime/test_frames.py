"""Frames, checked against an independent implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Close, Frame, Opcode
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from camerasheet.realtime import frames
from tests.realtime.wire import masked


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 300_000])
def test_text_of_any_length(size: int) -> None:
    payload = b"x" * size
    assert frames.text(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


@given(st.binary(max_size=125))
def test_ping_and_pong(payload: bytes) -> None:
    assert frames.ping(payload) == Frame(Opcode.PING, payload).serialize(mask=False)
    assert frames.pong(payload) == Frame(Opcode.PONG, payload).serialize(mask=False)


def test_a_control_frame_holds_125_bytes() -> None:
    with pytest.raises(ValueError, match="125"):
        frames.pong(b"x" * 126)


@given(st.sampled_from([1000, 1001, 1008, 1011, 1012, 1013, 4000]), st.text(max_size=20))
def test_close(code: int, reason: str) -> None:
    expected = Frame(Opcode.CLOSE, Close(code, reason).serialize())
    assert frames.close(code, reason) == expected.serialize(mask=False)


def test_close_without_a_code() -> None:
    assert frames.close(None) == b"\x88\x00"


@given(st.text())
def test_a_long_reason_is_cut_between_characters(reason: str) -> None:
    frame = frames.close(1000, reason)
    assert len(frame) <= 2 + 125
    assert reason.startswith(frame[4:].decode())


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536, 100_000])
@pytest.mark.parametrize("mask", [True, False])
def test_a_head_is_known_as_soon_as_its_length_is(size: int, mask: bool) -> None:
    sent = masked(1, bytes(size), mask=mask)
    end = len(sent) - size - (4 if mask else 0)
    for cut in range(end):
        assert frames.head(sent[:cut]) is None
    assert frames.head(sent[:end]) == frames.head(sent) == (end, size)


def test_a_head_with_the_longest_length_there_is() -> None:
    assert frames.head(b"\x81" + b"\xff" * 9) == (10, (1 << 64) - 1)


_PAYLOADS = st.one_of(
    st.text(max_size=200).map(str.encode),
    st.binary(max_size=200),
    st.sampled_from([b"", b"x" * 125, b"x" * 126, b"x" * 65_535, b"x" * 65_536, "é".encode()[:1]]),
)


@given(
    st.sampled_from([1, 1, 1, 0, 2, 8, 9]),
    _PAYLOADS,
    st.booleans(),
    st.booleans(),
    st.sampled_from([0, 0, 0, 0x10, 0x40]),
    st.integers(0, 3),
)
def test_the_short_way_says_what_wsproto_says(
    opcode: int, payload: bytes, final: bool, mask: bool, reserved: int, missing: int
) -> None:
    frame = masked(opcode, payload, final=final, mask=mask)
    frame = bytes((frame[0] | reserved,)) + frame[1:]
    frame = frame[: len(frame) - missing]
    short = frames.whole_text(frame + masked(1, b"the next")[: 1 if missing == 0 else 0], 1 << 20)
    lawful = (opcode, final, mask, reserved, missing) == (1, True, True, 0, 0)
    if short is None:
        assert not (lawful and len(payload) < 65_536 and _is_text(payload))
        return
    assert lawful
    assert short[0] == len(frame)
    judge = Connection(ConnectionType.SERVER)
    judge.receive_data(frame)
    assert list(judge.events()) == [TextMessage(data=short[1])]


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("received", "limit"),
    [
        (masked(1, b"x" * 101), 100),
        (b"\x81\xfe\x00\x05" + masked(1, b"hello")[2:], 100),
        (b"\x81\xff" + bytes(7) + b"\x05" + masked(1, b"hello")[2:], 100),
        (b"\x81\x85\0\0\0", 100),
    ],
    ids=["over the limit", "too long a form", "far too long a form", "cut short"],
)
def test_the_short_way_is_not_taken(received: bytes, limit: int) -> None:
    assert frames.whole_text(received, limit) is None

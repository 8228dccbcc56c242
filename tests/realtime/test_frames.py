"""Frames, checked against an independent implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Close, Frame, Opcode

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


@given(st.lists(st.binary(max_size=300), max_size=5), st.data())
def test_whole_counts_complete_frames(payloads: list[bytes], data: st.DataObject) -> None:
    sent = [masked(1, payload) for payload in payloads]
    stream = b"".join(sent)
    cut = data.draw(st.integers(0, len(stream)))
    ends = [sum(map(len, sent[:n])) for n in range(len(sent) + 1)]
    assert frames.whole(stream[:cut], 300) == max(end for end in ends if end <= cut)


def test_whole_refuses_by_the_header_alone() -> None:
    with pytest.raises(frames.FrameTooBigError):
        frames.whole(masked(1, b"x" * 301)[:4], 300)


def test_whole_reports_what_comes_before_a_frame_that_is_too_big() -> None:
    fine = masked(1, b"fine")
    assert frames.whole(fine + masked(1, b"x" * 301), 300) == len(fine)

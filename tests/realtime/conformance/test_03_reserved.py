"""Reserved bits and opcodes end the connection, whatever stands before or in the frame."""

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.conftest import Stage
from tests.realtime.wire import masked, text

TEXT, CLOSE, PING = 1, 8, 9


def with_bits(frame: bytes, bits: int) -> bytes:
    """The frame with the three reserved bits set to ``bits`` (1 to 7)."""
    return bytes((frame[0] | bits << 4,)) + frame[1:]


@pytest.mark.parametrize("bits", range(1, 8))
@pytest.mark.parametrize(
    "frame",
    [text("echo x"), masked(TEXT, b""), masked(PING, b"x"), masked(CLOSE, b"\x03\xe8")],
    ids=["text", "empty text", "ping", "close"],
)
def test_a_reserved_bit(stage: Stage, bits: int, frame: bytes) -> None:
    client = stage.connect()
    client.send(text("echo before") + with_bits(frame, bits) + masked(PING, b"after"))
    assert client.message() == "before"
    assert client.close_code() == 1002


def test_a_reserved_bit_byte_by_byte(stage: Stage) -> None:
    client = stage.connect()
    in_chops(client, text("echo before") + with_bits(text("echo x"), 4), 1)
    assert client.message() == "before"
    assert client.close_code() == 1002


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
@pytest.mark.parametrize("payload", [b"", b"reserved opcode payload"], ids=["empty", "filled"])
def test_a_reserved_opcode(stage: Stage, opcode: int, payload: bytes) -> None:
    client = stage.connect()
    client.send(text("echo before") + masked(opcode, payload) + masked(PING, b"after"))
    assert client.message() == "before"
    assert client.close_code() == 1002

"""Messages of every size whose length is written differently, whole and in chops."""

import struct

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.conftest import Stage
from tests.realtime.wire import masked, text

TEXT, BINARY = 1, 2
SIZES = (0, 120, 121, 122, 123, 65530, 65531, 100_000)  # with "echo ": 125, 126, 127, 128, 65535 …


@pytest.mark.parametrize("size", SIZES)
def test_a_text_message(stage: Stage, size: int) -> None:
    client = stage.connect()
    client.send(text("echo " + "*" * size))
    assert client.message() == "*" * size


@pytest.mark.parametrize("chop", [1, 997, 4096])
def test_a_text_message_in_chops(stage: Stage, chop: int) -> None:
    client = stage.connect()
    size = 3000 if chop == 1 else 65536
    in_chops(client, text("echo " + "*" * size), chop)
    assert client.message() == "*" * size


@pytest.mark.parametrize("size", [0, 125, 126, 127, 128, 65535, 65536])
def test_a_binary_message_is_declined(stage: Stage, size: int) -> None:
    client = stage.connect()
    client.send(masked(BINARY, b"\xfe" * size))
    assert client.close_code() == 1003


@pytest.mark.parametrize("wide", ["!BBH", "!BBQ"])
def test_a_length_written_longer_than_need_be_is_refused(stage: Stage, wide: str) -> None:
    marker = 126 if wide.endswith("H") else 127
    client = stage.connect()
    client.send(struct.pack(wide, 0x81, 0x80 | marker, 5) + bytes(4) + b"hello")
    assert client.close_code() == 1002


@pytest.mark.parametrize("opcode", [TEXT, BINARY, 9])
def test_a_length_with_the_top_bit_set_is_refused(stage: Stage, opcode: int) -> None:
    client = stage.connect()
    client.send(bytes((0x80 | opcode, 0xFF)) + struct.pack("!Q", 1 << 63 | 5) + bytes(4) + b"hello")
    assert client.close_code() == 1002


@pytest.mark.parametrize("length", [1 << 18 | 1, 1 << 32, (1 << 63) - 1])
def test_a_length_without_the_top_bit_is_a_length(stage: Stage, length: int) -> None:
    client = stage.connect()
    client.send(b"\x81\xff" + struct.pack("!Q", length) + bytes(4) + b"hello")
    assert client.close_code() == 1009


@pytest.mark.parametrize("size", [0, 5, 126, 65536])
def test_a_text_message_without_a_mask_is_refused(stage: Stage, size: int) -> None:
    client = stage.connect()
    client.send(masked(TEXT, b"*" * size, mask=False) + text("echo unheard"))
    assert client.close_code() == 1002


def test_a_mask_of_zeros_is_a_mask(stage: Stage) -> None:
    client = stage.connect()
    client.send(b"\x81\x87" + bytes(4) + b"echo ok")
    assert client.message() == "ok"

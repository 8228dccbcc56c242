"""What a frame's head makes unlawful is refused before any of its payload is there.

The clients here send no more than they must, and then wait: a server that waits for the rest of
the frame never answers them.
"""

import struct

import pytest

from tests.realtime.conftest import Stage
from tests.realtime.wire import masked, text

LIMIT = 256 * 1024
MORE, TEXT, BINARY = 0, 1, 2
HUGE = struct.pack("!Q", 1 << 40)

HEADS = {
    **{f"reserved bits {bits}": (bytes((0x81 | bits << 4, 0x85)), 1002) for bits in range(1, 8)},
    **{
        f"opcode {opcode}": (bytes((0x80 | opcode, 0x85)), 1002)
        for opcode in (*range(3, 8), *range(11, 16))
    },
    "no mask": (b"\x81\x05", 1002),
    "no mask, a ping": (b"\x89\x05", 1002),
    "a ping in fragments": (b"\x09\x85", 1002),
    "a close in fragments": (b"\x08\x82", 1002),
    "a ping that is too long": (b"\x89\xfe\x00\x7e", 1002),
    "a close that is far too long": (b"\x88\xff" + HUGE, 1002),
    "a longer form than need be": (b"\x81\xfe\x00\x05", 1002),
    "a far longer form than need be": (b"\x81\xff" + bytes(6) + b"\xff\xff", 1002),
    "the top bit": (b"\x81\xff\x80" + bytes(7), 1002),
    "reserved bits, and too large": (b"\xf1\xff" + HUGE, 1002),
    "no mask, and too large": (b"\x81\x7f" + HUGE, 1002),
    "too large": (b"\x81\xff" + HUGE, 1009),
    "just too large": (b"\x81\xff" + struct.pack("!Q", LIMIT + 1), 1009),
    "a binary one, too large": (b"\x82\xff" + HUGE, 1009),
}


@pytest.mark.parametrize(("head", "code"), HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("before", [b"", text("echo before")], ids=["first", "second"])
def test_by_its_head(stage: Stage, head: bytes, code: int, before: bytes) -> None:
    client = stage.connect()
    client.send(before + head)
    if before:
        assert client.message() == "before"
    assert client.close_code() == code


def test_fragments_that_together_are_too_large(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(TEXT, b"*" * (LIMIT - 100), final=False) + b"\x00\xe5")  # 101 more
    assert client.close_code() == 1009


@pytest.mark.parametrize(
    ("before", "frame", "code"),
    [
        (b"", masked(MORE, b"of nothing"), 1002),
        (masked(TEXT, b"a", final=False), masked(TEXT, b"another"), 1002),
        (b"", masked(BINARY, b"no text"), 1003),
    ],
    ids=["a continuation of nothing", "a message within a message", "binary"],
)
def test_by_the_first_byte_of_its_payload(
    stage: Stage, before: bytes, frame: bytes, code: int
) -> None:
    client = stage.connect()
    client.send(before + frame[:7])  # the head, the mask and one byte
    assert client.close_code() == code

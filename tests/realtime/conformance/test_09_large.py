"""Large messages up to our limit, in one frame or many, in small packets; and many round trips.

The list goes up to 16 MB. Beyond the limit (256 KiB, CAMERASHEET_MAX_MESSAGE_BYTES) the answer is
1009, whatever a message is made of.
"""

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.conftest import Stage
from tests.realtime.wire import masked, text

LIMIT = 256 * 1024
MORE, TEXT, BINARY, PING, PONG = 0, 1, 2, 9, 10
PREFIX = b"echo "


def fragments(payload: bytes, size: int, between: bytes = b"") -> bytes:
    """A text message in frames of ``size`` bytes, with other frames between them."""
    pieces = [payload[at : at + size] for at in range(0, len(payload), size)]
    last = len(pieces) - 1
    return between.join(
        masked(MORE if number else TEXT, piece, final=number == last)
        for number, piece in enumerate(pieces)
    )


def message_of(size: int) -> bytes:
    """A message of so many bytes that is echoed; in it no two neighbouring KiB are alike."""
    told = "".join(f"{number:07} " for number in range(size // 8 + 1)).encode()
    return (PREFIX + told)[:size]


@pytest.mark.parametrize("size", [64 * 1024, LIMIT - 1, LIMIT])
def test_one_frame(stage: Stage, size: int) -> None:
    client = stage.connect()
    message = message_of(size)
    client.send(masked(TEXT, message))
    assert client.message().encode() == message.removeprefix(PREFIX)


@pytest.mark.parametrize("size", [64, 256, 1024, 4096, 16 * 1024, 64 * 1024, LIMIT])
def test_many_fragments(stage: Stage, size: int) -> None:
    client = stage.connect()
    message = message_of(LIMIT)
    client.send(fragments(message, size))
    assert client.message().encode() == message.removeprefix(PREFIX)


@pytest.mark.parametrize("chop", [64, 128, 256, 512, 1024])
def test_one_frame_in_chops(stage: Stage, chop: int) -> None:
    client = stage.connect()
    message = message_of(LIMIT)
    in_chops(client, masked(TEXT, message), chop)
    assert client.message().encode() == message.removeprefix(PREFIX)


@pytest.mark.parametrize("chop", [64, 1024])
def test_fragments_with_pings_between_in_chops(stage: Stage, chop: int) -> None:
    client = stage.connect()
    message = message_of(64 * 1024)
    in_chops(client, fragments(message, 1300, masked(PING, b"between")), chop)
    for _ in range(len(message) // 1300):
        assert client.frame() == (PONG, b"between")
    assert client.message().encode() == message.removeprefix(PREFIX)


def test_characters_cut_by_every_chop(stage: Stage) -> None:
    client = stage.connect()
    message = "echo " + "€uro" * 10_000  # six bytes at a time: no chop of 64 leaves all whole
    in_chops(client, text(message), 64)
    assert client.message() == "€uro" * 10_000


@pytest.mark.parametrize("size", [LIMIT + 1, 1 << 20, 1 << 22])
def test_more_than_the_limit_in_one_frame(stage: Stage, size: int) -> None:
    client = stage.connect()
    client.send(masked(TEXT, bytes(size))[:1024])
    assert client.close_code() == 1009


@pytest.mark.parametrize("size", [64, 1024, LIMIT])
def test_more_than_the_limit_in_fragments(stage: Stage, size: int) -> None:
    client = stage.connect()
    client.send(fragments(message_of(LIMIT + 1), size))
    assert client.close_code() == 1009
    assert not any(event == "received" for event, _, _ in stage.handler.events)


def test_the_limit_is_for_a_message_and_not_for_all_of_them(stage: Stage) -> None:
    client = stage.connect()
    message = message_of(LIMIT * 2 // 3)
    for _ in range(3):
        client.send(fragments(message, 4096) + masked(TEXT, message))
        assert client.message().encode() == message.removeprefix(PREFIX)
        assert client.message().encode() == message.removeprefix(PREFIX)


@pytest.mark.parametrize("size", [0, 16, 64, 256, 1024, 4096])
def test_a_thousand_round_trips(stage: Stage, size: int) -> None:
    client = stage.connect()
    for number in range(1000):
        message = f"{number:04}".rjust(size, "*") if size else ""
        client.send(text(f"echo {message}"))
        assert client.message() == message


@pytest.mark.parametrize("chop", [64, 1024])
def test_a_large_binary_message_is_declined(stage: Stage, chop: int) -> None:
    client = stage.connect()
    in_chops(client, masked(BINARY, bytes(4096)), chop)
    assert client.close_code() == 1003

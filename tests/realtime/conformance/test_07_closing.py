"""The closing handshake, and the codes that may and may not be sent."""

import struct

import pytest

from tests.realtime.conftest import Stage
from tests.realtime.wire import eventually, masked, text

MORE, TEXT, CLOSE, PING = 0, 1, 8, 9

ALLOWED = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
FORBIDDEN = (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535)


def goodbye(code: int, reason: bytes = b"") -> bytes:
    return masked(CLOSE, struct.pack("!H", code) + reason)


def test_a_message_and_then_the_end(stage: Stage) -> None:
    client = stage.connect()
    client.send(text("echo Hello World!") + goodbye(1000))
    assert client.message() == "Hello World!"
    assert client.close_code() == 1000


@pytest.mark.parametrize(
    "after",
    [goodbye(1000), masked(PING, b"x"), text("echo unheard"), masked(MORE, b"unheard")],
    ids=["close", "ping", "text", "continuation"],
)
def test_nothing_after_a_close_is_answered(stage: Stage, after: bytes) -> None:
    client = stage.connect()
    client.send(goodbye(1000) + after)
    assert client.close_code() == 1000
    client.close()
    eventually(lambda: stage.hub.count == 0)
    assert not stage.handler.saw("received", 1, "echo unheard")


def test_a_close_within_a_message_ends_it(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(TEXT, b"echo fragment", final=False) + goodbye(1000) + masked(MORE, b"x"))
    assert client.close_code() == 1000


def test_a_close_after_a_lot_waits_for_it(stage: Stage) -> None:
    client = stage.connect()
    client.send(text("echo " + "B" * 200_000) + goodbye(1000))
    assert len(client.message()) == 200_000
    assert client.close_code() == 1000


def test_a_close_without_a_code(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(CLOSE, b""))
    assert client.close_code() is None


def test_a_close_with_half_a_code(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(CLOSE, b"x"))
    assert client.close_code() == 1002


@pytest.mark.parametrize("reason", [b"", b"Hello World!", b"*" * 123])
def test_a_reason(stage: Stage, reason: bytes) -> None:
    client = stage.connect()
    client.send(goodbye(1000, reason))
    assert client.close_code() == 1000


def test_a_reason_longer_than_fits(stage: Stage) -> None:
    client = stage.connect()
    client.send(goodbye(1000, b"*" * 124))
    assert client.close_code() == 1002


def test_a_reason_that_is_no_text(stage: Stage) -> None:
    client = stage.connect()
    client.send(goodbye(1000, b"\xce\xba\xe1\xbd\xb9\xed\xa0\x80edited"))
    assert client.close_code() == 1007


@pytest.mark.parametrize("code", ALLOWED)
def test_a_code_that_may_be_sent_is_sent_back(stage: Stage, code: int) -> None:
    client = stage.connect()
    client.send(goodbye(code))
    assert client.close_code() == code


@pytest.mark.parametrize("code", FORBIDDEN)
@pytest.mark.parametrize("reason", [b"", b"because"])
def test_a_code_that_may_not_be_sent(stage: Stage, code: int, reason: bytes) -> None:
    client = stage.connect()
    client.send(goodbye(code, reason))
    assert client.close_code() == 1002

"""Pings are answered with what they carried; pongs that nobody asked for are nothing."""

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.conftest import Stage
from tests.realtime.wire import masked, text

PING, PONG = 9, 10


@pytest.mark.parametrize(
    "payload", [b"", b"Hello, world!", b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", b"\xfe" * 125]
)
def test_a_ping(stage: Stage, payload: bytes) -> None:
    client = stage.connect()
    client.send(masked(PING, payload))
    assert client.frame() == (PONG, payload)


def test_a_ping_with_more_than_fits(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(PING, b"\xfe" * 126))
    assert client.close_code() == 1002


def test_a_ping_byte_by_byte(stage: Stage) -> None:
    client = stage.connect()
    in_chops(client, masked(PING, b"\xfe" * 125), 1)
    assert client.frame() == (PONG, b"\xfe" * 125)


@pytest.mark.parametrize("payload", [b"", b"unsolicited"])
def test_a_pong_that_nobody_asked_for(stage: Stage, payload: bytes) -> None:
    client = stage.connect()
    client.send(masked(PONG, payload) + masked(PING, b"mine"))
    assert client.frame() == (PONG, b"mine")


@pytest.mark.parametrize("chop", [1, 10_000])
def test_ten_pings_in_order(stage: Stage, chop: int) -> None:
    client = stage.connect()
    sent = [f"payload-{n}".encode() for n in range(10)]
    in_chops(client, b"".join(masked(PING, payload) for payload in sent), chop)
    assert [client.frame() for _ in sent] == [(PONG, payload) for payload in sent]


def test_a_ping_before_a_message(stage: Stage) -> None:
    client = stage.connect()
    client.send(masked(PING, b"first") + text("echo second"))
    assert client.frame() == (PONG, b"first")
    assert client.message() == "second"

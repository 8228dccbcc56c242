"""One case of each group again, at the whole product instead of a hub: nothing before the socket,
and nothing behind it, makes another thing of them."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.realtime.conformance.chops import in_chops
from tests.realtime.wire import RawClient, masked, text, upgrade_request
from tests.support.live import LiveServer, serving

MORE, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
LIMIT = 256 * 1024
HELLO = json.dumps({"type": "hello", "epoch": None, "seq": None}).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("conformance")) as server:
        yield server


@contextmanager
def connected(server: LiveServer, *more: str) -> Iterator[RawClient]:
    """A client past its handshake, of which nothing has been heard."""
    client = RawClient(server.raw())
    try:
        allowed = f"Authorization: Bearer {server.token('viewer')}"
        client.send(upgrade_request(server.port, allowed, *more, path="/ws/shows/gala"))
        assert client.headers().startswith(b"HTTP/1.1 101 ")
        yield client
    finally:
        client.close()


@pytest.fixture
def client(server: LiveServer) -> Iterator[RawClient]:
    with connected(server) as client:
        yield client


def said(client: RawClient) -> str:
    """What kind of message comes next, passing heartbeats over."""
    while (kind := str(json.loads(client.message())["type"])) == "heartbeat":
        pass
    return kind


def test_01_a_message_in_chops(client: RawClient) -> None:
    in_chops(client, masked(TEXT, HELLO), 1)
    assert said(client) == "sheet"


def test_02_pings(client: RawClient) -> None:
    client.send(masked(PING, b"\xfe" * 125) + masked(PONG, b"unasked") + masked(PING, b""))
    assert client.frame() == (PONG, b"\xfe" * 125)
    assert client.frame() == (PONG, b"")


@pytest.mark.parametrize("head", [b"\xf1\x85", b"\x83\x85", b"\x81\x05"])
def test_03_04_what_a_head_makes_unlawful(client: RawClient, head: bytes) -> None:
    client.send(masked(TEXT, HELLO) + head)
    assert said(client) == "sheet"
    assert client.close_code() == 1002


def test_05_fragments_with_a_ping_between(client: RawClient) -> None:
    client.send(masked(TEXT, HELLO[:9], final=False) + masked(PING, b"between"))
    assert client.frame() == (PONG, b"between")
    client.send(masked(MORE, b"", final=False) + masked(MORE, HELLO[9:]))
    assert said(client) == "sheet"


def test_06_what_is_not_utf8_is_refused_at_its_first_wrong_byte(client: RawClient) -> None:
    client.send(masked(TEXT, b'{"type": "\xf4\x90 never sent"}')[: 6 + 12])
    assert client.close_code() == 1007


@pytest.mark.parametrize(
    ("sent", "code"), [(b"\x03\xe8bye", 1000), (b"", None), (b"\x03\xed", 1002), (b"x", 1002)]
)
def test_07_the_closing_handshake(client: RawClient, sent: bytes, code: int | None) -> None:
    client.send(masked(CLOSE, sent) + masked(TEXT, HELLO))
    assert client.close_code() == code


def test_09_the_largest_message_and_one_larger(client: RawClient) -> None:
    client.send(masked(TEXT, b" " * (LIMIT - len(HELLO)) + HELLO))
    assert said(client) == "sheet"
    client.send(masked(TEXT, b" " * (LIMIT + 1 - len(HELLO)) + HELLO)[:14])
    assert client.close_code() == 1009


def test_09_many_round_trips(client: RawClient) -> None:
    for _ in range(200):
        client.send(text("no message"))
        assert said(client) == "refused"


def test_10_a_message_in_fragments_of_1300_bytes(client: RawClient) -> None:
    message = b" " * (65_536 - len(HELLO)) + HELLO
    parts = [message[at : at + 1300] for at in range(0, len(message), 1300)]
    for number, part in enumerate(parts):
        client.send(masked(MORE if number else TEXT, part, final=number == len(parts) - 1))
    assert said(client) == "sheet"


def test_12_compressed(server: LiveServer) -> None:
    compressor = zlib.compressobj(wbits=-15)
    shrunk = (compressor.compress(HELLO) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]
    frame = b"\xc1" + masked(TEXT, shrunk)[1:]
    with connected(server, "Sec-WebSocket-Extensions: permessage-deflate") as client:
        client.send(frame)
        first, payload = client.compressed()
        assert first in (0x81, 0xC1)
        plain = zlib.decompressobj(-15).decompress(payload) if first & 0x40 else payload
        assert json.loads(plain)["type"] == "sheet"
    with connected(server) as client:
        client.send(frame)
        assert client.close_code() == 1002


def test_binary_messages_are_declined(client: RawClient) -> None:
    client.send(masked(BINARY, HELLO))
    assert client.close_code() == 1003


def test_none_of_it_was_an_error_of_the_server(server: LiveServer) -> None:
    assert server.sheet()["cues"]
    assert "Traceback" not in server.log()

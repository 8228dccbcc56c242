"""permessage-deflate, over a real server, with raw bytes and with another implementation."""

import json
import zlib

import pytest
from websockets.sync.client import connect

from tests.realtime.serverprocess import ServerProcess
from tests.realtime.wire import RawClient, masked, text

LONG = "näher " * 2000


def shrunk(message: str) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(message.encode()) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


def compressed(message: str) -> bytes:
    return bytes((0xC1,)) + masked(1, shrunk(message))[1:]


def granted(server: ServerProcess, offer: str) -> tuple[RawClient, bytes]:
    client, headers = server.upgrade(b"", f"Sec-WebSocket-Extensions: {offer}")
    assert headers.startswith(b"HTTP/1.1 101")
    return client, headers.lower()


def test_what_a_browser_offers(server: ServerProcess) -> None:
    client, headers = granted(server, "permessage-deflate; client_max_window_bits")
    (line,) = (each for each in headers.split(b"\r\n") if b"extensions" in each)
    assert line.split(b": ")[1] == (
        b"permessage-deflate; server_no_context_takeover; client_no_context_takeover"
    )
    assert json.loads(client.message()) == {"state": []}, "small messages come as they are"
    client.send(compressed("small") + text("plain"))
    assert [*json.loads(client.message())["lines"]] in (["small"], ["small", "plain"])
    client.close()


@pytest.mark.parametrize(
    "offer", ["permessage-deflate; server_max_window_bits=9", "x-webkit-deflate-frame"]
)
def test_another_offer_is_passed_over(server: ServerProcess, offer: str) -> None:
    client, headers = granted(server, offer)
    assert b"sec-websocket-extensions" not in headers
    client.frame()
    client.send(text("plain"))
    assert b"plain" in client.frame()[1]
    client.send(compressed("compressed"))
    assert client.close_code() == 1002
    client.close()


def test_who_has_agreed_gets_large_messages_compressed_and_the_others_do_not(
    server: ServerProcess,
) -> None:
    with connect(server.url) as agreed, connect(server.url, compression=None) as plain:
        raw, _ = granted(server, "permessage-deflate")
        for each in (agreed, plain):
            assert json.loads(each.recv()) == {"state": []}
        raw.message()
        agreed.send(LONG)  # compressed, by a library that keeps no context as it was told to
        for each in (agreed, plain):
            assert json.loads(each.recv()) == {"lines": [LONG]}
        first, payload = raw.compressed()
        assert first == 0xC1
        assert len(payload) < 200
        inflater = zlib.decompressobj(-15)
        assert json.loads(inflater.decompress(payload + b"\0\0\xff\xff")) == {"lines": [LONG]}
        raw.close()
        with connect(server.url) as late:
            assert json.loads(late.recv()) == {"state": [LONG]}
            late.send("short")
            assert json.loads(late.recv()) == {"lines": ["short"]}
    assert server.log() == ""


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (bytes((0xC1,)) + masked(1, b"\x07nonsense")[1:], 1007),
        (compressed("x" * (256 * 1024 + 1)), 1009),
        (bytes((0xC9,)) + masked(9, b"x")[1:], 1002),
        (bytes((0xA1,)) + masked(1, b"x")[1:], 1002),
    ],
    ids=["corrupt", "a bomb", "a compressed ping", "another reserved bit"],
)
def test_violations_close_with_the_right_code(
    server: ServerProcess, sent: bytes, code: int
) -> None:
    client, _ = granted(server, "permessage-deflate")
    client.message()
    client.send(sent)
    assert client.close_code() == code
    client.close()

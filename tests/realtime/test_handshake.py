"""What a WebSocket may begin with, and what it is answered."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

from camerasheet.realtime.handshake import Handshake, HandshakeError, handshake
from tests.realtime.wire import KEY

SPOKEN = ("wall.v1", "wall.v2")


def environ(**changed: str | None) -> dict[str, Any]:
    """A request that can be granted, but for what was changed; None leaves a header out."""
    good = {
        "REQUEST_METHOD": "GET",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_UPGRADE": "websocket",
        "HTTP_CONNECTION": "Upgrade",
        "HTTP_SEC_WEBSOCKET_KEY": KEY,
        "HTTP_SEC_WEBSOCKET_VERSION": "13",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def test_the_example_of_the_rfc() -> None:
    granted = handshake(
        environ(
            HTTP_SEC_WEBSOCKET_KEY="dGhlIHNhbXBsZSBub25jZQ==",
            HTTP_SEC_WEBSOCKET_PROTOCOL="chat, superchat",
        ),
        ["chat"],
    )
    assert granted.answer().split(b"\r\n") == [
        b"HTTP/1.1 101 Switching Protocols",
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        b"Sec-WebSocket-Protocol: chat",
        b"",
        b"",
    ]


@given(st.binary(min_size=16, max_size=16))
def test_every_key_is_answered_as_another_implementation_does(key: bytes) -> None:
    encoded = base64.b64encode(key).decode()
    theirs = ServerProtocol().accept(
        Request(
            "/ws",
            Headers(
                {
                    "Upgrade": "websocket",
                    "Connection": "Upgrade",
                    "Sec-WebSocket-Key": encoded,
                    "Sec-WebSocket-Version": "13",
                }
            ),
        )
    )
    proof = f"Sec-WebSocket-Accept: {theirs.headers['Sec-WebSocket-Accept']}".encode()
    assert proof in handshake(environ(HTTP_SEC_WEBSOCKET_KEY=encoded), ()).answer().split(b"\r\n")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"REQUEST_METHOD": "POST"}, "GET"),
        ({"REQUEST_METHOD": "HEAD"}, "GET"),
        ({"SERVER_PROTOCOL": "HTTP/1.0"}, "HTTP/1.1"),
        ({"HTTP_UPGRADE": None}, "Upgrade: websocket"),
        ({"HTTP_UPGRADE": "h2c"}, "Upgrade: websocket"),
        ({"HTTP_UPGRADE": "websockets"}, "Upgrade: websocket"),
        ({"HTTP_CONNECTION": None}, "Connection: Upgrade"),
        ({"HTTP_CONNECTION": "keep-alive"}, "Connection: Upgrade"),
        ({"HTTP_CONNECTION": "upgraded"}, "Connection: Upgrade"),
        ({"HTTP_SEC_WEBSOCKET_VERSION": None}, "Version: 13"),
        ({"HTTP_SEC_WEBSOCKET_VERSION": "8"}, "Version: 13"),
        ({"HTTP_SEC_WEBSOCKET_VERSION": "13, 8"}, "Version: 13"),
        ({"HTTP_SEC_WEBSOCKET_KEY": None}, "16 bytes"),
        ({"HTTP_SEC_WEBSOCKET_KEY": ""}, "16 bytes"),
        ({"HTTP_SEC_WEBSOCKET_KEY": "AAAA"}, "16 bytes"),
        ({"HTTP_SEC_WEBSOCKET_KEY": base64.b64encode(bytes(17)).decode()}, "16 bytes"),
        ({"HTTP_SEC_WEBSOCKET_KEY": f"{KEY},{KEY}"}, "16 bytes"),
        ({"HTTP_SEC_WEBSOCKET_KEY": KEY[:-1]}, "16 bytes"),
        ({"HTTP_SEC_WEBSOCKET_KEY": "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ=="}, "16 bytes"),
    ],
)
def test_what_is_no_handshake_is_told_why(changed: dict[str, str | None], said: str) -> None:
    with pytest.raises(HandshakeError, match=said):
        handshake(environ(**changed), SPOKEN)


@pytest.mark.parametrize(
    "changed",
    [
        {"HTTP_UPGRADE": "WebSocket"},
        {"HTTP_UPGRADE": "h2c, websocket"},
        {"HTTP_CONNECTION": "keep-alive, Upgrade"},
        {"HTTP_CONNECTION": "UPGRADE"},
    ],
)
def test_lists_and_letters_are_read_as_http_has_them(changed: dict[str, str]) -> None:
    assert handshake(environ(**changed), SPOKEN) == Handshake(KEY, None, None)


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (None, None),
        ("", None),
        ("other", None),
        ("wall.v2", "wall.v2"),
        ("other , wall.v2,wall.v1", "wall.v2"),
        ("WALL.V1", None),
    ],
)
def test_the_first_subprotocol_that_is_spoken(asked: str | None, chosen: str | None) -> None:
    found = handshake(environ(HTTP_SEC_WEBSOCKET_PROTOCOL=asked), SPOKEN)
    assert found.subprotocol == chosen
    assert (b"Sec-WebSocket-Protocol" in found.answer()) == (chosen is not None)


def test_compression_is_agreed_to_where_it_is_offered() -> None:
    offered = handshake(environ(HTTP_SEC_WEBSOCKET_EXTENSIONS="permessage-deflate"), ())
    assert b"\r\nSec-WebSocket-Extensions: permessage-deflate; " in offered.answer()
    assert b"Extensions" not in handshake(environ(), ()).answer()

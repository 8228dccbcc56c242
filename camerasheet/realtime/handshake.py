"""The opening handshake of a WebSocket (RFC 6455, section 4.2), past what is plain HTTP.

gunicorn has parsed the request by then, so what is left are six headers to look at and one answer
to write.  Libraries do this by writing the request down and parsing it once more: that was a fifth
of the time in which a crew comes back (see `docs/decisions/0006`).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Collection
from hashlib import sha1
from typing import TYPE_CHECKING, Final, NamedTuple

from camerasheet.realtime import deflate

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

VERSION: Final = "13"
KEY_BYTES: Final = 16
MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""What RFC 6455, section 1.3, has appended to every key."""

_SEPARATED = re.compile(r"[ \t]*,[ \t]*")


class HandshakeError(ValueError):
    """The request is no opening handshake.  The message says what is wrong with it."""


class Handshake(NamedTuple):
    """A client's request that can be granted."""

    key: str
    subprotocol: str | None
    """What both speak; None when the client asked for nothing that we do."""
    extension: str | None
    """What is agreed on compressed messages; None where they were not offered."""

    def answer(self) -> bytes:
        """The response that turns the connection into a WebSocket."""
        proof = sha1(self.key.encode() + MAGIC, usedforsecurity=False).digest()
        lines = [
            b"HTTP/1.1 101 Switching Protocols",
            b"Upgrade: websocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Accept: " + b64encode(proof),
        ]
        if self.subprotocol is not None:
            lines.append(b"Sec-WebSocket-Protocol: " + self.subprotocol.encode())
        if self.extension is not None:
            lines.append(b"Sec-WebSocket-Extensions: " + self.extension.encode())
        return b"\r\n".join([*lines, b"", b""])


def handshake(environ: WSGIEnvironment, subprotocols: Collection[str]) -> Handshake:
    """The handshake that a WSGI request makes.  Raises HandshakeError where it makes none.

    `subprotocols` are those the server speaks; the first one that the client asks for is chosen.
    """
    if environ["REQUEST_METHOD"] != "GET" or environ["SERVER_PROTOCOL"] < "HTTP/1.1":
        raise HandshakeError("A WebSocket begins with GET, in HTTP/1.1.")
    if "websocket" not in _listed(environ, "HTTP_UPGRADE", fold=True):
        raise HandshakeError("This address is for WebSockets: send “Upgrade: websocket”.")
    if "upgrade" not in _listed(environ, "HTTP_CONNECTION", fold=True):
        raise HandshakeError("A WebSocket begins with “Connection: Upgrade”.")
    if environ.get("HTTP_SEC_WEBSOCKET_VERSION") != VERSION:
        raise HandshakeError(f"Send “Sec-WebSocket-Version: {VERSION}”: no other is spoken here.")
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    if not _is_key(key):
        raise HandshakeError(f"Sec-WebSocket-Key must be {KEY_BYTES} bytes in Base64.")
    asked = _listed(environ, "HTTP_SEC_WEBSOCKET_PROTOCOL")
    return Handshake(
        key,
        subprotocol=next((each for each in asked if each in subprotocols), None),
        extension=deflate.granted(environ.get("HTTP_SEC_WEBSOCKET_EXTENSIONS", "")),
    )


def _listed(environ: WSGIEnvironment, name: str, *, fold: bool = False) -> list[str]:
    """The members of a header that is a list (RFC 9110, section 5.6.1)."""
    value: str = environ.get(name, "").strip()
    return _SEPARATED.split(value.lower() if fold else value) if value else []


def _is_key(key: str) -> bool:
    try:
        return len(b64decode(key, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False

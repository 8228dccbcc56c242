"""Rudeness on raw bytes. Each returns what was wrong with the answer, or nothing."""

from __future__ import annotations

import json
import random
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.realtime.wire import RawClient, masked, text, upgrade_request

Vice = Callable[[int, str, str, random.Random], str]
HUGE = 1 << 40
LONGEST = 262_144
"""CAMERASHEET_MAX_MESSAGE_BYTES, as it is set by default."""


@contextmanager
def _connected(port: int, slug: str, token: str) -> Iterator[RawClient]:
    """A connection over which nothing has been said yet."""
    client = RawClient(socket.create_connection(("127.0.0.1", port), 10))
    try:
        request = upgrade_request(port, f"Authorization: Bearer {token}", path=f"/ws/shows/{slug}")
        client.send(request)
        head = client.headers()
        if b" 101 " not in head.splitlines()[0]:
            raise EOFError(head)  # it is just stopping, or full
        yield client
    finally:
        client.close()


def _ends_with(client: RawClient, *codes: int) -> str:
    """Whether it is closed with one of these; what comes before is passed over."""
    while True:
        opcode, payload = client.frame()
        if opcode == 8:
            found = struct.unpack("!H", payload[:2])[0] if payload else None
            # 1012: the server was told to stop in that moment.
            return "" if found in (*codes, 1012) else f"closed with {found}, not {codes}"


def _refuses(client: RawClient, *codes: str) -> str:
    """Whether a refusal with one of these codes comes; what comes before is passed over."""
    while True:
        said = json.loads(client.message())
        if said["type"] == "refused":
            return "" if said["code"] in codes else f"refused as {said}"


def garbage(port: int, slug: str, token: str, dice: random.Random) -> str:
    """Text that is no message: it is refused, and the connection stays."""
    words = ("", "{", "[]", "null", '{"type": 7}', '{"type": "shout"}', "x" * 5000, "\0\1\2")
    deep = "[" * 20_000
    odd = ('{"type": "edit"}', '{"type": "edit", "id": {}, "edit": []}', '{"type":"edits"}')
    with _connected(port, slug, token) as client:
        for _ in range(3):
            client.send(text(dice.choice((*words, *odd, deep))))
            if wrong := _refuses(client, "malformed"):
                return wrong
    return ""


def lie_about_seq(port: int, slug: str, token: str, dice: random.Random) -> str:
    """A hello with a seq that never was: the whole sheet comes, or a refusal."""
    lies = (10**9, -1, "7", 2**70, 1.5, None)
    hello = {"type": "hello", "epoch": dice.choice((None, "never", 7)), "seq": dice.choice(lies)}
    with _connected(port, slug, token) as client:
        client.send(text(json.dumps(hello)))
        said = json.loads(client.message())
        while said["type"] == "heartbeat":
            said = json.loads(client.message())
    right = said["type"] == "sheet" or said.get("code") == "malformed"
    return "" if right else f"{hello} was answered with {str(said)[:200]}"


def binary_frame(port: int, slug: str, token: str, dice: random.Random) -> str:
    """1003."""
    with _connected(port, slug, token) as client:
        client.send(masked(2, dice.randbytes(dice.randrange(1, 4000))))
        return _ends_with(client, 1003)


def oversized_frame(port: int, slug: str, token: str, dice: random.Random) -> str:
    """One that says it is huge, or one that is: 1009 (1002 for a length that no frame may have)."""
    with _connected(port, slug, token) as client:
        if dice.random() < 0.5:
            client.send(b"\x81\xff" + struct.pack("!Q", HUGE) + b"mask" + b"x" * 100)
            return _ends_with(client, 1009)
        client.send(masked(1, b"x" * 2000, final=False))
        more = masked(0, b"x" * 60_000, final=False)
        for _ in range(LONGEST // 60_000 + 1):
            client.send(more)
        return _ends_with(client, 1009)


def broken_frame(port: int, slug: str, token: str, dice: random.Random) -> str:
    """Without a mask, with a reserved opcode or bit: 1002; not UTF-8: 1007."""
    frames = (
        (masked(1, b"{}", mask=False), 1002),
        (masked(3, b"{}"), 1002),
        (b"\xf1" + masked(1, b"{}")[1:], 1002),
        (masked(9, b"x" * 126), 1002),
        (masked(0, b"{}"), 1002),
        (masked(1, b'{"type": "\xff\xfe"}'), 1007),
    )
    frame, code = dice.choice(frames)
    with _connected(port, slug, token) as client:
        client.send(frame)
        return _ends_with(client, code)


def half_frame(port: int, slug: str, token: str, dice: random.Random) -> str:
    """A part of a frame, and then nobody is there any more."""
    frame = text(json.dumps({"type": "hello", "epoch": None, "seq": None}))
    with _connected(port, slug, token) as client:
        client.send(frame[: dice.randrange(1, len(frame))])
        if dice.random() < 0.5:
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    return ""


def half_handshake(port: int, slug: str, token: str, dice: random.Random) -> str:
    """A part of the request, and then nobody is there any more."""
    request = upgrade_request(port, f"Authorization: Bearer {token}", path=f"/ws/shows/{slug}")
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.sendall(request[: dice.randrange(1, len(request) - 1)])
    return ""


def deaf_follower(port: int, slug: str, token: str, dice: random.Random) -> str:
    """It says hello with a small window, asks again and again, and never reads."""
    hello = text(json.dumps({"type": "hello", "epoch": None, "seq": None}))
    with _connected(port, slug, token) as client:
        client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.sock.settimeout(1)
        for _ in range(dice.randrange(1, 40)):
            client.send(hello)
    return ""


VICES: tuple[Vice, ...] = (
    garbage,
    lie_about_seq,
    binary_frame,
    oversized_frame,
    broken_frame,
    half_frame,
    half_handshake,
    deaf_follower,
)

"""Rudeness on raw bytes. Each returns what was wrong with the answer, or nothing.

Where an answer is due and the connection just ends, or stays silent, that is raised as it comes:
whoever called knows whether the server was being killed in that moment.
"""

from __future__ import annotations

import json
import random
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.realtime.wire import RawClient, masked, text, upgrade_request
from tests.torture.scene import Scene

Vice = Callable[[int, str, str, random.Random], str]
HELLO = text(json.dumps({"type": "hello", "epoch": None, "seq": None}))
HUGE = 1 << 40
LONGEST = 262_144
"""CAMERASHEET_MAX_MESSAGE_BYTES, as it is set by default."""
PATIENCE = 30.0
"""Seconds that an answer may take on a machine that is busy."""
DEAF_SECONDS = 3.0
HELD_UP_SECONDS = 10.0
"""The longest that somebody may wait for a pong beside one who does not read. A server that waited
for the deaf one would do so for 30 s."""


class NotLetIn(Exception):
    """The handshake failed: the server is stopping or full, or its disk is away."""


@contextmanager
def _connected(port: int, slug: str, token: str) -> Iterator[RawClient]:
    """A connection over which nothing has been said yet."""
    client = RawClient(_dialled(port))
    try:
        client.sock.settimeout(PATIENCE)
        request = upgrade_request(port, f"Authorization: Bearer {token}", path=f"/ws/shows/{slug}")
        try:
            client.send(request)
            head = client.headers()
        except (OSError, EOFError) as error:
            raise NotLetIn from error
        if b" 101 " not in head.splitlines()[0]:
            raise NotLetIn(head)
        yield client
    finally:
        client.close()


def _dialled(port: int) -> socket.socket:
    try:
        return socket.create_connection(("127.0.0.1", port), PATIENCE)
    except OSError as error:
        raise NotLetIn from error


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
    hello = {"epoch": dice.choice((None, "never", 7)), "seq": dice.choice(lies)}
    said = _greeted(port, slug, token, hello)
    right = said["type"] == "sheet" or said.get("code") == "malformed"
    return "" if right else f"{hello} was answered with {str(said)[:200]}"


def be_ahead(port: int, slug: str, token: str, dice: random.Random) -> str:
    """A hello with a seq that is still to come, in the right epoch: the whole sheet comes."""
    truth = _greeted(port, slug, token, {"epoch": None, "seq": None})
    # By more than can be written meanwhile.
    hello = {"epoch": truth["epoch"], "seq": truth["seq"] + dice.choice((10**5, 10**9, 2**50))}
    said = _greeted(port, slug, token, hello)
    right = said["type"] == "sheet" and said["seq"] < hello["seq"]
    return "" if right else f"{hello} was answered with {str(said)[:200]}"


def _greeted(port: int, slug: str, token: str, hello: dict[str, Any]) -> dict[str, Any]:
    """The answer to a hello on a connection of its own, where nothing else comes before it."""
    with _connected(port, slug, token) as client:
        client.send(text(json.dumps({"type": "hello", **hello})))
        while (said := json.loads(client.message()))["type"] == "heartbeat":
            pass
    found: dict[str, Any] = said
    return found


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
    with _connected(port, slug, token) as client:
        client.send(HELLO[: dice.randrange(1, len(HELLO))])
        if dice.random() < 0.5:
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    return ""


def half_handshake(port: int, slug: str, token: str, dice: random.Random) -> str:
    """A part of the request, and then nobody is there any more."""
    request = upgrade_request(port, f"Authorization: Bearer {token}", path=f"/ws/shows/{slug}")
    with _dialled(port) as sock:
        sock.sendall(request[: dice.randrange(1, len(request) - 1)])
    return ""


def deaf_follower(port: int, slug: str, token: str, dice: random.Random) -> str:
    """It has a small window, says hello and does not read for a while: others are heard meanwhile,
    and then it gets all there is."""
    with _connected(port, slug, token) as deaf, _connected(port, slug, token) as other:
        deaf.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.send(HELLO)
        end = time.monotonic() + DEAF_SECONDS * dice.uniform(0.5, 1)
        while time.monotonic() < end:
            if wrong := _held_up(other):
                return wrong
            time.sleep(0.1)
        while (said := json.loads(deaf.message()))["type"] == "heartbeat":
            pass
        return "" if said["type"] == "sheet" else f"the deaf one was told {str(said)[:200]}"


def greedy_follower(port: int, slug: str, token: str, dice: random.Random) -> str:
    """It asks for the sheet again and again and never reads: it is dropped as soon as more than a
    MiB waits for it, and others are heard all the time."""
    with _connected(port, slug, token) as deaf, _connected(port, slug, token) as other:
        deaf.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                for _ in range(dice.randrange(1, 10)):
                    deaf.send(HELLO)
            except ConnectionError:
                return _held_up(other)
            if wrong := _held_up(other):
                return wrong
        return f"one who asks for the sheet and never reads is still there after {PATIENCE} s"


def _held_up(other: RawClient) -> str:
    """Whether somebody waits too long for a pong."""
    began = time.monotonic()
    other.send(masked(9, b"still there?"))
    while other.frame() != (10, b"still there?"):
        pass
    took = time.monotonic() - began
    return f"a pong took {took:.1f} s beside one who is deaf" if took > HELD_UP_SECONDS else ""


VICES: tuple[Vice, ...] = (
    garbage,
    lie_about_seq,
    be_ahead,
    binary_frame,
    oversized_frame,
    broken_frame,
    half_frame,
    half_handshake,
    deaf_follower,
    greedy_follower,
)


def commit(vice: Vice, port: int, scene: Scene, dice: random.Random) -> None:
    """Do it, and keep what was wrong. A connection that ends, or stays silent, where an answer is
    due was wrong too, unless the server was just killed."""
    name, upheavals = f"vice: {vice.__name__.replace('_', ' ')}", scene.upheavals
    try:
        said = vice(port, scene.slug, scene.token, dice)
    except NotLetIn:
        scene.evidence.count("vice not let in")
        return
    except (OSError, EOFError) as broken:
        if not scene.calm_since(upheavals):
            scene.evidence.count("vice broken off by a kill")
            return
        said = f"broken off where an answer was due: {broken!r}"
    if said:
        scene.evidence.trouble(f"{name}: {said}")
    scene.evidence.count(name)

"""Clients that are slow on purpose, hundreds at a time."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from dataclasses import dataclass

from tests.support.live import LiveServer

DRIBBLE_SECONDS = 0.1


@dataclass(frozen=True)
class Kind:
    """What a client sends at once, what it then dribbles for ever, and whether it ever reads."""

    name: str
    opening: bytes
    dribble: bytes = b""
    reads: bool = True


def kinds(server: LiveServer, large_file: str) -> list[Kind]:
    """Every way of being slow. ``large_file`` is the address of one that fills the buffers."""
    host = b"Host: 127.0.0.1\r\n"
    token = f"Authorization: Bearer {server.token('editor')}\r\n".encode()
    form = b"Content-Type: application/x-www-form-urlencoded\r\n"
    post = b"POST /api/shows/gala/import HTTP/1.1\r\n" + host + token
    page = f"GET {large_file} HTTP/1.1\r\n".encode() + host + b"\r\n"
    return [
        Kind("silent", b""),
        Kind("head", b"GET /login HTTP/1.1\r\n" + host + b"X-A: ", b"a"),
        Kind("line", b"GET /", b"a"),
        Kind(
            "form",
            b"POST /login HTTP/1.1\r\n" + host + form + b"Content-Length: 9000\r\n\r\n",
            b"a",
        ),
        Kind("file", post + form + b"Content-Length: 5000000\r\n\r\n" + b"a" * 9000, b"a"),
        Kind("chunks", post + form + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        Kind("unread", page * 40, reads=False),
        Kind("lingering", b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + host + b"\r\n"),
    ]


class Swarm:
    """``count`` clients of a kind, kept slow by a thread until the block ends."""

    def __init__(self, server: LiveServer, kind: Kind, count: int) -> None:
        self.kind = kind
        self._port = server.port
        self._count = count
        self._sockets: list[socket.socket] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._keep_on, name=f"loris-{kind.name}")

    def __enter__(self) -> Swarm:
        for _ in range(self._count):
            sock = socket.socket()
            if not self.kind.reads:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            sock.connect(("127.0.0.1", self._port))
            sock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                sock.send(self.kind.opening)
            self._sockets.append(sock)
        self._thread.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._end.set()
        self._thread.join()
        for sock in self._sockets:
            sock.close()

    @property
    def left(self) -> int:
        """How many the server has not got rid of."""
        return len(self._sockets)

    def _keep_on(self) -> None:
        dice = random.Random(1)
        while not self._end.wait(DRIBBLE_SECONDS * dice.uniform(0.5, 1.5)):
            for sock in list(self._sockets):
                if not self._still_there(sock):
                    sock.close()
                    self._sockets.remove(sock)

    def _still_there(self, sock: socket.socket) -> bool:
        try:
            with contextlib.suppress(BlockingIOError):
                if self.kind.reads and not sock.recv(65536) and self.kind.name != "lingering":
                    return False
            with contextlib.suppress(BlockingIOError):
                # Who does not read learns of the end when sending: so does who never closes.
                sock.send(self.kind.dribble or (b"\r\n" if self._may_poke() else b""))
        except OSError:
            return False
        return True

    def _may_poke(self) -> bool:
        return self.kind.name in ("unread", "lingering")


def wait_for_the_end(swarms: list[Swarm], patience: float) -> dict[str, int]:
    """Those that are still there after so many seconds, or none earlier."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(swarm.left for swarm in swarms):
        time.sleep(0.05)
    return {swarm.kind.name: swarm.left for swarm in swarms if swarm.left}

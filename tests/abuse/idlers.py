"""Very many connections that are opened and left idle: ``python -m tests.abuse.idlers``.

A process of its own, for its open files and so that nobody here waits for it. It is told
``PORT COUNT`` and, for WebSockets, the secret of a token. It opens COUNT connections, says in one
line of JSON what became of them, and goes when its input ends.
"""

from __future__ import annotations

import contextlib
import json
import resource
import selectors
import socket
import sys
import time
from collections import Counter

SETTLED_SECONDS = 3.0
"""When nothing has happened for so long, nothing more will."""

AT_ONCE = 200
ADDRESSES = 4
"""Source addresses, so that ports do not run out."""


def opening(port: int, token: str) -> bytes:
    """What each of them says at first: nothing, or that it wants a WebSocket."""
    if not token:
        return b""
    return (
        f"GET /ws/shows/gala HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Protocol: camerasheet.v1.json\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()


class Idlers:
    """The connections, and what each was told."""

    def __init__(self, port: int, says: bytes) -> None:
        self.port, self.says = port, says
        self.selector = selectors.DefaultSelector()
        self.heard: dict[socket.socket, bytearray] = {}
        self.gone: set[socket.socket] = set()
        self.last = time.monotonic()

    def open(self, number: int) -> None:
        """One more."""
        sock = socket.socket()
        sock.bind((f"127.0.0.{2 + number % ADDRESSES}", 0))
        sock.connect(("127.0.0.1", self.port))
        sock.setblocking(False)
        sock.send(self.says)
        self.heard[sock] = bytearray()
        self.selector.register(sock, selectors.EVENT_READ)

    def listen(self, seconds: float) -> None:
        """Hear what they are told."""
        for key, _ in self.selector.select(seconds):
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            data = b""
            with contextlib.suppress(ConnectionError):
                data = sock.recv(65536)
            if not data or not self.heard[sock]:  # heartbeats are no news
                self.last = time.monotonic()
            self.heard[sock] += data[:600]
            if not data:
                self.selector.unregister(sock)
                self.gone.add(sock)

    @property
    def unanswered(self) -> int:
        """How many have been told nothing yet."""
        return sum(1 for heard in self.heard.values() if not heard)

    def outcome(self, sock: socket.socket) -> str:
        """What became of one: "open", "closed", a status, or a close code."""
        head, _, rest = bytes(self.heard[sock]).partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 101"):
            if rest[:1] == b"\x88":
                return str(int.from_bytes(rest[2:4], "big"))
            return "closed" if sock in self.gone else "joined"
        if head:
            return head.split()[1].decode()
        return "closed" if sock in self.gone else "open"


def main() -> None:
    """Open them all, tell, wait to be dismissed."""
    port, count = int(sys.argv[1]), int(sys.argv[2])
    token = sys.argv[3] if len(sys.argv) > 3 else ""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    idlers = Idlers(port, opening(port, token))
    most = 0
    for number in range(count):
        idlers.open(number)
        idlers.listen(0)
        while token and idlers.unanswered > AT_ONCE:
            idlers.listen(1)
        most = max(most, len(idlers.heard) - len(idlers.gone))
    idlers.last = time.monotonic()
    while time.monotonic() - idlers.last < SETTLED_SECONDS:
        idlers.listen(0.5)
    became = Counter(idlers.outcome(sock) for sock in idlers.heard)
    print(json.dumps({"most": most, "became": became}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()

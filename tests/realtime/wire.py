"""Raw WebSocket bytes, and waiting with a bound."""

import base64
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 30.0
KEY = base64.b64encode(bytes(16)).decode()


def masked(opcode: int, payload: bytes, *, final: bool = True, mask: bool = True) -> bytes:
    """A frame as a client sends it."""
    head = bytes(((0x80 if final else 0) | opcode,))
    flag, size = (0x80 if mask else 0), len(payload)
    if size < 126:
        head += bytes((flag | size,))
    elif size < 1 << 16:
        head += struct.pack("!BH", flag | 126, size)
    else:
        head += struct.pack("!BQ", flag | 127, size)
    if not mask:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))


def unframed(frame: bytes) -> bytes:
    """What a server's frame holds."""
    length = frame[1]
    return frame[{126: 4, 127: 10}.get(length, 2) :]


def text(message: str) -> bytes:
    return masked(1, message.encode())


class RawClient:
    """The client's end of a socket, speaking frames."""

    def __init__(self, sock: socket.socket) -> None:
        sock.settimeout(PATIENCE)
        self.sock = sock
        self._file = sock.makefile("rb")

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def frame(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload.  EOFError at the end of the stream."""
        first, payload = self.compressed()
        assert first & 0x70 == 0, "no reserved bit may be set"
        return first & 15, payload

    def compressed(self) -> tuple[int, bytes]:
        """The next frame's first byte and payload, whatever was agreed on."""
        first, second = self._exactly(2)
        assert second & 0x80 == 0, "a server does not mask"
        size = second
        if size == 126:
            (size,) = struct.unpack("!H", self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._exactly(8))
        return first, self._exactly(size)

    def message(self) -> str:
        opcode, payload = self.frame()
        assert opcode == 1, (opcode, payload)
        return payload.decode()

    def close_code(self) -> int | None:
        """The code of the close frame that must come next, seeing the stream end after it."""
        opcode, payload = self.frame()
        assert opcode == 8, (opcode, payload)
        assert self._file.read() == b""
        return struct.unpack("!H", payload[:2])[0] if payload else None

    def headers(self) -> bytes:
        """The response to the upgrade request, up to its empty line."""
        lines = b""
        while not lines.endswith(b"\r\n\r\n"):
            lines += self._exactly(1)
        return lines

    def close(self) -> None:
        self._file.close()
        self.sock.close()

    def _exactly(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise EOFError
        return data


def upgrade_request(port: int, *more: str, path: str = "/ws") -> bytes:
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        f"Sec-WebSocket-Key: {KEY}",
        "Sec-WebSocket-Version: 13",
        *more,
    )
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n"


def eventually(true: Callable[[], object], what: str = "it") -> None:
    """Wait until `true()`; fail after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"{what} did not come about in {PATIENCE} s"
        time.sleep(0.005)


@contextmanager
def tcp_pair() -> Iterator[tuple[socket.socket, RawClient]]:
    """Both ends of a TCP connection: the server's, for the hub to own, and the client's."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
    client = RawClient(near)
    try:
        yield far, client
    finally:
        client.close()

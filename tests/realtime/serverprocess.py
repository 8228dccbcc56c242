"""The tiny application under a real gunicorn."""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.realtime.wire import PATIENCE, RawClient, eventually, upgrade_request

ROOT = Path(__file__).parents[2]


PORTS = range(20_000, 30_000)
"""Below those that the system gives to whoever connects: a server takes a second to listen, and by
then another test's client could have a port that was free."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    while True:
        port = random.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


class ServerProcess:
    """`python -m tests.realtime.tinyapp`, or another command with {port} in it."""

    def __init__(self, *command: str) -> None:
        self.port = free_port()
        self._command = [
            word.format(port=self.port)
            for word in command or (sys.executable, "-m", "tests.realtime.tinyapp", "{port}")
        ]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> "ServerProcess":
        self.process = subprocess.Popen(self._command, cwd=ROOT, stdout=self._log, stderr=self._log)
        self.wait_until_up()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        workers = self.workers()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        if error is not None:
            print(self.log())
        self._log.close()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def wait_until_up(self) -> None:
        eventually(self._answers, "the server")

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as sock:
                sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
                return sock.recv(12) == b"HTTP/1.0 200"
        except OSError:
            return False

    def workers(self) -> list[int]:
        """The process ids of the master's children."""
        pid = self.process.pid
        with suppress(OSError):
            listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            return [int(word) for word in listed.split()]
        return []

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode()

    def upgrade(self, extra: bytes = b"", *headers: str) -> tuple[RawClient, bytes]:
        """A raw client with what the server answered; `extra` goes out with the request."""
        client = RawClient(socket.create_connection(("127.0.0.1", self.port)))
        client.send(upgrade_request(self.port, *headers) + extra)
        return client, client.headers()

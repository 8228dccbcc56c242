"""A server in processes of its own, on a core of its own."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.load.readings import tree

PATIENCE = 30.0
WORK = Path(__file__).parents[1] / ".work"
"""Everything that a run leaves behind; git ignores it."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class ServerProcess:
    """A command that listens on a port of 127.0.0.1. Ends with the ``with`` block."""

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        *,
        env: Mapping[str, str],
        core: int | None,
        ready: str | None = None,
    ) -> None:
        """``env`` is all of its environment. ``core`` is the one that it may use; None: any.

        ``ready`` is a path that answers 200 once it works; None: it works when it listens.
        """
        pinned = () if core is None else ("taskset", "-c", str(core))
        self._command = (*pinned, *command)
        self._env = dict(env)
        self.port = port
        self._ready = ready
        self.log = WORK / f"server-{port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ServerProcess:
        self.start()
        self.wait_until_up()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """The first process; the others descend from it."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait for nothing."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def wait_until_up(self) -> None:
        """Wait until it works. Raises RuntimeError when it ends instead, or takes too long."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            with suppress(OSError, http.client.HTTPException):
                if self._works():
                    return
            time.sleep(0.01)
        raise RuntimeError(f"{self._command} is not up: {self.log.read_text()[-2000:]}")

    def _works(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.connect()
            if self._ready is None:
                return True
            connection.request("GET", self._ready)
            return connection.getresponse().status == 200
        finally:
            connection.close()

    def kill_worker(self) -> None:
        """kill -9 for the process that serves; its parent, which does not, starts another."""
        worker = tree(self.pid)[-1]
        assert worker != self.pid, "nobody would start it again"
        os.kill(worker, signal.SIGKILL)

    def kill(self) -> None:
        """kill -9, for all of its processes at once."""
        if self._process is None:
            return
        for pid in reversed(tree(self._process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._process = None

"""The real Litestream beside a data directory, as a sidecar: started, stopped, killed, asked."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from camerasheet.config import Settings
from camerasheet.replica.configuration import configuration_file, socket_path, variables
from camerasheet.replica.places import Places
from camerasheet.replica.program import find_program
from tests.support.child import PATIENCE, Child


class Litestream(Child):
    """``environ`` holds the settings of the server that it stands beside, and the keys."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.settings = Settings.from_environment(environ)
        found = Places.from_settings(self.settings, {**os.environ, **environ})
        assert found, "neither a bucket nor a directory to replicate to"
        self.places = found
        self.socket = socket_path(self.settings)
        data = self.settings.data
        super().__init__(data.parent / f"{data.name}.litestream.log")

    # -- running ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Start it, and wait until its socket answers."""
        self.run(
            [str(find_program()), "replicate", "-config", str(configuration_file())],
            self.answers,
            environment={**self.places.environment, **variables(self.settings, self.places)},
        )

    # -- asking -----------------------------------------------------------------------------------

    def answers(self) -> bool:
        """Whether its socket does."""
        try:
            return self.ask("GET", "/info")[0] == 200
        except OSError:
            return False

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """The status and the JSON of one request to its socket."""
        connection = _OverSocket(self.socket)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def sync(self, database: Path, seconds: int = 20) -> int:
        """Wait until all of a database is in the replica; its last transaction."""
        deadline = time.monotonic() + PATIENCE
        asked = {"path": str(database), "wait": True, "timeout": seconds}
        while True:  # it may not have noticed a new file yet
            status, said = self.ask("POST", "/sync", asked)
            if status == 200 and said["txid"] == said["replicated_txid"]:
                return int(said["txid"])
            assert time.monotonic() < deadline, (said, self.log())
            time.sleep(0.1)


class _OverSocket(HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        try:
            self.sock.connect(str(self._path))
        except OSError:
            self.sock.close()
            raise


@contextmanager
def litestream(environ: Mapping[str, str]) -> Iterator[Litestream]:
    """Litestream beside the data of these settings, ended with the block."""
    sidecar = Litestream(environ)
    with ExitStack() as stack:
        stack.callback(sidecar.kill)  # even when it does not come up
        sidecar.start()
        yield sidecar

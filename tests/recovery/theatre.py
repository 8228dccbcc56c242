"""A real server under load, what was acknowledged to its clients, and disasters."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import shutil
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, Self

from camerasheet.replica.control import Control
from camerasheet.replica.supervised import LOCK
from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed
from tests.cli.program import PROGRAM, Served, eventually, run

SHOW = "spring-gala"
PATIENCE = 120.0
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Template:
    """A data directory with the demo show and a token, to be copied for each drill."""

    path: Path
    token: str

    @classmethod
    def make(cls, path: Path) -> Self:
        done = run("seed", data=path)
        assert done.returncode == 0, done.stderr
        made = run("token", "create", "--name", "drill", "--role", "admin", data=path)
        return cls(path, made.stdout.strip().splitlines()[-1])


def _command_of(pid: int) -> bytes:
    """What runs there; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@dataclass
class Theatre:
    """One drill. Used in a ``with`` block, at the end of which nothing runs any more."""

    data: Path
    token: str
    environ: dict[str, str]
    options: Sequence[str] = ("--litestream",)
    program: Sequence[str] = PROGRAM
    acknowledged: dict[str, float] = field(default_factory=dict)
    server: Served | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        if self.server is not None:
            self.kill()
            self.wait_for_litestream()
        self._stack.close()

    # -- the server -------------------------------------------------------------------------------

    def start(self) -> float:
        """Start it and wait until it answers; how many seconds that took, recovery included."""
        began = time.monotonic()
        served = Served(self.data, *self.options, program=self.program, **self.environ)
        self.server = self._stack.enter_context(served)
        return time.monotonic() - began

    def kill(self) -> None:
        """kill -9 for gunicorn and its worker; a Litestream of its own still ends in order."""
        assert self.server is not None
        processes = [pid for pid in self.server.workers() if b"supervisor" not in _command_of(pid)]
        self.server.process.kill()
        self.server.process.wait(PATIENCE)
        for pid in processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        eventually(lambda: not any(map(_command_of, processes)), "the end of the server", PATIENCE)
        self.server = None

    def replicating(self) -> None:
        """Wait until the replica has all that there is: from here on it is seconds behind."""
        control = Control(self.data / "litestream.sock")

        def has_all() -> bool:
            try:
                control.sync(self.data / "control.db", 5)
                return control.sync(self.file, 5).complete
            except (ReplicaFailed, ReplicaBehind):
                return False

        eventually(has_all, "the replica", PATIENCE)

    def wait_for_litestream(self) -> None:
        """Until its Litestream has done its final writes: it holds a lock for that long."""
        if not (self.data / LOCK).exists():
            return

        def gone() -> bool:
            with (self.data / LOCK).open("ab") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
            return True

        eventually(gone, "the end of Litestream", PATIENCE)

    def kill_litestream(self) -> None:
        """kill -9 for the server's Litestream and whoever would start it again."""
        pid = Control(self.data / "litestream.sock").info().pid
        stat = Path(f"/proc/{pid}/stat").read_text()
        supervisor = int(stat.rsplit(")", 1)[1].split()[1])
        for each in (supervisor, pid):
            os.kill(each, 9)

    # -- the load ---------------------------------------------------------------------------------

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON of one request."""
        content = None if body is None else json.dumps(body).encode()
        return self._send(method, path, content, "application/json")

    def bring_in(self, name: str, text: str) -> Any:
        """Import a file that says what shall be there, and that all else shall go."""
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        content = f"--edge\r\n{head}\r\n\r\n{text}\r\n--edge--\r\n".encode()
        kind = "multipart/form-data; boundary=edge"
        status, said = self._send("POST", f"/shows/{SHOW}/import?strike_absent=1", content, kind)
        assert status == 200, said
        return said

    def _send(self, method: str, path: str, content: bytes | None, kind: str) -> tuple[int, Any]:
        assert self.server is not None
        request = urllib.request.Request(
            self.server.local(f"/api{path}"),
            content,
            {"Authorization": f"Bearer {self.token}", "Content-Type": kind},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def write(self) -> None:
        """One edit; it counts when it is acknowledged."""
        title = f"Drill {next(_numbers):06}"
        edit = {"id": f"drill-{title[6:]}", "edit": {"kind": "add_cue", "title": title}}
        status, said = self.call("POST", f"/shows/{SHOW}/edits", edit)
        assert status == 200, said
        self.acknowledged[title] = time.time()

    def load(self, meanwhile: Callable[[], None], *, writers: int = 3, after: int = 30) -> None:
        """Have several write as fast as they can; ``meanwhile`` is done once some is written, and
        they write on until it has returned."""
        over = threading.Event()

        def go() -> None:
            while not over.is_set():
                try:
                    self.write()
                except (OSError, ValueError, AssertionError, HTTPException):  # it has just died
                    over.wait(0.05)

        threads = [threading.Thread(target=go) for _ in range(writers)]
        wanted = len(self.acknowledged) + after
        for thread in threads:
            thread.start()
        try:
            eventually(lambda: len(self.acknowledged) >= wanted, "the load", PATIENCE)
            meanwhile()
        finally:
            over.set()
            for thread in threads:
                thread.join(PATIENCE)

    def titles(self) -> list[str]:
        """The titles of all cues, as the server says."""
        status, said = self.call("GET", f"/shows/{SHOW}/cues")
        assert status == 200, said
        return [cue["title"] for cue in said["cues"]]

    def sheet(self) -> dict[str, Any]:
        """The whole sheet."""
        status, said = self.call("GET", f"/shows/{SHOW}/sheet")
        assert status == 200, said
        assert isinstance(said, dict)
        return said

    def lost(self, what: str, seconds: float) -> set[str]:
        """What was acknowledged and is not there; it is printed, with how long it took."""
        lost = set(self.acknowledged) - set(self.titles())
        print(
            f"DRILL {what}: {len(self.acknowledged)} writes acknowledged, {len(lost)} lost; "
            f"back after {seconds:.1f} s"
        )
        return lost

    # -- disasters --------------------------------------------------------------------------------

    @property
    def file(self) -> Path:
        """The show's file."""
        (found,) = (self.data / "shows").glob("*.db")
        return found

    def lose_volume(self) -> None:
        shutil.rmtree(self.data)

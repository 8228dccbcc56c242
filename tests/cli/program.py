"""The real program in processes of its own: one command, or a server that runs meanwhile."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.cli.warm import Warm

PATIENCE = 30.0
PROGRAM = (sys.executable, "-m", "camerasheet.cli")
WARM = Warm()


def environment(data: Path, **more: str) -> dict[str, str]:
    """Ours without any setting but the data directory and ``more``."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CAMERASHEET")}
    return {**bare, "CAMERASHEET_DATA": str(data), **more}


def run(
    *words: str | Path,
    data: Path,
    typed: str = "",
    program: Sequence[str] = PROGRAM,
    limit: Callable[[], None] | None = None,
    **more: str,
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end. ``limit`` is called in the child first."""
    given = [str(word) for word in words]
    plain = program == PROGRAM and limit is None
    if plain and not any(name.startswith("PYTHON") for name in more):
        return WARM.run(given, environment(data, **more), typed, PATIENCE)
    return subprocess.run(
        [*program, *given],
        env=environment(data, **more),
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=limit,
    )


def said(
    *words: str | Path,
    data: Path,
    typed: str = "",
    language: str = "",
    program: Sequence[str] = PROGRAM,
) -> str:
    """What a command prints that must succeed; ``language`` is what a terminal can show."""
    more = {"PYTHONIOENCODING": language} if language else {}
    done = run(*words, data=data, typed=typed, limit=None, program=program, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(*words: str | Path, data: Path) -> Any:
    """The JSON that a command prints that must succeed."""
    return json.loads(said(*words, "--json", data=data))


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one sentence of a command that failed as it should."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("camerasheet"), lines
    return lines[0]


def eventually(what: Callable[[], bool], name: str, patience: float = PATIENCE) -> None:
    """Wait until it is so, at most ``patience`` seconds."""
    end = time.monotonic() + patience
    while not what():
        assert time.monotonic() < end, f"{name} never came"
        time.sleep(0.02)


class Served:
    """``camerasheet serve`` on a free port, or another command that says where it listens."""

    def __init__(
        self, data: Path, *options: str, program: Sequence[str] = PROGRAM, **more: str
    ) -> None:
        self.data = data
        self._command = [*program, "serve", "--port", "0", *options]
        self._environment = environment(data, **more)
        self._output = tempfile.TemporaryFile()  # noqa: SIM115  (closed in __exit__)
        self.process: subprocess.Popen[bytes]
        self.url = ""

    def __enter__(self) -> "Served":
        self.process = subprocess.Popen(
            self._command, env=self._environment, stdout=self._output, stderr=self._output
        )
        eventually(self._is_up, "the server")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        if error is not None:
            print(self.output())
        self._output.close()

    def _is_up(self) -> bool:
        assert self.process.poll() is None, self.output()
        found = re.search(r"running at (http://\S+)", self.output())
        if not found:
            return False
        self.url = found[1]
        with suppress(OSError):
            return self.get("/healthz")[0] == 200
        return False

    def output(self) -> str:
        """All that it printed so far."""
        file = self._output.fileno()
        return os.pread(file, os.fstat(file).st_size, 0).decode()

    def get(self, path: str, token: str = "") -> tuple[int, bytes]:
        """The status and the body of a page."""
        request = urllib.request.Request(self.local(path))
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def local(self, path: str) -> str:
        """The page's address on this machine, whatever address was printed."""
        port = self.url.rsplit(":", 1)[1]
        return f"http://127.0.0.1:{port}{path}"

    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(word) for word in listed.split()]

    def kill(self) -> None:
        """Like a power cut, for all of its processes."""
        workers = self.workers()
        self.process.kill()
        self.process.wait(10)
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

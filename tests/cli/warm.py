"""Commands in processes of their own that have the libraries loaded already.

Half of what a command takes is importing other people's libraries, and the tests run hundreds of
commands. One process has imported them and nothing of ours, and forks for each command:
which then imports our modules itself, in its own order, as it does at a terminal.

    the tests ──(words, environment, three files)──▶ a fork of `tests.cli.warmed`, the guardian
    the tests ◀──(a process id; later an exit code)── the guardian, which forks the command
"""

from __future__ import annotations

import atexit
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


class Warm:
    """The process with the libraries, from the first command to the end of the tests."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._place: Path | None = None

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], typed: str, patience: float
    ) -> subprocess.CompletedProcess[str]:
        """As ``subprocess.run`` for ``camerasheet`` with these words.

        Raises TimeoutExpired after ``patience`` seconds, when the command has been killed.
        """
        with (
            tempfile.TemporaryFile() as stdin,
            tempfile.TemporaryFile() as stdout,
            tempfile.TemporaryFile() as stderr,
        ):
            stdin.write(typed.encode())
            stdin.seek(0)
            code = self._ask(words, environment, (stdin, stdout, stderr), patience)
            return subprocess.CompletedProcess(list(words), code, _text(stdout), _text(stderr))

    def _ask(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        files: Sequence[IO[bytes]],
        patience: float,
    ) -> int:
        request = {"words": list(words), "environment": dict(environment)}
        request["directory"] = str(Path.cwd())
        with socket.socket(socket.AF_UNIX) as guardian:
            guardian.settimeout(patience)
            guardian.connect(str(self._address()))
            socket.send_fds(guardian, [b"!"], [file.fileno() for file in files])
            guardian.sendall(json.dumps(request).encode())
            guardian.shutdown(socket.SHUT_WR)
            with guardian.makefile("r") as answers:
                command = int(answers.readline())
                try:
                    return int(answers.readline())
                except TimeoutError:
                    os.kill(command, signal.SIGKILL)
                    raise subprocess.TimeoutExpired(list(words), patience) from None

    def _address(self) -> Path:
        with self._starting:
            if self._place is None:
                self._place = Path(tempfile.mkdtemp(prefix="warm-"))
                self._start(self._place)
            return self._place / "door"

    def _start(self, place: Path) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.warmed", str(place / "door")],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )

        def end() -> None:
            process.kill()
            process.communicate()
            shutil.rmtree(place, ignore_errors=True)

        atexit.register(end)
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    with io.TextIOWrapper(file, encoding="utf-8") as text:
        return text.read()

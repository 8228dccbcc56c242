"""A container here: a process in a session of its own, with its log in a file."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

PATIENCE = 180.0


class Process:
    """Started at once. ``log`` is appended to; ``typed`` is all of its standard input."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        directory: Path,
        log: Path,
        typed: str = "",
    ) -> None:
        self._log = log
        with log.open("ab") as output, TemporaryFile("w+") as typing:
            typing.write(typed)
            typing.seek(0)
            self._process = subprocess.Popen(
                command,
                env=environment,
                cwd=directory,
                stdin=typing,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def log(self) -> str:
        """All that it, and whatever had its name before, printed."""
        return self._log.read_text(errors="replace")

    def last_words(self) -> str:
        """The end of its log, for a message."""
        return self.log()[-2000:]

    def wait(self, seconds: float) -> int:
        """Its exit code. Raises ``TimeoutExpired``."""
        return self._process.wait(seconds)

    def end_by(self, deadline: float) -> None:
        """Wait until then (of ``time.monotonic``) at most, and kill what is left of it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        self.kill()

    def terminate(self) -> None:
        """SIGTERM to its first process, as a container is stopped."""
        with suppress(ProcessLookupError):
            self._process.terminate()

    def freeze(self) -> None:
        """SIGSTOP for all of it: there, and not answering."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on after ``freeze``."""
        os.killpg(self._process.pid, signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL for every process in it, and wait until none is left."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while _group_lives(self._process.pid) and time.monotonic() < deadline:
            time.sleep(0.01)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):  # the latter: macOS, of one that just ended
        return False
    return True

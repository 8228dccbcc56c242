"""The server, its Litestream, its disk, its clock and its store, and what can be done to them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from camerasheet.config import Settings
from camerasheet.replica.control import Control
from camerasheet.replica.places import Places
from camerasheet.sheet.errors import ReplicaFailed
from tests.cli.program import environment, eventually, run
from tests.recovery.theatre import PATIENCE, SHOW, Template, Theatre
from tests.support.seaweed import Seaweed
from tests.torture.verdicts import Held
from tests.torture.volume import Volume

KEEP_DAYS = 36_500
"""The clock jumps by weeks: with the usual 30 days of history it would rightly be forgotten."""


class Stage:
    """Everything runs between ``start`` and the end of the theatre's ``with`` block."""

    def __init__(self, place: Path, volume: Volume, store: Seaweed | None) -> None:
        self.place, self.volume, self.store = place, volume, store
        template = Template.make(volume.path)
        self._ahead = place / "ahead"
        self._ahead.write_text("0")
        where = {"CAMERASHEET_REPLICA_DIR": str(place / "replica")}
        if store is not None:
            where = store.settings(store.make_bucket("torture"))
        environ = {**where, "CAMERASHEET_EVENT_LOG_KEEP": str(KEEP_DAYS)}
        self.theatre = Theatre(volume.path, template.token, environ)
        self.theatre.program = (
            sys.executable,
            *("-m", "tests.recovery.clockwork", str(self._ahead)),
        )
        everything = environment(volume.path, CAMERASHEET_LITESTREAM="supervised", **environ)
        found = Places.from_settings(Settings.from_environment(everything), everything)
        assert found is not None
        self.places = found
        self.control = Control(volume.path / "litestream.sock")

    # -- the server -------------------------------------------------------------------------------

    @property
    def port(self) -> int:
        assert self.theatre.server is not None
        return int(self.theatre.server.url.rsplit(":", 1)[1])

    @property
    def worker(self) -> int:
        """The process that serves. A supervisor that has only just been forked looks like one."""
        eventually(lambda: len(self._workers()) == 1, "the one worker", PATIENCE)
        return self._workers()[0]

    def _workers(self) -> list[int]:
        assert self.theatre.server is not None
        return [pid for pid in self.theatre.server.workers() if not _is_supervisor(pid)]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request of the HTTP API. ConnectionError while there is no server."""
        if self.theatre.server is None:
            raise ConnectionError("there is no server")
        return self.theatre.call(method, path, body)

    def held(self) -> Held:
        """What the worker holds now."""
        place = Path(f"/proc/{self.worker}")
        (resident,) = (
            line for line in (place / "status").read_text().splitlines() if line[:6] == "VmRSS:"
        )
        opened = list(filter(None, map(_opened, (place / "fd").iterdir())))
        databases = sum(".db" in Path(each).name for each in opened)
        return Held(
            threads=len(list((place / "task").iterdir())),
            descriptors=len(opened) - databases,
            databases=databases,
            memory_kib=int(resident.split()[1]),
        )

    def died(self) -> str | None:
        """The last words of a server that has ended by itself; None while it runs."""
        server = self.theatre.server
        if server is None or server.process.poll() is None:
            return None
        return f"code {server.process.returncode}: {self.last_words()}"

    def last_words(self) -> str:
        """The end of what this life of the server, and its Litestream, printed."""
        return self.output()[-4000:]

    def output(self) -> str:
        """All that this life of the server, and its Litestream, printed."""
        return self.theatre.server.output() if self.theatre.server else ""

    # -- ends -------------------------------------------------------------------------------------

    def kill_server(self) -> None:
        """kill -9 for gunicorn and its worker; Litestream sees it, writes the rest and ends."""
        self.theatre.kill()

    def kill_worker(self) -> None:
        """kill -9 for the worker alone: gunicorn has another."""
        before = self.worker
        os.kill(before, signal.SIGKILL)

        def another() -> bool:
            there = self._workers()
            return len(there) == 1 and before not in there and self._answers()

        eventually(another, "another worker", PATIENCE)

    def _answers(self) -> bool:
        server = self.theatre.server
        assert server is not None
        with suppress(OSError):
            return server.get("/healthz")[0] == 200
        return False

    def refuses_to_start(self) -> str:
        """Start it where it cannot; what it says. Whoever runs it sees that, and its exit code."""
        done = run(
            *("serve", "--port", "0", *self.theatre.options),
            data=self.theatre.data,
            program=self.theatre.program,
            limit=None,
            **self.theatre.environ,
        )
        said = done.stdout + done.stderr
        if done.returncode == 0 or "Traceback" in said:
            return f"code {done.returncode}: {said}"
        return ""

    # -- Litestream -------------------------------------------------------------------------------

    def litestream(self) -> int | None:
        """Its process id; None while none answers."""
        try:
            return self.control.info().pid
        except ReplicaFailed:
            return None

    def kill_litestream(self) -> int:
        """kill -9; who it was."""
        eventually(lambda: self.litestream() is not None, "Litestream", PATIENCE)
        pid = self.litestream()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        return pid

    def kill_supervisor(self) -> int:
        """kill -9 for both; which Litestream it was."""
        eventually(lambda: self.litestream() is not None, "Litestream", PATIENCE)
        pid = self.litestream()
        assert pid is not None
        self.theatre.kill_litestream()
        return pid

    def frozen(self) -> Callable[[], None]:
        """Freeze the store, or Litestream where there is none; what lets it go on."""
        if self.store is not None:
            self.store.freeze()
            return self.store.thaw
        eventually(lambda: self.litestream() is not None, "Litestream", PATIENCE)
        pid = self.litestream()
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)

        def thaw() -> None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

        return thaw

    # -- the clock --------------------------------------------------------------------------------

    def set_clock(self, seconds: float) -> None:
        """So far ahead of the real one is the server's, from now on."""
        fresh = self._ahead.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(self._ahead)


def _opened(descriptor: Path) -> str:
    """What it is of; nothing when it has just been closed."""
    with suppress(OSError):
        return str(descriptor.readlink())
    return ""


def _is_supervisor(pid: int) -> bool:
    with suppress(OSError):
        return b"supervisor" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


__all__ = ["SHOW", "Stage"]

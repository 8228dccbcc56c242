"""The process that runs Litestream for one server: ``python -m camerasheet.replica.supervisor FD``.

On stdin comes one line of JSON. ``FD`` is a pipe through which nothing comes, until gunicorn's
master and its worker have both gone, however that came about: a worker that is replaced has its
other end too. So Litestream survives every worker, sees the last commit, and is stopped last.

Two Litestreams on one directory would ruin the replica. A lock on ``litestream.lock``, which
Litestream inherits, keeps a second one out even when this process was killed; and when it is, the
kernel tells Litestream to stop.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from camerasheet.replica.control import Control
from camerasheet.replica.program import redacted
from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed

log = logging.getLogger("litestream")

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 15.0
STEADY_SECONDS: Final = 30.0
"""After so long it counts as running, and the next pause is the first again."""
NOTICE_SECONDS: Final = 5.0
STOP_SECONDS: Final = 30.0
"""It may take 20 s for the final writes (shutdown-sync-timeout); then it is killed."""

PIPE_BYTES: Final = 1 << 20
"""The most that Linux gives to everybody: some 3,000 lines."""

_PR_SET_PDEATHSIG: Final = 1
_LEVELS: Final = {"DEBUG": 10, "INFO": 20, "WARN": 30, "ERROR": 40}
_NOT_FACTS: Final = frozenset({"time", "level", "msg"})
# What is said of every file and every half minute: a reader of our log has no use for it.
_ROUTINE: Final = ("compaction complete", "starting compaction monitor", "starting L0 retention")


@dataclass(frozen=True, slots=True)
class Orders:
    """What the server asks for, in the line of JSON."""

    command: list[str]
    environment: dict[str, str]
    socket: Path
    lock: Path
    shows: Path
    log_format: str
    log_level: str

    def as_line(self) -> bytes:
        """The line."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(said, default=str).encode() + b"\n"


def read_orders(line: bytes) -> Orders:
    """The orders in a line."""
    said = json.loads(line)
    return Orders(**{**said, **{each: Path(said[each]) for each in ("socket", "lock", "shows")}})


class Supervisor:
    """Runs on the main thread of a process of its own."""

    def __init__(self, orders: Orders, server: IO[bytes]) -> None:
        """``server`` ends when the server has."""
        self._orders = orders
        self._server = server
        self._lock = os.open(orders.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._pause = FIRST_PAUSE

    def run(self) -> None:
        """Keep Litestream running until the server has gone."""
        while not self._gone(0):
            if not self._locked():  # one of before us is at its final writes
                self._gone(FIRST_PAUSE)
                continue
            if self._answered():
                fcntl.flock(self._lock, fcntl.LOCK_UN)
                self._rest("another Litestream is at work on this data")
                continue
            began = time.monotonic()
            code = self._run_once()
            fcntl.flock(self._lock, fcntl.LOCK_UN)
            if time.monotonic() - began > STEADY_SECONDS:
                self._pause = FIRST_PAUSE
            if code is not None:
                self._rest(f"Litestream ended by itself (code {code})")

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _answered(self) -> bool:
        """Whether somebody else's is there. A dead one's socket is removed by the next."""
        try:
            Control(self._orders.socket).info()
        except ReplicaFailed:
            return False
        return True

    def _rest(self, why: str) -> None:
        log.warning("%s; it is tried again in %.1f s", why, self._pause)
        self._gone(self._pause)
        self._pause = min(LONGEST_PAUSE, self._pause * 2)

    def _gone(self, seconds: float) -> bool:
        """Whether the server has gone, or goes within that time."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._server, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def _run_once(self) -> int | None:
        """Run it until it ends, or the server does; its code when it ended by itself."""
        # It holds the end that we read from, too: when we are killed, its last words must find a
        # reader, or the first of them would end it before the final writes.
        reading, writing = _roomy_pipe()
        child = subprocess.Popen(  # noqa: S603  (the server's own words)
            self._orders.command,
            env=self._orders.environment,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for the server: of two signals Litestream takes the second for an order to
            # leave the final writes.
            start_new_session=True,
            pass_fds=(self._lock, reading),
            preexec_fn=_die_with_parent,  # there are no threads here
            cwd="/",
        )
        os.close(writing)
        with os.fdopen(reading, "rb", buffering=0) as output:
            ended = self._read(output)
            if not ended:
                self._wait_for_new_shows()
                child.terminate()
                _read_on(output, child)
        code = child.wait()
        return code if ended else None

    def _wait_for_new_shows(self) -> None:
        """Until it has replicated every show once, new ones being noticed within two seconds: what
        it does when it is told to stop leaves out a show that it has only just heard of."""
        control, deadline = Control(self._orders.socket), time.monotonic() + NOTICE_SECONDS
        waiting = set(self._orders.shows.glob("*.db"))
        while waiting and time.monotonic() < deadline:
            try:
                for path in waiting & set(control.databases()):
                    control.sync(path, 1)
                    waiting.remove(path)
            except (ReplicaBehind, ReplicaFailed) as error:
                log.debug("not replicated yet: %s", error.message)
            time.sleep(0.1)

    def _read(self, output: IO[bytes]) -> bool:
        """Log what it prints until it ends (True) or the server has gone (False)."""
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            selector.register(self._server, selectors.EVENT_READ)
            rest = b""
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if output in ready:
                    chunk = os.read(output.fileno(), 65536)
                    if not chunk:
                        return True
                    *lines, rest = (rest + chunk).split(b"\n")
                    for line in lines:
                        _relay(line)
                if self._server in ready:
                    return False


def _read_on(output: IO[bytes], child: subprocess.Popen[bytes]) -> None:
    """The last of what it prints, while it stops; at the end of its time it is killed."""
    deadline = time.monotonic() + STOP_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        rest = b""
        while selector.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(output.fileno(), 65536)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                _relay(line)
    log.error("Litestream did not stop in %.0f s and was killed", STOP_SECONDS)
    child.kill()


def _relay(line: bytes) -> None:
    """A line of Litestream's as one of ours."""
    text = redacted(line.decode(errors="replace").strip())
    if not text:
        return
    try:
        said: dict[str, Any] = json.loads(text)
        message = str(said["msg"])
    except (ValueError, KeyError, TypeError):
        log.warning("%s", text[:2000])
        return
    level = _LEVELS.get(str(said.get("level")), logging.INFO)
    if message.startswith(_ROUTINE) and level <= logging.INFO:
        level = logging.DEBUG
    facts = {f"ls_{name}": value for name, value in said.items() if name not in _NOT_FACTS}
    log.log(level, "%s", message, extra=facts)


def _roomy_pipe() -> tuple[int, int]:
    """A pipe that holds, where nobody reads it any more, all that Litestream says while it stops:
    one that is full would stop it for good, and the next one would wait for it in vain."""
    reading, writing = os.pipe()
    if sys.platform == "linux":
        with suppress(OSError):  # somebody of ours has too many: it keeps the usual 64 KB
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return reading, writing


def _die_with_parent() -> None:
    if sys.platform == "linux":  # elsewhere it goes on, and the next server waits for it to end
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> None:
    """Read the orders, and carry them out until the server has gone."""
    from camerasheet import logs

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # We end when the server has. Not SIG_IGN: Litestream would inherit that.
        signal.signal(name, lambda *_: None)
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        return  # the server ended before it had begun
    orders = read_orders(line)
    logs.configure(orders.log_format, orders.log_level)
    with os.fdopen(int(sys.argv[1]), "rb", buffering=0) as server:
        Supervisor(orders, server).run()


if __name__ == "__main__":
    main()

"""Having Litestream run for as long as a server does, from within the server's first process."""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from camerasheet.config import Settings
from camerasheet.replica.configuration import configuration_file, socket_path, variables
from camerasheet.replica.control import Control
from camerasheet.replica.places import Places
from camerasheet.replica.program import find_program
from camerasheet.replica.supervisor import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    NOTICE_SECONDS,
    STEADY_SECONDS,
    STOP_SECONDS,
    Orders,
)
from camerasheet.sheet.errors import DataInUse, ReplicaFailed

log = logging.getLogger(__name__)

LOCK: Final = "litestream.lock"


class Supervised:
    """The supervisor, and the next one when it is killed. For the server's first process only.

    Every one of them watches the same pipe, whose other end each process has that is forked after
    this was made.
    """

    def __init__(self, orders: Orders) -> None:
        """Start it."""
        self._orders = orders
        self._owner = os.getpid()
        self._watched, self._held = os.pipe()
        self._pause = FIRST_PAUSE
        self._due: float | None = None
        self._start()

    def _start(self) -> None:
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  (our own words)
            [sys.executable, "-I", "-m", "camerasheet.replica.supervisor", str(self._watched)],
            stdin=subprocess.PIPE,
            pass_fds=(self._watched,),
            start_new_session=True,  # Ctrl-C is for the server, which tells it by ending
            cwd="/",
        )
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as orders:  # it is gone: the next one
            orders.write(self._orders.as_line())

    def tend(self) -> None:
        """Start it again a while after it has ended. Called every second or so, and never waits."""
        if self._process.poll() is None:
            return
        now = time.monotonic()
        if self._due is None:
            if now - self._began > STEADY_SECONDS:
                self._pause = FIRST_PAUSE
            log.error("Litestream's supervisor has ended; another starts in %.1f s", self._pause)
            self._due = now + self._pause
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
        elif now >= self._due:
            self._due = None
            try:
                self._start()
            except OSError as error:  # too many processes: the next time may do
                log.error("Litestream's supervisor does not start: %s", error)

    def close(self) -> None:
        """Wait for the final writes. In a process that was forked meanwhile nothing is done."""
        if os.getpid() != self._owner:
            return
        os.close(self._held)
        try:
            self._process.wait(STOP_SECONDS + NOTICE_SECONDS + 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._watched)


@contextmanager
def litestream_running(settings: Settings, places: Places) -> Iterator[Callable[[], None]]:
    """Litestream under a supervisor within the block, and until every process that was forked in
    it has gone too; the end of the block waits for that, and for the final writes.

    What it gives is to be called every second or so: a supervisor that was killed is started again
    by it. Raises ``ReplicaFailed`` when there is no such program, ``BadSetting``, and ``DataInUse``
    when a Litestream replicates this data already.
    """
    orders = _orders(settings, places)
    _nobody_else(orders)
    supervised = Supervised(orders)
    try:
        yield supervised.tend
    finally:
        supervised.close()


def _orders(settings: Settings, places: Places) -> Orders:
    return Orders(
        command=[str(find_program()), "replicate", "-config", str(configuration_file())],
        environment={**places.environment, **variables(settings, places)},
        socket=socket_path(settings),
        lock=settings.data / LOCK,
        shows=places.data.shows,
        log_format=settings.log_format,
        log_level=settings.log_level,
    )


def _nobody_else(orders: Orders) -> None:
    """Raise ``DataInUse`` for a sidecar that is there.

    One that holds the lock is a child of a supervisor's, at its final writes: ours waits for it.
    """
    try:
        other = Control(orders.socket).info()
    except ReplicaFailed:
        return
    with orders.lock.open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    raise DataInUse(
        f"A Litestream (process {other.pid}) replicates this data already. Stop it, or set "
        "CAMERASHEET_LITESTREAM=sidecar and leave --litestream out.",
        pid=other.pid,
    )


def final_writes_under_way(settings: Settings) -> bool:
    """Whether a Litestream of a server that has ended still writes; its socket is gone by then."""
    path = settings.data / LOCK
    if not path.exists():
        return False
    with path.open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

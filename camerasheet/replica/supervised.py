"""Having Litestream run for as long as a server does, from within the server's first process."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from camerasheet.config import Settings
from camerasheet.replica.configuration import configuration_file, socket_path, variables
from camerasheet.replica.control import Control
from camerasheet.replica.places import Places
from camerasheet.replica.program import find_program
from camerasheet.replica.supervisor import NOTICE_SECONDS, STOP_SECONDS, Orders
from camerasheet.sheet.errors import DataInUse, ReplicaFailed

LOCK: Final = "litestream.lock"


@contextmanager
def litestream_running(settings: Settings, places: Places) -> Iterator[None]:
    """Litestream under a supervisor within the block, and until every process that was forked in
    it has gone too; the end of the block waits for that, and for the final writes.

    Only the process that opened the block ends it: in a forked one nothing is done. Raises
    ``ReplicaFailed`` when there is no such program, ``BadSetting``, and ``DataInUse`` when a
    Litestream replicates this data already.
    """
    orders = _orders(settings, places)
    _nobody_else(orders)
    owner = os.getpid()
    supervisor = subprocess.Popen(
        [sys.executable, "-I", "-m", "camerasheet.replica.supervisor"],
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the server, which tells it by ending
        cwd="/",
    )
    assert supervisor.stdin is not None
    supervisor.stdin.write(orders.as_line())
    supervisor.stdin.flush()
    try:
        yield
    finally:
        if os.getpid() == owner:
            supervisor.stdin.close()
            _wait(supervisor)


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


def _wait(supervisor: subprocess.Popen[bytes]) -> None:
    try:
        supervisor.wait(STOP_SECONDS + NOTICE_SECONDS + 5)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()

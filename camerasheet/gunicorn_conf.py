"""gunicorn's settings: `gunicorn -c python:camerasheet.gunicorn_conf camerasheet.wsgi:app`.

`camerasheet serve` uses the same settings through `camerasheet.server`.

**One worker.** All clients of a show are in one process, or they would not hear each other.

**Stopping.** gthread has no hook between SIGTERM and the end of its patience with HTTP clients,
and those must not keep the crew waiting.  So a warden thread is told of the signal and calls
`app.extensions["camerasheet"].drain(seconds)` right away, while gunicorn finishes its requests.
`drain` must return within that time and may be called again.  The warden also watches the
master: when that is killed outright, the worker leaves within a second, because it holds the
port and the data directory.
"""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

DRAIN_SECONDS = 2.0
"""How long clients have to answer a farewell before their sockets are closed."""

GRACEFUL_SECONDS = 5
"""How long slow HTTP requests may go on after SIGTERM."""

PARENT_CHECK_SECONDS = 0.25

WRAPPED = "app", "wsgi_app", "application", "__wrapped__"

SWITCH_SECONDS = 0.0005
"""A tenth of Python's own: a busy request gives way to the hub this much sooner."""

UNREAD_BODY_SECONDS = 0.1
"""How long a thread reads the rest of a body that nobody wanted (gunicorn: 5 s), before it closes
the connection instead."""

CONNECTIONS = 4000
REQUEST_SECONDS = 10


def options(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    threads: int = 8,
    connections: int = CONNECTIONS,
    request_seconds: int = REQUEST_SECONDS,
) -> dict[str, Any]:
    """gunicorn's settings, hooks included, for a server on `host` and `port`.

    `threads` is how many HTTP requests run at the same time; clients of the hub need none.
    `connections` is how many HTTP connections there may be, WebSockets not among them, and
    `request_seconds` how long a client may be silent or slow when it is its turn.
    """

    def worker_class() -> type:
        from camerasheet.serving.worker import PatientWorker

        return PatientWorker.with_patience(request_seconds)

    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "worker_class": worker_class,
        "workers": 1,
        "threads": threads,
        "worker_connections": connections,  # HTTP only: a socket handed over no longer counts
        "backlog": 4096,  # a whole crew reconnects at once
        "timeout": 60,
        "graceful_timeout": GRACEFUL_SECONDS,
        "keepalive": 5,
        "max_requests": 0,  # a new worker would throw everyone out
        "control_socket_disable": True,  # it would be made under $HOME
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
        "loglevel": "warning",
        "logger_class": "camerasheet.logs.GunicornLogger",
        "on_starting": on_starting,
        "post_worker_init": post_worker_init,
        "worker_int": worker_int,
        "worker_exit": worker_exit,
    }


def on_starting(server: Any) -> None:
    """Master, before it listens: check the settings and raise the limit on open files.

    Exits with one sentence when told to run more than one worker, to load it in the master, or to
    speak TLS.
    """
    if server.cfg.workers != 1:
        sys.exit("camerasheet runs in exactly one worker: set workers (WEB_CONCURRENCY) to 1.")
    if server.cfg.is_ssl:
        sys.exit("camerasheet speaks plain HTTP: leave TLS to a proxy in front of it.")
    if server.cfg.preload_app:
        sys.exit(
            "camerasheet cannot be preloaded, for its threads do not survive the fork: "
            "leave --preload out."
        )
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # gunicorn's own answers to these start a second worker beside the first, which the lock on
    # the data directory refuses, and a worker that cannot start ends the master.
    server.handle_hup = lambda: server.kill_workers(signal.SIGTERM)  # the next one starts after it
    for name in ("ttin", "ttou", "usr2"):
        setattr(server, f"handle_{name}", _ignore)


def post_worker_init(worker: Any) -> None:
    """Worker, with the application loaded, before it accepts anything."""
    from gunicorn.workers import gthread

    gthread.DEFAULT_WORKER_DATA_TIMEOUT = UNREAD_BODY_SECONDS
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what is loaded by now stays: no full collection need look at it while on air
    gc.enable()  # `camerasheet serve` starts without it
    worker.warden = Warden(worker.ppid, find_drain(worker.wsgi))
    worker.warden.start()

    def terminate(signum: int, frame: Any) -> None:
        worker.warden.wake()
        worker.handle_exit(signum, frame)

    signal.signal(signal.SIGTERM, terminate)
    signal.siginterrupt(signal.SIGTERM, False)


def worker_int(worker: Any) -> None:
    """Worker, on SIGINT or SIGQUIT: it exits as soon as this returns."""
    worker_exit(None, worker)


def worker_exit(server: Any, worker: Any) -> None:
    """Worker, last of all, however it came to stop."""
    warden = getattr(worker, "warden", None)  # the application may have failed to load
    if warden is not None:
        warden.drain()


class Warden(threading.Thread):
    """Drains the application when told to, and ends the process when its parent has gone."""

    def __init__(self, parent: int, drain: Callable[[float], object] | None) -> None:
        """`parent` is the master's process id; `drain` is given the seconds it may take."""
        super().__init__(name="warden", daemon=True)
        self._parent = parent
        self._drain = drain
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._drained = threading.Event()

    def wake(self) -> None:
        """Have the application drained.  Safe in a signal handler, and does not wait."""
        self._woken.put(None)

    def drain(self) -> None:
        """Have the application drained, and wait until it is, at most a little over 2 seconds."""
        self.wake()
        self._drained.wait(DRAIN_SECONDS + 1)

    def run(self) -> None:
        """Wait for either event, and after the first one still for the second."""
        asked = self._asked_before_orphaned()
        try:
            if self._drain is not None:
                self._drain(DRAIN_SECONDS if asked else PARENT_CHECK_SECONDS)
        finally:
            self._drained.set()
            while os.getppid() == self._parent:  # until gunicorn ends the process
                time.sleep(PARENT_CHECK_SECONDS)
            os._exit(1)

    def _asked_before_orphaned(self) -> bool:
        while os.getppid() == self._parent:
            with contextlib.suppress(queue.Empty):
                self._woken.get(timeout=PARENT_CHECK_SECONDS)
                return True
        return False


def find_drain(wsgi: Any) -> Callable[[float], object] | None:
    """The `drain` of the application, also when middleware is wrapped around it.

    Middleware is seen through when it keeps what it wraps as `app`, `wsgi_app`, `application` or
    `__wrapped__`.  None when there is nothing to drain.
    """
    layers = [wsgi]
    while layers:
        layer = layers.pop()
        extensions = getattr(layer, "extensions", None)
        if isinstance(extensions, dict) and "camerasheet" in extensions:
            return cast(Callable[[float], object], extensions["camerasheet"].drain)
        wrapped = (getattr(layer, name, None) for name in WRAPPED)
        layers += [inner for inner in wrapped if callable(inner) and inner is not layer]
    return None


def _ignore() -> None:
    """For signals that would add workers or a second master."""


globals().update(options())  # gunicorn reads its settings from this module's names

"""Running the server: gunicorn, from inside Python."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import Any

from camerasheet.gunicorn_conf import CONNECTIONS, REQUEST_SECONDS, options

BACKLOG = 4096


class CannotListenError(SystemExit):
    """The address cannot be listened on; the message is one sentence for whoever starts us."""


def serve(
    app_factory: Callable[[], Any],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    threads: int = 8,
    connections: int = CONNECTIONS,
    request_seconds: int = REQUEST_SECONDS,
    log_level: str = "warning",
    when_ready: Callable[[str, int], object] | None = None,
    tend: Callable[[], None] | None = None,
    worker_ended: Callable[[], None] | None = None,
) -> None:
    """Serve until told to stop, then exit the process; this never returns.

    `app_factory` is called once in the worker process, and returns the WSGI application.  `port`
    0 lets the system choose.  `threads`, `connections` and `request_seconds` are explained at
    `gunicorn_conf.options`.
    `when_ready` is told the host and port once connections are accepted (they wait until the
    application has started).  `tend` is called by the master every second or so, between its looks
    at the worker, and `worker_ended` when a worker has ended that another will replace.  Raises
    CannotListenError, which exits with its sentence if nobody catches it, when the address is
    taken or not ours.
    """
    listener = listen(host, port)
    address = listener.getsockname()
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """gunicorn, configured here instead of by its command line."""

        def load_config(self) -> None:
            """Take our settings; none come from the environment or the command line."""
            settings = options(
                host,
                port,
                threads=threads,
                connections=connections,
                request_seconds=request_seconds,
            ) | {
                "bind": f"fd://{listener.detach()}",  # gunicorn owns it now,
                "loglevel": log_level,
            }

            def ready(arbiter: Any) -> None:
                if tend is not None:
                    _tended(arbiter, tend)
                if when_ready is not None:
                    when_ready(address[0], address[1])

            settings["when_ready"] = ready
            if worker_ended is not None:
                settings["child_exit"] = lambda arbiter, worker: worker_ended()
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """Make the application; gunicorn asks for it in the worker."""
            return app_factory()

    Server().run()


def _tended(arbiter: Any, tend: Callable[[], None]) -> None:
    """Have the master call ``tend`` each time it looks after the worker, until it stops."""
    manage = arbiter.manage_workers

    def managed() -> None:
        manage()
        tend()

    arbiter.manage_workers = managed


def listen(host: str, port: int) -> socket.socket:
    """A socket that accepts connections on `host` and `port`.  Raises CannotListenError.

    Done here because gunicorn tries five times, a second apart, and then prints a traceback.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise CannotListenError(f"Cannot find the address {host!r}: {error.strerror}.") from error
    listener = socket.socket(family, kind, proto)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListenError(_sentence(host, port, error)) from error
    return listener


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop the other server or choose another port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has: choose one above 1023."
    return f"Cannot listen on {host} port {port}: {error.strerror}."

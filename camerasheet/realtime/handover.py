"""From flask-sock's upgrade to the hub.

flask-sock routes and upgrades the request, and the application decides who may pass; then the
socket moves to the hub and the HTTP thread is free again.  This works under gunicorn's gthread
worker only; Werkzeug's development server is not supported, since `camerasheet serve` starts as
fast.

What happens under gunicorn 27 when the view is done: it raises `Departed`, which no handler of
errors catches, so neither flask-sock nor Flask makes an answer that nobody would be sent (it took a
third of the time in which a crew comes back).  `upgrades` turns it into the StopIteration that
flask-sock would have ended with, and gthread takes that for "this connection is done": nothing is
written, nothing is logged, and the worker calls shutdown() on what it believes to be the client's
socket.  That is why something else must be in its place by then.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


HANDSHAKE: Final = frozenset(
    f"HTTP_{name}"
    for name in (
        "HOST",
        "UPGRADE",
        "CONNECTION",
        "SEC_WEBSOCKET_KEY",
        "SEC_WEBSOCKET_VERSION",
        "SEC_WEBSOCKET_PROTOCOL",
    )
)
"""The headers that a handshake is about (RFC 6455, section 4.2.1), but for the extensions."""


class Upgraded(Protocol):
    """What we use of `simple_websocket.Server`, the object flask-sock gives to a view."""

    sock: socket.socket
    environ: dict[str, Any]
    mode: str
    subprotocol: str | None
    connected: bool
    ws: Any


class HandedOver(NamedTuple):
    """A client's socket, and what it has already sent beyond its request."""

    sock: socket.socket
    received: bytes


class Departed(BaseException):
    """The connection is no longer HTTP's."""


class NoReader:
    """Stands in for the thread simple_websocket would read from each socket with."""

    name = "no reader"

    def __init__(self, target: Callable[[], None]) -> None:
        """`target` is never called."""

    def start(self) -> None:
        """Start nothing."""


class NoEvent:
    """Stands in for what simple_websocket's reader would wake its writers with."""

    def set(self) -> None:
        """Wake nobody."""


def sock_server_options(*subprotocols: str) -> dict[str, Any]:
    """The value of Flask's `SOCK_SERVER_OPTIONS` that makes `hand_over` possible.

    `subprotocols` are those the server speaks; the first one a client asks for is chosen.
    """
    return {
        "thread_class": NoReader,
        "event_class": NoEvent,
        "subprotocols": list(subprotocols),
    }


def hand_over(ws: Upgraded) -> HandedOver:
    """Take the connection away from simple_websocket and from gunicorn.

    `ws` is of no use afterwards, and the view has to end with `Departed`.  Raises RuntimeError
    outside gunicorn, or when gunicorn has changed where it keeps what it read ahead.
    """
    if ws.mode != "gunicorn":
        raise RuntimeError(f"WebSockets need gunicorn's gthread worker, not {ws.mode!r}")
    received = _read_ahead(ws.environ)
    ours = socket.socket(fileno=os.dup(ws.sock.fileno()))
    # Never connected: the worker's shutdown() fails on it at once, and it goes on to close it.
    with socket.socket() as dummy:
        os.dup2(dummy.fileno(), ws.sock.fileno(), inheritable=False)
    return HandedOver(ours, received)


def _read_ahead(environ: dict[str, Any]) -> bytes:
    """What gunicorn has read from the socket beyond the request.

    A client may send its first message along with the request.  gunicorn reads up to 8 KiB at a
    time and keeps the rest for a next request that will never come.
    """
    try:
        taken = environ["wsgi.input"].reader.unreader.take_buffered()
    except (KeyError, AttributeError) as error:
        raise RuntimeError("this gunicorn keeps what it read ahead elsewhere") from error
    return bytes(taken)


def only_the_handshake(environ: WSGIEnvironment) -> None:
    """Take out of a request what its handshake is not about.

    Call it once the request has been looked at: simple_websocket writes all headers down and has
    them parsed once more.  And it would accept permessage-deflate whenever it is offered, which
    costs 250 KiB per client and a compression per client and frame, where now one frame is good
    for everyone.
    """
    for name in [name for name in environ if name.startswith("HTTP_") and name not in HANDSHAKE]:
        del environ[name]


def upgrades(app: WSGIApplication) -> WSGIApplication:
    """WSGI middleware that tells gunicorn when a connection has `Departed`."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except Departed:
            raise StopIteration from None

    return wrapped

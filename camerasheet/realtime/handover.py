"""From flask-sock's upgrade to the hub.

flask-sock routes and upgrades the request, and the application decides who may pass; then the
socket moves to the hub and the HTTP thread is free again.  This works under gunicorn's gthread
worker only; Werkzeug's development server is not supported, since `camerasheet serve` starts as
fast.

What happens under gunicorn 27 when the view returns: flask-sock calls `ws.close()`, which raises
at once because we leave `connected` False, and it swallows that; its response then raises
StopIteration, which gthread takes for "this connection is done": nothing is written, nothing is
logged, and `close_graceful` calls shutdown() on what it believes to be the client's socket.  That
is why something else must be in its place by then.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


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


class NoReader:
    """Stands in for the thread simple_websocket would read from each socket with."""

    name = "no reader"

    def __init__(self, target: Callable[[], None]) -> None:
        """`target` is never called."""

    def start(self) -> None:
        """Start nothing."""


def sock_server_options(*subprotocols: str) -> dict[str, Any]:
    """The value of Flask's `SOCK_SERVER_OPTIONS` that makes `hand_over` possible.

    `subprotocols` are those the server speaks; the first one a client asks for is chosen.
    """
    return {"thread_class": NoReader, "subprotocols": list(subprotocols)}


def hand_over(ws: Upgraded) -> HandedOver:
    """Take the connection away from simple_websocket and from gunicorn.

    Call it last in a flask-sock view; `ws` is of no use afterwards.  Raises RuntimeError outside
    gunicorn, or when gunicorn has changed where it keeps what it read ahead.
    """
    if ws.mode != "gunicorn":
        raise RuntimeError(f"WebSockets need gunicorn's gthread worker, not {ws.mode!r}")
    received = _read_ahead(ws.environ)
    ours = socket.socket(fileno=os.dup(ws.sock.fileno()))
    # Never connected: gunicorn's shutdown() fails on it at once, and it goes on to close it.
    with socket.socket() as dummy:
        os.dup2(dummy.fileno(), ws.sock.fileno(), inheritable=False)
    # The response class flask-sock makes for each connection keeps `ws` until the next garbage
    # collection, so what hangs on it is let go of here.
    ws.connected, ws.ws, ws.environ = False, None, {}
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


def without_extensions(app: WSGIApplication) -> WSGIApplication:
    """WSGI middleware that hides which WebSocket extensions a client offers.

    simple_websocket accepts permessage-deflate whenever it is offered.  It would cost 250 KiB per
    client and a compression per client and frame, where now one frame is good for everyone.
    """

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return app(environ, start_response)

    return wrapped

"""From an HTTP request to a socket of the hub's.

The application decides who may pass; then the handshake is answered, the socket moves to the hub,
and the HTTP thread is free again.  This works under the worker in `camerasheet.serving` only.

What happens then: the view ends with `Departed`, which no handler of errors catches, so Flask makes
no answer that nobody would be sent (it took a third of the time in which a crew comes back).
`upgrades` turns it into a StopIteration, which gunicorn 27 takes for "this connection is done":
nothing is written and nothing is logged.  The worker then shuts and closes a socket that has been
detached, which touches nothing.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)


class HandedOver(NamedTuple):
    """A client's socket, and what it has already sent beyond its request."""

    sock: socket.socket
    received: bytes


class Departed(BaseException):
    """The connection is no longer HTTP's."""


def hand_over(environ: WSGIEnvironment, answer: bytes) -> HandedOver:
    """Send a handshake's `answer`, and take the connection away from gunicorn.

    The view has to end with `Departed` afterwards.  Raises that itself for a client that has gone
    meanwhile, and RuntimeError outside gunicorn, or when gunicorn has changed where it keeps what
    it read ahead.
    """
    received = _read_ahead(environ)
    theirs = environ["gunicorn.socket"]
    try:
        theirs.send(answer)
    except OSError as gone:
        log.debug("a client went before it was let in: %s", gone)
        raise Departed from None  # the worker closes what is left of it
    family, kind, proto = theirs.family, theirs.type, theirs.proto
    return HandedOver(socket.socket(family, kind, proto, fileno=theirs.detach()), received)


def _read_ahead(environ: WSGIEnvironment) -> bytes:
    """What gunicorn has read from the socket beyond the request.

    A client may send its first message along with the request.  gunicorn reads up to 8 KiB at a
    time and keeps the rest for a next request that will never come.
    """
    try:
        taken = environ["wsgi.input"].reader.unreader.take_buffered()
    except (KeyError, AttributeError) as error:
        raise RuntimeError(
            "WebSockets need gunicorn 27, with the worker of this package"
        ) from error
    return bytes(taken)


def upgrades(app: WSGIApplication) -> WSGIApplication:
    """WSGI middleware that tells gunicorn when a connection has `Departed`."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except Departed:
            raise StopIteration from None

    return wrapped

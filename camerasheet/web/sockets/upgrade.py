"""flask-sock's routes, with upgrades that end at the hub instead of in a thread for each client."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any, NoReturn

from flask import Blueprint, Flask, request
from flask_sock import Sock

from camerasheet.realtime.handover import Departed, HandedOver, hand_over
from camerasheet.realtime.handshake import Handshake, handshake

Follow = Callable[..., None]


class Upgrade:
    """The current request, which asks for a WebSocket.

    It is looked at when it is first asked about, which raises HandshakeError for one that is no
    opening handshake: whoever may not come in at all hears that first.  Until `grant` is called,
    whatever is raised is answered as for any other request.
    """

    def __init__(self, subprotocols: Collection[str]) -> None:
        """`subprotocols` are those that are spoken here."""
        self._subprotocols = subprotocols

    @functools.cached_property
    def _handshake(self) -> Handshake:
        return handshake(request.environ, self._subprotocols)

    @property
    def subprotocol(self) -> str | None:
        """What both sides will speak."""
        return self._handshake.subprotocol

    @property
    def deflate(self) -> bool:
        """Whether both sides may send compressed messages."""
        return self._handshake.extension is not None

    def grant(self) -> HandedOver:
        """Answer it.  The socket is the caller's from then on."""
        return hand_over(request.environ, self._handshake.answer())


class HubSock(Sock):  # type: ignore[misc]  # flask-sock has no types
    """flask-sock's ``route``, whose views get an :class:`Upgrade` and have to grant it.

    flask-sock itself would have simple-websocket shake hands and read from the socket in a thread.
    """

    def __init__(self, app: Flask | Blueprint, *subprotocols: str) -> None:
        """``subprotocols`` are those that are spoken here."""
        super().__init__(app)
        self._subprotocols = subprotocols

    def route(
        self, path: str, bp: Blueprint | None = None, **options: Any
    ) -> Callable[[Follow], Follow]:
        """Have WebSockets at ``path``; see flask-sock."""

        def decorate(follow: Follow) -> Follow:
            @functools.wraps(follow)
            def upgraded(**arguments: Any) -> NoReturn:
                follow(Upgrade(self._subprotocols), **arguments)
                raise Departed

            at: Any = bp or self.bp or self.app
            at.route(path, websocket=True, **options)(upgraded)
            return upgraded

        return decorate

"""Where a WebSocket begins: the upgrade, and whether it is granted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, request
from flask_sock import Sock

from camerasheet.realtime.handover import (
    Departed,
    hand_over,
    only_the_handshake,
    sock_server_options,
)
from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import Malformed
from camerasheet.web.access import Access, bearer, visit, who_now
from camerasheet.web.production import production
from camerasheet.web.security import check_origin
from camerasheet.web.sockets.messages import HTML, SUBPROTOCOLS
from camerasheet.web.sockets.talk import Seat


def _admit(slug: str) -> Seat:
    """The seat of whoever is asking. Raises what they are refused with, before any upgrade."""
    if bearer() is None:  # no page can send a token along: whoever has one was not lured here
        check_origin(required=True)
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise Malformed("This address is for WebSockets.")
    coming = visit(slug, Action.READ)
    place, show_id, identity = production(), coming.show.id, coming.identity
    asked = request.headers.get("Sec-WebSocket-Protocol", "")
    protocols = [part.strip() for part in asked.split(",")]
    known = next((part for part in protocols if part in SUBPROTOCOLS), None)
    return Seat(
        identity=identity,
        person=coming.me,
        desk=coming.desk,
        channel=place.channel(show_id),
        html=known == HTML,
        now=who_now(place, identity, show_id),
    )


def install(app: Flask) -> None:
    """Add ``/ws/shows/<slug>`` to ``app``."""
    app.config["SOCK_SERVER_OPTIONS"] = sock_server_options(*SUBPROTOCOLS)
    blueprint = Blueprint("socket", __name__)
    sock = Sock(blueprint)

    def follow(ws: Any, slug: str) -> None:
        seat: Seat = request.environ["camerasheet.seat"]
        place = production()
        handed = hand_over(ws)
        place.hub.adopt(handed.sock, ws.subprotocol, seat, handed.received)
        raise Departed

    sock.route("/ws/shows/<slug>", endpoint="follow")(follow)

    @blueprint.before_request
    def admit() -> None:
        """Refuse before the upgrade: a plain HTTP error says more than a close code."""
        slug = (request.view_args or {}).get("slug", "")
        request.environ["camerasheet.seat"] = _admit(slug)
        only_the_handshake(request.environ)

    app.register_blueprint(blueprint)
    view: Any = app.view_functions["socket.follow"]
    view.access = Access(somebody=True, action=Action.READ)

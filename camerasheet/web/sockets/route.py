"""Where a WebSocket begins: whether it is granted, and to whom."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask

from camerasheet.sheet.crew import Action
from camerasheet.web.access import Access, bearer, visit, who_now
from camerasheet.web.production import production
from camerasheet.web.security import check_origin
from camerasheet.web.sockets.messages import HTML, SUBPROTOCOLS
from camerasheet.web.sockets.talk import Seat
from camerasheet.web.sockets.upgrade import HubSock, Upgrade


def _seat(slug: str, upgrade: Upgrade) -> Seat:
    """The seat of whoever is asking. Raises what they are refused with: a plain HTTP error, before
    the upgrade, says more than a close code."""
    if bearer() is None:  # no page can send a token along: whoever has one was not lured here
        check_origin(required=True)
    coming = visit(slug, Action.READ)
    place, show_id, identity = production(), coming.show.id, coming.identity
    return Seat(
        identity=identity,
        person=coming.me,
        desk=coming.desk,
        channel=place.channel(show_id),
        html=upgrade.subprotocol == HTML,
        now=who_now(place, identity, show_id),
    )


def install(app: Flask) -> None:
    """Add ``/ws/shows/<slug>`` to ``app``."""
    blueprint = Blueprint("socket", __name__)
    sock = HubSock(blueprint, *SUBPROTOCOLS)

    @sock.route("/ws/shows/<slug>", endpoint="follow")
    def follow(upgrade: Upgrade, slug: str) -> None:
        seat = _seat(slug, upgrade)
        handed = upgrade.grant()
        production().hub.adopt(
            *(handed.sock, upgrade.subprotocol, seat, handed.received), deflate=upgrade.deflate
        )

    app.register_blueprint(blueprint)
    view: Any = app.view_functions["socket.follow"]
    view.access = Access(somebody=True, action=Action.READ)

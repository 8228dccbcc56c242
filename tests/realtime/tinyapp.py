"""A small application around the hub, for the tests and for comparing it with others.

Run it: `python -m tests.realtime.tinyapp PORT`, or `gunicorn -c python:camerasheet.gunicorn_conf
tests.realtime.tinyapp:app`.
"""

import json
import sys
import time
from collections.abc import Hashable, Sequence

from flask import Flask

from camerasheet.realtime.connection import Client
from camerasheet.realtime.handover import upgrades
from camerasheet.realtime.handshake import HandshakeError
from camerasheet.realtime.hub import Hub
from camerasheet.server import serve
from camerasheet.web.sockets.upgrade import HubSock, Upgrade


class Wall:
    """A channel whose items are lines of text, each kept."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def absorb(self, items: Sequence[object]) -> None:
        self.lines += map(str, items)

    def render(self, group: Hashable, items: Sequence[object]) -> bytes:
        return json.dumps({"lines": items}).encode()


class Writers:
    """Everyone follows the wall and may write on it; a few words are commands."""

    def __init__(self) -> None:
        self.wall = Wall()
        self.hub = Hub(self, heartbeat=lambda: b'{"heartbeat":true}', heartbeat_seconds=5.0)

    def opened(self, client: Client) -> None:
        self.hub.send(client, json.dumps({"state": self.wall.lines}).encode())
        self.hub.join(client, self.wall, client.subprotocol)

    def received(self, client: Client, text: str) -> None:
        self.hub.publish(self.wall, text)

    def hand_on(self) -> None:
        pass

    def closed(self, client: Client) -> None:
        pass

    def drain(self, seconds: float) -> None:
        self.hub.stop(1012, "restarting", seconds)


def create_app() -> Flask:
    app = Flask(__name__)
    app.wsgi_app = upgrades(app.wsgi_app)  # type: ignore[assignment,method-assign]
    writers = Writers()
    app.extensions["camerasheet"] = writers
    app.register_error_handler(HandshakeError, lambda error: (str(error), 400))
    sock = HubSock(app, "wall.v1")

    @sock.route("/ws")
    def ws(upgrade: Upgrade) -> None:
        taken = upgrade.grant()
        writers.hub.adopt(
            *(taken.sock, upgrade.subprotocol, None, taken.received), deflate=upgrade.deflate
        )

    @app.get("/slow")
    def slow() -> str:
        time.sleep(60)
        return "done"

    @app.get("/")
    def index() -> str:
        return "here"

    writers.hub.start()
    return app


if __name__ == "__main__":
    serve(create_app, port=int(sys.argv[1]))

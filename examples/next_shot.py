"""Print the next shot of one camera, again and again, as the show goes on.

    pip install websockets
    CAMERASHEET_TOKEN=cst_… python examples/next_shot.py ws://127.0.0.1:8000 spring-gala 3

It shows all that a JSON client needs: say hello, keep the sheet up to date with events, and come
back with the epoch and seq that it has seen. The messages are described in docs/protocol.md.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

SILENCE_SECONDS = 12  # the server sends a heartbeat every 5


class Show:
    """The sheet as far as events have told."""

    def __init__(self) -> None:
        self.epoch: str | None = None
        self.seq: int | None = None
        self.rows: dict[str, dict[Any, dict[str, Any]]] = {}
        self.live: dict[str, Any] = {}

    def take(self, message: dict[str, Any]) -> bool:
        """Move on by a message; whether it changed anything."""
        if message["type"] == "sheet":
            self._begin(message)
        elif message["type"] == "events":
            for event in message["events"]:
                for change in event["changes"]:
                    self._change(change)
            self.live = message["live"]
        else:
            return False
        self.epoch, self.seq = message["epoch"], message["seq"]
        return True

    def _begin(self, sheet: dict[str, Any]) -> None:
        self.live = sheet["live"]
        self.rows = {
            "cue": {cue["id"]: cue for cue in sheet["cues"]},
            "camera": {camera["id"]: camera for camera in sheet["cameras"]},
            "shot": {(c["id"], s["camera"]): s for c in sheet["cues"] for s in c["shots"]},
        }

    def _change(self, change: dict[str, Any]) -> None:
        kind = change["on"]
        if kind in self.rows:
            key = (change["cue"], change["camera"]) if kind == "shot" else change[kind]
            if change.get("removed"):
                self.rows[kind].pop(key, None)
            else:
                self.rows[kind].setdefault(key, {}).update(change["set"])

    def next_shot(self, number: str) -> str:
        """The next shot of the camera of that number, in words."""
        camera = next((i for i, c in self.rows["camera"].items() if c["number"] == number), None)
        if camera is None:
            return f"there is no camera {number}"
        cues = self.rows["cue"]
        order = sorted((c for c in cues if cues[c]["kind"] == "cue"), key=lambda c: cues[c]["rank"])
        following = self.live["next"]
        coming = order[order.index(following) :] if following in order else []
        for away, cue in enumerate(coming, start=1):
            shot = self.rows["shot"].get((cue, camera), {})
            words = [shot.get(name) for name in ("size", "subject", "move", "note")]
            if any(words):
                text = " ".join(word for word in words if word)
                return f"{cues[cue]['number']} (in {away}): {text}"
        return "nothing more"


def follow(show: Show, url: str, token: str) -> Iterator[None]:
    """Yield after every message that changed the show, until the connection breaks."""
    with connect(
        url,
        subprotocols=["camerasheet.v1.json"],  # type: ignore[list-item]
        additional_headers={"Authorization": f"Bearer {token}"},
        max_size=None,
    ) as socket:
        hello = {"type": "hello", "epoch": show.epoch, "seq": show.seq}
        socket.send(json.dumps(hello))
        while True:
            if show.take(json.loads(socket.recv(timeout=SILENCE_SECONDS))):
                yield


def main() -> None:
    """Follow for ever; every break is followed by another try."""
    server, slug, number = sys.argv[1:4]
    show, said = Show(), ""
    while True:
        try:
            for _ in follow(show, f"{server}/ws/shows/{slug}", os.environ["CAMERASHEET_TOKEN"]):
                words = show.next_shot(number)
                if words != said:
                    print(words, flush=True)
                    said = words
        except (OSError, TimeoutError, WebSocketException) as trouble:
            print(f"no connection ({trouble}); trying again", file=sys.stderr, flush=True)
            time.sleep(1)


if __name__ == "__main__":
    main()

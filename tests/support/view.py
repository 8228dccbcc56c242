"""A JSON client's picture of a show: the sheet it was sent, moved on by events, and nothing else.

It knows the protocol as docs/protocol.md tells it, and no code of the server.
"""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]
Json = dict[str, Any]

BLANK_SHOT: Json = {
    **dict.fromkeys(("size", "size_typed", "subject", "move", "move_typed", "angle"), ""),
    "angle_typed": "",
    "note": "",
    "taken": False,
}


class OutOfOrderError(AssertionError):
    """An event came twice, too early or never."""


class View:
    """``take`` messages; ``as_json`` is what ``GET …/sheet`` ought to answer."""

    def __init__(self) -> None:
        self.epoch: str | None = None
        self.seq: int | None = None
        self.whole = 0  # how often everything had to be sent
        self.seen: list[tuple[int, str]] = []  # (seq, edit) of every event that came by itself
        self.live: Json = {}
        self.house: Json = {}
        self.cues: dict[str, Json] = {}
        self.cameras: dict[str, Json] = {}
        self.shots: dict[tuple[str, str], Json] = {}
        self.ready: set[tuple[str, str]] = set()
        self.terms: dict[tuple[str, str], Json] = {}

    def take(self, message: Message) -> None:
        """Move on by a ``sheet`` or an ``events`` message."""
        if message["type"] == "sheet":
            self._begin(message)
        elif message["type"] == "events":
            assert message["epoch"] == self.epoch, "events of another life"
            for event in message["events"]:
                self._event(event)
            if self.seq != message["seq"]:
                raise OutOfOrderError(f"at {self.seq}, told to be at {message['seq']}")
            self.live = message.get("live", self.live)

    def _begin(self, sheet: Message) -> None:
        self.epoch, self.seq = sheet["epoch"], sheet["seq"]
        self.whole += 1
        self.live, self.house = sheet["live"], dict(sheet["house"])
        self.cues = {c["id"]: {k: v for k, v in c.items() if k != "shots"} for c in sheet["cues"]}
        self.cameras = {c["id"]: dict(c) for c in sheet["cameras"]}
        self.shots = {(c["id"], s["camera"]): dict(s) for c in sheet["cues"] for s in c["shots"]}
        self.ready = {(tick["cue"], tick["camera"]) for tick in sheet["ready"]}
        self.terms = {(t["family"], t["code"]): dict(t) for t in sheet["vocabulary"]}

    def _event(self, event: Json) -> None:
        if event["seq"] != (self.seq or 0) + 1:
            raise OutOfOrderError(f"event {event['seq']} came after {self.seq}")
        self.seq = event["seq"]
        self.seen.append((event["seq"], event["edit"]))
        for change in event["changes"]:
            self._change(change, event["seq"])

    def _change(self, change: Json, seq: int) -> None:
        match change["on"]:
            case "cue":
                self._row(self.cues, change["cue"], change, {"id": change["cue"]}, seq)
            case "camera":
                self._row(self.cameras, change["camera"], change, {"id": change["camera"]}, seq)
            case "shot":
                blank = {"camera": change["camera"], **BLANK_SHOT}
                self._row(self.shots, (change["cue"], change["camera"]), change, blank, seq)
            case "term":
                key = {name: change[name] for name in ("family", "code")}
                self._row(self.terms, tuple(key.values()), change, key, None)
            case "ready":
                tick = (change["cue"], change["camera"])
                self.ready.discard(tick) if change.get("removed") else self.ready.add(tick)
            case "house":
                self.house.update(change["set"])
            case "live":
                pass  # the message says where the show stands
            case other:
                raise AssertionError(f"a change on {other!r} is not in the protocol")

    def _row(
        self, rows: dict[Any, Json], key: Any, change: Json, blank: Json, seq: int | None
    ) -> None:
        if change.get("removed"):
            rows.pop(key, None)
            return
        row = rows.setdefault(key, dict(blank))
        row.update(change["set"])
        if seq is not None:
            row["version"] = seq

    def as_json(self) -> Json:
        """The whole picture in the shape of the ``sheet`` message."""
        cameras = sorted(self.cameras.values(), key=lambda camera: (camera["rank"], camera["id"]))
        cues = sorted(self.cues.values(), key=lambda cue: (cue["rank"], cue["id"]))
        return {
            "epoch": self.epoch,
            "seq": self.seq,
            "live": self.live,
            "house": self.house,
            "ready": [{"cue": cue, "camera": camera} for cue, camera in sorted(self.ready)],
            "cameras": cameras,
            "cues": [{**cue, "shots": self._shots(cue["id"], cameras)} for cue in cues],
            "vocabulary": list(self.terms.values()),
        }

    def _shots(self, cue: str, cameras: list[Json]) -> list[Json]:
        keys = ((cue, camera["id"]) for camera in cameras)
        return [self.shots[key] for key in keys if key in self.shots]

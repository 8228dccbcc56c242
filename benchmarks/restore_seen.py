"""A restore as those see it who are connected: how long an edit and a ping wait for their answers.

Unlike the rest of ``snapshots``, this goes through a whole server: the hub renders and sends the
restored sheet to a browser and a program that follow it while somebody else edits.
"""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.servers.product import SHOW, Product
from benchmarks.session import Session
from benchmarks.tables import middle, number, spread, table, verdict
from camerasheet.web.sockets.messages import HTML, JSON

CUES, CAMERAS = 1500, 12
EVERY_SECONDS = 0.01
SETTLING_SECONDS = 1.0
TEXT = "somebody else"
MOST_EDITS = 100
QUIET_SECONDS = 2.0
ROUNDS = 5
MOST_MS = 250.0

NOTHING, RESTORE, UNDO = "nothing", "a restore of every cell", "its undo"


class _Waits:
    """Does something again and again in a thread, and notes how long it took, in ms."""

    def __init__(self, once: Callable[[int], None]) -> None:
        self._once = once
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self.noted: list[float] = []

    def _go_on(self) -> None:
        turn = 0
        while not self._stop.wait(EVERY_SECONDS):
            turn += 1
            began = time.monotonic()
            self._once(turn)
            self.noted.append((time.monotonic() - began) * 1000)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


def _come_in(made: Product, protocol: str) -> ClientConnection:
    """A client that has offered compression, as browsers do."""
    headers = dict([made.authorization.split(": ", 1)])
    address = f"ws://127.0.0.1:{made.server.port}/ws/shows/{SHOW}"
    return connect(
        address,
        additional_headers=headers,
        subprotocols=[Subprotocol(protocol)],
        max_size=None,
        legacy=True,
    )


def _follow(stack: ExitStack, made: Product, protocol: str) -> None:
    """Somebody who follows, and reads all that comes."""
    socket = _come_in(made, protocol)
    socket.send(json.dumps({"type": "hello"}))
    socket.recv()

    def read() -> None:
        try:
            while True:
                socket.recv()
        except ConnectionClosed:
            pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    stack.callback(reader.join, 10)
    stack.callback(socket.close)


def _acknowledged(socket: ClientConnection, message: dict[str, Any], edits: int = 1) -> None:
    socket.send(json.dumps(message))
    while edits:
        told = json.loads(socket.recv())
        if told["type"] == "refused":
            raise RuntimeError(told["message"])
        edits -= told["type"] == "ack"


def _rewrite(socket: ClientConnection, sheet: dict[str, Any]) -> None:
    """Write into every cell."""
    cells = [(cue["id"], camera["id"]) for cue in sheet["cues"] for camera in sheet["cameras"]]
    for at in range(0, len(cells), MOST_EDITS):
        edits = [
            {
                "id": f"rewritten-{at + index}",
                "edit": {
                    "kind": "write_shot",
                    "cue": cue,
                    "camera": camera,
                    "field": "subject",
                    "value": TEXT,
                },
            }
            for index, (cue, camera) in enumerate(cells[at : at + MOST_EDITS])
        ]
        _acknowledged(socket, {"type": "edits", "edits": edits}, len(edits))


def _during(made: Product, sheet: dict[str, Any], run: str, work: Callable[[], Any]) -> list[float]:
    """Seconds that it took; the longest and the median wait of an edit; the longest of a ping."""
    with _come_in(made, JSON) as editor, _come_in(made, JSON) as pinger:
        cue = sheet["cues"][0]["id"]

        def edit(turn: int) -> None:
            written = {"kind": "write_cue", "cue": cue, "field": "notes", "value": f"{run} {turn}"}
            _acknowledged(editor, {"type": "edit", "id": f"{run}-{turn:06}", "edit": written})

        def ping(_: int) -> None:
            pinger.ping().wait(60)

        edits, pings = _Waits(edit), _Waits(ping)
        with edits.running(), pings.running():
            time.sleep(SETTLING_SECONDS)
            first_edit, first_ping = len(edits.noted), len(pings.noted)
            began = time.monotonic()
            work()
            took = time.monotonic() - began
            time.sleep(SETTLING_SECONDS)
        seen = edits.noted[first_edit:]
        return [took, max(seen), statistics.median(seen), max(pings.noted[first_ping:])]


def _measured(session: Session, share: float) -> dict[str, list[list[float]]]:
    """For each thing that was done, what :func:`_during` gave in each round."""
    made = Product("restore-seen", CUES, CAMERAS, None)
    found: dict[str, list[list[float]]] = {NOTHING: [], RESTORE: [], UNDO: []}
    with made.server, ExitStack() as stack:
        made.become_admin()
        for protocol in (HTML, JSON):
            _follow(stack, made, protocol)
        sheet = made.sheet()
        snapshots = f"/api/shows/{SHOW}/backups"
        name = made.asked("POST", snapshots, {"name": "as it was"})["filename"]
        with _come_in(made, JSON) as writer:
            _rewrite(writer, sheet)
        jobs: list[str] = []

        def restore() -> None:
            done = made.asked("POST", f"{snapshots}/{name}/restore", {})
            jobs.append(done["job"]["id"])

        def undo() -> None:
            made.asked("POST", f"/api/jobs/{jobs[-1]}/undo", {"keep_edits": True})

        does: dict[str, Callable[[], None]] = {
            NOTHING: lambda: time.sleep(QUIET_SECONDS),
            RESTORE: restore,
            UNDO: undo,
        }
        for turn in session.turns(ROUNDS, share):
            session.say(f"a restore as its followers see it, round {turn + 1}")
            for place, (what, work) in enumerate(does.items()):
                found[what].append(_during(made, sheet, f"round-{turn}-{place}", work))
    return found


def report(session: Session, share: float = 1.0) -> str:
    """Measure, and give the Markdown; ``share`` as for :meth:`Session.turns`."""
    found = _measured(session, share)
    rows = [
        [what, *(spread([each[column] for each in rounds]) for column in range(4))]
        for what, rounds in found.items()
    ]
    targets = [
        [
            f"writers blocked during {what}",
            f"≤ {MOST_MS:.0f} ms",
            number(wait),
            verdict(wait, MOST_MS),
        ]
        for what in (RESTORE, UNDO)
        for wait in [middle([each[1] for each in found[what]])]
    ]
    return (
        f"### A restore of {CUES:,} × {CAMERAS} as its followers see it\n\n"
        f"Medians of {len(found[RESTORE])} rounds, lowest and highest in brackets, through a whole "
        "server: a browser and a program follow the sheet, both with compression; somebody edits "
        "it and somebody pings, each a hundred times a second at most. An edit's wait is from when "
        "it is sent to its `ack`.\n\n"
        + table(
            ["", "s", "an edit's longest wait, ms", "its median", "a ping's longest wait, ms"],
            rows,
        )
        + "\n\n"
        + table(["target", "limit", "measured, the median", ""], targets)
    )

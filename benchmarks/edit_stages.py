"""An edit's path through the server, step by step, each step alone in this process.

The steps are the product's own functions, called as the hub's and the writer's threads call them.
"""

from __future__ import annotations

import json
import socket
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from benchmarks.edit_cost import BIG, SMALL, Size
from benchmarks.filling import fill_sheet
from benchmarks.session import Session
from benchmarks.tables import middle, number, spread, table
from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.desk import Committed, Outcome, Slip, digest
from camerasheet.desk.batch import Batch
from camerasheet.realtime import frames
from camerasheet.realtime.connection import Client
from camerasheet.sheet.edits import parse_edit
from camerasheet.web.sockets import messages
from camerasheet.web.sockets.channel import Group, ShowChannel
from camerasheet.web.sockets.content import Content
from tests.support.rehearsal import ADMIN
from tests.support.shows import Stand, empty_show, new_edit_id, standing

EDITS, QUICK_EDITS = 150, 30
TOGETHER = 8
LIMIT, PATIENCE = 256 * 1024, 30.0

Times = dict[str, list[float]]

T = TypeVar("T")


def stages(session: Session) -> str:
    """The Markdown of both sizes, medians with the lowest and the highest of three parts."""
    edits = QUICK_EDITS if session.quick else EDITS
    found: dict[Size, Times] = {}
    with tempfile.TemporaryDirectory() as directory, _content(Path(directory)) as content:
        for size in (SMALL, BIG):
            session.say(f"an edit's path, {size[0]:,} × {size[1]}")
            place = Path(directory) / f"{size[0]}x{size[1]}"
            place.mkdir()
            found[size] = _walk(place, size, content, edits)
    rows = [[name, *(_thirds(found[size][name]) for size in (SMALL, BIG))] for name in found[SMALL]]
    heads = ["step, µs", *(f"{a:,} × {b}" for a, b in (SMALL, BIG))]
    return (
        "### An edit's path through the server\n\n"
        f"Each step alone, in one process, {edits} edits one after the other; the median, and in "
        "brackets that of the best and the worst third of the run. The turns of the writer "
        "include two changes of thread and the flush to the disk.\n\n" + table(heads, rows)
    )


def _thirds(values: list[float]) -> str:
    part = max(1, len(values) // 3)
    parts = [middle(values[at : at + part]) for at in range(0, len(values), part)]
    return spread(parts[:3]) if len(parts) >= 3 else number(middle(values))


@contextmanager
def _content(directory: Path) -> Iterator[Content]:
    app = create_app(Settings(data=directory / "app"))
    try:
        yield Content(app.jinja_env)
    finally:
        app.extensions["camerasheet"].drain(1)


def _walk(place: Path, size: Size, content: Content, edits: int) -> Times:
    path = empty_show(place)
    fill_sheet(path, *size)
    times: Times = defaultdict(list)
    ours, theirs = socket.socketpair()
    client = Client(ours, messages.HTML, None)
    with standing(path) as stand:
        channel = ShowChannel(stand.desk.sheet, [], content)
        for turn in range(edits):
            text = _message(size, turn)
            _take_in(times, client, text)
            slip = _timed(times, "parsed, checked, fingerprint", lambda t=text: _slip(t))  # type: ignore[misc]
            _decide(times, stand, slip)
            _timed(times, "the writer's turn with it", lambda s=slip: stand.desk.apply(s))  # type: ignore[misc]
            _tell(times, channel, stand.published, client, theirs)
            slips = [_slip(_message(size, turn * TOGETHER + each)) for each in range(TOGETHER)]
            name = f"the writer's turn with {TOGETHER} that waited"
            _timed(times, name, lambda s=slips: _together(stand, s))  # type: ignore[misc]
            channel.absorb([stand.published[-1]])
    ours.close()
    theirs.close()
    return times


def _timed(times: Times, name: str, work: Callable[[], T]) -> T:
    began = perf_counter()
    done = work()
    times[name].append((perf_counter() - began) * 1e6)
    return done


def _message(size: Size, turn: int) -> str:
    cell = {"cue": f"cue{turn % size[0]}", "camera": f"cam{turn % size[1]}"}
    edit = {"kind": "write_shot", **cell, "field": "subject", "value": f"singer {turn}"}
    return json.dumps({"type": "edit", "id": new_edit_id(), "epoch": None, "edit": edit})


def _take_in(times: Times, client: Client, text: str) -> None:
    payload = text.encode()
    head = bytes((0x81, 0x80 | 126, *len(payload).to_bytes(2, "big")))
    mask = b"\x5a\x13\xc7\x3e"
    masked = bytes(byte ^ mask[at & 3] for at, byte in enumerate(payload))
    frame = head + mask + masked
    _timed(times, "the frame read", lambda: list(client.read(frame, LIMIT)))


def _slip(text: str) -> Slip:
    message = messages.parse(text)
    assert isinstance(message, messages.EditMessage)
    edit = parse_edit(message.edit)
    return Slip(message.id, edit, ADMIN.id, lambda: ADMIN, digest(message.edit), message.epoch)


def _decide(times: Times, stand: Stand, slip: Slip) -> None:
    with stand.database.reading() as connection:
        batch = Batch(connection, stand.desk.sheet, {}, stand.now, new_edit_id)
        _timed(times, "decided and applied, of that turn", lambda: batch.take(slip))


def _together(stand: Stand, slips: list[Slip]) -> None:
    done = threading.Event()

    def told(_: list[Outcome]) -> None:
        done.set()

    stand.desk.submit(slips, told)
    assert done.wait(PATIENCE)


def _tell(
    times: Times,
    channel: ShowChannel,
    published: list[Committed],
    client: Client,
    theirs: socket.socket,
) -> None:
    channel.absorb([published[-1]])
    payload: bytes | None = None
    for name, group in (("html", Group(True, "sheet")), ("json", Group(False, "sheet"))):
        payload = _timed(
            times,
            f"rendered for all {name} clients",
            lambda g=group: channel.render(g, []),  # type: ignore[misc]
        )
    assert payload is not None
    frame = frames.text(payload)
    _timed(times, "one client sent to", lambda: client.transmit(frame))
    theirs.recv(1 << 16)

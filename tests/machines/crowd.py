"""One desk on a real file, the channel that tells of it, and clients that come and go.

The parts are the real ones; only the sockets are left out, because what they do is tested
elsewhere. ``deliver`` stands where the hub does: what was committed meanwhile goes out together.
"""

from __future__ import annotations

import json
import logging
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from camerasheet.desk import Committed, Desk, Outcome
from camerasheet.sheet.events import as_json
from camerasheet.sheet.wire import sheet_as_json
from camerasheet.storage.engine import open_database
from camerasheet.web.sockets.channel import Group, ShowChannel
from camerasheet.web.sockets.content import Content
from tests.realtime.wire import unframed
from tests.support.shows import empty_show, read_back, replayed, same, slip
from tests.support.view import View

EVERYTHING = Group(html=False, view="sheet")
NO_HTML = cast("Content", None)  # JSON followers need none

Payload = dict[str, Any]


@dataclass(eq=False)
class Device:
    """Somebody's client. What it was answered is in ``told``, by edit id."""

    name: str
    view: View = field(default_factory=View)
    connected: bool = False
    told: dict[str, tuple[Payload, Outcome]] = field(default_factory=dict)


class Oracle:
    """Which event last set which field, and to what: a plain dict, made of the events' JSON."""

    def __init__(self) -> None:
        self.fields: dict[tuple[str, ...], tuple[Any, int]] = {}

    def hear(self, event: dict[str, Any]) -> None:
        for change in event["changes"]:
            key = (change["on"], change.get("cue", ""), change.get("camera", ""))
            for name, value in change.get("set", {}).items():
                self.fields[(*key, name)] = (value, event["seq"])

    def expects(self, key: tuple[str, ...], value: Any, base: int | None) -> str:
        """``"accepted"`` or ``"conflict"`` for a write of a field that is on the sheet."""
        standing, seq = self.fields.get(key, ("", 0))
        if base is None or seq <= base or standing == value:
            return "accepted"
        return "conflict"


class Crowd:
    """The whole of it, on a file in ``directory``."""

    def __init__(self, directory: Path) -> None:
        self.path = empty_show(directory)
        self.devices: list[Device] = []
        self.oracle = Oracle()
        self.committed: list[Committed] = []  # on its way to the hub
        self.shown = 0  # the last seq that anybody may have seen
        self._ids = iter(range(10**9))
        self._open()

    def _open(self) -> None:
        self.desk = Desk(
            open_database(self.path),
            publish=self.committed.append,
            clock=lambda: 1000,
            new_id=lambda: f"id{next(self._ids)}",
        )
        recent = self.desk.events_after(0, 1000)
        self.channel = ShowChannel(self.desk.sheet, recent, NO_HTML)

    def new_edit(self) -> str:
        return f"edit-{next(self._ids):06}"

    # -- what devices do ------------------------------------------------------------------------

    def hand_in(self, device: Device, asked: list[tuple[str, Payload]]) -> list[Outcome]:
        """Edits of one message; what they were answered."""
        outcomes: list[Outcome] = []
        slips = [slip(payload, edit_id) for edit_id, payload in asked]
        self.desk.submit(slips, outcomes.extend)
        self.desk.apply(slip({"kind": "undo", "seq": 2**40}, self.new_edit()))  # wait for them
        assert len(outcomes) == len(asked)
        for (edit_id, payload), outcome in zip(asked, outcomes, strict=True):
            assert outcome.id == edit_id
            device.told.setdefault(edit_id, (payload, outcome))
        return outcomes

    def connect(self, device: Device) -> None:
        """Say hello with what the device believes."""
        missed = self.channel.resume(EVERYTHING, device.view.epoch, device.view.seq)
        device.view.take(json.loads(unframed(missed.plain)))
        device.connected = True

    def deliver(self) -> None:
        """What the hub does: absorb all that is published, render it once, send it to everyone."""
        items, self.committed[:] = list(self.committed), []
        if not items:
            return
        for committed in items:
            for event in committed.events:
                self.oracle.hear(as_json(event))
        self.channel.absorb(items)
        payload = self.channel.render(EVERYTHING, items)
        assert payload is not None
        for device in self.devices:
            if device.connected:
                device.view.take(json.loads(payload))

    def restart(self) -> None:
        """The server stops and starts: everybody is thrown out."""
        self.desk.close()
        self.deliver()
        for device in self.devices:
            device.connected = False
        self._open()

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """No file of this process may grow: commits fail for real."""
        log = Path(f"{self.path}-wal")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        logging.disable()
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size if log.exists() else 0, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            logging.disable(logging.NOTSET)

    # -- what must hold -------------------------------------------------------------------------

    def check_views(self) -> None:
        """Everybody who is connected sees what the channel stands at."""
        truth = json.loads(json.dumps(sheet_as_json(self.channel.sheet)))
        for device in self.devices:
            if device.connected:
                assert device.view.as_json() == truth, device.name

    def check_all(self) -> None:
        """Replayed log = tables = memory = what every connected client shows."""
        self.deliver()
        tables, log = read_back(self.path)
        same(tables, self.desk.sheet)
        same(replayed(log), tables)
        same(self.channel.sheet, tables)
        self.check_views()
        for device in self.devices:
            seqs = Counter(seq for seq, _ in device.view.seen)
            assert all(seq <= tables.seq for seq in seqs)

    def close(self) -> None:
        self.desk.close()

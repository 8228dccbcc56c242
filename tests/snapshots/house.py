"""A data directory with one show, its desk and the snapshot service: what production wires."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from camerasheet.config import Settings
from camerasheet.desk import Accepted, Desk, Outcome, Slip, digest
from camerasheet.office.protocol import error_of
from camerasheet.sheet.crew import Person, Role
from camerasheet.sheet.errors import CamerasheetError
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet, Selection
from camerasheet.snapshots import Job, LiveShows, Manifest, Snapshots
from camerasheet.storage.control.database import ControlDatabase, open_control
from camerasheet.storage.control.identity import Who
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.engine import open_database
from tests.support.shows import SHOW, empty_show, slip

ANN = Who("account:ann", "Ann", "10.0.0.5")
EVE = Who("account:eve", "Eve")
ADMIN = Person(ANN.id, ANN.name, Role.ADMIN)
FAST_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PATIENCE = 120.0

_ids = count(1)


class HandClock:
    """The real time, moved by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **by: float) -> None:
        self.ahead += timedelta(**by)


class Aside:
    """Something that somebody else does, begun in the middle of what a test does."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self._deed = deed
        self._came: object = None
        self._thread = threading.Thread(target=self._do, daemon=True)

    def _do(self) -> None:
        try:
            self._came = self._deed()
        except CamerasheetError as error:
            self._came = error

    def begin(self) -> None:
        """Have it done, for so long that it ends now unless it has to wait for somebody."""
        self._thread.start()
        self._thread.join(1.5)

    def end(self) -> object:
        """What came of it once it has ended: its answer, or the refusal."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self._came


class House:
    """``apply`` may be replaced, to stand in a restore's way. Closed with ``close``."""

    def __init__(
        self,
        path: Path,
        *,
        show_id: str = SHOW,
        synced: Callable[[str], int] | None = None,
        **settings: Any,
    ) -> None:
        self.data = DataDirectory(path)
        self.data.prepare()
        self.clock = HandClock()
        self.show_id = show_id
        self.control: ControlDatabase = open_control(self.data, self.clock, hasher=FAST_HASHER)
        if not self.control.shows.list():
            self.control.shows.create("gala", "Spring Gala", by=ANN, show_id=show_id)
        self.file = self.data.show_file(show_id)
        if not self.file.exists():
            shutil.move(empty_show(path), self.file)
        self.desk = Desk(
            open_database(self.file),
            publish=lambda _: None,
            clock=lambda: int(self.clock().timestamp() * 1000),
            new_id=self.new_id,
        )
        live = LiveShows(
            sheet=lambda _: self.desk.sheet,
            events_after=self._events_after,
            apply=lambda show, edit, who: self.apply(show, edit, who),
            synced=synced,
        )
        self.snapshots = Snapshots(
            Settings(data=path, **settings), self.data, self.control, live, self.clock
        )

    @property
    def sheet(self) -> Sheet:
        return self.desk.sheet

    @property
    def shelf(self) -> Path:
        return self.data.backups_of(self.file)

    def new_id(self) -> str:
        return f"id{next(_ids):06}"

    def _events_after(self, show_id: str, seq: int, most: int) -> list[Event]:
        return self.desk.events_after(seq, most)

    def apply(self, show_id: str, edit: ReplaceSheet | RevertSheet, who: Who) -> int:
        person = Person(who.id, who.name, Role.ADMIN)
        outcome = self.desk.apply(
            Slip(edit.job, edit, who.id, lambda: person, digest(edit.job)), timeout=PATIENCE
        )
        if isinstance(outcome, Accepted):
            return outcome.seq
        raise error_of(outcome.error)

    # -- working on the sheet -------------------------------------------------------------------

    def do(self, kind: str, /, **fields: Any) -> Outcome:
        payload = {"kind": kind, **{name.rstrip("_"): value for name, value in fields.items()}}
        return self.desk.apply(slip(payload, by=ADMIN))

    def cue(self, **fields: Any) -> str:
        self.do("add_cue", **fields)
        return self.sheet.order[-1]

    def camera(self, **fields: Any) -> str:
        self.do("add_camera", **fields)
        return self.sheet.camera_order[-1]

    def write(self, cue: str, camera: str, field: str, value: Any) -> Outcome:
        return self.do("write_shot", cue=cue, camera=camera, field=field, value=value)

    def fill(self, cues: int = 4, cameras: int = 2) -> None:
        columns = [self.camera(name=f"Camera {n}") for n in range(cameras)]
        for n in range(cues):
            cue = self.cue(title=f"Song {n}")
            for camera in columns:
                self.write(cue, camera, "subject", f"Singer {n}")

    # -- snapshots ------------------------------------------------------------------------------

    def create(self, **more: Any) -> Manifest:
        return self.snapshots.create(self.show_id, by=ANN, **more)

    def restore(self, filename: str, selection: Selection | None = None) -> Job:
        job = self.snapshots.restore(self.show_id, filename, selection=selection, by=ANN)
        return self.snapshots.wait(job.id, PATIENCE)

    def undo(self, job: Job, keep_edits: bool | None = None, seen: int | None = None) -> Job:
        going = self.snapshots.undo(job.id, keep_edits=keep_edits, seen=seen, by=ANN)
        return self.snapshots.wait(going.id, PATIENCE)

    def names(self) -> list[str]:
        return [manifest.filename for manifest in self.snapshots.list(self.show_id)]

    def close(self) -> None:
        self.snapshots.close(PATIENCE)
        self.desk.close()
        self.control.close()

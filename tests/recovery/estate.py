"""A data directory that things happen to, with its replica in a directory or a bucket."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from camerasheet.config import Settings
from camerasheet.offsite import CONTROL, Offsite
from camerasheet.recovery import Report, recover
from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.model import Sheet
from camerasheet.snapshots import JobState
from camerasheet.storage.control.database import ControlDatabase
from tests.snapshots.house import ANN, House
from tests.support.litestream import Litestream, litestream
from tests.support.shows import SHOW

PATIENCE = 120.0


class Estate:
    """Nobody has it open but within ``opened`` and ``replicated``."""

    def __init__(self, path: Path, filled: bool = True, /, **environ: str) -> None:
        """``environ`` are settings and keys. With a show in it, unless not ``filled``."""
        self.path = path
        self.environ = {
            **{name: value for name, value in os.environ.items() if "CAMERASHEET" not in name},
            "CAMERASHEET_DATA": str(path),
            **environ,
        }
        self.file = path / "shows" / f"{SHOW}.db"
        self.control = path / "control.db"
        if filled:
            with self.opened() as house:
                house.fill()

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environ)

    @contextmanager
    def opened(self) -> Iterator[House]:
        house = House(self.path)
        try:
            yield house
        finally:
            house.close()

    @contextmanager
    def replicated(self) -> Iterator[Litestream]:
        """With a Litestream; at the end it has all of it, and ends in order."""
        with litestream({**self.environ, "CAMERASHEET_LITESTREAM": "sidecar"}) as sidecar:
            yield sidecar
            for path in (self.control, self.file):
                if path.exists():
                    sidecar.sync(path)
            sidecar.stop()

    def sheet(self) -> Sheet:
        with self.opened() as house:
            return house.sheet

    def digest(self) -> str:
        return content_digest(self.sheet())

    def edit(self, title: str) -> None:
        with self.opened() as house:
            house.cue(title=title)

    def titles(self) -> set[str]:
        return {row.cue.title for row in self.sheet().rows.values()}

    def snapshot(self, *, offsite: bool = False) -> str:
        """A snapshot of the show and of control.db; the former's name."""
        with self.opened() as house:
            made = house.create()
            control = house.snapshots.create_control(by=ANN)
            if offsite:
                service = Offsite(self.settings, house.control, house.snapshots, house.clock)
                for show, filename in ((SHOW, made.filename), (CONTROL, control.filename)):
                    job = service.push(show, filename, by=ANN)
                    ended = service.wait(job.id, PATIENCE)
                    assert ended.state is JobState.DONE, ended.error
                service.close(1)
            return made.filename

    def lose(self, *paths: Path) -> None:
        """Lose files with all that is beside them; without any, the whole volume."""
        if not paths:
            shutil.rmtree(self.path)
        for path in paths:
            for end in ("", "-wal", "-shm"):
                Path(f"{path}{end}").unlink(missing_ok=True)

    def recover(self, *, fresh: bool = False, dry: bool = False) -> Report:
        return recover(self.settings, self.environ, fresh=fresh, dry=dry)

    def recovered(self) -> dict[str, str | None]:
        """Have it recovered; from where each database came."""
        return sources(self.recover())


def sources(report: Report) -> dict[str, str | None]:
    """From where each database came that was not sound; None for those that did not."""
    return {
        each.database: each.origin.source.value if each.origin else None for each in report.outcomes
    }


def actions(control: ControlDatabase) -> list[str]:
    """The audit log, newest first."""
    return [entry.action for entry in control.audit.list()]
